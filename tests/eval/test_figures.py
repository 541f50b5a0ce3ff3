"""Figures of made-up grades: their intervals by hand, their groups, and what is left out."""

from typing import Any

import numpy as np
import pytest

from assistant_eval.figures import Figure, curves, figures, groups
from assistant_eval.grading import Failure, Graded
from assistant_eval.metric_list import METRICS
from assistant_eval.metrics.answers import Outcome
from assistant_eval.metrics.cost import median, p95
from assistant_eval.metrics.intervals import bootstrap_interval
from assistant_eval.records import Question
from tests.eval.made_answers import graded


def of(answers: list[Graded], seed: int = 1) -> dict[tuple[str, str, str], Figure]:
    found = figures(answers, {own.question.id: "starter" for own in answers}, seed)
    assert len({(own.metric, own.system, own.group) for own in found}) == len(found)
    return {(own.metric, own.system, own.group): own for own in found}


def told(answers: list[Graded], metric: str, group: str = "all", system: str = "assistant") -> Figure:
    return of(answers)[metric, system, group]


def test_a_share_of_two_by_hand() -> None:
    """Both drawn alike in half of all cases: 0 and 1 come up a quarter each, so these are the bounds."""
    found = told([graded(1, {"correct": [0.0]}), graded(2, {"correct": [1.0]})], "correct")
    assert found == Figure("correct", "assistant", "all", 0.5, 0.0, 1.0, questions=2, values=2, failed=0)


def test_equal_values_have_no_width() -> None:
    found = told([graded(number, {"mrr_10": [0.5]}) for number in range(5)], "mrr_10")
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)


def test_all_values_of_a_question_count_and_hang_together() -> None:
    found = told([graded(1, {"supported": [1.0, 1.0, 1.0]}), graded(2, {"supported": [0.0]})], "supported")
    assert (found.value, found.low, found.high) == (0.75, 0.0, 1.0)
    assert (found.questions, found.values) == (2, 4)


def test_what_does_not_apply_is_none_and_never_zero() -> None:
    answers = [graded(1, {"correct": [None], "supported": []}), graded(2, {"correct": [1.0]})]
    assert (told(answers, "correct").value, told(answers, "correct").questions) == (1.0, 1)
    for metric in ("supported", "over_refusal"):  # an empty list, and no entry at all
        assert told(answers, metric) == Figure(metric, "assistant", "all", None, None, None, 0, 0, 0)


def test_a_grader_that_broke_down_is_left_out_and_counted() -> None:
    answers = [
        graded(1, {"correct": [1.0]}),
        graded(2, {}, None, failures=(Failure(("correct", "wrong"), "…"),)),
        graded(3, {}, Outcome.FAILED, response={"failure": "…"}),
    ]
    found = told(answers, "correct")
    assert (found.value, found.questions, found.failed) == (1.0, 1, 2)
    assert told(answers, "mrr_10").failed == 1  # the system broke down on one


@pytest.fixture(scope="module")
def many() -> list[Graded]:
    """Sixty answers of two systems with values of all shapes."""
    random = np.random.default_rng(4)
    made = []
    for number in range(60):
        refuse = ("far", "near-miss")[number % 2] if number % 3 == 0 else None
        question: dict[str, Any] = {
            "split": ("dev", "test")[number % 2],
            "type": refuse or ("everyday", "list")[number % 2],
            "refuse": refuse,
        }
        for system in ("assistant", "closed-book"):
            grades: dict[str, list[float | None]] = {
                "correct": [None if refuse else float(random.random() < 0.6)],
                "answered_although": [float(random.random() < 0.3) if refuse else None],
                "supported": (random.random(random.integers(0, 5)) < 0.8).astype(float).tolist(),
                "total_s": [float(random.exponential(6))],
            }
            made.append(graded(number, grades, response={"system": system}, **question))
    return made


@pytest.mark.parametrize("system", ["assistant", "closed-book"])
@pytest.mark.parametrize("group", ["all", "split:dev", "type:list", "refuse:far"])
def test_every_figure_is_that_of_its_own_answers_alone(many: list[Graded], system: str, group: str) -> None:
    """Whatever else is in the report, and whichever figures share its draws."""

    def belongs(question: Question) -> bool:
        kind = f"refuse:{question.refuse}" if question.refuse else f"type:{question.type}"
        return group in {"all", kind, f"split:{question.split}"}

    found = of(many, seed=7)
    own = [item.values for item in many if item.response.system == system and belongs(item.question)]
    for metric in ("correct", "answered_although", "supported"):
        expected = bootstrap_interval([values[metric] for values in own], 7)
        figure = found[metric, system, group]
        assert (figure.value, figure.low, figure.high) == (
            (None, None, None) if expected is None else pytest.approx(tuple(expected))
        )
        assert figure.values == sum(value is not None for values in own for value in values[metric])
    seconds = [values["total_s"] for values in own]
    for metric, measure in (("total_s", median), ("total_s_p95", p95)):
        figure, quantile = found[metric, system, group], measure(seconds, 7)
        assert quantile is not None
        assert (figure.value, figure.low, figure.high) == pytest.approx(tuple(quantile))


