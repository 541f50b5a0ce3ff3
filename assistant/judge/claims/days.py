"""Dates changed in one part, so that they name another day: 2025年6月4日 → 2025年6月14日, 令和7年 → 令和6年."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from assistant.japanese.dates import DateMention, consistent, dates
from assistant.japanese.kanji_numerals import number_value
from assistant.japanese.normalise import normalise
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.numeral_spelling import respelled

_NUMERAL: Final = r"[0-9０-９]+|[〇零一二三四五六七八九十]+"
_PART = re.compile(rf"(?P<era>明治|大正|昭和|平成|令和)?(?P<numeral>元|{_NUMERAL})(?P<unit>[年月日])")
_ISO = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})\Z")
_LAST_YEARS: Final = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31, "令和": 99}
_OTHER_ERA: Final = {"令和": "平成", "平成": "令和", "昭和": "平成"}
_LEAP_YEAR: Final = 2024


def date_edits(claim: str) -> Iterator[Edit]:
    """Another day, month or year; a date that the claim names twice, perhaps in two calendars, stays as it is."""
    found = dates(claim)
    for mention in found:
        if any(_same(mention, other) for other in found if other is not mention):
            continue
        written = claim[mention.start : mention.end]
        for start, end, other in _changes(written):
            becomes = written[:start] + other + written[end:]
            changed = dates(becomes)
            if len(changed) != 1 or not _exists(changed[0], becomes) or _parts(changed[0]) == _parts(mention):
                continue
            if not any(_same(changed[0], other) for other in found if other is not mention):
                yield Edit(mention.start, mention.end, becomes)


def _changes(written: str) -> Iterator[tuple[int, int, str]]:
    """Offsets in the date and what could stand there."""
    iso = _ISO.match(written)
    if iso is not None:
        for part in ("year", "month", "day"):
            for value in _near(int(iso[part]), part):
                if (spelled := respelled(iso[part], value)) is not None:
                    yield iso.start(part), iso.end(part), spelled
        return
    two_calendars = "（" in written or "(" in written  # 2025年（令和7年）6月4日: the year stands twice
    for match in _PART.finditer(written):
        part = {"年": "year", "月": "month", "日": "day"}[match["unit"]]
        if part == "year" and two_calendars:
            continue
        start, end = match.span("numeral")
        value = 1 if match["numeral"] == "元" else int(number_value(normalise(match["numeral"]).text))
        for other in _near(value, part):
            spelled = str(other) if match["numeral"] == "元" else respelled(match["numeral"], other)
            if spelled is not None and (not match["era"] or 2 <= other <= _LAST_YEARS[match["era"]]):
                yield start, end, spelled
        if match["era"] in _OTHER_ERA and value <= 20:
            yield match.start("era"), match.end("era"), _OTHER_ERA[match["era"]]


def _near(value: int, part: str) -> Iterator[int]:
    steps = {"year": (-1, 1, 2), "month": (-1, 1, 3, -3), "day": (-1, 1, 10, -10)}[part]
    yield from (value + step for step in steps if value + step >= 1)


def _exists(mention: DateMention, written: str) -> bool:
    """Whether all of `written` is the date and the calendar has that day."""
    try:
        date(mention.year or _LEAP_YEAR, mention.month or 1, mention.day or 1)
    except ValueError:
        return False
    return mention.start == 0 and mention.end == len(written)


def _same(first: DateMention, second: DateMention) -> bool:
    return consistent(first, second) or consistent(second, first)


def _parts(mention: DateMention) -> tuple[int | None, int | None, int | None]:
    return mention.year, mention.month, mention.day
