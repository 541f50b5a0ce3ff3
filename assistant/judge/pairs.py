"""A pair of texts as the token ids that a judge reads, and where in them each text stands.

`<s> query: first </s> passage: heading second </s>`: the embedder's own prefixes, so that its lower layers meet what they
know. What is too long for the positions is read in overlapping windows of the second text.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.judge.opinions import Pair
from assistant.judge.protocols import Encoder
from assistant.models.embedder import Tokenized
from assistant.models.reranker import windows
from assistant.records import Span

POSITIONS: Final = 512
MOST_FIRST: Final = 160  # tokens of the first text (a question, a claim) that are read
MOST_HEADING: Final = 48
_FIRST: Final = "query: "


class Encoded(NamedTuple):
    """A pair, or a window of it, as token ids; `first` and `second` are ranges of them.

    The offsets are the characters behind each token of those ranges, in the first and in the second text.
    """

    ids: tuple[int, ...]
    first: Span
    second: Span
    first_offsets: tuple[tuple[int, int], ...]
    second_offsets: tuple[tuple[int, int], ...]


def encode_pairs(pairs: Sequence[Pair], encoder: Encoder) -> list[list[Encoded]]:
    """For each pair its windows in order, at least one; none is longer than POSITIONS."""
    firsts = encoder.tokenize([f"{_FIRST}{pair.first}" for pair in pairs])
    headings = encoder.tokenize([f"passage: {pair.heading}".rstrip() for pair in pairs])
    seconds = encoder.tokenize([pair.second for pair in pairs])
    return [
        _windows(first, heading.ids[:MOST_HEADING], second, encoder.marks)
        for first, heading, second in zip(firsts, headings, seconds, strict=True)
    ]


def _windows(first: Tokenized, heading: list[int], second: Tokenized, marks: tuple[int, int, int]) -> list[Encoded]:
    begin, end_mark, _ = marks
    head = [begin, *first.ids[:MOST_FIRST], end_mark, *heading]
    own = Span(1, 1 + min(MOST_FIRST, len(first.ids)))
    before = len(_FIRST)
    offsets = tuple((max(0, start - before), max(0, end - before)) for start, end in first.offsets[:MOST_FIRST])
    return [
        Encoded(
            (*head, *second.ids[start:end], end_mark),
            own,
            Span(len(head), len(head) + end - start),
            offsets,
            tuple(second.offsets[start:end]),
        )
        for start, end in windows(len(second.ids), POSITIONS - len(head) - 1)
    ]
