"""How far a mean may be trusted: bootstrap intervals that draw whole questions."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

RESAMPLES: Final = 2_000
_AT_ONCE: Final = 100  # resamples drawn in one step, so that memory stays small


class Interval(NamedTuple):
    """A mean with the bounds of its interval."""

    mean: float
    low: float
    high: float


def bootstrap_interval(
    clusters: Sequence[Sequence[float | None]], seed: int, level: float = 0.95, resamples: int = RESAMPLES
) -> Interval | None:
    """The mean of all values and its percentile bootstrap interval; None where there is no value.

    `clusters` holds the values of each question (one, or one a claim, a run …). Values of one question hang together,
    so questions are drawn, with replacement and with all their values, and the mean is that of all values drawn
    (Davison & Hinkley 1997, 3.8; Efron & Tibshirani 1993, 13.3). Values that do not apply (None) are left out, and with
    them a question that has no other. A single question tells nothing of the spread: its interval has no width.
    """
    kept = [[value for value in own if value is not None] for own in clusters]
    kept = [own for own in kept if own]
    if not kept:
        return None
    sums = np.array([sum(own) for own in kept], dtype=np.float64)
    counts = np.array([len(own) for own in kept], dtype=np.float64)
    random = np.random.default_rng(seed)
    means = np.empty(resamples)
    for start in range(0, resamples, _AT_ONCE):
        drawn = random.integers(len(kept), size=(min(_AT_ONCE, resamples - start), len(kept)))
        means[start : start + len(drawn)] = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(sums.sum() / counts.sum()), float(low), float(high))
