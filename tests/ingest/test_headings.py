import pytest

from assistant.ingest.headings import ARTICLE_LEVEL, find_headings, nest


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第1部 総論", 1),
        ("第二章　基本的施策", 2),
        ("附　則", 2),
        ("第３節 責務", 3),
        ("１ 作成の背景", 4),
        ("2. 参加団体について", 4),
        ("3.1 対象", 5),
        ("(1) 範囲", 6),
        ("⑵ 手続", 6),
        ("第三条（基本理念）　推進は、次による。", ARTICLE_LEVEL),
        ("第三十条の四 著作物は、次の場合に", ARTICLE_LEVEL),
    ],
)
def test_a_heading_is_known_by_its_numbering(line: str, level: int) -> None:
    assert [heading.level for heading in find_headings(line + "\n")] == [level]


@pytest.mark.parametrize(
    "line",
    [
        "第2章では、背景を述べる。",
        "第三条に定めるとおりとする。",
        "1. この項目は文なので、見出しではない。",
        "2026 年 3 月 31 日に公表した指針、",
        "ふつうの文",
        "",
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    assert list(find_headings(line + "\n")) == []


def test_sections_end_where_the_next_of_their_level_begins() -> None:
    text = "第1章 甲\n本文。\n第1節 乙\n本文。\n第2章 丙\n本文。\n"
    sections = nest(list(find_headings(text)), len(text))
    assert [text[s.start : s.end].count("本文") for s in sections] == [2, 1, 1]
