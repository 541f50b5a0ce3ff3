import pytest

from assistant_eval.metrics.calibration import expected_calibration_error
from assistant_eval.metrics.calibration_interval import calibration_interval


def test_the_mean_is_the_plain_calibration_error() -> None:
    clusters = [[(0.9, True), (0.8, False)], [], [(0.1, False)], [(0.0, False), (1.0, True)]]
    found = calibration_interval(clusters, 1)
    values = [value for own in clusters for value in own]
    assert found is not None
    assert found.mean == expected_calibration_error([said for said, _ in values], [came for _, came in values])
    assert found.low <= found.mean <= found.high


def test_every_resample_of_like_questions_has_the_same_error() -> None:
    found = calibration_interval([[(0.75, True), (0.75, False)]] * 8, 1)
    assert found == pytest.approx((0.25, 0.25, 0.25))


def test_whole_questions_are_drawn() -> None:
    # One question is always right at 0.5, the other always wrong: together they are calibrated, alone never.
    found = calibration_interval([[(0.5, True)] * 10, [(0.5, False)] * 10], 1)
    assert found == pytest.approx((0.0, 0.0, 0.5))


def test_nothing_and_nonsense() -> None:
    assert calibration_interval([[], []], 1) is None
    with pytest.raises(ValueError, match="0 to 1"):
        calibration_interval([[(1.5, True)]], 1)
