import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.models import store
from assistant.models.catalogue import ModelEntry, parse_catalogue
from assistant.models.fetch import fetch

from .package_index import entry_toml

CONTENT = b"weights of a tiny model"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def entry(tmp_path: Path) -> ModelEntry:
    (tmp_path / "weights.gguf").write_bytes(CONTENT)
    text = entry_toml("tiny", CONTENT, 'kind = "file"\npath = "weights.gguf"')
    (entry,) = parse_catalogue(text, "own.toml", tmp_path)
    fetch(entry, tmp_path)
    return entry


def test_an_installed_model_is_located(entry: ModelEntry, tmp_path: Path) -> None:
    assert store.locate(entry, tmp_path) == tmp_path / "tiny"
    model = store.installed(entry, tmp_path)
    assert model is not None
    assert model.bytes == len(CONTENT)


def test_a_missing_model_names_the_command_to_run(entry: ModelEntry, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "tiny")
    assert store.installed(entry, tmp_path) is None
    with pytest.raises(AssistantError, match=r"モデル tiny がありません.*`assistant setup` を実行してください"):
        store.locate(entry, tmp_path)


def test_a_truncated_file_is_not_used(entry: ModelEntry, tmp_path: Path) -> None:
    (tmp_path / "tiny" / "tiny.gguf").write_bytes(CONTENT[:-1])
    with pytest.raises(AssistantError, match=r"tiny\.gguf.*assistant models pull tiny"):
        store.locate(entry, tmp_path)


def test_a_deleted_file_is_noticed(entry: ModelEntry, tmp_path: Path) -> None:
    (tmp_path / "tiny" / "tiny.gguf").unlink()
    with pytest.raises(AssistantError, match=r"tiny\.gguf"):
        store.locate(entry, tmp_path)


def test_a_flipped_bit_is_found_by_verification_alone(entry: ModelEntry, tmp_path: Path) -> None:
    (tmp_path / "tiny" / "tiny.gguf").write_bytes(CONTENT[:-1] + b"L")
    store.locate(entry, tmp_path)
    with pytest.raises(AssistantError, match=r"tiny\.gguf"):
        store.verify(entry, tmp_path, NOON)


def test_a_file_that_does_not_belong_there_fails_verification(entry: ModelEntry, tmp_path: Path) -> None:
    (tmp_path / "tiny" / "modeling.py").write_text("raise SystemExit", encoding="utf-8")
    with pytest.raises(AssistantError, match=r"modeling\.py"):
        store.verify(entry, tmp_path, NOON)


def test_a_forged_manifest_does_not_vouch_for_other_bytes(entry: ModelEntry, tmp_path: Path) -> None:
    (tmp_path / "tiny" / "tiny.gguf").write_bytes(b"another model")
    forged = store.describe(entry, tmp_path / "tiny", NOON)
    store.write_manifest(forged, tmp_path / "tiny")
    with pytest.raises(AssistantError, match=r"tiny\.gguf"):
        store.verify(entry, tmp_path, NOON)


def test_verification_records_its_time(entry: ModelEntry, tmp_path: Path) -> None:
    assert store.verify(entry, tmp_path, NOON).verified_at == "2026-11-21T12:00:00+00:00"
    model = store.installed(entry, tmp_path)
    assert model is not None
    assert model.verified_at == "2026-11-21T12:00:00+00:00"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": [{"path": 1}]}', '{"files": 3}'])
def test_an_unreadable_manifest_is_an_error_not_a_crash(entry: ModelEntry, tmp_path: Path, text: str) -> None:
    (tmp_path / "tiny" / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError, match=r"model\.json"):
        store.locate(entry, tmp_path)
    fetch(entry, tmp_path)
    assert store.locate(entry, tmp_path) == tmp_path / "tiny"


def test_a_plain_copy_of_the_folder_is_usable_and_known_to_be_unverified(entry: ModelEntry, tmp_path: Path) -> None:
    other = tmp_path / "usb"
    shutil.copytree(tmp_path / "tiny", other / "tiny", copy_function=shutil.copyfile)
    model = store.installed(entry, other)
    assert model is not None
    assert store.locate(entry, other) == other / "tiny"
    assert store.changed_since_verified(model, other / "tiny")
    assert not store.changed_since_verified(store.verify(entry, other, NOON), other / "tiny")
