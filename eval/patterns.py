"""Patterns of facts (nuggets) and of forbidden statements, searched in an answer whatever its spelling.

A pattern is a regular expression without blanks, in NFKC; the text is brought to NFKC, loses its blanks and line breaks
and is searched without regard to case. A user's pattern may be slow by accident, so every search has a time limit.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import regex

SECONDS: Final = 0.5
_LONGEST: Final = 500


class PatternTimeout(Exception):
    """A pattern took too long on a text; the pattern is the message."""


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern, for people; "" where nothing is."""
    if not pattern:
        return "空です"
    if len(pattern) > _LONGEST:
        return f"長すぎます（{len(pattern)} 文字、上限 {_LONGEST} 文字）"
    if (normal := unicodedata.normalize("NFKC", pattern)) != pattern:
        return f"全角の英数字・記号（または半角カナ）があります。半角で（カナは全角で）「{normal}」と書いてください: {pattern}"
    if any(character.isspace() for character in pattern):
        return f"空白があります。照合では空白を除くので、空白なしで書いてください: {pattern}"
    return _fault_in_use(pattern)


def _fault_in_use(pattern: str) -> str:
    try:
        empty = found(pattern, "")
    except regex.error as error:
        return f"正規表現として読めません（{error}）: {pattern}"
    except (RecursionError, MemoryError, PatternTimeout):  # nested too deep, or calling itself without an end: (?R)
        return f"複雑すぎます。簡単にしてください: {pattern}"
    return "" if empty is None else f"何も書かれていない回答にも当てはまります: {pattern}"


def found(pattern: str, text: str) -> str | None:
    """The first words of `text` (squeezed) that the pattern finds; None where it finds none; raise `PatternTimeout`."""
    try:
        match = _compiled(pattern).search(squeezed(text), timeout=SECONDS)
    except TimeoutError as error:
        raise PatternTimeout(pattern) from error
    return None if match is None else match[0]


def any_found(patterns: Iterable[str], text: str) -> str | None:
    """The words of `text` that the first successful pattern finds; None where none is found."""
    return next((words for pattern in patterns if (words := found(pattern, text)) is not None), None)


@lru_cache(maxsize=8192)
def squeezed(text: str) -> str:
    """The text in NFKC without blanks and line breaks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern, regex.IGNORECASE)
