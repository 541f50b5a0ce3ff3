"""What a search returns: passage numbers, best first, with their scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
    positive = np.flatnonzero(scores > 0)
    if len(positive) > most:
        threshold = np.partition(scores[positive], -most)[-most]
        positive = positive[scores[positive] >= threshold]
    order = positive[np.argsort(-scores[positive], kind="stable")][:most]
    return Ranking(order.astype(np.int64), scores[order].astype(np.float32))
