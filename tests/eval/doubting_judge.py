"""A support judge that believes nothing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.judge.opinions import Opinion, Pair


class DoubtingJudge:
    """Calls every claim unsupported."""

    forward_s = 0.0
    least = 0.03
    sure = 0.6

    def read(self, pairs: Sequence[Pair]) -> tuple[Opinion, ...]:
        return (Opinion(0.0, 1.0, 0.0, None),) * len(pairs)

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.tile(np.array([0.0, 1.0, 0.0], dtype=np.float32), (len(pairs), 1))
