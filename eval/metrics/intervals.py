"""How far a mean may be trusted: bootstrap intervals that draw whole questions."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant_eval.metrics.resampling import blocks_drawn

RESAMPLES: Final = 2_000
Clusters = Sequence[Sequence[float | None]]
"""The values of each question: one, or one a claim, a run …"""


class Interval(NamedTuple):
    """A mean with the bounds of its interval."""

    mean: float
    low: float
    high: float


def bootstrap_interval(
    clusters: Clusters, seed: int, level: float = 0.95, resamples: int = RESAMPLES
) -> Interval | None:
    """The mean of all values and its percentile bootstrap interval; None where there is no value.

    `clusters` holds the values of each question (one, or one a claim, a run …). Values of one question hang together,
    so questions are drawn, with replacement and with all their values, and the mean is that of all values drawn
    (Davison & Hinkley 1997, 3.8; Efron & Tibshirani 1993, 13.3). Values that do not apply (None) are left out, and with
    them a question that has no other. A single question tells nothing of the spread: its interval has no width.
    """
    return bootstrap_intervals([sums_and_counts(clusters)], seed, level, resamples)[0]


def bootstrap_intervals(
    many: Sequence[NDArray[np.float64]], seed: int, level: float = 0.95, resamples: int = RESAMPLES
) -> list[Interval | None]:
    """The `bootstrap_interval` of each of `many` metrics, given as their `sums_and_counts`.

    Those over equally many questions share the draws, which take most of the time.
    """
    kept = [own[own[:, 1] > 0] for own in many]
    found: list[Interval | None] = [None] * len(many)
    for questions in dict.fromkeys(len(own) for own in kept if len(own)):
        members = [number for number, own in enumerate(kept) if len(own) == questions]
        table = np.concatenate([kept[number] for number in members], axis=1)
        drawn = np.concatenate([block @ table for block in blocks_drawn(questions, seed, resamples)])
        lows, highs = np.quantile(drawn[:, ::2] / drawn[:, 1::2], [(1 - level) / 2, (1 + level) / 2], axis=0).tolist()
        for number, low, high in zip(members, lows, highs, strict=True):
            total, count = kept[number].sum(axis=0).tolist()
            found[number] = Interval(total / count, low, high)
    return found


def sums_and_counts(clusters: Clusters) -> NDArray[np.float64]:
    """For each question the sum and the count of its values, of shape (questions, 2)."""
    kept = ([value for value in own if value is not None] for own in clusters)
    return np.array([(sum(own), len(own)) for own in kept], dtype=np.float64).reshape(-1, 2)


def widened(share: Interval, questions: int) -> Interval:
    """The interval of a share of which all values are alike, 0 or 1: the bootstrap gives it no width, whatever the number.

    In its place stand the exact bounds of Clopper & Pearson 1934 (Biometrika 26) at 95%, the questions being the trials:
    none of n gives 0 to 1 − 0.025^(1/n), all of n gives 0.025^(1/n) to 1. Any other interval stays as it is.
    """
    if questions < 1 or share.low != share.high or share.mean not in {0.0, 1.0}:
        return share
    edge = 0.025 ** (1 / questions)
    return Interval(0.0, 0.0, 1 - edge) if share.mean == 0 else Interval(1.0, edge, 1.0)
