"""Figures by hand."""

import math

import numpy as np
import pytest

from assistant.judge.training.measures import Bin, auroc, calibration_error, measured, reliability, share


def test_auroc_counts_the_pairs_that_stand_right_and_ties_half() -> None:
    # pairs: 3>1, 3>2, 3>4 no; 2>1, 2=2, 2>4 no → (2 + 1.5) / 6
    assert auroc(np.array([3.0, 2.0]), np.array([1.0, 2.0, 4.0])) == pytest.approx(3.5 / 6)


@pytest.mark.parametrize(("right", "wrong", "value"), [([2.0], [1.0], 1.0), ([1.0], [2.0], 0.0), ([1.0], [1.0], 0.5)])
def test_auroc_at_its_ends(right: list[float], wrong: list[float], value: float) -> None:
    assert auroc(np.array(right), np.array(wrong)) == value


def test_auroc_of_one_class_is_no_number() -> None:
    assert math.isnan(auroc(np.array([1.0]), np.array([])))
    assert math.isnan(auroc(np.array([]), np.array([1.0])))


def test_reliability_puts_the_edges_into_the_lower_bin() -> None:
    said = np.array([0.0, 1 / 15, 0.07, 1.0])
    came = np.array([False, True, True, True])
    first, second, last = reliability(said, came)
    assert (first.count, first.came) == (2, 0.5)
    assert first.said == pytest.approx(1 / 30)
    assert (second.count, second.said, second.came) == (1, 0.07, 1.0)
    assert last == Bin(14 / 15, 1.0, 1, 1.0, 1.0)


def test_calibration_error_weighs_the_gaps_by_their_counts() -> None:
    said = np.array([0.9, 0.9, 0.9, 0.1])
    came = np.array([True, True, False, False])
    # 3/4 · |2/3 − 0.9| + 1/4 · |0 − 0.1|
    assert calibration_error(said, came) == pytest.approx(0.75 * (0.9 - 2 / 3) + 0.025)


def test_nothing_has_no_calibration_error() -> None:
    assert math.isnan(calibration_error(np.array([]), np.array([], dtype=bool)))


def test_an_interval_holds_the_value_and_narrows_with_more_of_it() -> None:
    few, many = (share(np.arange(size) % 4 == 0, seed=1) for size in (20, 2000))
    assert few is not None
    assert many is not None
    assert few.value == many.value == 0.25
    assert few.low < many.low < 0.25 < many.high < few.high
    # Binomial: 1.96 · √(0.25 · 0.75 / 2000) = 0.019
    assert many.high - many.low == pytest.approx(0.038, abs=0.004)


def test_the_same_seed_gives_the_same_interval() -> None:
    came = np.arange(50) % 3 == 0
    assert share(came, seed=4) == share(came, seed=4) != share(came, seed=5)


def test_resamples_without_a_value_are_left_out() -> None:
    values = np.array([np.nan, 1.0])
    found = measured(2, lambda drawn: float(values[drawn].max()) if len(set(drawn.tolist())) == 1 else 1.0, seed=1)
    assert found == (1.0, 1.0, 1.0)


def test_of_nothing_nothing_is_measured() -> None:
    assert share(np.array([], dtype=bool), seed=1) is None
    assert measured(3, lambda drawn: float("nan"), seed=1) is None