def test_groups_add_up(many: list[Graded]) -> None:
    found = of(many)

    def sum_of(metric: str, *prefixes: str) -> int:
        return sum(
            own.values for key, own in found.items() if key[:2] == (metric, "assistant") and key[2].startswith(prefixes)
        )

    for metric in ("correct", "answered_although", "supported", "total_s"):
        whole = found[metric, "assistant", "all"].values
        assert whole > 0
        assert sum_of(metric, "type:", "refuse:") == whole
        assert sum_of(metric, "split:") == whole


def test_suites_are_groups_and_one_that_has_all_questions_comes_once() -> None:
    answers = [graded(number, {"correct": [1.0]}) for number in range(3)]
    assert groups(answers, {"q0": "a", "q1": "b", "q2": "a"}) == {"all": [0, 1, 2], "suite:a": [0, 2], "suite:b": [1]}
    assert groups(answers, dict.fromkeys(("q0", "q1", "q2"), "a")) == {"all": [0, 1, 2]}


def test_kinds_of_refusal_stand_apart_from_types() -> None:
    answers = [graded(1, {}), graded(2, {}, type="far", refuse="far")]
    assert groups(answers, {"q1": "a", "q2": "a"}) == {"all": [0, 1], "refuse:far": [1], "type:everyday": [0]}


def test_every_metric_has_a_figure_for_every_system_and_group(many: list[Graded]) -> None:
    found = of(many)
    assert {key[0] for key in found} == {metric.name for metric in METRICS}
    assert len(found) == len(METRICS) * 2 * len({key[2] for key in found})


def test_nothing_asked_gives_no_figures() -> None:
    assert figures([], {}, 1) == ()
    assert groups([], {}) == {"all": []}


def test_a_seed_gives_the_same_figures_and_another_the_same_values(many: list[Graded]) -> None:
    assert of(many) == of(many)
    one, other = of(many, 1)["total_s", "assistant", "all"], of(many, 2)["total_s", "assistant", "all"]
    assert one.value == other.value
    assert (one.low, one.high) != (other.low, other.high)


def answered(number: int, outcome: Outcome | None, confidence: float | None, **more: Any) -> Graded:
    return graded(number, {}, outcome, response={"confidence": confidence, **more})


def test_curves_by_hand() -> None:
    """Most confident right, next wrong, third refused: risk 0 at a third of the questions, one half at two thirds."""
    found = curves(
        [
            answered(1, Outcome.CORRECT, 0.9),
            answered(2, Outcome.PARTIAL, 0.6),
            answered(3, Outcome.REFUSED, 0.8, refusal="uncovered"),
        ]
    )
    assert found["risk_coverage"] == [[1 / 3, 0.0], [2 / 3, 0.5]]
    assert found["area"] == pytest.approx((0 + 1 / 2) / 2)
    filled = {round(own["high"], 2): own["count"] for own in found["calibration"] if own["count"]}
    assert filled == {0.6: 1, 0.8: 1, 0.93: 1}
    assert found["ece"] == pytest.approx((0.1 + 0.4 + 0.2) / 3)  # all three have an answer in the documents


def test_curves_where_all_is_refused_or_all_is_wrong() -> None:
    refused = curves([answered(number, Outcome.REFUSED, 0.5, refusal="uncovered") for number in range(3)])
    assert (refused["risk_coverage"], refused["area"]) == ([], None)
    wrong = curves([answered(number, Outcome.WRONG, 0.5) for number in range(3)])
    assert (wrong["risk_coverage"], wrong["area"]) == ([[1.0, 1.0]], 1.0)


def test_curves_of_a_system_without_confidence_and_of_no_answers() -> None:
    for none in (curves([answered(1, Outcome.CORRECT, None)]), curves([])):
        assert (none["risk_coverage"], none["area"], none["ece"]) == (None, None, None)
        assert sum(own["count"] for own in none["calibration"]) == 0


def test_broken_answers_and_those_without_outcome_are_on_no_curve() -> None:
    counted = [answered(1, Outcome.CORRECT, 0.9)]
    more = [answered(2, None, 0.9), answered(3, Outcome.FAILED, None, failure="…")]
    assert curves([*counted, *more]) == curves(counted)
