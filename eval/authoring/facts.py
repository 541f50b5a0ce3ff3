"""Facts as people type them, made into patterns: 「3日以内|三日以内;速報」 is two facts, the first with two spellings."""

import re
from typing import Final

import regex

from assistant_eval.patterns import squeezed

_PART: Final = re.compile(r"\s*(/(?:\\.|[^/\\])+/|[^;；|｜]*?)\s*([;；|｜]|\Z)", re.DOTALL)
_ALTERNATIVE: Final = "|｜"


def literal(words: str) -> str:
    """A pattern of exactly these words, in NFKC and without blanks."""
    return str(regex.escape(squeezed(words)))


def whole(words: str) -> str:
    """A pattern of these words where a number at their edge is not part of a longer one: 3 is not in 13 nor in 3.5."""
    plain = squeezed(words)
    before = r"(?<![0-9])(?<![0-9][.,])" if plain[:1].isdecimal() else ""
    after = r"(?![0-9]|[.,][0-9])" if plain[-1:].isdecimal() else ""
    return before + literal(words) + after


def read_facts(text: str) -> tuple[tuple[str, ...], ...]:
    """Groups of patterns: 「;」 parts the facts, 「|」 the spellings of one; words between slashes are a pattern already."""
    groups: list[list[str]] = [[]]
    for part, separator in _PART.findall(text):
        if part:
            groups[-1].append(part[1:-1] if _is_pattern(part) else whole(part))
        if separator and separator not in _ALTERNATIVE:
            groups.append([])
    return tuple(tuple(group) for group in groups if group)


def read_patterns(text: str) -> tuple[str, ...]:
    """Patterns of which each stands alone, parted by 「;」 or 「|」."""
    return tuple(pattern for group in read_facts(text) for pattern in group)


def _is_pattern(part: str) -> bool:
    return len(part) > 2 and part.startswith("/") and part.endswith("/")
