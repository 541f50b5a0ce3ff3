"""Whether confidences can be read as probabilities: of all that is said with 0.8, four in five should come true."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 15  # as Guo et al. 2017


@dataclass(frozen=True, slots=True)
class Bin:
    """The confidences above `low` up to `high`: how many, their mean, and the share that came true.

    The means are None in an empty bin.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    correct: float | None


def reliability(confidences: Sequence[float], correct: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """The reliability diagram: `bins` bins of equal width, by rising confidence (Guo et al. 2017, ICML, section 2).

    `correct` tells whether what the confidence is about came true. Bin m of M holds ((m − 1) / M, m / M]; 0 belongs to
    the first. Raise `ValueError` for a confidence outside 0 to 1 (or NaN), different lengths, and less than one bin.
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1: {bins}")
    said, came = _checked(confidences, correct)
    edges = np.arange(bins + 1) / bins  # not linspace: of ten bins its third ends at 0.30000000000000004
    place = np.searchsorted(edges[1:], said, side="left")
    counts = np.bincount(place, minlength=bins)
    said_sums = np.bincount(place, weights=said, minlength=bins)
    came_sums = np.bincount(place, weights=came, minlength=bins)
    return tuple(
        Bin(low, high, count, said_sum / count if count else None, came_sum / count if count else None)
        for low, high, count, said_sum, came_sum in zip(
            *(column.tolist() for column in (edges[:-1], edges[1:], counts, said_sums, came_sums)), strict=True
        )
    )


def expected_calibration_error(confidences: Sequence[float], correct: Sequence[bool], bins: int = BINS) -> float | None:
    """The mean gap between confidence and share correct, weighted by the bins' counts; None where there is nothing.

    ECE = Σ count / n · |correct − confidence| over the bins of `reliability` (Naeini et al. 2015; Guo et al. 2017).
    It leans on the bins and is biased upwards for few values. Raise `ValueError` as `reliability`.
    """
    diagram = reliability(confidences, correct, bins)
    if not confidences:
        return None
    gaps = (
        own.count * abs(own.correct - own.confidence)
        for own in diagram
        if own.correct is not None and own.confidence is not None
    )
    return sum(gaps) / len(confidences)


def brier_score(confidences: Sequence[float], correct: Sequence[bool]) -> float | None:
    """The mean squared gap between confidence and what came true (1 or 0), 0 to 1; None where there is nothing.

    Brier 1950, in today's form for two outcomes: one square a value, half of his sum over both. Raise `ValueError` as
    `reliability`.
    """
    said, came = _checked(confidences, correct)
    return float(np.mean((said - came) ** 2)) if len(said) else None


def _checked(confidences: Sequence[float], correct: Sequence[bool]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if len(confidences) != len(correct):
        raise ValueError(f"entries differ: {len(confidences)} confidences, {len(correct)} correct")
    said = np.array(confidences, dtype=np.float64)
    inside = (said >= 0) & (said <= 1)  # NaN is neither
    if not inside.all():
        raise ValueError(f"a confidence must lie in 0 to 1: {said[~inside][0]}")
    return said, np.array(correct, dtype=np.float64)
