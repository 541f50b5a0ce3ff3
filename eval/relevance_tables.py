"""What the relevance judge is worth, as tables: telling near misses from answers, and the order of passages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from assistant_eval.metrics.intervals import Interval, bootstrap_interval
from assistant_eval.metrics.separation import Separation, separation
from assistant_eval.records import REFUSALS
from assistant_eval.relevance_run import FAR, MOST, NEAR_MISS, RANKED, WHOLE, Measured, Signals
from assistant_eval.retrieval_run import differences

KINDS: Final = {
    "near-miss": "紛らわしい", "far": "無関係", "false-premise": "前提の誤り", "wrong-date": "日付の誤り",
    "injected": "指示の混入",
}  # fmt: skip
NOTHING: Final = "–"
_RANKS: Final = ("R@1", f"R@{MOST}", f"nDCG@{RANKED}")

Sets = Mapping[str, Sequence[Measured]]
"""The measured questions of each set, by the name that is shown."""


def near_miss_rows(squads: Sets, owns: Sets, seed: int) -> Iterator[str]:
    """A row for each set, kind of unanswerable question and signal.

    `squads` were measured in three conditions each, `owns` hold questions of both sorts.
    """
    yield "| 質問 | 比べる相手 | 問（あり・なし） | 手がかり | AUROC | 5% の過剰拒否で断れた割合 |"
    yield "|---|---|---:|---|---|---|"
    for name, rows in squads.items():
        answerable = [own.signals[WHOLE] for own in rows]
        for kind in (NEAR_MISS, FAR):
            yield from _compared(name, kind, answerable, [own.signals[kind] for own in rows], seed, paired=True)
    for name, rows in owns.items():
        answerable = [own.signals[WHOLE] for own in rows if own.kind is None]
        for kind in REFUSALS:
            unanswerable = [own.signals[WHOLE] for own in rows if own.kind == kind]
            yield from _compared(name, kind, answerable, unanswerable, seed, paired=False)


def _compared(
    name: str, kind: str, answerable: Sequence[Signals], unanswerable: Sequence[Signals], seed: int, *, paired: bool
) -> Iterator[str]:
    if not (answerable and unanswerable):
        return
    counts = f"{len(answerable)}・{len(unanswerable)}"
    for signal in answerable[0]:
        found = separation([own[signal] for own in answerable], [own[signal] for own in unanswerable], seed, paired)
        yield f"| {name} | {KINDS[kind]}（{kind}） | {counts} | {signal} | {_both(found)} |"


def rerank_rows(sets: Sets, seed: int) -> Iterator[str]:
    """A row for each set and measure: without the judge, with it, and the difference of the same questions."""
    yield "| 質問 | 問 | 指標 | 審査なし | 審査あり | 差（ポイント） |"
    yield "|---|---:|---|---|---|---|"
    for name, rows in sets.items():
        asked = [own for own in rows if own.kind is None]
        for place, measure in enumerate(_RANKS):
            plain = [None if own.plain is None else own.plain[place] for own in asked]
            judged = [None if own.judged is None else own.judged[place] for own in asked]
            figures = (shown(interval(values, seed)) for values in (plain, judged))
            difference = points(interval(differences(judged, plain), seed))
            count = sum(value is not None for value in plain)
            yield f"| {name} | {count} | {measure} | {' | '.join(figures)} | {difference} |"


def interval(values: Sequence[float | None], seed: int) -> Interval | None:
    """The mean of one value a question with its interval."""
    return bootstrap_interval([[value] for value in values], seed)


def shown(found: Interval | None) -> str:
    """A share with its bounds."""
    return NOTHING if found is None else f"{found.mean:.3f}（{found.low:.3f}–{found.high:.3f}）"


def points(found: Interval | None) -> str:
    """A difference of shares in points, with its bounds."""
    if found is None:
        return NOTHING
    return f"{100 * found.mean:+.1f}（{100 * found.low:+.1f} から {100 * found.high:+.1f}）"


def _both(found: Separation | None) -> str:
    return NOTHING if found is None else f"{shown(found.auroc)} | {shown(found.refused)}"
