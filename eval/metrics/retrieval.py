"""How well a ranked list finds what it should; ranks count from 1, relevance is binary.

An item that stands in the list twice counts where it stands first; its second place stays taken and earns nothing.
A question without anything relevant has no value (None): it is left out of a mean and never counted as 0.
"""

import math
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple


def recall_at(k: int, ranked: Sequence[Hashable], relevant: Collection[Hashable]) -> float | None:
    """The share of the `relevant` items that stand among the first `k` of `ranked`; None where none is relevant."""
    wanted = set(relevant)
    return len(wanted & set(_first(k, ranked))) / len(wanted) if wanted else None


def ndcg_at(k: int, ranked: Sequence[Hashable], relevant: Collection[Hashable]) -> float | None:
    """Normalised discounted cumulative gain of the first `k`; None where none is relevant.

    DCG is the sum of 1 / log2(rank + 1) over the ranks of relevant items, divided by that of the best possible order.
    Järvelin & Kekäläinen 2002 (ACM TOIS 20(4)) with the discount log2(rank + 1), as trec_eval and BEIR compute it;
    their own log2(rank) from rank 2 on would not tell the first two ranks apart.
    """
    wanted = set(relevant)
    if not wanted:
        return None
    seen: set[Hashable] = set()
    gain = 0.0
    for rank, item in enumerate(_first(k, ranked), start=1):
        if item in wanted and item not in seen:
            gain += _discount(rank)
        seen.add(item)
    return gain / sum(_discount(rank) for rank in range(1, min(k, len(wanted)) + 1))


def reciprocal_rank(k: int, ranked: Sequence[Hashable], relevant: Collection[Hashable]) -> float | None:
    """1 / rank of the first relevant item among the first `k`, 0 where there is none; None where none is relevant.

    Its mean over the questions is MRR@k (Voorhees 1999, TREC-8 question answering track).
    """
    wanted = set(relevant)
    if not wanted:
        return None
    return next((1 / rank for rank, item in enumerate(_first(k, ranked), start=1) if item in wanted), 0.0)


class SpanFound(NamedTuple):
    """The share (0 to 1) of a question's gold spans that were found, and 1.0 where all were, else 0.0."""

    share: float
    all: float


def span_found(k: int, ranks: Sequence[int | None]) -> SpanFound | None:
    """What the first `k` passages hold of a question's gold spans; None where there are no gold spans.

    `ranks` has an entry a span: the rank of the first passage that holds one of its alternatives, None for no passage.
    """
    _check(k)
    found = [rank is not None and rank <= k for rank in ranks]
    return SpanFound(sum(found) / len(found), float(all(found))) if found else None


class RankGain(NamedTuple):
    """nDCG and the reciprocal rank of a question's gold spans (0 to 1)."""

    ndcg: float
    reciprocal_rank: float


def rank_gain(k: int, ranks: Sequence[int | None]) -> RankGain | None:
    """`ndcg_at` and `reciprocal_rank` where relevant is what holds gold spans; None where there are no gold spans.

    `ranks` as for `span_found`. Spans first found in the same passage are one relevant item, a span that was not found
    is one more, so the best order puts one such passage at each of the first ranks.
    """
    if not ranks:
        return None
    found = {rank for rank in ranks if rank is not None and rank <= k}
    lost = [f"lost {number}" for number, rank in enumerate(ranks) if rank is None or rank > k]
    ranked: list[Hashable] = list(range(1, max(found, default=0) + 1))
    relevant: set[Hashable] = {*found, *lost}
    gain, first = ndcg_at(k, ranked, relevant), reciprocal_rank(k, ranked, relevant)
    assert gain is not None and first is not None
    return RankGain(gain, first)


def _first(k: int, ranked: Sequence[Hashable]) -> Sequence[Hashable]:
    _check(k)
    return ranked[:k]


def _check(k: int) -> None:
    if k < 1:
        raise ValueError(f"k must be at least 1: {k}")


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)
