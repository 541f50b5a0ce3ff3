"""One spelling for text that is to be compared, with a map back to the characters it came from.

NFKC (Unicode Standard Annex 15) makes full-width and half-width forms equal; on top of it come the variants that PDF
extraction, word processors and small language models mix up. The result is for comparison only, never for showing.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.records import Span

# Character classes, to be put between [ and ] of a regular expression.
JAPANESE: Final = "\u3001-\u3035\u303b\u303c\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff61-\uff9f\U00020000-\U0003ffff"
INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef"
)
SUPERSCRIPT_DIGITS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_COMBINING = "\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f"
# Characters that are their own normal form; comma and full stop are left out because their form depends on the context.
_STABLE = "!-+\\-/-~\u3001-\u3003々〇「」『』【】〔〕ぁ-ゖゝゞァ-ヺ・ーヽヾ\u4e00-\u9fff"
_HANGUL_PARTS = "\u1100-\u115e\u1161-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
_PIECE = re.compile(
    rf"(?P<blank>[\s\x00-\x20\x7f-\x9f{INVISIBLE}]+)|(?P<power>[{SUPERSCRIPT_DIGITS}]+)"
    rf"|[{_STABLE},.](?=[{_COMBINING}])[{_COMBINING}]+|[{_HANGUL_PARTS}]+|[^{_STABLE}][{_COMBINING}]*"
)
_JAPANESE_CHARACTER = re.compile(f"[{JAPANESE}]")
_BASE = re.compile(r"(?<![0-9A-Za-z.,])(?:10|(?<!\s)2)\Z")
_WORD = re.compile(r"[A-Za-z]{3}\Z|[0-9]\Z")

_VARIANTS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\ufe58\ufe63\uff0d\u2500", "-")
    | dict.fromkeys("\u301c\uff5e\u223c\u02dc\u3030\u2053", "~")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u301d\u301e\u301f\u02ba\u00ab\u00bb", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\uff40\u02bc\u02b9", "'")
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """Normalised text; its character `i` stands for `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """The range of the original text that `text[start:end]` came from."""
        if start < end:
            return Span(self.starts[start], self.ends[end - 1])
        if start < len(self.starts):
            return Span(self.starts[start], self.starts[start])
        return Span(self.ends[-1], self.ends[-1]) if self.ends else Span(0, 0)


def normalise(text: str) -> Normalised:
    """Bring `text` to one spelling: NFKC, no invisible characters, one kind of dash, tilde and quote, blanks tidied.

    Blanks (line breaks too) beside a Japanese character or a parenthesis go, other runs of them become one space.
    Footnote marks (superscript digits after a word) go, powers of 10 and 2 stay: 10²⁵ → 10^25. Case is kept.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in _PIECE.finditer(text):
        start, end = match.span()
        if start > position:
            pieces.append(text[position:start])
            starts.extend(range(position, start))
            ends.extend(range(position + 1, start + 1))
        position = end
        before = pieces[-1][-1] if pieces else ""
        if match.lastgroup == "blank":
            piece = _blank(match.group(), before, text[end : end + 1])
        elif match.lastgroup == "power":
            piece = _power(match.group(), before, text[max(0, start - 4) : start])
        else:
            piece = _cluster(match.group())
            if piece in {",", "."}:
                piece = _comma_or_stop(piece, before, text[end : end + 1])
        if piece:
            pieces.append(piece)
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
    if position < len(text):
        pieces.append(text[position:])
        starts.extend(range(position, len(text)))
        ends.extend(range(position + 1, len(text) + 1))
    return Normalised("".join(pieces), tuple(starts), tuple(ends))


def fold(text: str) -> str:
    """Normalise and remove the differences of case."""
    return normalise(text).text.casefold()


def find(needle: str, haystack: str) -> Span | None:
    """Where `needle` first stands in `haystack` after both are normalised, as offsets of the original haystack."""
    wanted = normalise(needle).text
    if not wanted:
        return None
    normalised = normalise(haystack)
    start = normalised.text.find(wanted)
    return None if start < 0 else normalised.original(start, start + len(wanted))


@lru_cache(maxsize=8192)
def _cluster(cluster: str) -> str:
    composed = unicodedata.normalize("NFKC", cluster.translate(_VARIANTS)).translate(_VARIANTS)
    return "".join(composed.split())


def _is_japanese(character: str) -> bool:
    return _JAPANESE_CHARACTER.match(character) is not None


def _blank(blank: str, before: str, after: str) -> str:
    if not before or not after or not any(map(_is_space, blank)):
        return ""
    following = _cluster(after)[:1]
    if following in "()" or before in "()" or _is_japanese(before) or _is_japanese(following):
        return ""
    if before == "-" and "\n" in blank and following.isalnum():
        return ""  # a line broken after a hyphen: GPT-⏎3
    return " "


def _is_space(character: str) -> bool:
    return character.isspace() or character < " "


def _power(digits: str, before: str, preceding: str) -> str:
    """Superscript digits: the exponent of 10 or 2, a footnote mark after a word or another number, else plain (m²)."""
    if _BASE.search(preceding):
        return "^" + _cluster(digits)
    if before and (_is_japanese(before) or before in ")]\"'" or _WORD.search(preceding)):
        return ""
    return _cluster(digits)


def _comma_or_stop(mark: str, before: str, after: str) -> str:
    """Horizontal official documents write 「，」「．」 for 「、」「。」."""
    if not before or not _is_japanese(before):
        return mark
    if mark == ",":
        return "、"
    following = _cluster(after)[:1] if after else ""
    return mark if following == "." or (following.isalnum() and not _is_japanese(following)) else "。"
