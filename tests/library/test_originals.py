"""Fetching originals into a folder: what is written, what is recorded, and what a second fetch says."""

import errno
import os
from pathlib import Path

import pytest

from assistant.errors import AssistantError, UsageError
from assistant.ingest.corpus import corpus_files, read_corpus
from assistant.ingest.manifest import Original, read_manifest
from assistant.library.download import Downloader, Limits
from assistant.library.originals import Fetched, State, address, fetch_original, known_originals, read_lock, select
from assistant.records import Authority
from tests.library.web_server import Reply, WebServer

STARTER = Path(__file__).parent.parent.parent / "corpus"
FIRST, SECOND = "第1版の本文です。\n".encode(), "第2版の本文です。\n".encode()
LAW = (
    b'<?xml version="1.0" encoding="UTF-8"?><law_data_response><law_info><law_id>345AC0000000048</law_id></law_info>'
    b"<law_full_text><Law/></law_full_text></law_data_response>"
)


def original(url: str, title: str = "甲の指針（第1版）", format: str = "txt", law_id: str | None = None) -> Original:
    return Original(title, "甲省", url, format, Authority.GUIDELINE, "ja", "PDL 1.0", law_id=law_id)


def fetch(wanted: Original, folder: Path, api: str = "") -> Fetched:
    with Downloader(Limits(first_wait=0, pause=0, attempts=2)) as downloader:
        return fetch_original(wanted, folder, downloader, api=api)


def visible(folder: Path) -> set[str]:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in names if not name.startswith(".")}


def test_a_new_original_is_described_and_recorded(web: WebServer, tmp_path: Path) -> None:
    url = web.at("/a", Reply(status=302, headers={"Location": "/b"}))
    web.at("/b", Reply(FIRST))
    fetched = fetch(original(url), tmp_path)
    path = "originals/甲の指針(第1版).txt"
    assert (fetched.state, fetched.locked.path) == (State.NEW, path)
    assert visible(tmp_path) == {path, "sources.toml", "originals.lock.toml"}
    locked = read_lock(tmp_path)[url]
    assert locked == fetched.locked
    assert (locked.final_url, locked.bytes) == (f"{web.url}/b", len(FIRST))
    entry = read_manifest(tmp_path)[0][path]
    assert (entry.title, entry.metadata.publisher, entry.metadata.rights) == ("甲の指針（第1版）", "甲省", "PDL 1.0")
    documents = read_corpus(corpus_files((tmp_path,))).documents
    assert [(d.title, d.metadata.authority) for d in documents] == [("甲の指針（第1版）", Authority.GUIDELINE)]


def test_an_unchanged_original_keeps_the_day_of_its_first_fetch(web: WebServer, tmp_path: Path) -> None:
    wanted = original(web.at("/a", Reply(FIRST)))
    first = fetch(wanted, tmp_path)
    manifest = (tmp_path / "sources.toml").read_bytes()
    again = fetch(wanted, tmp_path)
    assert (again.state, again.locked.fetched_at) == (State.SAME, first.locked.fetched_at)
    assert (tmp_path / "sources.toml").read_bytes() == manifest
    assert not (tmp_path / ".removed").exists()


def test_a_changed_original_is_told_and_the_version_before_is_kept(web: WebServer, tmp_path: Path) -> None:
    wanted = original(web.at("/a", Reply(FIRST), Reply(SECOND)))
    first = fetch(wanted, tmp_path)
    changed = fetch(wanted, tmp_path)
    assert changed.state is State.CHANGED
    assert changed.before is not None
    assert changed.before.sha256 == first.locked.sha256 != changed.locked.sha256
    assert (tmp_path / changed.locked.path).read_bytes() == SECOND
    assert (tmp_path / changed.before.kept).read_bytes() == FIRST
    assert read_lock(tmp_path)[wanted.url].previous == (changed.before,)
    assert fetch(wanted, tmp_path).locked.previous == (changed.before,)
    assert len(read_manifest(tmp_path)[0]) == 1


def test_a_document_changed_by_hand_is_not_replaced(web: WebServer, tmp_path: Path) -> None:
    wanted = original(web.at("/a", Reply(FIRST), Reply(SECOND)))
    path = tmp_path / fetch(wanted, tmp_path).locked.path
    path.write_text("手で直した", encoding="utf-8")
    with pytest.raises(AssistantError, match="書き換えられて"):
        fetch(wanted, tmp_path)
    assert path.read_text(encoding="utf-8") == "手で直した"


