"""Inside the passages found, the sentences that carry the answer; chosen without a language model."""

from typing import Final

from assistant.ingest.windows import windows
from assistant.japanese.sentences import sentences
from assistant.records import Evidence, Hit, Span
from assistant.retrieve.search import Found

FEWEST: Final = 2
MOST: Final = 6
# Measured on the development questions (docs/decisions/2026-11-22-retrieval.md); counting common words as well lost.
_BEHIND: Final = 0.02  # cosine that each rank of the passage costs its windows
_NEAR: Final = 0.12  # windows that fall further behind the best one do not carry the answer


def lay_out(found: Found) -> tuple[Evidence, ...]:
    """Put labels 1, 2, … on the hits, with all their sentences and the two to six windows that answer best."""
    chosen = _chosen(found)
    return tuple(
        Evidence(
            label,
            hit,
            tuple(_in_document(hit, span) for span in sentences(hit.passage.text)),
            tuple(_in_document(hit, span) for span in windows(hit.passage.text) if (label, span) in chosen),
        )
        for label, hit in enumerate(found.hits, start=1)
    )


def _chosen(found: Found) -> set[tuple[int, Span]]:
    """The labels and windows (spans in their passages) whose vectors are nearest to the question's."""
    scored = [
        (cosine - _BEHIND * (label - 1), label, span)
        for label, (hit, cosines) in enumerate(zip(found.hits, found.cosines, strict=True), start=1)
        for span, cosine in zip(windows(hit.passage.text), cosines.tolist(), strict=True)
    ]
    scored.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    best = scored[0][0] if scored else 0.0
    near = [entry for number, entry in enumerate(scored) if number < FEWEST or entry[0] >= best - _NEAR]
    return {(label, span) for _, label, span in near[:MOST]}


def _in_document(hit: Hit, span: Span) -> Span:
    return Span(hit.passage.start + span.start, hit.passage.start + span.end)
