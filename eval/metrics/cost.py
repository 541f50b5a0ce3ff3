"""What answers cost: the middle and the slow end of durations, tokens or memory, and the ratio to the bare model."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant_eval.metrics.intervals import RESAMPLES, Clusters
from assistant_eval.metrics.resampling import blocks_drawn


class Quantile(NamedTuple):
    """A quantile with the bounds of its 95% interval, in the unit of the values."""

    value: float
    low: float
    high: float


def median(clusters: Clusters, seed: int) -> Quantile | None:
    """The median of all values with its interval; None where there is no value. See `p95`."""
    return quantile_intervals([(0.5, clusters)], seed)[0]


def p95(clusters: Clusters, seed: int) -> Quantile | None:
    """The 95th percentile of all values with its interval; None where there is no value.

    `clusters` holds the values of each question (one, or one a run …), None is left out. The quantile q of n values is
    the one at place (n − 1) q, counted from 0 in rising order, with a straight line between neighbours (type 7 of
    Hyndman & Fan 1996, the default of numpy and R). The interval is a percentile bootstrap that draws whole questions,
    as `bootstrap_interval`; above the largest value it cannot see, so with less than about 60 questions its upper bound
    is too low. A single question tells nothing of the spread between questions: its interval has no width.
    """
    return quantile_intervals([(0.95, clusters)], seed)[0]


def overhead(total_s: float, prefill_s: float | None, decode_s: float | None) -> float | None:
    """The whole time by that of the bare model on the same prompt (prefill and decode): 1 is no overhead.

    All in seconds, of one answer. None where the model did not run (a refusal before it) or took no time.
    """
    if prefill_s is None or decode_s is None or prefill_s + decode_s <= 0:
        return None
    return total_s / (prefill_s + decode_s)


def quantile_intervals(many: Sequence[tuple[float, Clusters]], seed: int) -> list[Quantile | None]:
    """The quantile (0 to 1) of each of `many` metrics as `p95`; those over equally many questions share the draws."""
    told = [(q, *_rising(clusters)) for q, clusters in many]
    found: list[Quantile | None] = [None] * len(many)
    for asked in dict.fromkeys(count for _, _, _, count in told if count):
        members = [number for number, own in enumerate(told) if own[3] == asked]
        drawn: dict[int, list[NDArray[np.float64]]] = {number: [] for number in members}
        for block in blocks_drawn(asked, seed, RESAMPLES):
            small = block.astype(np.int32)  # half of the time
            for number in members:
                q, values, questions, _ = told[number]
                drawn[number].append(_quantiles(q, values, np.take(small, questions, axis=1)))
        for number in members:
            q, values, _, _ = told[number]
            low, high = np.quantile(np.concatenate(drawn[number]), [0.025, 0.975])
            found[number] = Quantile(float(np.quantile(values, q)), float(low), float(high))
    return found


def _rising(clusters: Clusters) -> tuple[NDArray[np.float64], NDArray[np.int64], int]:
    """All values in rising order, the question of each, counted among those that have values, and how many these are."""
    kept = [[value for value in own if value is not None] for own in clusters]
    kept = [own for own in kept if own]
    values = np.array([value for own in kept for value in own], dtype=np.float64)
    questions = np.repeat(np.arange(len(kept)), [len(own) for own in kept])
    order = np.argsort(values, kind="stable")
    return values[order], questions[order], len(kept)


def _quantiles(q: float, values: NDArray[np.float64], times: NDArray[np.int32]) -> NDArray[np.float64]:
    """For each row of `times` the quantile of rising `values` that occur so often each, without writing them out."""
    ends = np.cumsum(
        times, dtype=np.int32
    )  # of one row after the other, so that a single search finds the places in all of them
    wholes = ends[len(values) - 1 :: len(values)]
    starts = np.concatenate([[0], wholes[:-1]])
    place = (wholes - starts - 1) * q
    below = place.astype(np.int64)
    above = np.minimum(below + 1, wholes - starts - 1)
    firsts = len(values) * np.arange(len(times))
    lower = values[np.searchsorted(ends, starts + below, side="right") - firsts]
    upper = values[np.searchsorted(ends, starts + above, side="right") - firsts]
    quantiles: NDArray[np.float64] = lower + (upper - lower) * (place - below)
    return quantiles
