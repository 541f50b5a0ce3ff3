import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest

from assistant_eval.metrics.intervals import bootstrap_interval
from assistant_eval.metrics.paired import PairedDifference, holm, mcnemar_exact, paired_difference

Values = Sequence[Sequence[float | None]]


def compared(mine: Values, theirs: Values, seed: int = 1) -> PairedDifference:
    found = paired_difference(mine, theirs, seed)
    assert found is not None
    return found


def single(*values: float) -> list[list[float]]:
    return [[value] for value in values]


def test_three_questions_by_hand() -> None:
    """Two better by 1, one equal: means 1 and 1/3. Of the four signs of (1, 1) two reach ±2: p = 2/4."""
    found = compared(single(1, 1, 1), single(0, 0, 1))
    assert found.mine == 1
    assert [found.theirs, found.difference.mean] == pytest.approx([1 / 3, 2 / 3])
    assert (found.better, found.worse, found.equal, found.left_out) == (2, 0, 1, 0)
    assert found.p_value == 2 / 4


def test_differences_of_different_size_by_hand() -> None:
    """3, 1 and −1 sum to 3; of the eight signs ±3±1±1 six reach |3|, all but ±(3 − 1 − 1): p = 6/8."""
    found = compared(single(3, 1, 0), single(0, 0, 1))
    assert found.p_value == 6 / 8
    assert (found.better, found.worse, found.equal) == (2, 1, 0)


def test_several_values_are_compared_by_the_mean_of_all() -> None:
    """Mine 3 of 3 and 0 of 1, theirs 0 of 1 and 1 of 1: 3/4 − 1/2, where the questions' own means differ by 0.

    Exchanged sides: none 3/4 − 1/2; both 1/2 − 3/4; the first 0/2 − 4/4; the second 4/4 − 0/2: all reach 1/4, p = 1.
    """
    found = compared([[1, 1, 1], [0]], [[0], [1]])
    assert (found.mine, found.theirs, found.difference.mean) == (0.75, 0.5, 0.25)
    assert (found.better, found.worse) == (1, 1)
    assert found.p_value == 1


def test_exchanges_move_counts_with_their_sums() -> None:
    """Mine 1 of 1 and 1 of 1, theirs 0 of 3 and 1 of 1: 1 − 1/4.

    Exchanged the first: 1/4 − 1; the second differs in nothing. So both exchanges reach 3/4, and p = 2/2.
    """
    found = compared([[1], [1]], [[0, 0, 0], [1]])
    assert found.difference.mean == 0.75
    assert found.p_value == 1


def test_against_nothing_but_zeros_the_interval_is_that_of_the_mean() -> None:
    """The same questions are drawn for a seed: the difference from 0 is the mean itself, bounds and all."""
    mine = [[float(number % 3 == 0)] * (1 + number % 4) for number in range(37)]
    zeros = [[0.0] * len(own) for own in mine]
    assert compared(mine, zeros, seed=7).difference == pytest.approx(bootstrap_interval(mine, seed=7))


def test_with_one_value_each_the_interval_is_that_of_the_differences() -> None:
    random = np.random.default_rng(2)
    mine, theirs = random.random(50), random.random(50)
    expected = bootstrap_interval(single(*(mine - theirs)), seed=3)
    assert compared(single(*mine), single(*theirs), seed=3).difference == pytest.approx(expected)


def test_a_question_without_values_on_one_side_is_left_out_of_all_figures() -> None:
    """The third question would raise mine to 2/3 and the fourth lower theirs."""
    found = compared([[1], [0], [1], [None]], [[0], [0], [None], [0]])
    assert found == compared([[1], [0]], [[0], [0]])._replace(left_out=2)
    assert found.mine == 0.5


def test_one_value_none_of_several_is_left_out_alone() -> None:
    assert compared([[1, None, 0]], [[0]]).mine == 0.5


@pytest.mark.parametrize("values", [[], [[]], [[None], [None]]])
def test_nothing_to_pair_is_not_zero(values: list[list[float | None]]) -> None:
    assert paired_difference(values, values, seed=1) is None


def test_values_that_never_meet_are_not_compared() -> None:
    assert paired_difference([[1], [None]], [[None], [1]], seed=1) is None


def test_a_single_question_proves_nothing() -> None:
    found = compared([[1]], [[0]])
    assert found.difference == (1, 1, 1)
    assert found.p_value == 1


def test_equal_runs() -> None:
    values = single(*[0.1, 0.7, 0.3] * 20)
    found = compared(values, values)
    assert found.difference == (0, 0, 0)
    assert found.p_value == 1
    assert (found.better, found.worse, found.equal) == (0, 0, 60)


def test_twelve_that_differ_are_tried_out() -> None:
    """All twelve better by 1: only all signs alike reach it, 2 of 4,096. Equal ones beside them change nothing."""
    found = compared(single(*[1] * 12, *[0] * 50), single(*[0] * 62))
    assert found.p_value == 2 / 4096