def test_a_deleted_document_comes_back(web: WebServer, tmp_path: Path) -> None:
    wanted = original(web.at("/a", Reply(FIRST)))
    path = tmp_path / fetch(wanted, tmp_path).locked.path
    path.unlink()
    assert fetch(wanted, tmp_path).state is State.SAME
    assert path.read_bytes() == FIRST


def test_a_crash_between_file_and_record_heals(web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = original(web.at("/a", Reply(FIRST), Reply(SECOND)))
    fetch(wanted, tmp_path)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("assistant.library.originals._write_lock", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        fetch(wanted, tmp_path)
    assert fetch(wanted, tmp_path).state is State.CHANGED
    assert fetch(wanted, tmp_path).state is State.SAME


def test_a_failed_fetch_changes_nothing(web: WebServer, tmp_path: Path) -> None:
    wanted = original(web.at("/a", Reply(FIRST), Reply(SECOND, missing=3)))
    fetch(wanted, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(AssistantError):
        fetch(wanted, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_full_disk_is_said_and_leaves_no_part(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AssistantError, match="ディスクがいっぱい"):
        fetch(original(web.at("/a", Reply(FIRST))), tmp_path)
    assert visible(tmp_path) == set()
    assert list((tmp_path / "originals").iterdir()) == []


def test_a_law_is_asked_for_at_the_api_and_checked(web: WebServer, tmp_path: Path) -> None:
    wanted = original("https://laws.e-gov.go.jp/law/345AC0000000048", "著作権法", "xml", "345AC0000000048")
    web.at("/api/2/law_data/345AC0000000048", Reply(LAW, "application/xml"))
    fetched = fetch(wanted, tmp_path, f"{web.url}/api/2")
    assert web.asked == ["/api/2/law_data/345AC0000000048?response_format=xml&law_full_text_format=xml"]
    assert (tmp_path / fetched.locked.path).read_bytes() == LAW
    assert read_manifest(tmp_path)[0]["originals/著作権法.xml"].metadata.work == "345AC0000000048"


def test_another_law_than_the_one_asked_for_is_refused(web: WebServer, tmp_path: Path) -> None:
    web.at("/api/law_data/129AC0000000089", Reply(LAW, "application/xml"))
    with pytest.raises(AssistantError, match="129AC0000000089"):
        fetch(original("https://e.invalid/", "民法", "xml", "129AC0000000089"), tmp_path, f"{web.url}/api")
    assert visible(tmp_path) == set()


def test_a_law_number_is_quoted_in_the_address() -> None:
    wanted = original("https://e.invalid/", "民法", "xml", "明治二十九年法律第八十九号")
    assert "/law_data/%E6%98%8E" in address(wanted)


def test_originals_of_one_title_do_not_meet(web: WebServer, tmp_path: Path) -> None:
    one, other = (fetch(original(web.at(path, Reply(FIRST)), "同じ題名"), tmp_path) for path in ("/a", "/b"))
    assert one.locked.path == "originals/同じ題名.txt"
    assert other.locked.path.startswith("originals/同じ題名-")


@pytest.mark.parametrize("title", ["../../etc/passwd", "長" * 300, "a/b\\c:d\n", "...", "改\x00行"])
def test_a_title_makes_a_name_inside_the_folder(web: WebServer, tmp_path: Path, title: str) -> None:
    path = tmp_path / fetch(original(web.at("/a", Reply(FIRST)), title), tmp_path).locked.path
    assert path.parent == tmp_path / "originals"
    assert path.is_file()


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "originals.lock.toml").write_text("[[original]]\nurl = 1\n", encoding="utf-8")
    with pytest.raises(AssistantError, match=r"originals\.lock\.toml"):
        read_lock(tmp_path)


def test_selection_by_part_of_title_or_address() -> None:
    originals = known_originals((STARTER,))
    assert [o.law_id for o in select(originals, ("著作権法（", "507AC0000000053"))] == [
        "345AC0000000048",
        "507AC0000000053",
    ]
    assert [o.title for o in select(originals, ("licenses/license-2.0.TXT",))] == ["Apache License, Version 2.0"]
    with pytest.raises(UsageError, match="ない題名"):
        select(originals, ("ない題名",))


def test_the_listed_statutes_have_the_identifier_of_their_page() -> None:
    laws = [o for o in known_originals((STARTER,)) if o.url.startswith("https://laws.e-gov.go.jp/law/")]
    assert len(laws) == 9
    assert all(law.url.endswith(f"/{law.law_id}") and law.format == "xml" for law in laws)
    assert all(address(o).startswith("https://") for o in known_originals((STARTER,)))
