"""Questions with gold spans put to a search: at which rank each span was found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.models.protocols import TextEmbedder
from assistant.records import Document, Evidence
from assistant.retrieve.evidence import lay_out
from assistant.retrieve.filters import Filters
from assistant.retrieve.search import Retriever, search
from assistant_eval.gold import answers
from assistant_eval.metrics.retrieval import span_found
from assistant_eval.records import Question

Texts = Sequence[tuple[Document, str]]
"""What a search brought, best first: the document and the words of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """For each gold span of a question the rank (from 1) of the first passage that holds it; None: none does.

    `chosen` is the same for the sentences chosen inside the passages; all None where a system chooses none.
    """

    question: Question
    ranks: tuple[int | None, ...]
    chosen: tuple[int | None, ...]


def run_retrieval(
    questions: Sequence[Question],
    retriever: Retriever,
    most: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Outcome, ...]:
    """Search `most` passages for each question, on the day that it fixes, and choose sentences, as `ask` does."""
    outcomes = []
    for done, question in enumerate(questions, start=1):
        evidence = lay_out(search(question.question, retriever, most, Filters(as_of=question.as_of)))
        outcomes.append(
            outcome(question, [(own.hit.document, own.hit.passage.text) for own in evidence], _chosen(evidence))
        )
        progress(done, len(questions))
    return tuple(outcomes)


def outcome(question: Question, passages: Texts, chosen: Texts = ()) -> Outcome:
    """What the words that a search brought hold of the gold spans."""
    return Outcome(question, _ranks(question, passages), _ranks(question, chosen))


def shares(outcomes: Sequence[Outcome], k: int) -> list[float | None]:
    """For each question the share of its gold spans in the first `k` passages."""
    return [None if (found := span_found(k, own.ranks)) is None else found.share for own in outcomes]


def alls(outcomes: Sequence[Outcome], k: int) -> list[float | None]:
    """For each question whether the first `k` passages hold all its gold spans (1.0 or 0.0)."""
    return [None if (found := span_found(k, own.ranks)) is None else found.all for own in outcomes]


def chosen_shares(outcomes: Sequence[Outcome], k: int) -> list[float | None]:
    """For each question the share of its gold spans in the sentences chosen from the first `k` passages."""
    return [None if (found := span_found(k, own.chosen)) is None else found.share for own in outcomes]


def differences(mine: Sequence[float | None], theirs: Sequence[float | None]) -> list[float | None]:
    """Question by question, mine less theirs; None where either does not apply."""
    return [None if a is None or b is None else a - b for a, b in zip(mine, theirs, strict=True)]


class RememberingEmbedder:
    """An embedder that reads each question once, for runs that differ in other things; `forward_s` is its model's."""

    def __init__(self, embedder: TextEmbedder) -> None:
        self.name = embedder.name
        self.fingerprint = embedder.fingerprint
        self.dimensions = embedder.dimensions
        self.encode_passages = embedder.encode_passages
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def forward_s(self) -> float:
        """Seconds spent in the model's forward pass so far."""
        return self._embedder.forward_s

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Unit vector of shape (dimensions,)."""
        if text not in self._known:
            self._known[text] = self._embedder.encode_query(text)
        return self._known[text]


def _chosen(evidence: Sequence[Evidence]) -> Texts:
    """The chosen sentences of each passage in one text, so that words across two neighbours are found."""
    return [
        (own.hit.document, "".join(own.hit.document.text[span.start : span.end] for span in own.chosen))
        for own in evidence
    ]


def _ranks(question: Question, texts: Texts) -> tuple[int | None, ...]:
    return tuple(
        next((rank for rank, (document, text) in enumerate(texts, start=1) if answers(document, text, span)), None)
        for span in question.gold
    )
