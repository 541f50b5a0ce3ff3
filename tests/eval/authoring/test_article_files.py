import pytest

from assistant.ingest.markdown import read_markdown
from assistant_eval.authoring.article_files import article_markdown, file_names
from assistant_eval.gold import holds


@pytest.mark.parametrize(
    "paragraph",
    [
        "C言語の*p++と__init__、配列a[0](要素)と`code`。",
        "# 見出しではない\n## これも違う",
        "1. 番号では\n2) ない\n12345. 年号",
        "- 箇条書きでは\n+ ない\n=====\n-----",
        "甲 | 乙\n--- | ---\n丙 | 丁",
        "    字下げ\n\tタブ",
        "<b>太字</b> & &amp; <https://example.com> ![絵](a.png)",
        "> 引用\n~~~\n```\nend",
        "c:\\temp\\n と行末\\",
        ":---\n:--:",
    ],
)
def test_a_paragraph_is_read_back_word_for_word(paragraph: str) -> None:
    read = read_markdown(article_markdown("題", [paragraph]))
    assert holds(read.text, paragraph)
    assert [section.title for section in read.sections if section.level == 1] == ["題"]


def test_the_title_is_one_line_and_no_mark_up() -> None:
    assert read_markdown(article_markdown("*甲*\n[乙]", ["本文。"])).title == "*甲* [乙]"


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["梅雨"], ["梅雨.md"]),
        (["TCP/IP", "a:b*c?"], ["TCP_IP.md", "a_b_c.md"]),
        (["../../etc/passwd"], ["etc_passwd.md"]),
        ([".hidden", "__init__"], ["hidden.md", "init.md"]),  # names that a corpus folder leaves out
        (["梅雨", "梅雨", "梅雨"], ["梅雨.md", "梅雨-2.md", "梅雨-3.md"]),
        (["iPhone", "IPHONE"], ["iPhone.md", "IPHONE-2.md"]),  # one file where case does not count
        (["か\u3099", "が"], ["が.md", "が-2.md"]),
        (["CON", "con.txt"], ["article-CON.md", "article-con.txt.md"]),
        (["", "///"], ["article.md", "article-2.md"]),
        (["あ" * 100], ["あ" * 60 + ".md"]),
    ],
)
def test_file_names(titles: list[str], expected: list[str]) -> None:
    assert list(file_names(titles)) == expected
