import numpy as np
import pytest

from assistant_eval.metrics.intervals import Interval, bootstrap_interval, widened


def test_the_mean_is_that_of_all_values() -> None:
    found = bootstrap_interval([[1.0, 1.0, 1.0], [0.0]], seed=1)
    assert found is not None
    assert found.mean == 3 / 4


def test_what_does_not_apply_is_left_out() -> None:
    assert bootstrap_interval([[1.0, None], [None], [], [0.0]], seed=1) == bootstrap_interval([[1.0], [0.0]], seed=1)


@pytest.mark.parametrize("clusters", [[], [[]], [[None], [None]]])
def test_no_value_is_not_zero(clusters: list[list[float | None]]) -> None:
    assert bootstrap_interval(clusters, seed=1) is None


def test_equal_values_have_no_spread() -> None:
    assert bootstrap_interval([[0.5]] * 9, seed=1) == (0.5, 0.5, 0.5)


def test_a_single_question_has_no_width() -> None:
    assert bootstrap_interval([[0.0, 1.0, 1.0, 1.0]], seed=1) == (0.75, 0.75, 0.75)


def test_a_seed_gives_the_same_interval_and_another_nearly_the_same() -> None:
    values = [[float(number % 3 == 0)] for number in range(60)]
    one, again, other = (bootstrap_interval(values, seed) for seed in (1, 1, 2))
    assert one == again
    assert one is not None
    assert other is not None
    assert one[1:] != other[1:]
    assert other == pytest.approx(one, abs=0.04)


def test_a_share_has_about_the_binomial_interval() -> None:
    """100 of 200: the normal approximation gives ± 1.96 √(.25 / 200) = ± .069."""
    found = bootstrap_interval([[float(number < 100)] for number in range(200)], seed=3, resamples=4_000)
    assert found == pytest.approx((0.5, 0.431, 0.569), abs=0.01)


def test_values_of_one_question_do_not_count_as_many_questions() -> None:
    """Ten questions with twenty equal values each know as much as ten values, not two hundred."""
    once = [[float(number % 2)] for number in range(10)]
    often = [own * 20 for own in once]
    assert bootstrap_interval(often, seed=1) == pytest.approx(bootstrap_interval(once, seed=1))


def test_two_questions_by_hand() -> None:
    """Both drawn alike in half of the cases: 0 and 1 are each a quarter, so the bounds are 0 and 1."""
    assert bootstrap_interval([[0.0], [1.0]], seed=1) == (0.5, 0.0, 1.0)


def test_a_narrower_level_lies_inside() -> None:
    values = [[float(value)] for value in np.random.default_rng(5).random(80)]
    wide, narrow = bootstrap_interval(values, seed=1), bootstrap_interval(values, seed=1, level=0.5)
    assert wide is not None
    assert narrow is not None
    assert wide.low < narrow.low < narrow.mean < narrow.high < wide.high


@pytest.mark.parametrize(
    ("share", "questions", "expected"),
    [
        (Interval(0.0, 0.0, 0.0), 3, (0.0, 0.0, 0.7076)),  # 1 - 0.025 ** (1/3)
        (Interval(1.0, 1.0, 1.0), 3, (1.0, 0.2924, 1.0)),
        (Interval(0.0, 0.0, 0.0), 1, (0.0, 0.0, 0.975)),
        (Interval(0.0, 0.0, 0.0), 100, (0.0, 0.0, 0.0362)),  # about the "rule of three", 3/n
        (Interval(0.5, 0.5, 0.5), 3, (0.5, 0.5, 0.5)),  # alike, but no share of successes
        (Interval(0.9, 0.7, 1.0), 9, (0.9, 0.7, 1.0)),
    ],
)
def test_all_or_none_has_an_interval_with_a_width(
    share: Interval, questions: int, expected: tuple[float, float, float]
) -> None:
    assert tuple(widened(share, questions)) == pytest.approx(expected, abs=1e-4)
