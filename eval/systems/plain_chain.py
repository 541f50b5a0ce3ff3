"""The baseline's search: what a plain LangChain-style chain brings, with our readers and our embedder.

RecursiveCharacterTextSplitter with its default separators, vectors of the chunks, FAISS's exact search, the top k. No
title, no words, no filters. It gets the texts that our readers extract, so only what comes after reading is compared.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from assistant.models.protocols import TextEmbedder
from assistant.records import Document, Span

CHUNK_CHARACTERS: Final = 450
OVERLAP_CHARACTERS: Final = 50


class Chunk(NamedTuple):
    """A piece of a document, `document.text[span.start:span.end]`, and the cosine of its vector with the question's."""

    document: Document
    span: Span
    cosine: float = 0.0

    @property
    def text(self) -> str:
        """Its words."""
        return self.document.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class PlainChain:
    """Chunks and the FAISS index of their vectors in the same order."""

    chunks: Sequence[Chunk]
    vectors: Any
    embedder: TextEmbedder

    def search(self, question: str, most: int) -> list[Chunk]:
        """The `most` chunks nearest to the question, best first; none where there are no chunks."""
        if not self.chunks:
            return []
        query = self.embedder.encode_query(question).reshape(1, -1)
        cosines, numbers = self.vectors.search(query, min(most, len(self.chunks)))
        found = zip(numbers[0].tolist(), cosines[0].tolist(), strict=True)
        return [self.chunks[number]._replace(cosine=cosine) for number, cosine in found]


def build_plain_chain(
    documents: Iterable[Document],
    embedder: TextEmbedder,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> PlainChain:
    """Cut the documents into chunks and embed these."""
    import faiss
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS, add_start_index=True
    )
    chunks = []
    for document in documents:
        for piece in splitter.create_documents([document.text]):
            start = piece.metadata["start_index"]
            chunks.append(Chunk(document, Span(start, start + len(piece.page_content))))
    vectors = faiss.IndexFlatIP(embedder.dimensions)
    vectors.add(embedder.encode_passages([chunk.text for chunk in chunks], progress))
    return PlainChain(chunks, vectors, embedder)
