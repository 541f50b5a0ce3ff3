"""What each metric differs by between two systems on the same questions, and whether chance explains it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant_eval.metric_list import METRICS, Metric, Statistic
from assistant_eval.metrics.cost import Quantile, median, p95
from assistant_eval.metrics.paired import PairedDifference, holm, paired_difference

SIGNIFICANT: Final = 0.05
Answer = Mapping[str, Any]
Clusters = Sequence[Sequence[float | None]]


def metric_rows(first: Sequence[Answer], second: Sequence[Answer], seed: int) -> list[dict[str, Any]]:
    """A row a metric; entry i of both are the answers to the same question (rows of report.json's `answers`).

    `first` and `second` are the figures of each over the questions where both have values, `difference` is second −
    first, with `low` and `high` its 95% interval; all None where no question has both. `questions` counts those that have
    both, `left_out` the others, `gained` and `lost` those whose own value got better or worse (None where neither is).

    A metric that is a mean: the difference of the two means, its interval and `p` as `paired_difference` gives them;
    `adjusted` is p after Holm 1979 over all metrics, and `verdict` is "better" or "worse" where adjusted < 0.05, else
    "unclear". A median (costs): the median of the questions' own differences, which need not be the difference of the
    two medians, with the interval of `cost.median`. A 95th percentile: the difference of the two, without interval.
    Costs have no p and no verdict (None): how busy a machine was hangs over all questions of a run, so a test that
    takes questions for independent would call that a finding.
    """
    rows = [_row(metric, first, second, seed) for metric in METRICS]
    for row, adjusted in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["adjusted"] = adjusted
        row["verdict"] = _verdict(row)
    return rows


def _row(metric: Metric, first: Sequence[Answer], second: Sequence[Answer], seed: int) -> dict[str, Any]:
    theirs, mine = _values(metric, first), _values(metric, second)
    row: dict[str, Any] = {
        "name": metric.name,
        "label": metric.label,
        "group": metric.group,
        "definition": metric.definition,
        "better": metric.better or None,
        "unit": metric.unit,
        "statistic": str(metric.statistic),
    }
    if metric.statistic is Statistic.MEAN:
        return row | _tested(paired_difference(mine, theirs, seed, metric.better == "lower"), len(first))
    return row | _described(metric, theirs, mine, seed)


def _values(metric: Metric, answers: Sequence[Answer]) -> Clusters:
    return [answer["grades"].get(metric.grades) or () for answer in answers]


def _tested(told: PairedDifference | None, asked: int) -> dict[str, Any]:
    if told is None:
        return _figures(None, None, None) | {"left_out": asked}
    return _figures(told.theirs, told.mine, told.difference) | {
        "p": told.p_value,
        "questions": told.better + told.worse + told.equal,
        "left_out": told.left_out,
        "gained": told.better,
        "lost": told.worse,
    }


def _described(metric: Metric, theirs: Clusters, mine: Clusters, seed: int) -> dict[str, Any]:
    """Medians and 95th percentiles, which are not tested."""
    pairs = [(_mean(old), _mean(new)) for old, new in zip(theirs, mine, strict=True)]
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    left_out = {"left_out": len(pairs) - len(both)}
    if not both:
        return _figures(None, None, None) | left_out
    of = median if metric.statistic is Statistic.MEDIAN else p95
    before, after = of([[old] for old, _ in both], seed), of([[new] for _, new in both], seed)
    assert before is not None and after is not None
    difference: tuple[float, float | None, float | None] | Quantile | None = (after.value - before.value, None, None)
    if metric.statistic is Statistic.MEDIAN:
        difference = median([[new - old] for old, new in both], seed)
    sign = {"higher": 1, "lower": -1}.get(metric.better, 0)
    moves = [sign * (new - old) for old, new in both]
    return (
        _figures(before.value, after.value, difference)
        | left_out
        | {
            "questions": len(both),
            "gained": sum(move > 0 for move in moves) if sign else None,
            "lost": sum(move < 0 for move in moves) if sign else None,
        }
    )


def _mean(values: Sequence[float | None]) -> float | None:
    kept = [value for value in values if value is not None]
    return sum(kept) / len(kept) if kept else None


def _figures(
    first: float | None, second: float | None, difference: tuple[float, float | None, float | None] | None
) -> dict[str, Any]:
    """A row's numbers as they are where nothing else is known."""
    middle, low, high = difference or (None, None, None)
    numbers = {"first": first, "second": second, "difference": middle, "low": low, "high": high}
    return {**numbers, "p": None, "questions": 0, "left_out": 0, "gained": None, "lost": None}


def _verdict(row: Mapping[str, Any]) -> str | None:
    if row["adjusted"] is None or row["better"] is None:
        return None
    if row["adjusted"] >= SIGNIFICANT or row["difference"] == 0:
        return "unclear"
    return "better" if (row["difference"] > 0) == (row["better"] == "higher") else "worse"
