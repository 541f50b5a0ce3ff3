"""A question to the passages that may answer it."""

from assistant.index.lexical import BIGRAMS, TOKENISERS, WORDS, search_lexical
from assistant.index.opened import Index
from assistant.index.vectors import search_vectors
from assistant.japanese.sentences import sentences
from assistant.models.protocols import TextEmbedder
from assistant.records import Evidence, Hit, Span
from assistant.retrieve.fusion import fuse
from assistant.settings import RetrievalSettings

DENSE = "dense"


def search(
    question: str, index: Index, embedder: TextEmbedder, settings: RetrievalSettings, most: int
) -> tuple[Hit, ...]:
    """Rank at most `most` passages for `question`; an empty index gives none."""
    if not index.passages:
        return ()
    wanted = max(settings.candidates, most)
    lexical = {
        name: search_lexical(index.lexical[name], tokenise(question), wanted) for name, tokenise in TOKENISERS.items()
    }
    dense = search_vectors(index.vectors, embedder.encode_query(question), wanted)
    rankings = {
        WORDS: (settings.lexical_weight, lexical[WORDS]),
        BIGRAMS: (settings.lexical_weight, lexical[BIGRAMS]),
        DENSE: (settings.dense_weight, dense),
    }
    hits = []
    for rank, fused in enumerate(fuse(rankings, settings.rrf_k)[:most], start=1):
        passage = index.passages[fused.number]
        hits.append(Hit(passage, index.documents[passage.document_id], fused.score, rank, fused.ranks))
    return tuple(hits)


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
