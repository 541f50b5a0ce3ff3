"""How many things a text lists: 「A、B、Cの三つ」, a numbered list, points."""

import re
from typing import Final

from assistant.japanese.numerals import quantities

COUNTERS: Final = frozenset(
    {"つ", "点", "項目", "種", "個", "件", "か所", "類型", "要件", "原則", "段階", "か国", "団体", "機関"}
)
_ITEM = re.compile(
    r"(?m)^[ \t　]*(?:[-*・•]|[0-9０-９]{1,2}[.．)）]|[（(][0-9０-９一二三四五六七八九十]{1,2}[）)]|[①-⑳])[ \t　]*\S"
)
_LIST = re.compile(r"[^、，。]{1,30}(?:[、，][^、，。]{1,30})+")
_LEAD = re.compile(r"は、|[：:]")
_JOIN = re.compile(r"[、，]|(?:及び|および|並びに|ならびに|又は|または|若しくは|もしくは)")
_COUNTED = re.compile(
    r"(?P<list>[^。はがをに：:]{1,20}(?:[、，・][^。はがをに]{1,20})+?)(?:と[^、。]{1,10})?の(?=[0-9一二三四五六七八九十]+(?:つ|点|項目|種類|個|原則|要件|段階))"
)


def list_length(text: str) -> int:
    """The number of list items in `text` that stand on lines of their own; 0 for none."""
    return len(_ITEM.findall(text))


def series_lengths(sentence: str) -> frozenset[int]:
    """The lengths of the series of nouns in one sentence: {3} for 「概要、原因、対応です」."""
    found: set[int] = set()
    for part in _LEAD.split(sentence):
        found |= {len([piece for piece in _JOIN.split(match[0]) if piece.strip()]) for match in _LIST.finditer(part)}
    return frozenset(found)


def miscounted(claim: str) -> str:
    """The number that a claim gives to the things it lists just before, where it lists more or fewer; "" where it fits.

    「原因、経過、対策の4つ」 gives 「4つ」.
    """
    for match in _COUNTED.finditer(claim):
        number = next((q for q in quantities(claim) if q.start >= match.end() - 1), None)
        series = match["list"]
        length = len([piece for piece in re.split(r"[、，・]|と(?=[^、，・]+\Z)", series) if piece.strip()])
        if number is not None and number.unit in COUNTERS and number.value.isdigit() and int(number.value) != length:
            return claim[number.start : number.end]
    return ""
