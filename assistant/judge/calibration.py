"""From a judge's numbers to probabilities that mean what they say (Platt 1999)."""

import numpy as np
from numpy.typing import NDArray


def logistic(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """1 / (1 + e^-x), element by element, without overflow."""
    result: NDArray[np.float32] = (0.5 * (1.0 + np.tanh(0.5 * values))).astype(np.float32)
    return result


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float32]:
    """Probabilities over the last axis, without overflow."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: NDArray[np.float32] = (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result
