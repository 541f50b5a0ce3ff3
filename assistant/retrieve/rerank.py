"""A second opinion on the best candidates: a cross-encoder's scores mixed into the fused ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.models.protocols import PairScorer


def rerank(
    question: str, texts: Sequence[str], scores: NDArray[np.float32], scorer: PairScorer, weight: float
) -> NDArray[np.float32]:
    """New scores of the candidates, shape (len(texts),): `weight` (0 to 1) of the scorer's opinion, the rest of `scores`.

    The opinion is stretched linearly over the range of `scores`, so it does not matter on which scale a model answers,
    weight 0 changes nothing, weight 1 is the scorer's order, and no candidate falls below one that was not scored.
    """
    if weight == 0 or not texts:
        return scores.copy()
    opinion = scorer.score(question, texts).astype(np.float64)
    disagreement = float(np.ptp(opinion))
    if disagreement == 0:
        return scores.copy()
    fused = scores.astype(np.float64)
    spread = float(np.ptp(fused)) or 1.0  # of tied candidates the opinion alone decides, upwards
    stretched = fused.min() + spread * (opinion - opinion.min()) / disagreement
    mixed: NDArray[np.float32] = ((1 - weight) * fused + weight * stretched).astype(np.float32)
    return mixed