def test_thirteen_are_drawn() -> None:
    """2 of 8,192 would be exact; drawn, the p-value is (hits + 1) / 10,001 and lies about it."""
    found = compared(single(*[1] * 13), single(*[0] * 13))
    hits = found.p_value * 10_001 - 1
    assert hits == pytest.approx(round(hits))
    assert 0 <= hits <= 12


def test_a_p_value_is_never_zero() -> None:
    assert compared(single(*[1] * 300), single(*[0] * 300)).p_value == 1 / 10_001


def test_drawn_exchanges_come_near_the_exact_ones() -> None:
    """Nine better and five worse by 1: the sum is ±4 or more, as with McNemar's 9 against 5."""
    found = compared(single(*[1] * 9, *[0] * 5), single(*[0] * 9, *[1] * 5))
    assert found.p_value == pytest.approx(mcnemar_exact(9, 5), abs=0.015)


def test_the_exact_test_is_mcnemars_where_values_are_0_and_1() -> None:
    for better, worse in itertools.product(range(5), range(5)):
        mine, theirs = [1] * better + [0] * worse + [1], [0] * better + [1] * worse + [1]
        assert compared(single(*mine), single(*theirs)).p_value == pytest.approx(mcnemar_exact(better, worse))


def test_swapped_runs_turn_the_signs() -> None:
    mine, theirs = [[0.2], [0.9, 0.4], [0.5]], [[0.1, 0.3], [0.2], [0.7]]
    one, other = compared(mine, theirs), compared(theirs, mine)
    assert other.difference == pytest.approx((-one.difference.mean, -one.difference.high, -one.difference.low))
    assert (other.p_value, other.better, other.worse) == (one.p_value, one.worse, one.better)


def test_the_unit_does_not_change_the_p_value() -> None:
    mine, theirs = [0.3, 0.1, 0.1, 0.2], [0.1, 0.2, 0.2, 0.1]
    large = compared(single(*(1e6 * np.array(mine))), single(*(1e6 * np.array(theirs))))
    assert compared(single(*mine), single(*theirs)).p_value == large.p_value


def test_of_durations_less_is_better() -> None:
    found = paired_difference(single(1, 2, 5), single(3, 3, 3), seed=1, less_is_better=True)
    assert found is not None
    assert (found.better, found.worse) == (2, 1)
    assert found.difference.mean == pytest.approx(-1 / 3)


def test_rounding_is_no_difference() -> None:
    assert compared([[0.1 + 0.2]], [[0.3]]).equal == 1


def test_a_seed_gives_the_same_figures() -> None:
    random = np.random.default_rng(4)
    mine, theirs = single(*random.random(40)), single(*random.random(40))
    assert compared(mine, theirs, seed=5) == compared(mine, theirs, seed=5)
    assert compared(mine, theirs, seed=5).p_value != compared(mine, theirs, seed=6).p_value


def test_runs_over_different_questions_are_an_error() -> None:
    with pytest.raises(ValueError, match="2 and 1"):
        paired_difference([[1], [1]], [[1]], seed=1)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_an_error(value: float) -> None:
    """With NaN no exchange would reach the difference, and the p-value would be the smallest that there is."""
    with pytest.raises(ValueError, match="finite"):
        paired_difference([[value]], [[1]], seed=1)


@pytest.mark.parametrize(
    ("b", "c", "p_value"),
    [
        (0, 0, 1),
        (1, 0, 1),  # 2 · 1/2
        (5, 0, 2 / 32),
        (0, 5, 2 / 32),
        (1, 5, 2 * (1 + 6) / 64),
        (2, 8, 2 * (1 + 10 + 45) / 1024),
        (3, 3, 1),  # twice the tail would be more than 1
    ],
)
def test_mcnemar(b: int, c: int, p_value: float) -> None:
    assert mcnemar_exact(b, c) == p_value


@pytest.mark.parametrize(("b", "c"), [(40, 70), (700, 600), (4_900, 5_100)])
def test_mcnemar_of_many_comes_near_the_normal_approximation(b: int, c: int) -> None:
    """With the continuity correction z = (|b − c| − 1) / √(b + c), and p = erfc(z / √2)."""
    z = (abs(b - c) - 1) / math.sqrt(b + c)
    assert mcnemar_exact(b, c) == pytest.approx(math.erfc(z / math.sqrt(2)), rel=0.05)


def test_mcnemar_of_a_negative_count_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        mcnemar_exact(-1, 2)


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        ([], []),
        ([0.03], [0.03]),
        ([0.04, 0.01, 0.03], [0.06, 0.03, 0.06]),  # .01 · 3, .03 · 2, .04 · 1 but not below the one before
        ([0.5, 0.4], [0.8, 0.8]),
        ([0.9, 0.8, 0.7], [1, 1, 1]),
        ([0.02, 0.02], [0.04, 0.04]),
        ([None, 0.01, None, 0.2], [None, 0.02, None, 0.2]),
        ([None], [None]),
    ],
)
def test_holm(p_values: list[float | None], adjusted: list[float | None]) -> None:
    assert holm(p_values) == pytest.approx(adjusted)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_holm_of_no_p_value_is_an_error(value: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        holm([0.5, value])
