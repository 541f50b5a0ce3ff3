"""The lexical side: BM25 (bm25s, Lucene's variant) over Sudachi's content words and over character bigrams.

The two have different strengths (inflected words; unknown names and compounds), so each keeps its own index.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from assistant.japanese.tokens import character_bigrams, content_words

WORDS: Final = "words"
BIGRAMS: Final = "bigrams"
TOKENISERS: Final = {WORDS: content_words, BIGRAMS: character_bigrams}
# Saturation and length normalisation; measured on JSQuAD, where passages are short and of like length.
K1: Final = 0.6
B: Final = 0.5
_VOCABULARY: Final = "vocabulary.json"
_ARRAYS: Final = ("weights", "numbers", "starts")


@dataclass(frozen=True, slots=True)
class Lexical:
    """The weights of each token in the passages that hold it, as bm25s computes them.

    Token t of `vocabulary` weighs `weights[i]` (float32) in passage `numbers[i]` (int32, ascending) for i from
    `starts[t]` to `starts[t + 1]`; `passages` is how many there are in all.
    """

    vocabulary: dict[str, int]
    weights: NDArray[np.float32]
    numbers: NDArray[np.int32]
    starts: NDArray[np.int64]
    passages: int


def build_lexical(tokens: Iterable[Sequence[str]]) -> Lexical | None:
    """Index the tokens of the passages in their order; None where no passage has a token."""
    vocabulary: dict[str, int] = {}  # in the order of appearance: bm25s would take that of a set, which varies
    passages = [array("i", [vocabulary.setdefault(token, len(vocabulary)) for token in own]) for own in tokens]
    if not vocabulary:
        return None
    import bm25s

    # SciPy transposes by counting where bm25s' own way sorts: a third of the time, half of the memory.
    index = bm25s.BM25(method="lucene", k1=K1, b=B, csc_backend="scipy")
    index.index((passages, vocabulary), create_empty_token=False, show_progress=False)
    found = index.scores
    return Lexical(vocabulary, found["data"], found["indices"], found["indptr"].astype(np.int64), len(passages))


def save_lexical(index: Lexical | None, folder: Path) -> None:
    """Write the index into `folder`; an index of nothing leaves the folder empty."""
    folder.mkdir()
    if index is not None:
        (folder / _VOCABULARY).write_bytes(orjson.dumps([index.passages, list(index.vocabulary)]))
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(index, name))


def load_lexical(folder: Path) -> Lexical | None:
    """Read an index written by `save_lexical`, its arrays mapped into memory."""
    if not any(folder.iterdir()):
        return None
    passages, tokens = orjson.loads((folder / _VOCABULARY).read_bytes())
    weights, numbers, starts = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS)
    if not len(weights) == len(numbers) == starts[-1] or len(starts) != len(tokens) + 1:
        raise ValueError(f"{folder.name}: postings and vocabulary differ in number")
    vocabulary = {token: number for number, token in enumerate(tokens)}
    # Plain views: every slice of a memmap would cost a call into its subclass.
    return Lexical(vocabulary, np.asarray(weights), np.asarray(numbers), np.asarray(starts), passages)


def lexical_scores(index: Lexical | None, tokens: Sequence[str]) -> NDArray[np.float32] | None:
    """The BM25 scores of all passages, of shape (passages,); None where the index knows no token of the question."""
    if index is None or index.vocabulary.keys().isdisjoint(tokens):
        return None
    scores = np.zeros(index.passages, dtype=np.float32)
    for token in tokens:
        numbers, weights = postings(index, token)
        np.add.at(scores, numbers, weights)  # half the time of scores[numbers] += weights
    return scores


def postings(index: Lexical | None, token: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The passages that hold `token`, ascending and each once, and its weights there; empty where none does."""
    number = None if index is None else index.vocabulary.get(token)
    if index is None or number is None:
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
    span = slice(int(index.starts[number]), int(index.starts[number + 1]))
    return index.numbers[span], index.weights[span]
