"""How well a number tells the questions that have an answer from those that have none."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant_eval.metrics.intervals import RESAMPLES, Interval
from assistant_eval.metrics.resampling import blocks_drawn

OVER_REFUSAL: Final = 0.05
_ROUNDING: Final = 1e-9
_AT_ONCE: Final = 50  # resamples in one step, so that memory stays small


class Separation(NamedTuple):
    """Area under the ROC curve, and the share of unanswerable questions refused at OVER_REFUSAL (both 0 to 1)."""

    auroc: Interval
    refused: Interval


def separation(
    answerable: Sequence[float], unanswerable: Sequence[float], seed: int, paired: bool = False, level: float = 0.95
) -> Separation | None:
    """Both figures with percentile bootstrap intervals; None where there is no question of one of the two sorts.

    Higher numbers speak for an answer. AUROC is the chance that an answerable question stands above an unanswerable one,
    ties counting half (Mann & Whitney 1947). `refused` takes the highest threshold below which at most OVER_REFUSAL of
    the answerable questions lie; it is found anew in every resample. With `paired`, entry i of both is the same question
    in two conditions, and both are drawn together; else the two sorts are drawn each on its own. Raise `ValueError` for
    NaN, and with `paired` for different lengths.
    """
    sides = [np.array(own, dtype=np.float64) for own in (answerable, unanswerable)]
    if any(np.isnan(own).any() for own in sides):
        raise ValueError("a number is NaN")
    if paired and len(sides[0]) != len(sides[1]):
        raise ValueError(f"conditions differ in questions: {len(sides[0])} and {len(sides[1])}")
    if not (len(sides[0]) and len(sides[1])):
        return None
    curve = _Curve.of(*sides)
    whole = curve.figures(*(np.ones((1, len(own)), dtype=np.int64) for own in sides))[0]
    drawn = _draws(len(sides[0]), seed)
    other = drawn if paired else _draws(len(sides[1]), seed + 1)
    steps = [slice(start, start + _AT_ONCE) for start in range(0, RESAMPLES, _AT_ONCE)]
    resampled = np.concatenate([curve.figures(drawn[step], other[step]) for step in steps])
    lows, highs = np.quantile(resampled, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Separation(*(Interval(*map(float, own)) for own in zip(whole, lows, highs, strict=True)))


def _draws(questions: int, seed: int) -> NDArray[np.int64]:
    """How often each question is drawn in each resample, shape (RESAMPLES, questions)."""
    return np.concatenate(list(blocks_drawn(questions, seed, RESAMPLES)))


class _Curve(NamedTuple):
    """The entries of both sorts in the order of their numbers; `starts` is where each different number begins."""

    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    answerable: int

    @staticmethod
    def of(answerable: NDArray[np.float64], unanswerable: NDArray[np.float64]) -> "_Curve":
        values = np.concatenate((answerable, unanswerable))
        order = np.argsort(values, kind="stable").astype(np.int64)
        _, starts = np.unique(values[order], return_index=True)
        return _Curve(order, starts.astype(np.int64), len(answerable))

    def figures(self, answerable: NDArray[np.int64], unanswerable: NDArray[np.int64]) -> NDArray[np.float64]:
        """AUROC and share refused of each row of counts, shape (rows, 2); counts have shape (rows, questions)."""
        counts = np.concatenate((answerable, unanswerable), axis=1)
        first = np.where(np.arange(counts.shape[1]) < self.answerable, counts, 0)[:, self.order]
        right = np.add.reduceat(first, self.starts, axis=1)
        wrong = np.add.reduceat(counts[:, self.order] - first, self.starts, axis=1)
        rights, wrongs = right.sum(axis=1), wrong.sum(axis=1)
        right_below, wrong_below = right.cumsum(axis=1) - right, wrong.cumsum(axis=1) - wrong
        area = (right * (wrong_below + wrong / 2)).sum(axis=1) / (rights * wrongs)
        within = right_below <= OVER_REFUSAL * rights[:, None] + _ROUNDING
        threshold = within.sum(axis=1) - 1  # the last of those within: what lies below only grows
        refused = wrong_below[np.arange(len(threshold)), threshold] / wrongs
        return np.stack((area, refused), axis=1)
