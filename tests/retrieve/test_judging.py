"""The relevance judge in the search: what it reads, what its opinion changes, and what it leaves alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.judge.opinions import Reading
from assistant.retrieve.search import Retriever, search
from tests.retrieve.corpus import make_retriever

QUESTION = "個人情報が漏えいしたときは報告が必要ですか"


class WordJudge:
    """A logit of 4 for passages with the word, -4 for the others; `seen` are the texts of the last call."""

    forward_s = 0.0

    def __init__(self, word: str) -> None:
        self.seen: list[tuple[str, str]] = []
        self._word = word

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        self.seen = list(passages)
        return tuple(Reading(4.0, 0.9, ()) if self._word in text else Reading(-4.0, 0.1, ()) for _, text in passages)

    def probabilities(self, question: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array([own.probability for own in self.read(question, passages)], dtype=np.float32)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return make_retriever(tmp_path_factory.mktemp("judging"))


def test_without_a_judge_no_hit_has_a_relevance(retriever: Retriever) -> None:
    found = search(QUESTION, retriever, 5)
    assert [hit.relevance for hit in found.hits] == [None] * len(found.hits)
    assert found.readings == (None,) * len(found.hits)


def test_the_judge_lifts_the_passage_that_it_believes_in(retriever: Retriever) -> None:
    before = search(QUESTION, retriever, 10).hits
    last = before[-1]
    judge = WordJudge(last.passage.text)
    settings = retriever.settings.model_copy(update={"judge_weight": 100.0, "judged": 100})
    after = search(QUESTION, replace(retriever, judge=judge, settings=settings), 10).hits
    assert after[0].passage.id == last.passage.id
    assert after[0].relevance == 0.9
    assert dict(after[0].why)["judge"] == 1
    assert {hit.relevance for hit in after[1:]} == {0.1}


def test_it_reads_no_more_than_it_is_given_under_their_headings(retriever: Retriever) -> None:
    judge = WordJudge("漏えい")
    settings = retriever.settings.model_copy(update={"judged": 2})
    found = search(QUESTION, replace(retriever, judge=judge, settings=settings), 10)
    assert len(judge.seen) == 2
    assert all(heading and text for heading, text in judge.seen)
    assert sum(hit.relevance is not None for hit in found.hits) == 2


def test_without_weight_it_changes_no_order(retriever: Retriever) -> None:
    plain = [hit.passage.id for hit in search(QUESTION, retriever, 10).hits]
    settings = retriever.settings.model_copy(update={"judge_weight": 0.0})
    judged = search(QUESTION, replace(retriever, judge=WordJudge("委託"), settings=settings), 10).hits
    assert [hit.passage.id for hit in judged] == plain
