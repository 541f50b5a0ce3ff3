"""Headings and the sections that they open; what a level means is the same in every document.

1 to 6 are parts, chapters and other headings, 7 is an article, 8 and deeper are what is numbered inside a text and not
to be torn apart: paragraphs (項), items (号), ①, (1), ア.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.records import Section

DEEPEST_HEADING_LEVEL: Final = 6
ARTICLE_LEVEL: Final = 7
PARAGRAPH_LEVEL: Final = 8
ITEM_LEVEL: Final = 9
_FILLING = re.compile(r"[\s　#*➢➤⚫●○◉■◆◇□▼▲・•]+|^\s*- ")


class Heading(NamedTuple):
    """A line that opens a section; `start` is its offset in the text."""

    level: int
    title: str
    start: int


def nest(headings: Sequence[Heading], length: int) -> tuple[Section, ...]:
    """Close each heading's section where the next of its level or above begins, or at `length`; the order stays."""
    ends = [length] * len(headings)
    opened: list[int] = []
    for position, heading in enumerate(headings):
        while opened and headings[opened[-1]].level >= heading.level:
            ends[opened.pop()] = heading.start
        opened.append(position)
    return tuple(Section(*heading, end) for heading, end in zip(headings, ends, strict=True))


def body_start(text: str, section: Section) -> int:
    """Where the words below the heading line begin; the section's start where the line holds more than the heading."""
    end = text.find("\n", section.start, section.end)
    end = section.end if end < 0 else end + 1
    line = _FILLING.sub("", text[section.start : end]).removesuffix("抄")
    return end if line and _FILLING.sub("", section.title).startswith(line) else section.start
