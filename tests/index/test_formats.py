"""An index that an earlier program made: told clearly, never taken for another, and rebuilt where that loses nothing."""

import hashlib
import json
from argparse import Namespace
from pathlib import Path

import pytest

from assistant import commands
from assistant.errors import AssistantError
from assistant.index.build import build_index, holds_only
from assistant.index.opened import open_index
from assistant.index.versions import FORMAT, candidates, sources_of
from assistant.settings import Settings
from tests.stand_ins import DAY, HashingEmbedder, small_corpus, small_settings

EMBEDDER = HashingEmbedder()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of an index of the five documents whose manifest says format 2."""
    folder = tmp_path / "index"
    build_index((small_corpus(tmp_path),), folder, EMBEDDER, 400, DAY)
    manifest = candidates(folder)[0][0] / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_bytes()), "format": 2}), encoding="utf-8")
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    manifest.with_name("manifest.sha256").write_text(digest)
    (folder / "CURRENT").write_text(f"{manifest.parent.name} {digest}\n")
    return folder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings over which `assistant setup` runs with the stand-in embedder and no model to fetch."""
    monkeypatch.setattr("assistant.models.inventory.ensure", lambda names, folder, progress: None)
    monkeypatch.setattr("assistant.opening.defer_embedder", lambda settings: EMBEDDER)
    monkeypatch.setattr("assistant.commands.starter_corpus", lambda: tmp_path / "corpus")
    return small_settings(tmp_path)


def test_both_formats_and_both_commands_are_told(old: Path) -> None:
    with pytest.raises(AssistantError) as raised:
        open_index(old, EMBEDDER.name, EMBEDDER.fingerprint)
    for part in (f"形式 2、いまの形式は {FORMAT}", f"index --corpus DIR --index {old}", f"setup --index {old}"):
        assert part in str(raised.value)


def test_its_files_are_still_known(old: Path, tmp_path: Path) -> None:
    assert "incident.md" in sources_of(candidates(old)[0][0])
    assert holds_only(old, (tmp_path / "corpus",))


def test_a_damaged_manifest_tells_no_files(old: Path, tmp_path: Path) -> None:
    manifest = candidates(old)[0][0] / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-10])
    with pytest.raises(AssistantError, match=r"manifest\.json"):
        sources_of(manifest.parent)
    assert not holds_only(old, (tmp_path / "corpus",))


def test_setup_rebuilds_an_old_index_of_the_starter_documents(old: Path, settings: Settings) -> None:
    assert commands.setup(Namespace(index=None), settings) == 0
    index = open_index(old, EMBEDDER.name, EMBEDDER.fingerprint)
    assert (len(index.passages), index.notice) == (5, "")


def test_setup_repairs_a_damaged_index_of_the_starter_documents(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "index"
    build_index((small_corpus(tmp_path),), folder, EMBEDDER, 400, DAY)
    (candidates(folder)[0][0] / "vectors.npy").write_bytes(b"damaged")
    assert commands.setup(Namespace(index=None), settings) == 0
    assert open_index(folder, EMBEDDER.name, EMBEDDER.fingerprint).notice == ""


def test_setup_never_replaces_an_old_index_of_other_documents(
    old: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = small_corpus(tmp_path / "other", {"starter.md": "# 付属\n\n付属の文です。\n"}, "")
    monkeypatch.setattr("assistant.commands.starter_corpus", lambda: other)
    monkeypatch.setattr(
        "assistant.opening.model_entry",
        lambda name, role, settings: EMBEDDER,
    )
    before = sorted(old.rglob("*"))
    with pytest.raises(AssistantError, match=r"形式 2.*--corpus"):
        commands.setup(Namespace(index=None), settings)
    assert sorted(old.rglob("*")) == before
