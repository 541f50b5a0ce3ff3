import itertools
from typing import Any

import numpy as np
import pytest

from assistant_eval.metrics.refusal import Point, RiskCoverage, answered_although, over_refusal, risk_coverage


@pytest.mark.parametrize(
    ("answerable", "refused", "value"),
    [(True, True, 1), (True, False, 0), (True, None, None), (False, True, None), (False, False, None)],
)
def test_over_refusal(answerable: bool, refused: bool | None, value: float | None) -> None:
    assert over_refusal(answerable, refused) == value


@pytest.mark.parametrize(
    ("answerable", "refused", "corrected", "value"),
    [
        (False, False, False, 1),
        (False, True, False, 0),
        (False, False, True, 0),  # 「第2回ではなく第3回です」 is as good as a refusal
        (False, None, False, None),
        (True, False, False, None),
        (True, True, False, None),
    ],
)
def test_answered_although(answerable: bool, refused: bool | None, corrected: bool, value: float | None) -> None:
    assert answered_although(answerable, refused, corrected) == value


def curve(confidences: list[float | None], wrong: list[bool], answered: list[bool] | None = None) -> RiskCoverage:
    found = risk_coverage(confidences, wrong, [True] * len(wrong) if answered is None else answered)
    assert found is not None
    return found


def points(*expected: tuple[Any, Any]) -> tuple[Point, ...]:
    return tuple(Point(coverage, risk) for coverage, risk in expected)


def test_a_curve_by_hand() -> None:
    """Right, wrong, right, wrong from the top: risks 0/1, 1/2, 1/3, 2/4; the area is (0 + 1/2 + 1/3 + 1/2) / 4."""
    found = curve([0.9, 0.2, 0.5, 0.7], [False, True, False, True])
    assert found.points == points((0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(1 / 3)), (1.0, 0.5))
    assert found.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_what_is_refused_is_never_covered() -> None:
    """Two of four answered, the surer one right: coverage ends at a half; the area is the mean of 0/1 and 1/2."""
    found = curve([0.9, 0.99, None, 0.3], [False, True, True, True], [True, False, False, True])
    assert found == RiskCoverage(points((0.25, 0.0), (0.5, 0.5)), 0.25)


def test_refusing_more_does_not_better_the_area_by_itself() -> None:
    """Half of the answers wrong in no useful order: to refuse three quarters of them blindly leaves the area."""
    few = curve([0.5, 0.5], [True, False])
    many_refused = curve([0.5, 0.5, *[None] * 6], [True, False, *[False] * 6], [True, True, *[False] * 6])
    assert few.area == many_refused.area
    assert many_refused.points == ((0.25, 0.5),)


def test_ties_are_one_point_and_count_with_their_expectation() -> None:
    """A right one on top, then one right and one wrong alike: risk 1/3 at full coverage.

    The expected wrong ones are 0, 1/2, 1: the area is (0 + (1/2)/2 + 1/3) / 3.
    """
    found = curve([0.9, 0.5, 0.5], [False, True, False])
    assert found.points == points((pytest.approx(1 / 3), 0.0), (1.0, pytest.approx(1 / 3)))
    assert found.area == pytest.approx((0 + 1 / 4 + 1 / 3) / 3)


def test_the_area_of_ties_is_the_mean_over_their_orders() -> None:
    wrong = [True, False, False, True, False]
    areas = [curve([5, 4, 3, 2, 1], list(order)).area for order in itertools.permutations(wrong)]
    assert curve([0.5] * 5, wrong).area == pytest.approx(np.mean(np.array(areas, dtype=float)))


def test_the_order_of_the_questions_does_not_matter() -> None:
    rows = [(0.9, True), (0.9, False), (0.4, True), (0.1, False)]
    curves = {curve([c for c, _ in order], [w for _, w in order]) for order in itertools.permutations(rows)}
    assert len(curves) == 1


def test_all_wrong() -> None:
    assert curve([0.1, 0.6, 0.6], [True] * 3) == RiskCoverage(points((pytest.approx(2 / 3), 1.0), (1.0, 1.0)), 1.0)


def test_all_right() -> None:
    assert curve([0.2, 0.1], [False] * 2) == RiskCoverage(points((0.5, 0.0), (1.0, 0.0)), 0.0)


def test_all_refused_has_no_area() -> None:
    """Its area is no 0, which would be the best that there is."""
    assert curve([0.3, None], [False, False], [False, False]) == RiskCoverage((), None)


def test_an_empty_set_has_no_curve() -> None:
    assert risk_coverage([], [], []) is None


def test_a_single_question() -> None:
    assert curve([0.0], [True]) == RiskCoverage(points((1.0, 1.0)), 1.0)


def test_one_answer_without_confidence_takes_the_whole_curve() -> None:
    assert risk_coverage([0.9, None], [False, False], [True, True]) is None


@pytest.mark.parametrize("confidence", [float("nan"), float("inf")])
def test_a_confidence_without_a_place_in_the_order_is_an_error(confidence: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        risk_coverage([confidence], [False], [True])


def test_sequences_of_different_lengths_are_an_error() -> None:
    with pytest.raises(ValueError, match="2 confidences, 1 wrong, 2 answered"):
        risk_coverage([0.1, 0.2], [False], [True, True])
