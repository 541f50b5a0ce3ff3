from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant_eval.metrics.cost import Quantile, median, overhead, p95

Measure = Callable[[Sequence[Sequence[float | None]], int], Quantile | None]


def value_of(measure: Measure, clusters: Sequence[Sequence[float | None]]) -> float:
    found = measure(clusters, 1)
    assert found is not None
    value: float = found.value
    return value


@pytest.mark.parametrize(
    ("values", "expected"), [([3], 3), ([4, 1], 2.5), ([9, 1, 2], 2), ([4, 1, 3, 2], 2.5), ([5, 5, 1], 5)]
)
def test_median_by_hand(values: list[float], expected: float) -> None:
    assert value_of(median, [[value] for value in values]) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7], 7),
        ([0, 1], 0.95),  # place 1 · .95
        (list(range(101)), 95),  # place 100 · .95
        (list(range(21)), 19),
        ([1] * 19 + [100], 1 + 99 * 0.05),  # place 18.05: a twentieth of the way to the one slow answer
    ],
)
def test_p95_by_hand(values: list[float], expected: float) -> None:
    assert value_of(p95, [[value] for value in values]) == pytest.approx(expected)


def test_values_of_a_question_count_one_by_one() -> None:
    assert value_of(median, [[1, 1, 1, 1], [5]]) == 1


@pytest.mark.parametrize(("measure", "q"), [(median, 0.5), (p95, 0.95)])
class TestEveryMeasure:
    def test_it_is_numpys(self, measure: Measure, q: float) -> None:
        values = np.random.default_rng(1).exponential(size=77)
        assert value_of(measure, [[value] for value in values]) == pytest.approx(np.quantile(values, q))

    def test_the_bounds_are_those_of_resamples_written_out(self, measure: Measure, q: float) -> None:
        """The same draws, with every drawn question's values put one after the other, as the oracle."""
        random = np.random.default_rng(8)
        clusters = [random.exponential(size=size).tolist() for size in [1, 3, 2, 1, 5, 2, 2]]
        random, quantiles = np.random.default_rng(6), []
        for _ in range(20):
            for drawn in random.integers(7, size=(100, 7)):
                quantiles.append(np.quantile([value for number in drawn for value in clusters[number]], q))
        found = measure(clusters, 6)
        assert found is not None
        assert found[1:] == pytest.approx(tuple(np.quantile(quantiles, [0.025, 0.975])))

    def test_what_does_not_apply_is_left_out(self, measure: Measure, q: float) -> None:
        assert measure([[1.0, None], [None], [], [4.0]], 1) == measure([[1.0], [4.0]], 1)

    @pytest.mark.parametrize("clusters", [[], [[]], [[None], [None]]])
    def test_no_value_is_not_zero(self, measure: Measure, q: float, clusters: list[list[float | None]]) -> None:
        assert measure(clusters, 1) is None

    def test_a_single_question_has_no_width(self, measure: Measure, q: float) -> None:
        expected = np.quantile([2, 4, 9], q)
        assert measure([[4, 2, 9]], 1) == pytest.approx((expected, expected, expected))

    def test_ties_have_no_spread(self, measure: Measure, q: float) -> None:
        assert measure([[2.5]] * 30, 1) == (2.5, 2.5, 2.5)

    def test_the_bounds_hold_the_value(self, measure: Measure, q: float) -> None:
        found = measure([[float(number)] for number in range(200)], 1)
        assert found is not None
        assert found.low < found.value < found.high

    def test_a_seed_gives_the_same_bounds(self, measure: Measure, q: float) -> None:
        clusters = [[value] for value in np.random.default_rng(3).exponential(size=50)]
        assert measure(clusters, 1) == measure(clusters, 1)
        assert measure(clusters, 1) != measure(clusters, 2)


@pytest.mark.parametrize(
    ("total_s", "prefill_s", "decode_s", "expected"),
    [
        (6.0, 3.0, 1.0, 1.5),
        (4.0, 0.0, 4.0, 1.0),  # the prompt was in the cache
        (0.3, None, None, None),  # refused before the model ran
        (0.3, 0.2, None, None),
        (0.3, None, 0.2, None),
        (0.3, 0.0, 0.0, None),
    ],
)
def test_overhead(total_s: float, prefill_s: float | None, decode_s: float | None, expected: float | None) -> None:
    assert overhead(total_s, prefill_s, decode_s) == expected
