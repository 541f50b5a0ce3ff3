"""Whether one run is better than another on the same questions, and how sure that is."""

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant_eval.metrics.intervals import RESAMPLES, Interval
from assistant_eval.metrics.resampling import times_drawn

EXACT_UP_TO: Final = 12  # questions that differ: 4,096 exchanges are tried, all that there are
EXCHANGES: Final = 10_000
_AT_ONCE: Final = 100  # exchanges drawn in one step, so that memory stays small
_ROUNDING: Final = 1e-9  # relative; values closer than this are the same number summed in another order


class PairedDifference(NamedTuple):
    """What a run differs by from another on the questions where both have values.

    `difference` is `mine` − `theirs` (each the mean of all values) with its 95% interval. `better`, `worse` and `equal`
    count questions, `left_out` those where a run has no value.
    """

    difference: Interval
    mine: float
    theirs: float
    p_value: float
    better: int
    worse: int
    equal: int
    left_out: int


def paired_difference(
    mine: Sequence[Sequence[float | None]],
    theirs: Sequence[Sequence[float | None]],
    seed: int,
    less_is_better: bool = False,
) -> PairedDifference | None:
    """How a metric of two runs differs over the same questions; None where no question has values in both.

    Entry i of both holds the values of question i (one, or one a claim …; None is left out). Each question counts with
    its sum and count of values: the mean of a run is the sum of the sums by the sum of the counts, as in
    `bootstrap_interval`, and the difference is that of the two means (not the mean of the questions' differences, which
    is another number where counts differ). Questions where only one run has values pair with nothing and are left out
    of all figures. The interval draws questions, with the values of both runs (percentile bootstrap, the draws of
    `bootstrap_interval` for the seed). `better` counts the questions whose own mean is higher in mine, or lower with
    `less_is_better`. The p-value is two-sided, see `_p_value`. Raise `ValueError` for different numbers of questions
    and for a value that is no finite number.
    """
    if len(mine) != len(theirs):
        raise ValueError(f"the runs differ in questions: {len(mine)} and {len(theirs)}")
    pairs = _pairs(mine, theirs)
    if not len(pairs):
        return None
    resampled = np.array([_difference(drawn @ pairs) for drawn in times_drawn(len(pairs), seed, RESAMPLES)])
    low, high = np.quantile(resampled, [0.025, 0.975])
    whole = pairs.sum(axis=0)
    own_means, their_means = pairs[:, 0] / pairs[:, 1], pairs[:, 2] / pairs[:, 3]
    same = np.isclose(own_means, their_means, rtol=_ROUNDING, atol=0)
    higher, equal = int(((own_means > their_means) & ~same).sum()), int(same.sum())
    lower = len(pairs) - higher - equal
    return PairedDifference(
        difference=Interval(float(_difference(whole)), float(low), float(high)),
        mine=float(whole[0] / whole[1]),
        theirs=float(whole[2] / whole[3]),
        p_value=_p_value(pairs, seed),
        better=lower if less_is_better else higher,
        worse=higher if less_is_better else lower,
        equal=equal,
        left_out=len(mine) - len(pairs),
    )


def mcnemar_exact(b: int, c: int) -> float:
    """The two-sided p-value of `b` questions that only one run got right against `c` that only the other did.

    McNemar 1947, in the exact form: twice the binomial tail of min(b, c) among b + c at one half, at most 1; 1 where the
    runs never differ. Raise `ValueError` for a negative count.
    """
    if b < 0 or c < 0:
        raise ValueError(f"counts must not be negative: {b}, {c}")
    tail = ways = 1  # whole numbers, so that nothing is rounded before the end
    for chosen in range(min(b, c)):
        ways = ways * (b + c - chosen) // (chosen + 1)
        tail += ways
    return min(1.0, 2 * tail / (1 << (b + c)))


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """The p-values adjusted for being several, in their order; None stays None and does not count among them.

    Holm 1979: the i-th smallest of m is multiplied by m − i + 1, is at least the one before it, and at most 1. Raise
    `ValueError` for a p-value outside 0 to 1.
    """
    given = sorted((value, place) for place, value in enumerate(p_values) if value is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (value, place) in enumerate(given):
        if not 0 <= value <= 1:
            raise ValueError(f"a p-value must lie in 0 to 1: {value}")
        largest = max(largest, min(1.0, (len(given) - rank) * value))
        adjusted[place] = largest
    return adjusted


def _pairs(mine: Sequence[Sequence[float | None]], theirs: Sequence[Sequence[float | None]]) -> NDArray[np.float64]:
    """A row for each question with values in both: sum and count of mine, sum and count of theirs."""
    totals = np.array([(*_total(own), *_total(other)) for own, other in zip(mine, theirs, strict=True)]).reshape(-1, 4)
    if not np.isfinite(totals).all():
        raise ValueError("a value is no finite number")
    return totals[(totals[:, 1] > 0) & (totals[:, 3] > 0)]


def _total(values: Sequence[float | None]) -> tuple[float, int]:
    kept = [value for value in values if value is not None]
    return math.fsum(kept), len(kept)


def _difference(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of mine less that of theirs; the last axis holds sum and count of mine, sum and count of theirs."""
    difference: NDArray[np.float64] = totals[..., 0] / totals[..., 1] - totals[..., 2] / totals[..., 3]
    return difference


def _p_value(pairs: NDArray[np.float64], seed: int) -> float:
    """How often a difference as large, of either sign, arises when each question's two sides are exchanged by lot.

    The permutation test for pairs (Fisher 1935), with whole sides, sums and counts, exchanged as Yeh 2000 (COLING) does
    for ratios; with equal counts that flips the sign of the question's difference. All exchanges are tried up to
    EXACT_UP_TO questions that differ, the real one among them; else EXCHANGES are drawn and (hits + 1) / (drawn + 1)
    is the p-value, which is thus never 0 (Phipson & Smyth 2010).
    """
    whole = pairs.sum(axis=0)
    changes = pairs[:, [2, 3, 0, 1]] - pairs
    changes = changes[changes.any(axis=1)]
    slack = _ROUNDING * (abs(whole[0] / whole[1]) + abs(whole[2] / whole[3]))
    least = abs(_difference(whole)) - slack
    exact = len(changes) <= EXACT_UP_TO
    exchanges = _every_exchange(len(changes)) if exact else _drawn_exchanges(len(changes), seed)
    hits = sum(int((np.abs(_difference(whole + block @ changes)) >= least).sum()) for block in exchanges)
    return hits / 2 ** len(changes) if exact else (hits + 1) / (EXCHANGES + 1)


def _every_exchange(questions: int) -> Iterator[NDArray[np.float64]]:
    """All rows of zeros and ones (1: exchanged), in one block."""
    yield (np.arange(2**questions)[:, None] >> np.arange(questions) & 1).astype(np.float64)


def _drawn_exchanges(questions: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """EXCHANGES rows of zeros and ones in blocks."""
    random = np.random.default_rng(seed)
    for _ in range(EXCHANGES // _AT_ONCE):
        yield random.integers(2, size=(_AT_ONCE, questions), dtype=np.int8).astype(np.float64)
