"""Drawing questions anew: the one source of randomness of the bootstrap."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

_AT_ONCE: Final = 100_000  # draws in one step: few enough to stay in the processor's cache


def times_drawn(questions: int, seed: int, resamples: int) -> Iterator[NDArray[np.int64]]:
    """For each resample how often each question was drawn, with replacement and as many draws as questions.

    The draws are those of `intervals.bootstrap_interval` with the same seed, number of questions and of resamples.
    """
    for block in blocks_drawn(questions, seed, resamples):
        yield from block


def blocks_drawn(questions: int, seed: int, resamples: int) -> Iterator[NDArray[np.int64]]:
    """`times_drawn` in blocks of shape (resamples of the block, questions)."""
    random = np.random.default_rng(seed)
    most = max(1, _AT_ONCE // questions)
    for start in range(0, resamples, most):
        rows = min(most, resamples - start)
        drawn = random.integers(questions, size=(rows, questions))
        drawn += questions * np.arange(rows)[:, None]  # each row counts in places of its own
        yield np.bincount(drawn.ravel(), minlength=rows * questions).reshape(rows, questions)
