from collections.abc import Callable
from math import log2

import pytest

from assistant_eval.metrics.retrieval import SpanFound, ndcg_at, rank_gain, recall_at, reciprocal_rank, span_found

Metric = Callable[[int, list[str], str], float]

RANKED = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("k", "relevant", "expected"),
    [(1, "a", 1), (1, "b", 0), (2, "b", 1), (2, "bd", 1 / 2), (4, "bdx", 2 / 3), (9, "bd", 1), (9, "x", 0)],
)
def test_recall(k: int, relevant: str, expected: float) -> None:
    assert recall_at(k, RANKED, relevant) == expected


@pytest.mark.parametrize(
    ("k", "relevant", "expected"),
    [
        (10, "a", 1),
        (10, "b", 1 / log2(3)),
        (10, "d", 1 / log2(5)),
        (3, "d", 0),
        (10, "x", 0),
        (10, "ab", 1),
        (10, "ac", (1 + 1 / 2) / (1 + 1 / log2(3))),
        (10, "ax", 1 / (1 + 1 / log2(3))),  # the one that is missing belongs to the best order too
        (2, "abcd", 1),  # the best order of two seats fills both
        (2, "bcd", (1 / log2(3)) / (1 + 1 / log2(3))),
    ],
)
def test_ndcg(k: int, relevant: str, expected: float) -> None:
    assert ndcg_at(k, RANKED, relevant) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("k", "relevant", "expected"), [(10, "a", 1), (10, "cb", 1 / 2), (10, "d", 1 / 4), (3, "d", 0), (10, "x", 0)]
)
def test_reciprocal_rank(k: int, relevant: str, expected: float) -> None:
    assert reciprocal_rank(k, RANKED, relevant) == expected


@pytest.mark.parametrize("metric", [recall_at, ndcg_at, reciprocal_rank])
class TestEveryMetric:
    def test_nothing_relevant_is_not_zero(self, metric: Metric) -> None:
        assert metric(10, RANKED, "") is None

    def test_nothing_found_is_zero(self, metric: Metric) -> None:
        assert metric(10, [], "a") == 0

    def test_k_must_be_positive(self, metric: Metric) -> None:
        with pytest.raises(ValueError, match="at least 1"):
            metric(0, RANKED, "a")

    def test_a_gold_named_twice_is_one(self, metric: Metric) -> None:
        assert metric(10, RANKED, "bb") == metric(10, RANKED, "b")

    def test_order_alone_decides(self, metric: Metric) -> None:
        assert metric(1, ["a", "b"], "b") < metric(1, ["b", "a"], "b")


def test_a_duplicate_earns_once_and_keeps_its_seat() -> None:
    ranked = ["a", "a", "b"]
    assert recall_at(2, ranked, "ab") == 1 / 2
    assert ndcg_at(10, ranked, "ab") == pytest.approx((1 + 1 / 2) / (1 + 1 / log2(3)))
    assert ndcg_at(10, ["a", "a", "a"], "a") == 1
    assert reciprocal_rank(10, ranked, "b") == 1 / 3


@pytest.mark.parametrize(
    ("k", "ranks", "expected"),
    [
        (5, [1], (1, 1)),
        (5, [6], (0, 0)),
        (5, [None], (0, 0)),
        (5, [5, None], (1 / 2, 0)),
        (5, [2, 2, 5], (1, 1)),  # one passage may hold several spans
        (1, [1, 2, 3, 4], (1 / 4, 0)),
        (99, [1, 7], (1, 1)),
    ],
)
def test_span_found(k: int, ranks: list[int | None], expected: tuple[float, float]) -> None:
    assert span_found(k, ranks) == SpanFound(*expected)


def test_no_spans_is_not_zero() -> None:
    assert span_found(5, []) is None


@pytest.mark.parametrize(
    ("k", "ranks", "ndcg", "reciprocal"),
    [
        (10, [1], 1.0, 1.0),
        (10, [3], 0.5, 1 / 3),  # 1 / log2(4)
        (10, [None], 0.0, 0.0),
        (10, [11], 0.0, 0.0),  # beyond k is not found
        (3, [2, 7], (1 / log2(3)) / (1 + 1 / log2(3)), 0.5),
        (10, [1, 2], 1.0, 1.0),
        (10, [2, 1], 1.0, 1.0),  # which span is where makes no difference
        (10, [2, 2], 1 / log2(3), 0.5),  # one passage holds both: it is the one that could stand first
        (10, [1, None], 1 / (1 + 1 / log2(3)), 1.0),
        (1, [1, None], 1.0, 1.0),  # only one could stand among the first
        (10, [None, None], 0.0, 0.0),
    ],
)
def test_rank_gain_by_hand(k: int, ranks: list[int | None], ndcg: float, reciprocal: float) -> None:
    assert rank_gain(k, ranks) == pytest.approx((ndcg, reciprocal))


def test_rank_gain_without_gold_does_not_apply() -> None:
    assert rank_gain(10, []) is None


def test_rank_gain_refuses_a_list_of_no_length() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        rank_gain(0, [1])
