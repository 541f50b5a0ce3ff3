"""A question to the passages that may answer it."""

from datetime import date

import numpy as np

from assistant.index.lexical import TOKENISERS, search_lexical
from assistant.index.opened import Index
from assistant.index.vectors import search_vectors
from assistant.japanese.sentences import sentences
from assistant.models.protocols import TextEmbedder
from assistant.records import Evidence, Hit, Metadata, Span
from assistant.retrieve.fusion import fuse
from assistant.settings import RetrievalSettings

DENSE = "dense"


def search(
    question: str,
    index: Index,
    embedder: TextEmbedder,
    settings: RetrievalSettings,
    most: int,
    as_of: date | None = None,
) -> tuple[Hit, ...]:
    """Rank at most `most` passages for `question`, with `as_of` only of documents in force then; none in an empty index."""
    if not index.passages:
        return ()
    allowed = None
    if as_of is not None:
        allowed = np.array([in_force(card.metadata, as_of) for card in index.cards], dtype=np.bool_)[index.owners]
    wanted = max(settings.candidates, most)
    rankings = {
        name: (settings.lexical_weight, search_lexical(index.lexical[name], tokenise(question), wanted, allowed))
        for name, tokenise in TOKENISERS.items()
    }
    query = embedder.encode_query(question)
    rankings[DENSE] = (settings.dense_weight, search_vectors(index.vectors, query, wanted, allowed))
    kept = [(index.passages[fused.number], fused) for fused in fuse(rankings, settings.rrf_k)[:most]]
    return tuple(
        Hit(passage, index.documents[passage.document_id], fused.score, rank, fused.ranks)
        for rank, (passage, fused) in enumerate(kept, start=1)
    )


def in_force(metadata: Metadata, day: date) -> bool:
    """Whether a document was in force on `day`; an unknown beginning (or publication) or end is no obstacle."""
    begins = metadata.in_force_from or metadata.published
    return (begins is None or begins <= day) and (metadata.in_force_to is None or day <= metadata.in_force_to)


def lay_out(hits: tuple[Hit, ...]) -> tuple[Evidence, ...]:
    """Put labels 1, 2, … on the hits, and find their sentences (spans into the document)."""
    return tuple(
        Evidence(
            label,
            hit,
            tuple(
                Span(hit.passage.start + span.start, hit.passage.start + span.end)
                for span in sentences(hit.passage.text)
            ),
        )
        for label, hit in enumerate(hits, start=1)
    )
