import numpy as np
import pytest

from assistant.index.ranking import best, highest


def test_best_keeps_the_order_of_equal_scores_and_drops_zeros() -> None:
    scores = np.array([0.0, 2.0, 1.0, 2.0, 0.0, 1.0], dtype=np.float32)
    assert best(scores, 3).numbers.tolist() == [1, 3, 2]
    assert best(scores, 10).numbers.tolist() == [1, 3, 2, 5]


def test_highest_ranks_negative_scores_and_leaves_out_what_is_not_allowed() -> None:
    assert highest(np.array([-0.5, -np.inf, -0.1], dtype=np.float32), 3).numbers.tolist() == [2, 0]


@pytest.mark.parametrize("most", [0, 1, 10, 300, 5_000])
@pytest.mark.parametrize("size", [0, 1, 255, 2_560, 10_007])
def test_best_agrees_with_sorting_everything(size: int, most: int) -> None:
    scores = np.random.default_rng(size).integers(-5, 40, size=size).astype(np.float32)  # many are equal
    order = [number for number in np.argsort(-scores, kind="stable").tolist() if scores[number] > 0][:most]
    found = best(scores, most)
    assert found.numbers.tolist() == order
    np.testing.assert_array_equal(found.scores, scores[order])
