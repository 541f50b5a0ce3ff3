"""Stray spaces of PDF extraction: 「要       旨」, 「令和3 年」, 「AI 提供者」, 「対して 生成」.

Authors who set a space between Japanese and Latin letters do so throughout; where a text has both ways, the spaces come
from its layout and go. Spaces that part the cells of a row, a term from its definition, or the number or label of a
heading from its words stay: runs of spaces, and the first space of a line unless the same two words stand together
elsewhere. Wide spaces (U+3000) are the author's own and always stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from assistant.ingest.draft import Draft, Edit, rewrite

_MIXED: Final = 0.03  # share of both ways, with a space and without, from which on the spaces are nobody's choice

_J = "ぁ-ゖァ-ヺー一-鿿々"
_COUNTER = "年月日時分秒回条項号章節款編部版個件人名社者頁枚台種点割倍歳円万億兆ヶか％%"
_PARTICLE: Final = "をはがのにでとも"
_SPREAD = re.compile(rf"^[ \t]*([{_J}](?:[ \t]+[{_J}]{{1,2}}){{1,11}})[ \t]*$", re.MULTILINE)
_SINGLE = re.compile(rf"(?<![{_J}] )(?<![{_J}])([{_J}](?: [{_J}]){{3,}})(?![{_J}])")
_INSIDE_LINE = re.compile(rf"[、。，]|[{_J}] +|[^\s] +[{_J}]")
_LABEL: Final = 24  # the longest term or label that a space parts from what it names
_BLANKS = re.compile(r"[ \t]+")
_BETWEEN = re.compile(rf"(?<=[{_J}][{_PARTICLE}て、。]) (?=[{_J}「（])|(?<=[{_J}）」]) (?=[、。])")
_JAPANESE = re.compile(f"[{_J}]")
_WORD = re.compile(r"https?://[!-~]+|[A-Za-z](?:[A-Za-z0-9+.&-]*[A-Za-z0-9+])?(?: [0-9]+(?:\.[0-9]+)*)?")
_NUMBER = re.compile(r"[0-9０-９][0-9０-９,，.]*")
_ERA = re.compile(rf"(?:[{_J}][0-9０-９]+|令和|平成|昭和|第)\Z")


class _Gap(NamedTuple):
    """A space beside a word, and the word with the two Japanese characters on the other side of the space."""

    at: int
    pair: tuple[str, str]
    first: bool


@dataclass(frozen=True, slots=True)
class Spacing:
    """How a text sets spaces: whether those beside words and numbers are stray, and pairs known from inside its lines."""

    words: bool
    numbers: bool
    pairs: frozenset[tuple[str, str]]


def spacing_of(text: str) -> Spacing:
    """Judge the spaces of the whole document."""
    if " " not in text or not _JAPANESE.search(text):
        return Spacing(False, False, frozenset())
    gaps, pairs, together = _beside_words(text)
    spaced, tight = _beside_numbers(text)
    return Spacing(
        min(together, len(gaps)) > 0 and min(together, len(gaps)) >= _MIXED * (together + len(gaps)),
        min(tight, len(spaced)) > 0 and min(tight, len(spaced)) >= _MIXED * (tight + len(spaced)),
        frozenset(pairs),
    )


def close_spaces(draft: Draft, spacing: Spacing) -> Draft:
    """Remove the stray spaces; a text that has none, or sets them on purpose, comes back as it is."""
    text = draft.text
    if " " not in text:
        return draft
    closed = dict(_spread(text))
    closed.update(_between(text))
    if spacing.numbers:
        spaced, _ = _beside_numbers(text)
        closed.update(
            (at, at + 1) for at in spaced if not _first_in_line(text, at) or _ERA.search(text, max(0, at - 6), at)
        )
    if spacing.words:
        for gap in _beside_words(text)[0]:
            particle = gap.pair[0][-1] in _PARTICLE or gap.pair[1][0] in _PARTICLE
            if not gap.first or particle or gap.pair in spacing.pairs:
                closed[gap.at] = gap.at + 1
    return rewrite(draft, (Edit(start, end) for start, end in closed.items()))


def _spread(text: str) -> Iterator[tuple[int, int]]:
    """Words set in spread letters: a line of single characters, or four of them in a row."""
    for pattern in (_SPREAD, _SINGLE):
        for match in pattern.finditer(text):
            words = match[1].split()
            if sum(len(word) == 1 for word in words) * 2 > len(words):
                start = match.start(1)
                yield from ((start + blank.start(), start + blank.end()) for blank in _BLANKS.finditer(match[1]))


def _between(text: str) -> Iterator[tuple[int, int]]:
    for match in _BETWEEN.finditer(text):
        if match[0] != " " or text[match.end()] in "、。" or not _first_in_line(text, match.start()):
            yield match.span()


def _beside_numbers(text: str) -> tuple[list[int], int]:
    """Single spaces between a number that counts something and the Japanese beside it; and how often there is none."""
    spaced: list[int] = []
    tight = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        after = end + 1 if text.startswith(" ", end) else end
        if text[after : after + 1] not in _COUNTER or after >= len(text):
            continue
        if after > end:
            spaced.append(end)
        else:
            tight += 1
        if start >= 2 and text[start - 1] == " " and _JAPANESE.match(text[start - 2]):
            spaced.append(start - 1)
        elif start and _JAPANESE.match(text[start - 1]):
            tight += 1
    return spaced, tight


def _beside_words(text: str) -> tuple[list[_Gap], set[tuple[str, str]], int]:
    """Single spaces between a Latin word and Japanese, the pairs met inside lines, and how often there is no space."""
    gaps: list[_Gap] = []
    pairs: set[tuple[str, str]] = set()
    together = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if "://" in match[0] or text[start - 1 : start] in ("@", "/", "_"):
            continue
        space = start >= 2 and text[start - 1] == " "
        if start and _JAPANESE.match(text[start - 1 - space]):
            pair = text[max(0, start - 2 - space) : start - space], match[0]
            first = space and _first_in_line(text, start - 1)
            if space:
                gaps.append(_Gap(start - 1, pair, first))
            together += not space
            if not first:
                pairs.add(pair)
        space = text.startswith(" ", end)
        if end + space < len(text) and _JAPANESE.match(text[end + space]):
            pair = match[0], text[end + space : end + space + 2]
            first = space and _first_in_line(text, end)
            if space:
                gaps.append(_Gap(end, pair, first))
            together += not space
            if not first:
                pairs.add(pair)
    return gaps, pairs, together


def _first_in_line(text: str, at: int) -> bool:
    """Whether the space at `at` parts the first word of its line from the rest."""
    start = text.rfind("\n", max(0, at - _LABEL), at) + 1
    return at - start <= _LABEL and _INSIDE_LINE.search(text, start, at) is None
