"""Words found in a text and marked there, whatever their spelling."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import regex

from assistant.japanese.normalise import normalise
from assistant.records import Span

_CLUSTER: Final = regex.compile(r"\X[\uff9e\uff9f]?")  # a mark of half-width kana belongs to what it stands behind


class _Spelled(NamedTuple):
    """A text in one spelling, and for each character where what it stands for begins and ends in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Part(NamedTuple):
    """A piece of a text and the names of the marks on it, separated by blanks; "" for none."""

    text: str
    marks: str


def parts(text: str, marked: Iterable[tuple[Span, str]]) -> tuple[Part, ...]:
    """The text cut where a mark begins or ends; marks may overlap, what lies outside the text is left out."""
    inside = [(max(0, start), min(len(text), end), name) for (start, end), name in marked]
    inside = [own for own in inside if own[0] < own[1]]
    cuts = sorted({0, len(text), *(own[0] for own in inside), *(own[1] for own in inside)})
    return tuple(
        Part(text[start:end], " ".join(sorted({name for low, high, name in inside if low <= start and end <= high})))
        for start, end in pairwise(cuts)
    )


def located(words: str, text: str) -> tuple[Span, ...]:
    """Where `words` stand in `text`, both without blanks and in one spelling, as the metrics compare them.

    Gold is compared as the index is (`normalise`), patterns in plain NFKC: 10²⁵ is 10^25 for one and 1025 for the other.
    """
    return _found(words, text, _squeezed) or _found(words, text, _composed)


def _found(words: str, text: str, spelling: Callable[[str], _Spelled]) -> tuple[Span, ...]:
    wanted, spelled = spelling(words).text, spelling(text)
    spans = []
    start = spelled.text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        spans.append(Span(spelled.starts[start], spelled.ends[end - 1]))
        start = spelled.text.find(wanted, end)
    return tuple(spans)


def shortened(whole: Sequence[Part], margin: int) -> tuple[Part, ...]:
    """The parts with what lies further than `margin` characters from a mark left out (…)."""
    kept = []
    for number, part in enumerate(whole):
        before, after = margin if number else 0, margin if number + 1 < len(whole) else 0
        if len(whole) == 1:
            before = 2 * margin
        if part.marks or len(part.text) <= before + after + 1:
            kept.append(part)
        else:
            kept.append(Part(f"{part.text[:before]}…{part.text[len(part.text) - after :]}", ""))
    return tuple(kept)


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> _Spelled:
    """The text as the index has it, without blanks."""
    normal = normalise(text)
    kept = [number for number, character in enumerate(normal.text) if not character.isspace()]
    return _Spelled(
        "".join(normal.text[number] for number in kept),
        tuple(normal.starts[number] for number in kept),
        tuple(normal.ends[number] for number in kept),
    )


@lru_cache(maxsize=4096)
def _composed(text: str) -> _Spelled:
    """The text in NFKC without blanks, as patterns are searched."""
    pieces: list[tuple[str, int, int]] = []
    for match in _CLUSTER.finditer(text):
        composed = "".join(unicodedata.normalize("NFKC", match[0]).split())
        pieces += [(character, match.start(), match.end()) for character in composed]
    return _Spelled(
        "".join(piece[0] for piece in pieces),
        tuple(piece[1] for piece in pieces),
        tuple(piece[2] for piece in pieces),
    )
