"""Numbers and units changed: 3日 → 5日, 7億 → 8億, 三つ → 四つ; 3日 → 3か月; versions: 第1.2版 → 第1.1版."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.japanese.counters import canonical_counter
from assistant.japanese.kanji_numerals import LARGE_UNITS
from assistant.japanese.numerals import Quantity, quantities
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.numeral_spelling import NUMERAL, respelled, whole_value
from assistant.judge.claims.places import UNITS as PLACES
from assistant.judge.claims.replacements import Table

_VERSION: Final = "版"
_RANGE_AFTER = re.compile(r"\s*(?:[~〜～–—-]|から|ないし|乃至)\s*(?:第)?[0-9０-９〇一二三四五六七八九十百千]")
_RANGE_BEFORE = re.compile(
    r"[0-9０-９〇零一二三四五六七八九十百千](?:[万億兆]?[^0-9０-９、。はがを]{0,3}?)(?:[~〜～–—-]|から|ないし|乃至)\s*\Z"
)
# 「少なくとも2つ」 makes 「少なくとも1つ」 true as well, and 「1人でも」 「2人でも」.
_AT_LEAST = re.compile(r"(?:少なくとも|最低(?:でも)?)\s*\Z")
_COUNTER = re.compile(
    rf"[0-9０-９〇零一二三四五六七八九十百千{LARGE_UNITS}]\s?([^0-9０-９〇零一二三四五六七八九十百千{LARGE_UNITS}]+)\Z"
)


def number_edits(claim: str) -> Iterator[Edit]:
    """Another amount with the same unit; ranges, 「少なくとも」 and inexact numbers stay as they are."""
    found = quantities(claim)
    taken = {(quantity.value, quantity.unit) for quantity in found}
    for quantity in found:
        if quantity.unit in PLACES or quantity.unit == _VERSION or _is_bound(claim, quantity):
            continue
        written = claim[quantity.start : quantity.end]
        numerals = list(NUMERAL.finditer(written))
        if not numerals or quantity.value.startswith("数"):
            continue
        compound = "/" in quantity.value or "乗" in written or "^" in written
        numeral = numerals[-1] if compound else numerals[0]
        for other in _others(numeral[0], quantity.unit):
            becomes = written[: numeral.start()] + other + written[numeral.end() :]
            if not any((same.value, same.unit) in taken for same in quantities(becomes)):
                yield Edit(quantity.start, quantity.end, becomes)


def unit_edits(claim: str, units: Table) -> Iterator[Edit]:
    """The same number of something else; ordinals (第3回) have no unit to change."""
    for quantity in quantities(claim):
        written = claim[quantity.start : quantity.end]
        counter = _COUNTER.search(written)
        if counter is None or written.startswith("第") or quantity.unit in PLACES:
            continue
        for other in units.get(counter[1].strip(), ()):
            yield Edit(quantity.start, quantity.end, written[: counter.start(1)] + other)


def version_edits(claim: str) -> Iterator[Edit]:
    """Another edition: 第1.2版 → 第1.1版, バージョン2 → バージョン3."""
    for quantity in quantities(claim):
        written = claim[quantity.start : quantity.end]
        numerals = list(NUMERAL.finditer(written))
        if quantity.unit == _VERSION and numerals:
            numeral = numerals[0]
            for other in _others(numeral[0], _VERSION):
                if other not in claim:
                    becomes = written[: numeral.start()] + other + written[numeral.end() :]
                    yield Edit(quantity.start, quantity.end, becomes)


def _is_bound(claim: str, quantity: Quantity) -> bool:
    before = claim[max(0, quantity.start - 8) : quantity.start]
    ranged = _RANGE_AFTER.match(claim, quantity.end) or _RANGE_BEFORE.search(before)
    return bool(ranged or _AT_LEAST.search(before) or claim.startswith("でも", quantity.end))


def _others(numeral: str, unit: str) -> Iterator[str]:
    """Near numbers and such as a slip would give, in the same spelling; of 1.2 the last digit changes."""
    value = whole_value(numeral)
    if value is None:
        digit = int(numeral[-1])
        yield from (numeral[:-1] + str(other) for other in (digit - 1, digit + 1) if 0 < other <= 9)
        return
    step = 1 if not unit and 1900 <= value <= 2100 else 10 ** (len(str(value)) - 1)
    wanted = [value + 1, value + 2, value + 3] if value < 10 else [value + step, value * 2 if step > 1 else value + 2]
    wanted += [value - 1, value - 2] if value < 20 else [value - step, value - step // 10 or value - 1]
    most = 100 if unit == canonical_counter("%") and value <= 100 else None
    for other in dict.fromkeys(wanted):
        if other >= 1 and other != value and (most is None or other <= most):
            spelled = respelled(numeral, other)
            if spelled is not None:
                yield spelled
