"""Inside the passages found, the sentences that carry the answer; chosen without a language model."""

from collections.abc import Sequence
from typing import Final

from assistant.ingest.windows import windows
from assistant.japanese.instructions import instructed
from assistant.japanese.sentences import sentences
from assistant.records import Evidence, Hit, Span
from assistant.retrieve.search import Found

FEWEST: Final = 2
MOST: Final = 6
# Measured on the development questions (docs/decisions/2026-11-22-retrieval.md); counting common words as well lost.
_BEHIND: Final = 0.02  # cosine that each rank of the passage costs its windows
_DOUBT: Final = 0.01  # cosine that each point of a relevance judge's token score counts for
_MOST_DOUBT: Final = 20.0  # points
_NEAR: Final = 0.12  # windows that fall further behind the best one do not carry the answer


def lay_out(found: Found) -> tuple[Evidence, ...]:
    """Put labels 1, 2, … on the hits, with all their sentences and the two to six windows that answer best.

    What gives orders to the machine that reads it is neither a sentence that may be quoted nor one that answers.
    """
    orders = [instructed(hit.passage.text) for hit in found.hits]
    chosen = _chosen(found, orders)
    return tuple(
        Evidence(
            label,
            hit,
            tuple(_in_document(hit, span) for span in sentences(hit.passage.text) if not _meets(span, own)),
            tuple(_in_document(hit, span) for span in windows(hit.passage.text) if (label, span) in chosen),
            tuple(_in_document(hit, span) for span in own),
        )
        for label, (hit, own) in enumerate(zip(found.hits, orders, strict=True), start=1)
    )


def _chosen(found: Found, orders: Sequence[tuple[Span, ...]]) -> set[tuple[int, Span]]:
    """The labels and windows (spans in their passages) whose vectors are nearest to the question's.

    Where a relevance judge has read the passages, what looks like no edge of an answer to it falls behind.
    """
    scored = [
        (cosine - _BEHIND * (label - 1) - _DOUBT * doubt, label, span)
        for label, (hit, cosines, doubts) in enumerate(
            zip(found.hits, found.cosines, _doubts(found), strict=True), start=1
        )
        for span, cosine, doubt in zip(windows(hit.passage.text), cosines.tolist(), doubts, strict=True)
        if not _meets(span, orders[label - 1])
    ]
    scored.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    best = scored[0][0] if scored else 0.0
    near = [entry for number, entry in enumerate(scored) if number < FEWEST or entry[0] >= best - _NEAR]
    return {(label, span) for _, label, span in near[:MOST]}


def _doubts(found: Found) -> list[list[float]]:
    """For each hit and window how far its best token score lies below that of all windows, at most _MOST_DOUBT.

    All nothing where no passage was read; a passage that was not read among others that were is as doubtful as can be.
    """
    spans = [windows(hit.passage.text) for hit in found.hits]
    if not any(reading is not None for reading in found.readings):
        return [[0.0] * len(own) for own in spans]
    scores = [
        [float("-inf") if reading is None else reading.best_within(span) for span in own]
        for own, reading in zip(spans, found.readings, strict=True)
    ]
    best = max((score for own in scores for score in own), default=0.0)
    return [[min(_MOST_DOUBT, best - score) if best > float("-inf") else 0.0 for score in own] for own in scores]


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _in_document(hit: Hit, span: Span) -> Span:
    return Span(hit.passage.start + span.start, hit.passage.start + span.end)
