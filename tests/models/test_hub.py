import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import AssistantError
from assistant.models import store
from assistant.models.catalogue import ModelEntry, parse_catalogue
from assistant.models.fetch import fetch

from . import model_hub
from .package_index import entry_toml

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A hub whose downloads are cut into small chunks and tried again without waiting."""
    from huggingface_hub import constants

    monkeypatch.setattr(time, "sleep", lambda _: None)  # between the library's own attempts
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1024)  # less than what arrives before a cut
    with model_hub.serving({"weights/tiny.gguf": CONTENT}) as served:
        yield served


def toml_at(url: str, path: str = "weights/tiny.gguf") -> str:
    return entry_toml("tiny", CONTENT, model_hub.source_at(url), path)


def entry_at(url: str, path: str = "weights/tiny.gguf") -> ModelEntry:
    (entry,) = parse_catalogue(toml_at(url, path), "own.toml")
    return entry


def nothing_is_installed(entry: ModelEntry, folder: Path) -> bool:
    return store.installed(entry, folder) is None and not list(folder.glob("tiny*"))


def test_a_file_is_fetched_at_its_commit_under_its_own_path(hub: SimpleNamespace, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    entry = entry_at(hub.url)
    root = fetch(entry, tmp_path, lambda *step: steps.append(step))
    assert (root / "weights" / "tiny.gguf").read_bytes() == CONTENT
    assert store.locate_file(entry, tmp_path) == root / "weights" / "tiny.gguf"
    assert ("取得 owner/repo/weights/tiny.gguf", len(CONTENT), len(CONTENT)) in steps
    assert not (tmp_path / ".staging" / "tiny").exists()


def test_other_bytes_under_the_pinned_commit_are_refused_and_not_kept(hub: SimpleNamespace, tmp_path: Path) -> None:
    hub.files["weights/tiny.gguf"] = CONTENT[::-1]
    entry = entry_at(hub.url)
    with pytest.raises(AssistantError, match="SHA-256"):
        fetch(entry, tmp_path)
    assert nothing_is_installed(entry, tmp_path)
    hub.files["weights/tiny.gguf"] = CONTENT
    fetch(entry, tmp_path)
    assert store.locate_file(entry, tmp_path).read_bytes() == CONTENT


def test_a_download_that_is_cut_goes_on_where_it_ended(hub: SimpleNamespace, tmp_path: Path) -> None:
    hub.cuts = 1
    entry = entry_at(hub.url)
    fetch(entry, tmp_path)
    assert store.locate_file(entry, tmp_path).read_bytes() == CONTENT
    assert hub.starts["tiny.gguf"] == [0, len(CONTENT) // 2]


def test_a_connection_that_is_cut_every_time_is_an_error(hub: SimpleNamespace, tmp_path: Path) -> None:
    hub.cuts = 1000
    entry = entry_at(hub.url)
    with pytest.raises(AssistantError, match="取得できません"):
        fetch(entry, tmp_path)
    assert nothing_is_installed(entry, tmp_path)
    hub.cuts = 0
    fetch(entry, tmp_path)
    assert store.locate_file(entry, tmp_path).read_bytes() == CONTENT


def test_a_file_that_is_there_whole_is_not_fetched_again(hub: SimpleNamespace, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"{}").hexdigest()
    text = toml_at(hub.url).replace('"generator"', '"embedder"')
    text = text.replace(" }]", f' }}, {{ path = "config.json", bytes = 2, sha256 = "{sha256}" }}]')
    (entry,) = parse_catalogue(text, "own.toml")
    with pytest.raises(AssistantError, match=r"config\.json"):
        fetch(entry, tmp_path)
    assert nothing_is_installed(entry, tmp_path)
    hub.files["config.json"] = b"{}"
    root = fetch(entry, tmp_path)
    assert (root / "config.json").read_bytes() == b"{}"
    assert hub.starts == {"tiny.gguf": [0], "config.json": [0]}


def test_a_file_that_the_repository_lacks_is_named(hub: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"owner/repo の weights/other\.gguf"):
        fetch(entry_at(hub.url, "weights/other.gguf"), tmp_path)


def test_a_hub_that_does_not_answer_is_an_error_not_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(AssistantError, match="ネットワーク"):
        fetch(entry_at("http://127.0.0.1:9"), tmp_path)
