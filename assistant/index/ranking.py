"""What a search returns: passage numbers, best first, with their scores."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK: Final = 256  # of scores whose maxima bound the wanted ones; 256 is fastest from 10,000 to 1,000,000


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passage numbers (int64) and scores (float32) of equal length, best first."""

    numbers: NDArray[np.int64]
    scores: NDArray[np.float32]

    @staticmethod
    def empty() -> "Ranking":
        """A ranking of nothing."""
        return Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


def best(scores: NDArray[np.float32], most: int) -> Ranking:
    """Rank the positions of positive `scores`, at most `most`; equal scores in the order of the positions."""
    return highest(scores, most, above=0.0)


def highest(scores: NDArray[np.float32], most: int, above: float = -np.inf) -> Ranking:
    """Rank the positions of scores greater than `above`, at most `most`; equal scores in the order of the positions."""
    if most < 1:
        return Ranking.empty()
    bound = _bound(scores, most)
    found = np.flatnonzero(scores > above if bound <= above else scores >= bound)
    if len(found) > most:
        threshold = np.partition(scores[found], -most)[-most]
        found = found[scores[found] >= threshold]
    order = found[np.argsort(-scores[found], kind="stable")][:most]
    return Ranking(order.astype(np.int64), scores[order].astype(np.float32))


def _bound(scores: NDArray[np.float32], most: int) -> float:
    """A score that at least `most` scores reach: the `most`-th of the maxima of blocks; -inf where blocks are too few."""
    blocks = len(scores) // _BLOCK
    if blocks < most:
        return -np.inf
    maxima = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    return float(np.partition(maxima, -most)[-most])
