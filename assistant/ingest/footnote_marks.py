"""Where footnote marks stand in a text: by their own signs (¹, ※1, 注1, 1) or as plain digits fused into words."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Final

from assistant.japanese.normalise import SUPERSCRIPT_DIGITS
from assistant.records import Span

LETTER: Final = "ぁ-ゖァ-ヺー一-鿿々"
NUMBER: Final = "([0-9０-９]{1,3})"
_MARKS: Final = {
    "superscript": re.compile(f"([{SUPERSCRIPT_DIGITS}]{{1,3}})(?![{SUPERSCRIPT_DIGITS}])"),
    "asterisk": re.compile(rf"[※＊*]\s?{NUMBER}(?![0-9０-９])"),
    "word": re.compile(rf"[(（［\[]?(?:脚注|注)\s?{NUMBER}[)）］\]]?(?![0-9０-９年月])"),
    "bracket": re.compile(rf"{NUMBER}[)）]"),
}
_POWER = re.compile(r"(?:(?<![0-9A-Za-z.,])(?:10|(?<!\s)2)|(?<![A-Za-z])[0-9]\s?[kcm]?m)\Z")
_DIGITS = re.compile("[0-9]{1,6}(?![0-9])(?![.．,][0-9])")
_WORD_END = re.compile(rf"[{LETTER}）)」』”\]]")
_PAGES_FOLLOW = re.compile("頁|ページ")
_COUNTER = re.compile(r"[年月日時分秒回条項号章節款編部版個件人名社者頁枚台種点割倍歳円万億兆つヶか％%]")
_MANY: Final = 30  # places where the same digit stands in a word: then none of them is sure


def marks_in(text: str, style: str) -> dict[int, list[Span]]:
    """Where the marks of one style stand inside lines, by their number."""
    places: defaultdict[int, list[Span]] = defaultdict(list)
    for match in _MARKS[style].finditer(text):
        start = match.start()
        if start == 0 or text[start - 1].isspace() or (style == "bracket" and not _WORD_END.match(text[start - 1])):
            continue
        if style != "superscript" or not _POWER.search(text, max(0, start - 4), start):
            places[value_of(match[1])].append(Span(*match.span()))
    return places


def fused_in(text: str) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    """Digits that end or begin in a word, by their value: those that are whole, and those inside a longer number."""
    whole: defaultdict[int, list[Span]] = defaultdict(list)
    inside: defaultdict[int, list[Span]] = defaultdict(list)
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        latin = before.isascii() and before.isalpha()
        if not latin and not (_WORD_END.match(before) and before not in "第約計全図表注"):
            continue
        if end - start <= 3:
            whole[int(match[0])].append(Span(start, end))
        if latin:  # LLM36024: a name that ends in digits, then the mark
            for first in range(max(start + 1, end - 3), end):
                if text[first] != "0":
                    inside[int(text[first:end])].append(Span(first, end))
        elif _PAGES_FOLLOW.match(text, end):  # まとめ1856頁: the mark, then a number
            for last in range(start + 1, min(end, start + 4)):
                inside[int(text[start:last])].append(Span(start, last))
    return whole, inside


def _between(spans: list[Span], after: int, before: int) -> list[Span]:
    return spans[bisect_left(spans, (after, 0)) : bisect_right(spans, (before, 0))]


def fused_mark(text: str, whole: list[Span], inside: list[Span], after: int, before: int) -> tuple[Span | None, bool]:
    """The place of a plain digit mark between two offsets, and whether it is sure enough to become a superscript."""
    candidates = _between(whole, after, before)
    if len(candidates) > _MANY:
        return None, False
    best = sorted(((_fitness(text, *span), span) for span in candidates), reverse=True)
    if best:
        alone = len(best) == 1
        sure = best[0][0] >= 0 if alone else best[0][0] >= 1 and best[0][0] > best[1][0]
        return (best[0][1], True) if sure else (None, False)
    within = _between(inside, after, before)
    return (within[0], False) if len(within) == 1 else (None, False)


def _fitness(text: str, start: int, end: int) -> int:
    following, preceding = text[end : end + 1], text[start - 1]
    score = -1 if preceding.isascii() and preceding.isalpha() else 1
    if following in "、。，．）」』\n" or not following:
        return score + 2
    if "ぁ" <= following <= "ん":
        return score + 1
    return score - 3 if _COUNTER.match(following) else score - 1


def value_of(digits: str) -> int:
    """The number that digits of any width or height write."""
    return int(unicodedata.normalize("NFKC", digits))
