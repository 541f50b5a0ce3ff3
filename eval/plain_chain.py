"""The baseline: what a plain LangChain-style chain brings, with our readers and our embedder.

RecursiveCharacterTextSplitter with its default separators, vectors of the chunks, FAISS's exact search, the top k. No
title, no words, no filters. It gets the texts that our readers extract, so only what comes after reading is compared.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assistant.models.protocols import TextEmbedder
from assistant.records import Document

CHUNK_CHARACTERS: Final = 450
OVERLAP_CHARACTERS: Final = 50


@dataclass(frozen=True, slots=True)
class PlainChain:
    """Chunks with their documents, and the FAISS index of their vectors in the same order."""

    chunks: Sequence[tuple[Document, str]]
    vectors: Any
    embedder: TextEmbedder

    def search(self, question: str, most: int) -> list[tuple[Document, str]]:
        """The `most` chunks nearest to the question, best first."""
        query = self.embedder.encode_query(question).reshape(1, -1)
        _, numbers = self.vectors.search(query, min(most, len(self.chunks)))
        return [self.chunks[number] for number in numbers[0].tolist()]


def build_plain_chain(
    documents: Iterable[Document],
    embedder: TextEmbedder,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> PlainChain:
    """Cut the documents into chunks and embed these."""
    import faiss
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS)
    chunks = [(document, chunk) for document in documents for chunk in splitter.split_text(document.text)]
    vectors = faiss.IndexFlatIP(embedder.dimensions)
    vectors.add(embedder.encode_passages([chunk for _, chunk in chunks], progress))
    return PlainChain(chunks, vectors, embedder)
