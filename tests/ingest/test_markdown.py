from datetime import date

from assistant.ingest.markdown import read_markdown
from assistant.records import Authority


def test_mark_up_is_removed_and_headings_become_sections() -> None:
    read = read_markdown("# 規程\n\n## 目的\n\nこの**規程**は[別表](a.md)の`値`を定める。\n\n## 範囲\n\n全社員。\n")
    assert read.title == "規程"
    assert "この規程は別表の値を定める。" in read.text
    assert [(s.level, s.title, read.text[s.start : s.start + 2]) for s in read.sections] == [
        (1, "規程", "規程"),
        (2, "目的", "目的"),
        (2, "範囲", "範囲"),
    ]
    assert read.sections[1].end == read.sections[2].start
    assert read.sections[0].end == len(read.text)


def test_front_matter_of_a_statute_becomes_metadata() -> None:
    source = """---
title: "甲法"
rank: "act"
publication_date: "2025-06-04"
extra:
  abbrev: "ＫＯ法"
  law_num: "令和七年法律第一号"
  enforced_at: "2025-09-01"
---

**第一条（目的）**　この法律は、試験を目的とする。

**第二条の二**　前条のとおりとする。
"""
    read = read_markdown(source)
    assert read.title == "甲法"
    assert read.metadata.authority is Authority.STATUTE
    assert read.metadata.abbreviations == ("ＫＯ法",)
    assert read.metadata.edition == "令和七年法律第一号"
    assert (read.metadata.published, read.metadata.in_force_from) == (date(2025, 6, 4), date(2025, 9, 1))
    assert [section.title for section in read.sections] == ["第一条（目的）", "第二条の二"]
    assert "---" not in read.text


def test_table_rows_repeat_their_headers() -> None:
    read = read_markdown("| 区分 | 可否 |\n|---|---|\n| 極秘 | 不可 |\n| 公開 | 可 |\n")
    assert read.text.splitlines() == ["区分: 極秘 | 可否: 不可", "区分: 公開 | 可否: 可"]


def test_lists_keep_their_marks_and_depth() -> None:
    assert read_markdown("- 一つ目。\n  - 内側。\n- 二つ目。\n\n3. 三。\n4. 四。\n").text.splitlines() == [
        "- 一つ目。",
        "  - 内側。",
        "- 二つ目。",
        "",
        "3. 三。",
        "4. 四。",
    ]


def test_html_stays_text() -> None:
    assert "<script>" in read_markdown("前 <script>alert(1)</script> 後\n").text
