"""Calibration: from a trained judge's logits on what it was not trained on to probabilities that mean what they say."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

_TETHER: Final = 1e-3  # holds the parameters where the data alone would let them run away (classes apart, or missing)


def platt(logits: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of a logistic curve, fitted with Platt's (1999) softened targets; (1, 0) without both classes."""
    positives, negatives = int(right.sum()), int((~right).sum())
    if not positives or not negatives:
        return 1.0, 0.0
    targets = np.where(right, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(own: NDArray[np.float64]) -> float:
        values = own[0] * logits + own[1]
        return float(np.mean(np.logaddexp(0, values) - targets * values))

    slope, offset = _fitted(loss, np.array([1.0, 0.0]))
    return float(slope), float(offset)


def scale_and_shift(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> tuple[float, list[float]]:
    """One scale (an inverse temperature, Guo et al. 2017) and a shift for each class, together without a mean.

    `logits`: shape (n, classes). (1, zeros) without any.
    """
    count, classes = logits.shape
    if not count:
        return 1.0, [0.0] * classes

    def loss(own: NDArray[np.float64]) -> float:
        chances = log_softmax(np.exp(own[0]) * logits + own[1:], axis=1)
        return float(-chances[np.arange(count), labels].mean() + _TETHER * np.square(own).sum())

    found = _fitted(loss, np.zeros(1 + classes))
    return float(np.exp(found[0])), [float(own) for own in found[1:] - found[1:].mean()]


def _fitted(loss: Callable[[NDArray[np.float64]], float], start: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = minimize(loss, start, method="L-BFGS-B").x
    return found
