"""Several rankings into one: weighted reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from assistant.index.ranking import Ranking


class Fused(NamedTuple):
    """A passage number with its fused score and its rank (1 = best) in each ranking that holds it."""

    number: int
    score: float
    ranks: tuple[tuple[str, int], ...]


def fuse(rankings: Mapping[str, tuple[float, Ranking]], k: int) -> list[Fused]:
    """Sum weight / (k + rank) over the named (weight, ranking) pairs; best first, ties by passage number."""
    scores: defaultdict[int, float] = defaultdict(float)
    ranks: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for name, (weight, ranking) in rankings.items():
        if weight == 0:
            continue
        for rank, number in enumerate(ranking.numbers.tolist(), start=1):
            scores[number] += weight / (k + rank)
            ranks[number].append((name, rank))
    order = sorted(scores, key=lambda number: (-scores[number], number))
    return [Fused(number, scores[number], tuple(ranks[number])) for number in order]
