"""How far a calibration error may be trusted: the bootstrap of `calibration.expected_calibration_error`."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant_eval.metrics.calibration import BINS, expected_calibration_error
from assistant_eval.metrics.intervals import RESAMPLES, Interval
from assistant_eval.metrics.resampling import blocks_drawn

Said = Sequence[tuple[float, bool]]
"""The confidences of one question, each with whether it came true."""


def calibration_interval(clusters: Sequence[Said], seed: int, level: float = 0.95) -> Interval | None:
    """The calibration error (ECE, BINS bins) with its percentile bootstrap interval; None where there is no value.

    Questions are drawn with all their values. Resampling adds noise of its own to each bin, so the interval leans
    upwards as the error itself does, and may lie above it. Raise `ValueError` for a confidence outside 0 to 1.
    """
    kept = [own for own in clusters if own]
    said = [value for own in kept for value, _ in own]
    error = expected_calibration_error(said, [came for own in kept for _, came in own])
    if error is None:
        return None
    gaps, counts = _by_bin(kept)
    drawn = np.concatenate(
        [np.abs(block @ gaps).sum(axis=1) / (block @ counts) for block in blocks_drawn(len(kept), seed, RESAMPLES)]
    )
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2]).tolist()
    return Interval(error, low, high)


def _by_bin(clusters: Sequence[Said]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each question the sum of (came true − confidence) in each bin, shape (questions, BINS), and its values' count."""
    gaps = np.zeros((len(clusters), BINS), dtype=np.float64)
    edges = np.arange(1, BINS + 1) / BINS
    for row, own in enumerate(clusters):
        for confidence, came in own:
            gaps[row, int(np.searchsorted(edges, confidence, side="left"))] += came - confidence
    return gaps, np.array([len(own) for own in clusters], dtype=np.float64)
