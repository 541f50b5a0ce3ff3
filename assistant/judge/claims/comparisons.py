"""Comparisons turned round: 以内 → 超, 以上 → 未満, を超える → 以下の, 前 → 後, より大きい → より小さい."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.japanese.dates import dates
from assistant.japanese.numerals import quantities
from assistant.judge.claims.conjugation import forms
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.words import Word

_TIMES: Final = frozenset({"日", "か月", "年", "時間", "分", "秒", "週間", "営業日"})
# What follows a number, and its opposite; 「3日超に報告」 is no Japanese, so within a time becomes after it.
_LIMITS: Final = (
    (re.compile("以上"), "未満"),
    (re.compile("未満"), "以上"),
    (re.compile("以下(?![にの、]?(?:の|示す|掲げる|述べる)[^。]{0,4}(?:とおり|通り))"), "超"),
    (re.compile("超(?![えす])"), "以下"),
    (re.compile("以内(?=[のとでだ])(?!で[^はもあす])"), "超"),
    (re.compile("を超え(?=[るた])る(?=[一-鿿ァ-ヶA-Za-z])"), "以下の"),
)
_WITHIN = re.compile("以内に(?!限)")
# Verb stems after a number: 超えていた → 下回っていた.
_OVER: Final = {"を超えない": "を下回らない", "を超えます": "を下回ります", "を超えません": "を下回りません", "を超えれば": "を下回れば",
                "を超える": "を下回る", "を超えた": "を下回った", "を超えて": "を下回って", "を上回": "を下回", "を下回": "を上回"}  # fmt: skip
_OVER_PATTERN = re.compile("|".join(_OVER))
_SINCE: Final = {
    "以降": "以前",
    "以後": "以前",
    "以前": "以降",
    "より前": "より後",
    "より後": "より前",
    "から": "まで",
    "まで": "から",
}
_SINCE_PATTERN = re.compile(r"以降|以後|以前|より前|より後|から(?=、?適用)|まで(?=の(?:間|期間))")
_SIDES: Final = {"前": "後", "後": "前"}
_PAIRS: Final = {"事前": "事後", "事後": "事前", "直前": "直後", "直後": "直前"}
_THAN = re.compile(
    r"より(?:も)?(?P<word>大き|小さ|多|少な|高|低|長|短|早|遅|重|軽|広|狭|強|弱|新し|古)(?=い|く(?!の)|か)"
)
_OPPOSITE: Final = {"大き": "小さ", "小さ": "大き", "多": "少な", "少な": "多", "高": "低", "低": "高", "長": "短", "短": "長", "早": "遅",
                    "遅": "早", "重": "軽", "軽": "重", "広": "狭", "狭": "広", "強": "弱", "弱": "強", "新し": "古", "古": "新し"}  # fmt: skip


def comparison_edits(claim: str, found: Sequence[Word]) -> Iterator[Edit]:
    """The other side of each bound, before for after, and the opposite of 「より大きい」."""
    yield from _limits(claim)
    for mention in dates(claim):
        match = _SINCE_PATTERN.match(claim, mention.end)
        if match is not None:
            yield Edit(match.start(), match.end(), _SINCE[match[0]])
    yield from _before_and_after(claim, found)
    for match in _THAN.finditer(claim):
        yield Edit(match.start("word"), match.end("word"), _OPPOSITE[match["word"]])


def _limits(claim: str) -> Iterator[Edit]:
    for quantity in quantities(claim):
        within = _WITHIN.match(claim, quantity.end)
        if within is not None and quantity.unit in _TIMES:
            yield Edit(within.start(), within.end(), "を過ぎてから")
            continue
        for limit, opposite in _LIMITS:
            match = limit.match(claim, quantity.end)
            if match is not None:
                yield Edit(match.start(), match.end(), opposite)
        over = _OVER_PATTERN.match(claim, quantity.end)
        if over is not None:
            yield Edit(over.start(), over.end(), _OVER[over[0]])


def _before_and_after(claim: str, found: Sequence[Word]) -> Iterator[Edit]:
    """施行前 → 施行後, 公開の前に → 公開の後に, 提供する前に → 提供した後に, 提供した後 → 提供する前."""
    for index, word in enumerate(found):
        if word.surface in _PAIRS:
            yield Edit(word.start, word.end, _PAIRS[word.surface])
        if word.surface not in _SIDES or index == 0 or claim[word.end : word.end + 1] not in tuple("にのはで、。も"):
            continue
        before = found[index - 1]
        if before.is_action or (before.surface == "の" and index > 1 and found[index - 2].is_action):
            yield Edit(word.start, word.end, _SIDES[word.surface])
        elif word.surface == "前" and before.part in ("動詞", "助動詞") and (conjugated := forms(before)):
            yield Edit(before.start, word.end, conjugated.past + "後")
        elif word.surface == "後" and before.base == "た" and index > 1 and (conjugated := forms(found[index - 2])):
            yield Edit(found[index - 2].start, word.end, conjugated.plain + "前")
