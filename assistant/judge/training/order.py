"""In which order a run takes its lessons: by lot, those of like length together so that little is padding."""

from collections.abc import Sequence
from random import Random
from typing import Final

_SORTED_TOGETHER: Final = 32  # batches among which lessons are exchanged to be of like length


def batches(lengths: Sequence[int], size: int, seed: int, epochs: int) -> list[list[int]]:
    """The numbers of the lessons in batches of `size` (the last of an epoch may be smaller), for all epochs in turn."""
    found: list[list[int]] = []
    for epoch in range(epochs):
        random = Random(f"{seed}:{epoch}")
        order = list(range(len(lengths)))
        random.shuffle(order)
        for start in range(0, len(order), size * _SORTED_TOGETHER):
            together = sorted(order[start : start + size * _SORTED_TOGETHER], key=lambda number: lengths[number])
            own = [together[first : first + size] for first in range(0, len(together), size)]
            random.shuffle(own)
            found.extend(own)
    return found
