import random

from assistant.ingest.headings import Heading, body_start, nest


def test_sections_end_where_the_next_of_their_level_begins() -> None:
    sections = nest([Heading(1, "甲", 0), Heading(2, "乙", 10), Heading(1, "丙", 20)], 30)
    assert [(section.start, section.end) for section in sections] == [(0, 20), (10, 20), (20, 30)]


def test_nesting_is_what_looking_ahead_gives() -> None:
    levels = [random.Random(n).randint(1, 5) for n in range(200)]
    headings = [Heading(level, str(n), 10 * n) for n, level in enumerate(levels)]
    for number, section in enumerate(nest(headings, 2000)):
        assert section.end == next((h.start for h in headings[number + 1 :] if h.level <= section.level), 2000)


def test_the_body_begins_below_the_heading_line_but_not_below_an_article() -> None:
    text = "➢ 第1章　総則\n本文。\n附　則　抄\n第一条（目的）　本文。\n"
    chapter, supplement, article = nest(
        [
            Heading(1, "第1章　総則", 0),
            Heading(1, "附則", text.index("附")),
            Heading(7, "第一条（目的）", text.index("第一条")),
        ],
        len(text),
    )
    assert text[body_start(text, chapter) :].startswith("本文。")
    assert text[body_start(text, supplement) :].startswith("第一条")
    assert body_start(text, article) == article.start
