import numpy as np
import pytest

from assistant.index.ranking import Ranking
from assistant.retrieve.fusion import fuse


def ranking(*numbers: int) -> Ranking:
    return Ranking(np.array(numbers, dtype=np.int64), np.zeros(len(numbers), dtype=np.float32))


def test_scores_are_the_weighted_sum_of_reciprocal_ranks() -> None:
    fused = fuse({"words": (1.0, ranking(7, 3)), "dense": (0.5, ranking(3, 9))}, k=10)
    assert [item.number for item in fused] == [3, 7, 9]
    assert fused[0].score == pytest.approx(1 / 12 + 0.5 / 11)
    assert fused[0].ranks == (("words", 2), ("dense", 1))


def test_a_weight_of_zero_switches_a_ranking_off() -> None:
    assert [item.number for item in fuse({"a": (0.0, ranking(1)), "b": (1.0, ranking(2))}, k=10)] == [2]


def test_ties_go_by_passage_number() -> None:
    assert [item.number for item in fuse({"a": (1.0, ranking(5)), "b": (1.0, ranking(2))}, k=10)] == [2, 5]
