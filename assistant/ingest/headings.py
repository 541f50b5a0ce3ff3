"""Headings of Japanese documents that carry no mark-up: 第1章, 第三十条の四（…）, １ 背景, (1) 対象, 附則."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from assistant.records import Section

_NUMBER = "[0-9０-９一二三四五六七八九十百〇]+"
_PROSE = "(?![、。がをにはのでと])"  # 「第2章では…」 opens a sentence, not a section
ARTICLE_LEVEL: Final = 7
_ARTICLE = re.compile(rf"(第{_NUMBER}条(?:の{_NUMBER})*)(（[^（）]{{1,60}}）)?(?=[\s　])")
_PATTERNS: Final = (
    (1, re.compile(rf"第{_NUMBER}[部編]{_PROSE}")),
    (2, re.compile(rf"第{_NUMBER}章{_PROSE}|附\s*則\s*(?:（.*）)?$|別表|付録|参考文献|用語集")),
    (3, re.compile(rf"第{_NUMBER}節{_PROSE}|(?:はじめに|おわりに|要\s*旨|まとめ|結論)\s*$")),
    (4, re.compile(r"[0-9０-９]{1,2}(?:[.．]|[\s　])\s*(?=[^\s0-9０-９])")),
    (5, re.compile(r"[0-9０-９]{1,2}[-.．－‐][0-9０-９]{1,2}(?:[.．]|[\s　])")),
    (6, re.compile(r"(?:[（(][0-9０-９]{1,2}[）)]|[⑴-⒇])\s*\S")),
)
_LONGEST = 45


class Heading(NamedTuple):
    """A line that opens a section; `start` is its offset in the text."""

    level: int
    title: str
    start: int


def find_headings(text: str, *, articles_only: bool = False) -> Iterator[Heading]:
    """Yield the headings of `text`, or only its articles where other headings are known from mark-up."""
    offset = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        article = _ARTICLE.match(stripped)
        if article:
            yield Heading(ARTICLE_LEVEL, article.group(1) + (article.group(2) or ""), offset)
        elif not articles_only and 2 <= len(stripped) <= _LONGEST and stripped[-1] not in "。、，．・,;；:：…":
            level = next((level for level, pattern in _PATTERNS if pattern.match(stripped)), None)
            if level is not None:
                yield Heading(level, stripped, offset)
        offset += len(line)


def nest(headings: list[Heading], length: int) -> tuple[Section, ...]:
    """Close each heading's section where the next of its level or above begins, or at `length`."""
    sections: list[Section] = []
    for position, heading in enumerate(headings):
        later = (other.start for other in headings[position + 1 :] if other.level <= heading.level)
        sections.append(Section(heading.level, heading.title, heading.start, next(later, length)))
    return tuple(sections)
