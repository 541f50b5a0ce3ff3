"""Places in statutes and books changed: 第28条 → 第27条, 第1項 → 第2項, 第4章 → 第3章."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.japanese.numerals import quantities
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.numeral_spelling import NUMERAL, respelled, whole_value

UNITS: Final = frozenset("条項号章節部編款")
_STATUTE: Final = frozenset("条項号")  # these name a place without 第, too; 3部 is an amount
_ENGLISH = re.compile(r"\b(?:Article|Art\.|Section|Annex|Recital)\s?([0-9]{1,3})(?![0-9.])")


def article_edits(claim: str) -> Iterator[Edit]:
    """A neighbouring article, paragraph, item or chapter; one that the claim names as well is left out."""
    for quantity in quantities(claim):
        written = claim[quantity.start : quantity.end]
        if quantity.unit not in UNITS or not (written.startswith("第") or quantity.unit in _STATUTE):
            continue
        for numeral in NUMERAL.finditer(written):
            for other in _neighbours(numeral[0]):
                becomes = written[: numeral.start()] + other + written[numeral.end() :]
                if becomes not in claim:
                    yield Edit(quantity.start, quantity.end, becomes)
    for match in _ENGLISH.finditer(claim):
        for other in _neighbours(match[1]):
            becomes = match[0][: match.start(1) - match.start()] + other
            if becomes not in claim:
                yield Edit(match.start(), match.end(), becomes)


def _neighbours(numeral: str) -> Iterator[str]:
    value = whole_value(numeral)
    for other in () if value is None else (value - 1, value + 1, value + 2):
        spelled = respelled(numeral, other) if other >= 1 else None
        if spelled is not None:
            yield spelled
