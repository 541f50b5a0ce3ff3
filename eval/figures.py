"""Figures: the grades of many questions as means and quantiles with intervals, over all and over groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant_eval.grading import Graded
from assistant_eval.metric_list import METRICS, Metric, Statistic
from assistant_eval.metrics.answers import Outcome
from assistant_eval.metrics.calibration import expected_calibration_error, reliability
from assistant_eval.metrics.cost import quantile_intervals
from assistant_eval.metrics.intervals import Interval, bootstrap_intervals, sums_and_counts, widened
from assistant_eval.metrics.refusal import risk_coverage

ALL = "all"
_PLACES: Final = {Statistic.MEDIAN: 0.5, Statistic.P95: 0.95}


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of a system over a group of questions, with its 95% interval; `value` None does not apply.

    `questions` and `values` count what it is made of, `failed` the questions whose grader (or system) broke down.
    """

    metric: str
    system: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    questions: int
    values: int
    failed: int


def figures(graded: Sequence[Graded], suites: Mapping[str, str], seed: int) -> tuple[Figure, ...]:
    """All metrics over all questions and over each group; `suites` names the suite of each question."""
    asked: list[_Asked] = []
    for system in dict.fromkeys(own.response.system for own in graded):
        own = [item for item in graded if item.response.system == system]
        columns = {metric: _column(metric, own) for metric in METRICS}
        for group, members in groups(own, suites).items():
            asked += [_Asked(metric, system, group, column, members) for metric, column in columns.items()]
    return tuple(_figure(own, told) for own, told in zip(asked, _statistics(asked, seed), strict=True))


def groups(graded: Iterable[Graded], suites: Mapping[str, str]) -> dict[str, list[int]]:
    """Which of the answers belong to all, and to each split, type, kind of refusal and suite; a group of all comes once."""
    found: dict[str, list[int]] = {ALL: []}
    for number, item in enumerate(graded):
        question = item.question
        kind = f"type:{question.type}" if question.answerable else f"refuse:{question.refuse}"
        for name in (ALL, kind, f"split:{question.split}", f"suite:{suites[question.id]}"):
            found.setdefault(name, []).append(number)
    whole = len(found[ALL])
    return {name: own for name, own in sorted(found.items()) if name == ALL or len(own) < whole}


class _Column(NamedTuple):
    """A metric over all answers of a system: values, their sums and counts (answers, 2), and where a grader broke down."""

    clusters: list[list[float | None]]
    totals: NDArray[np.float64]
    failed: NDArray[np.bool_]


class _Asked(NamedTuple):
    """A metric over a group of the answers of a system."""

    metric: Metric
    system: str
    group: str
    column: _Column
    members: list[int]


def _column(metric: Metric, graded: Sequence[Graded]) -> _Column:
    clusters = [item.values.get(metric.grades, []) for item in graded]
    return _Column(clusters, sums_and_counts(clusters), np.array([_failed(metric, item) for item in graded]))


def _statistics(asked: Sequence[_Asked], seed: int) -> list[tuple[float, float, float] | None]:
    """Value, low and high of each; all at once, because those over equally many questions share what takes the time."""
    means = [own for own in asked if own.metric.statistic is Statistic.MEAN]
    places = [own for own in asked if own.metric.statistic is not Statistic.MEAN]
    of_means = iter(bootstrap_intervals([own.column.totals[own.members] for own in means], seed))
    of_places = iter(
        quantile_intervals(
            [
                (_PLACES[own.metric.statistic], [own.column.clusters[number] for number in own.members])
                for own in places
            ],
            seed,
        )
    )
    return [next(of_means if own.metric.statistic is Statistic.MEAN else of_places) for own in asked]


def _figure(asked: _Asked, told: tuple[float, float, float] | None) -> Figure:
    counts = asked.column.totals[asked.members, 1]
    failed = int(asked.column.failed[asked.members].sum())
    questions = int((counts > 0).sum())
    if told is not None and asked.metric.unit == "share":
        told = widened(Interval(*told), questions)
    value, low, high = (None, None, None) if told is None else told
    return Figure(
        asked.metric.name,
        asked.system,
        asked.group,
        value,
        low,
        high,
        questions=questions,
        values=int(counts.sum()),
        failed=failed,
    )


def _failed(metric: Metric, item: Graded) -> bool:
    if item.response.failure is not None:
        return True
    return bool(item.failures) and any(metric.grades in failure.grades for failure in item.failures)


def _can_be_right(item: Graded) -> bool:
    """Whether something tells a right answer: it should be refused, or facts are wanted."""
    return item.outcome is not None and (not item.question.answerable or bool(item.question.nuggets))


def curves(graded: Sequence[Graded]) -> dict[str, Any]:
    """Risk–coverage and reliability of one system's confidence, as report.json holds them.

    Left out are questions on which the system broke down and answerable ones without nuggets. Wrong is an answer that
    is not right; what the confidence should foretell is that the documents hold an answer.
    """
    counted = [item for item in graded if item.outcome is not Outcome.FAILED and _can_be_right(item)]
    confidences = [item.response.confidence for item in counted]
    right = {Outcome.CORRECT, Outcome.CORRECTED}
    curve = risk_coverage(
        confidences, [item.outcome not in right for item in counted], [item.response.answered for item in counted]
    )
    told = [(own, item.question.answerable) for own, item in zip(confidences, counted, strict=True) if own is not None]
    said, came = [own for own, _ in told], [answerable for _, answerable in told]
    return {
        "risk_coverage": None if curve is None else [list(point) for point in curve.points],
        "area": None if curve is None else curve.area,
        "calibration": [asdict(own) for own in reliability(said, came)],
        "ece": expected_calibration_error(said, came),
    }
