"""The scores of candidate passages: words, character pairs and windows' vectors, added up; what is named counts more.

The lexical sum is divided by the root of the number of words in the question, so that one weight of the cosines fits
short questions and long ones (measured: docs/decisions/2026-11-22-retrieval.md).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import BIGRAMS, WORDS, lexical_scores, postings
from assistant.index.opened import Index
from assistant.index.ranking import best, highest
from assistant.index.vectors import cosines, search_vectors
from assistant.japanese.tokens import character_bigrams, content_words
from assistant.retrieve.thesaurus import Concept
from assistant.settings import RetrievalSettings

_WINDOWS_A_PASSAGE: Final = 3  # about how many vectors have to be looked at for one more passage


@dataclass(frozen=True, slots=True)
class Terms:
    """What a question is looked for under: its content words, its character pairs, and the concepts it names."""

    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    concepts: tuple[Concept, ...] = ()

    @staticmethod
    def of(question: str, concepts: tuple[Concept, ...]) -> "Terms":
        """The terms of a question that names `concepts`."""
        return Terms(tuple(content_words(question)), tuple(character_bigrams(question)), concepts)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passage numbers (int64, ascending) with their scores by name (float32), all of equal length."""

    numbers: NDArray[np.int64]
    parts: dict[str, NDArray[np.float32]]

    @property
    def total(self) -> NDArray[np.float32]:
        """The sum of the parts."""
        total: NDArray[np.float32] = np.sum(list(self.parts.values()), axis=0, dtype=np.float32)
        return total

    def best(self, most: int) -> list[int]:
        """The numbers of at most `most` of them, best first."""
        found: list[int] = self.numbers[highest(self.total, most).numbers].tolist()
        return found


def find_candidates(
    terms: Terms,
    query: NDArray[np.float32],
    index: Index,
    settings: RetrievalSettings,
    allowed: NDArray[np.bool_] | None,
    named: NDArray[np.int64],
) -> Candidates:
    """The best passages by words and by vectors, and those `named` anyway, with both scores for each of them.

    `allowed` (shape (passages,)) narrows the first; `query` is the question's unit vector.
    """
    lexical = _lexical(terms, index, settings)
    by_words = best(lexical if allowed is None else lexical * allowed, settings.candidates).numbers
    windows = None if allowed is None else np.repeat(allowed, np.diff(index.window_starts))
    wanted = settings.candidates * _WINDOWS_A_PASSAGE if settings.dense_weight else 0
    near = search_vectors(index.vectors, query, wanted, windows).numbers
    by_vectors = np.searchsorted(index.window_starts, near, side="right") - 1
    numbers = np.unique(np.concatenate((by_words, by_vectors, named))).astype(np.int64)
    dense = _best_windows(index, query, numbers)
    return Candidates(numbers, {"lexical": lexical[numbers], "dense": dense * np.float32(settings.dense_weight)})


def _best_windows(index: Index, query: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """For each of the passages `numbers`, the greatest cosine of a window with `query`."""
    if not len(numbers):
        return np.empty(0, dtype=np.float32)
    every, first = _windows_of(index, numbers)
    best: NDArray[np.float32] = np.maximum.reduceat(cosines(index.vectors, query, every), first)
    return best


def _windows_of(index: Index, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The windows of the passages `numbers`, and where those of each begin among them."""
    starts = index.window_starts[numbers]
    counts = index.window_starts[numbers + 1] - starts
    first = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
    return np.arange(int(counts.sum())) + np.repeat(starts - first, counts), first


def window_cosines(index: Index, query: NDArray[np.float32], numbers: NDArray[np.int64]) -> list[NDArray[np.float32]]:
    """For each of the passages `numbers`, the cosines of its windows with `query`, in their order."""
    if not len(numbers):
        return []
    every, first = _windows_of(index, numbers)
    return np.split(cosines(index.vectors, query, every), first[1:])


def _lexical(terms: Terms, index: Index, settings: RetrievalSettings) -> NDArray[np.float32]:
    """The lexical score of every passage, of shape (passages,)."""
    total = np.zeros(len(index.passages), dtype=np.float32)
    for name, tokens, weight in (
        (WORDS, terms.words, settings.words_weight),
        (BIGRAMS, terms.bigrams, settings.bigrams_weight),
    ):
        scores = lexical_scores(index.lexical[name], tokens) if weight else None
        if scores is not None:
            total += scores * np.float32(weight)
    total /= np.float32(max(1, len(set(terms.words))) ** 0.5)
    return total + _of_concepts(terms, index) * np.float32(settings.synonyms_weight)


def _of_concepts(terms: Terms, index: Index) -> NDArray[np.float32]:
    """The score of every passage by the concepts of the question, each by the best of the ways in which it is written.

    Shape (passages,); divided by the root of the number of concepts as the words are by that of the words.
    """
    total = np.zeros(len(index.passages), dtype=np.float32)
    way, best_way = np.zeros_like(total), np.zeros_like(total)
    certain = max(1.0, sum(concept.weight for concept in terms.concepts))
    for concept in terms.concepts:
        for written in concept.written:
            held = [postings(index.lexical[WORDS], word) for word in written]
            for numbers, weights in held:
                np.add.at(way, numbers, weights)
            for numbers, _ in held:
                best_way[numbers] = np.maximum(best_way[numbers], way[numbers])
            for numbers, _ in held:
                way[numbers] = 0.0
        found = np.flatnonzero(best_way)
        total[found] += best_way[found] * np.float32(concept.weight / certain**0.5)
        best_way[found] = 0.0
    return total
