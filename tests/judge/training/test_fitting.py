"""Calibration finds the curve that made the data, and stays finite where data alone would not hold it."""

import numpy as np
import pytest

from assistant.judge.calibration import logistic, softmax
from assistant.judge.training.fitting import platt, scale_and_shift
from assistant.judge.training.measures import calibration_error


def test_platt_finds_slope_and_offset() -> None:
    random = np.random.default_rng(1)
    logits = random.normal(size=20_000) * 3
    right = random.random(20_000) < logistic(0.5 * logits - 1.0)
    slope, offset = platt(logits, right)
    assert slope == pytest.approx(0.5, abs=0.03)
    assert offset == pytest.approx(-1.0, abs=0.06)
    assert calibration_error(logistic(slope * logits + offset).astype(float), right) < 0.02
    assert calibration_error(logistic(logits).astype(float), right) > 0.1


def test_classes_that_stand_apart_give_a_finite_rising_curve() -> None:
    slope, offset = platt(np.array([-5.0, -4.0, 4.0, 5.0]), np.array([False, False, True, True]))
    assert 0 < slope < 10
    assert abs(offset) < 10


def test_one_class_alone_leaves_the_logits_as_they_are() -> None:
    assert platt(np.array([1.0, 2.0]), np.array([True, True])) == (1.0, 0.0)
    assert platt(np.array([]), np.array([], dtype=bool)) == (1.0, 0.0)


def test_scale_and_shift_undo_an_overconfident_and_partial_judge() -> None:
    random = np.random.default_rng(2)
    true = random.normal(size=(20_000, 3))
    chances = softmax(true)
    labels = np.array([random.choice(3, p=row / row.sum()) for row in chances.astype(np.float64)])
    scale, shift = scale_and_shift(4.0 * (true - np.array([0.5, 0.0, -0.5])), labels)
    assert scale == pytest.approx(0.25, abs=0.02)
    assert shift == pytest.approx([0.5, 0.0, -0.5], abs=0.06)
    assert sum(shift) == pytest.approx(0.0, abs=1e-9)


def test_a_class_that_never_occurs_is_pushed_down_but_stays_finite() -> None:
    scale, shift = scale_and_shift(np.zeros((50, 3)), np.array([0, 1] * 25))
    assert shift[2] < shift[0] == pytest.approx(shift[1], abs=0.01)
    assert np.isfinite([scale, *shift]).all()


def test_nothing_to_fit_leaves_the_logits_as_they_are() -> None:
    assert scale_and_shift(np.zeros((0, 3)), np.array([], dtype=np.int64)) == (1.0, [0.0, 0.0, 0.0])
