from collections.abc import Callable, Sequence

import pytest

from assistant_eval.metrics.calibration import Bin, brier_score, expected_calibration_error, reliability

Score = Callable[[Sequence[float], Sequence[bool]], object]


def test_a_diagram_by_hand() -> None:
    """Two bins: .1 and .3 (one true) below a half, .9 (true) above."""
    assert reliability([0.1, 0.9, 0.3], [False, True, True], bins=2) == (
        Bin(0.0, 0.5, 2, pytest.approx(0.2), 0.5),  # type: ignore[arg-type]
        Bin(0.5, 1.0, 1, 0.9, 1.0),
    )


def test_an_empty_bin_has_no_means() -> None:
    assert reliability([0.9], [True], bins=2)[0] == Bin(0.0, 0.5, 0, None, None)


@pytest.mark.parametrize(
    ("confidence", "place"),
    [(0.0, 0), (1 / 15, 0), (0.2, 2), (0.4, 5), (0.6, 8), (0.2000001, 3), (0.8, 11), (1.0, 14)],
)
def test_an_edge_belongs_to_the_bin_below(confidence: float, place: int) -> None:
    counts = [own.count for own in reliability([confidence], [True])]
    assert counts == [int(number == place) for number in range(15)]


def test_edges_are_the_numbers_that_one_writes() -> None:
    assert [own.high for own in reliability([], [], bins=10)] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


def test_no_values_leave_every_bin_empty() -> None:
    assert [own.count for own in reliability([], [])] == [0] * 15


def test_calibration_error_by_hand() -> None:
    """Bins of a half: two values with mean .2 and half true (gap .3), one with .9 and true (gap .1): 2/3·.3 + 1/3·.1."""
    found = expected_calibration_error([0.1, 0.9, 0.3], [False, True, True], bins=2)
    assert found == pytest.approx(2 / 3 * 0.3 + 1 / 3 * 0.1)


def test_one_bin_compares_the_means() -> None:
    """Mean confidence .5, a quarter true: the gap is .25."""
    assert expected_calibration_error([0.4, 0.6, 0.5, 0.5], [True, False, False, False], bins=1) == pytest.approx(0.25)


def test_what_comes_true_as_often_as_said_has_no_error() -> None:
    assert expected_calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)


def test_brier_by_hand() -> None:
    """(.1 − 0)² + (.9 − 1)² + (.3 − 1)² = .01 + .01 + .49, by three."""
    assert brier_score([0.1, 0.9, 0.3], [False, True, True]) == pytest.approx(0.51 / 3)


def test_always_sure_and_always_wrong() -> None:
    assert expected_calibration_error([1.0, 0.0], [False, True]) == 1
    assert brier_score([1.0, 0.0], [False, True]) == 1


def test_always_a_half_scores_a_quarter() -> None:
    assert brier_score([0.5, 0.5, 0.5], [True, False, True]) == 0.25


def test_a_single_value() -> None:
    assert expected_calibration_error([0.75], [True]) == pytest.approx(0.25)
    assert brier_score([0.75], [True]) == pytest.approx(0.0625)


@pytest.mark.parametrize("score", [expected_calibration_error, brier_score])
def test_nothing_is_not_zero(score: Score) -> None:
    assert score([], []) is None


@pytest.mark.parametrize("score", [reliability, expected_calibration_error, brier_score])
class TestEveryScore:
    @pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan"), float("inf")])
    def test_no_probability_is_an_error(self, score: Score, confidence: float) -> None:
        with pytest.raises(ValueError, match="0 to 1"):
            score([0.5, confidence], [True, True])

    def test_sequences_of_different_lengths_are_an_error(self, score: Score) -> None:
        with pytest.raises(ValueError, match="2 confidences, 1 correct"):
            score([0.5, 0.5], [True])


def test_there_must_be_a_bin() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        reliability([0.5], [True], bins=0)
