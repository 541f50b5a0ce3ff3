"""The passages that look like an answer and are none: the best of a search that do not hold the answer's words."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import build_lexical, lexical_scores
from assistant.japanese.normalise import fold
from assistant.japanese.tokens import character_bigrams, content_words
from assistant.judge.training.squad import QuestionSet

_LOOKED_AT: Final = 40  # passages of the ranking in which negatives are looked for
_BIGRAMS: Final = 0.5  # what bigrams weigh beside words in the product's search


class Candidates(NamedTuple):
    """For one question the numbers of passages that do not hold its answer, best first: of its own document, and of all."""

    near: tuple[int, ...]
    far: tuple[int, ...]


def candidates(asked: QuestionSet, most: int, progress: Callable[[int, int], None]) -> list[Candidates]:
    """For each question at most `most` of either kind, by BM25 over words and bigrams (Lucene's variant).

    Where the search brings fewer than two of the question's own document, the document's other passages fill up.
    """
    texts = [f"{own.heading}\n{own.text}" for own in asked.passages]
    words = build_lexical([list(content_words(text)) for text in texts])
    bigrams = build_lexical([list(character_bigrams(text)) for text in texts])
    folded = [fold(text) for text in texts]
    documents = np.array([own.document for own in asked.passages])
    found = []
    for number, question in enumerate(asked.questions):
        tokens = content_words(question.question)
        scores = _or_zero(lexical_scores(words, tokens), len(texts))
        scores = scores + _BIGRAMS * _or_zero(lexical_scores(bigrams, character_bigrams(question.question)), len(texts))
        answer = fold(asked.passages[question.passage].text[question.answer.start : question.answer.end])
        found.append(_of_one(scores, question.passage, answer, folded, documents, most))
        progress(number + 1, len(asked.questions))
    return found


def _of_one(
    scores: NDArray[np.float32],
    right: int,
    answer: str,
    folded: Sequence[str],
    documents: NDArray[np.int64],
    most: int,
) -> Candidates:
    top = np.argpartition(-scores, min(_LOOKED_AT, len(scores) - 1))[:_LOOKED_AT]
    ranked = top[np.argsort(-scores[top], kind="stable")].tolist()
    wrong = [number for number in ranked if number != right and answer not in folded[number]]
    near = [number for number in wrong if documents[number] == documents[right]]
    if len(near) < 2:
        others = np.flatnonzero(documents == documents[right])
        others = others[np.argsort(-scores[others], kind="stable")].tolist()
        near += [number for number in others if number not in near and number != right and answer not in folded[number]]
    return Candidates(tuple(near[:most]), tuple(wrong[:most]))


def _or_zero(scores: NDArray[np.float32] | None, length: int) -> NDArray[np.float32]:
    return np.zeros(length, dtype=np.float32) if scores is None else scores
