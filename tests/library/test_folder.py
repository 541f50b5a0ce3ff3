"""Adding, removing, restoring and listing the documents of a folder."""

import errno
import os
import tomllib
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import AssistantError, UsageError
from assistant.ingest.manifest import read_manifest
from assistant.library.folder import (
    add_file,
    find_source,
    known_metadata,
    list_items,
    read_item,
    remove_item,
    restore_item,
)
from assistant.library.manifest_writing import append_entry, entry_text, take_entry
from assistant.library.proposals import propose
from assistant.records import Authority, Metadata

MANIFEST = '''# この見出しは残る
title_of_folder = "社内"

[[document]]
path = "a.md" # 甲の注
title = "甲"

# 乙の前の注
[[original]]
title = "原典"
publisher = "省"
url = "https://example.invalid/"
format = "pdf"
authority = "guideline"
language = "ja"
rights = "PDL"
used_by = [
  "a.md",
]

[[document]]
path = "sub/b.md"
title = """乙
[[document]]
"""
# 末尾の注
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text("# 甲\n\n本文です。\n", encoding="utf-8")
    (folder / "sub" / "b.md").write_text("# 乙\n\n本文です。\n", encoding="utf-8")
    (folder / "sources.toml").write_text(MANIFEST, encoding="utf-8")
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "規程.md"
    file.write_text("# AI利用規程\n\n株式会社甲乙\n\n第2.1版　2025年12月1日\n\nこの規程は、社員に適用する。これは大切なきまりです。\n\n## 附則\n\nこの規程は、令和8年4月1日から施行する。\n", encoding="utf-8")  # fmt: skip
    return file


def text(folder: Path) -> str:
    return (folder / "sources.toml").read_text(encoding="utf-8")


def test_a_file_is_copied_and_described_and_what_people_wrote_stays(folder: Path, file: Path) -> None:
    metadata = Metadata(
        authority=Authority.INTERNAL_RULE, published=date(2025, 12, 1), abbreviations=("規程",), rights='"社外秘"\\'
    )
    added = add_file(folder, file, "AI 利用規程", metadata)
    assert (added.source, added.fresh) == ("規程.md", True)
    assert (folder / "規程.md").read_bytes() == file.read_bytes()
    assert text(folder).startswith(MANIFEST)
    entry = read_manifest(folder)[0]["規程.md"]
    assert (entry.title, entry.metadata) == ("AI 利用規程", metadata)


def test_a_first_file_makes_folder_and_manifest(tmp_path: Path, file: Path) -> None:
    add_file(tmp_path / "new" / "corpus", file, "規程", Metadata())
    assert text(tmp_path / "new" / "corpus") == '[[document]]\npath = "規程.md"\ntitle = "規程"\n'


def test_without_metadata_no_entry_is_written(folder: Path, file: Path) -> None:
    add_file(folder, file, None, Metadata())
    assert text(folder) == MANIFEST
    assert read_item(folder, "規程.md").title == "AI利用規程"


def test_the_same_content_is_said_under_whatever_name(folder: Path, file: Path) -> None:
    add_file(folder, file, None, Metadata())
    copy = file.with_name("別名.md")
    copy.write_bytes(file.read_bytes())
    again = add_file(folder, copy, "規程", Metadata())
    assert (again.source, again.fresh) == ("規程.md", False)
    assert not (folder / "別名.md").exists()
    assert read_manifest(folder)[0]["規程.md"].title == "規程"


def test_another_content_under_a_taken_name_is_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "a.md"
    other.write_text("別の本文です。", encoding="utf-8")
    with pytest.raises(AssistantError, match="上書きはしません"):
        add_file(folder, other, None, Metadata())
    assert "別" not in (folder / "a.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [("x.bin", "読めません"), (".x.md", "名前"), ("__x.md", "名前"), ("x\n.md", "名前"), ("sources.toml", "名前")],
)
def test_what_is_no_document_is_not_added(folder: Path, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\x01")
    with pytest.raises(AssistantError, match=said):
        add_file(folder, tmp_path / name, None, Metadata())
    with pytest.raises(AssistantError, match="ファイルがありません"):
        add_file(folder, tmp_path / "nowhere.md", None, Metadata())
    with pytest.raises(AssistantError, match="フォルダです"):
        add_file(folder, tmp_path, None, Metadata())
    assert text(folder) == MANIFEST


def test_a_full_disk_is_said_and_leaves_nothing(folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AssistantError, match="ディスクがいっぱい"):
        add_file(folder, file, "規程", Metadata())
    assert {path.name for path in folder.iterdir()} == {"a.md", "sub", "sources.toml", ".corpus.lock"}


def test_removed_and_restored_leaves_what_was_there(folder: Path) -> None:
    kept = remove_item(folder, "sub/b.md")
    assert not (folder / "sub" / "b.md").exists()
    assert (folder / kept).is_file()
    assert set(read_manifest(folder)[0]) == {"a.md"}
    assert [item.source for item in list_items(folder)] == ["a.md"]
    assert restore_item(folder, "b.md") == "sub/b.md"
    assert tomllib.loads(text(folder)) == tomllib.loads(MANIFEST)
    assert list((folder / ".removed").iterdir()) == []
    assert "\n# 末尾の注\n" in text(folder)


def test_removing_keeps_every_comment_outside_the_entry(folder: Path) -> None:
    remove_item(folder, "a.md")
    for kept in ("# この見出しは残る", "# 乙の前の注\n[[original]]", '  "a.md",\n]', "# 末尾の注"):
        assert kept in text(folder)
    assert "甲の注" not in text(folder)
    restore_item(folder, "a.md")
    assert 'path = "a.md" # 甲の注' in text(folder)


def test_a_document_removed_twice_comes_back_as_it_was_last(folder: Path) -> None:
    remove_item(folder, "a.md")
    (folder / "a.md").write_text("新しい", encoding="utf-8")
    with pytest.raises(AssistantError, match="既にある"):
        restore_item(folder, "a.md")
    remove_item(folder, "a.md")
    restore_item(folder, "a.md")
    assert (folder / "a.md").read_text(encoding="utf-8") == "新しい"


def test_an_entry_without_its_file_is_listed_and_can_be_removed(folder: Path) -> None:
    (folder / "a.md").unlink()
    assert [item.source for item in list_items(folder) if "ファイルがありません" in item.problem] == ["a.md"]
    assert remove_item(folder, find_source(folder, "a.md")) == ""
    assert set(read_manifest(folder)[0]) == {"sub/b.md"}


def test_an_entry_that_points_outside_is_never_touched(folder: Path, file: Path) -> None:
    append_entry(folder, entry_text("../規程.md", "外", Metadata()))
    with pytest.raises(AssistantError, match="ありません"):
        find_source(folder, "規程.md")
    assert file.exists()


def test_names_are_paths_file_names_or_titles(folder: Path) -> None:
    assert find_source(folder, "sub/b.md") == find_source(folder, "b.md") == "sub/b.md"
    assert find_source(folder, "甲") == "a.md"
    (folder / "b.md").write_text("もう一つ", encoding="utf-8")
    assert find_source(folder, "b.md") == "b.md"
    (folder / "sub" / "a.md").write_text("甲二", encoding="utf-8")
    (folder / "a.md").rename(folder / "sub" / "c.md")
    (folder / "sub" / "more").mkdir()
    (folder / "sub" / "more" / "c.md").write_text("丙", encoding="utf-8")
    with pytest.raises(UsageError, match="複数"):
        find_source(folder, "c.md")


def test_the_list_says_what_cannot_be_read(folder: Path) -> None:
    (folder / "photo.png").write_bytes(b"\x89PNG")
    items = {item.source: item for item in list_items(folder)}
    assert set(items) == {"a.md", "sub/b.md", "photo.png"}
    assert "対応していない" in items["photo.png"].problem
    assert (items["a.md"].title, items["a.md"].problem) == ("甲", "")
    assert list_items(folder / "nowhere") == ()


def test_a_manifest_that_cannot_be_changed_keeps_its_file(folder: Path) -> None:
    (folder / "sources.toml").write_text('document = [{path = "a.md"}]\n', encoding="utf-8")
    with pytest.raises(AssistantError, match="手で直して"):
        remove_item(folder, "a.md")
    assert (folder / "a.md").is_file()


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_and_a_missing_last_one_are_kept(tmp_path: Path, ending: str) -> None:
    before = ending.join(["# 注", "[[document]]", 'path = "a"'])
    (tmp_path / "sources.toml").write_bytes(before.encode())
    append_entry(tmp_path, entry_text("b", "乙", Metadata()))
    after = (tmp_path / "sources.toml").read_bytes().decode()
    assert after == before + ending * 2 + ending.join(["[[document]]", 'path = "b"', 'title = "乙"', ""])


def test_a_manifest_in_another_form_is_left_alone(tmp_path: Path) -> None:
    inline = 'document = [{path = "a"}, {path = "b"}]\n'
    (tmp_path / "sources.toml").write_text(inline, encoding="utf-8")
    with pytest.raises(AssistantError, match=r"sources\.toml"):
        take_entry(tmp_path, "a")
    with pytest.raises(AssistantError, match=r"sources\.toml"):
        append_entry(tmp_path, entry_text("c", None, Metadata()))
    assert text(tmp_path) == inline


def test_proposals_come_from_the_text(file: Path) -> None:
    title, metadata = propose(file)
    assert title == "AI利用規程"
    assert known_metadata(metadata) == {
        "publisher": "株式会社甲乙",
        "edition": "第2.1版",
        "published": date(2025, 12, 1),
        "in_force_from": date(2026, 4, 1),
        "authority": Authority.INTERNAL_RULE,
        "language": "ja",
    }


@pytest.mark.parametrize(
    ("title", "authority"),
    [
        ("著作権法", Authority.STATUTE),
        ("著作権法（昭和45年法律第48号）", Authority.STATUTE),
        ("個人情報の保護に関する法律施行令", Authority.ORDER),
        ("AI事業者ガイドライン（第1.2版）", Authority.GUIDELINE),
        ("LLAMA 2 COMMUNITY LICENSE AGREEMENT", Authority.LICENCE),
        ("生成AI利用規程", Authority.INTERNAL_RULE),
        ("著作権法とAI", None),
    ],
)
def test_the_kind_is_proposed_from_the_title(tmp_path: Path, title: str, authority: Authority | None) -> None:
    (tmp_path / "x.txt").write_text(f"{title}\n\n本文がここにあります。\n", encoding="utf-8")
    found, metadata = propose(tmp_path / "x.txt")
    assert (found, metadata.authority) == (title, authority)
