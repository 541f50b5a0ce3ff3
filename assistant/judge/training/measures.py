"""How well a judge does on what it was not trained on: pure functions of its numbers, with intervals by bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS: Final = 15  # as Guo et al. 2017
RESAMPLES: Final = 1000


class Measured(NamedTuple):
    """A figure with the range that holds it in 95 % of the bootstrap's resamples (percentile method, Efron 1979)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Of a reliability diagram: how many probabilities fell in, their mean, and the share that came true."""

    low: float
    high: float
    count: int
    said: float
    came: float


def auroc(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> float:
    """The chance that a right one stands above a wrong one, ties counting half (Mann & Whitney 1947); NaN without either."""
    if not len(right) or not len(wrong):
        return float("nan")
    ordered = np.sort(wrong)
    below = np.searchsorted(ordered, right, side="left") + np.searchsorted(ordered, right, side="right")
    return float(below.mean() / 2 / len(wrong))


def reliability(said: NDArray[np.float64], came: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """The bins of equal width that hold any of the probabilities `said`; `came`: whether what they are about came true.

    The m-th of M holds ((m - 1) / M, m / M], the first 0 too (Guo et al. 2017, section 2).
    """
    edges = np.arange(BINS + 1) / BINS
    place = np.searchsorted(edges[1:-1], said, side="left")
    return tuple(
        Bin(
            float(edges[own]),
            float(edges[own + 1]),
            int(inside.sum()),
            float(said[inside].mean()),
            float(came[inside].mean()),
        )
        for own in range(BINS)
        if (inside := place == own).any()
    )


def calibration_error(said: NDArray[np.float64], came: NDArray[np.bool_]) -> float:
    """Expected calibration error: the bins' gaps between said and came, weighted by their counts; NaN without any."""
    if not len(said):
        return float("nan")
    return sum(own.count * abs(own.said - own.came) for own in reliability(said, came)) / len(said)


def measured(units: int, statistic: Callable[[NDArray[np.int64]], float], seed: int) -> Measured | None:
    """A statistic of the units (questions, lessons) and its interval; `statistic` gets the numbers of the units drawn.

    None where the statistic of all units is no number. Resamples without one are left out.
    """
    value = statistic(np.arange(units)) if units else float("nan")
    if not np.isfinite(value):
        return None
    random = np.random.default_rng(seed)
    drawn = np.array([statistic(random.integers(units, size=units)) for _ in range(RESAMPLES)])
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Measured(float(value), float(low), float(high))


def share(came: NDArray[np.bool_], seed: int) -> Measured | None:
    """The share that came true, with its interval; None of nothing."""
    return measured(len(came), lambda drawn: float(came[drawn].mean()), seed)
