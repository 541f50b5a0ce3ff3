from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.models.reranker import CrossEncoderReranker
from assistant.retrieve.rerank import rerank
from tests.models.tiny_reranker import QUESTION, TEXTS, write_folder

FUSED = np.array([0.09, 0.07, 0.05, 0.01], dtype=np.float32)


class ScriptedScorer:
    """Gives the scores of its table; `asked` keeps what it was asked."""

    def __init__(self, opinions: Sequence[float]) -> None:
        self.name = "scripted"
        self.forward_s = 0.0
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self._opinions = opinions

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((question, tuple(texts)))
        return np.array(self._opinions[: len(texts)], dtype=np.float32)


def test_weight_zero_changes_nothing_and_asks_nobody() -> None:
    scorer = ScriptedScorer([1, 2, 3, 4])
    scores = rerank(QUESTION, TEXTS, FUSED, scorer, 0.0)
    np.testing.assert_array_equal(scores, FUSED)
    assert scores is not FUSED
    assert scorer.asked == []


def test_weight_one_is_the_scorers_order_over_the_range_of_the_fused_scores() -> None:
    scorer = ScriptedScorer([-4, 0, 4, 2])
    scores = rerank(QUESTION, TEXTS, FUSED, scorer, 1.0)
    np.testing.assert_allclose(scores, [0.01, 0.05, 0.09, 0.07], rtol=1e-6)
    assert scores.dtype == np.float32
    assert scorer.asked == [(QUESTION, tuple(TEXTS))]


def test_in_between_both_count() -> None:
    scores = rerank(QUESTION, TEXTS, FUSED, ScriptedScorer([-4, 4, 0, 0]), 0.5)
    np.testing.assert_allclose(scores, [0.05, 0.08, 0.05, 0.03], rtol=1e-6)


@pytest.mark.parametrize("weight", [0.25, 0.5, 1.0])
def test_the_scale_of_the_scorer_does_not_matter(weight: float) -> None:
    logits = np.array([-7.5, 0.25, 6.0, 5.5])
    scores = rerank(QUESTION, TEXTS, FUSED, ScriptedScorer(list(logits)), weight)
    np.testing.assert_allclose(
        rerank(QUESTION, TEXTS, FUSED, ScriptedScorer(list(logits / 100 + 3)), weight), scores, rtol=1e-4
    )


@pytest.mark.parametrize("weight", [0.1, 0.5, 0.9, 1.0])
def test_no_candidate_leaves_the_range_so_none_falls_below_one_that_was_not_scored(weight: float) -> None:
    random = np.random.default_rng(4)
    for _ in range(50):
        fused = np.sort(random.random(4).astype(np.float32))[::-1]
        scores = rerank(QUESTION, TEXTS, fused, ScriptedScorer(list(random.normal(size=4) * 9)), weight)
        assert fused.min() - 1e-6 <= scores.min() <= scores.max() <= fused.max() + 1e-6


def test_a_scorer_without_a_preference_changes_nothing() -> None:
    np.testing.assert_array_equal(rerank(QUESTION, TEXTS, FUSED, ScriptedScorer([2.0] * 4), 0.7), FUSED)


def test_tied_candidates_are_ordered_by_the_scorer_and_not_lowered() -> None:
    tied = np.full(4, 0.05, dtype=np.float32)
    scores = rerank(QUESTION, TEXTS, tied, ScriptedScorer([1, 3, 2, 0]), 0.3)
    assert np.argsort(-scores).tolist() == [1, 2, 0, 3]
    assert scores.min() == pytest.approx(0.05)


@pytest.mark.parametrize("number", [0, 1])
def test_none_or_one_candidate_stays_as_it_is(number: int) -> None:
    scores = rerank(QUESTION, TEXTS[:number], FUSED[:number], ScriptedScorer([1.0]), 0.5)
    np.testing.assert_array_equal(scores, FUSED[:number])


def test_a_real_cross_encoder_decides_the_order_at_weight_one(tmp_path: Path) -> None:
    scorer = CrossEncoderReranker(write_folder(tmp_path), "tiny", 2)
    opinion = scorer.score(QUESTION, TEXTS)
    scores = rerank(QUESTION, TEXTS, FUSED, scorer, 1.0)
    assert np.argsort(-scores).tolist() == np.argsort(-opinion).tolist() != [0, 1, 2, 3]
