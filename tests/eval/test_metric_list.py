from assistant_eval.graders import ANSWERS, CITATIONS, FAITHFULNESS, RETRIEVAL, SUPPORT, cost_grades
from assistant_eval.metric_list import BY_NAME, METRICS
from assistant_eval.report.labels import GROUPS
from tests.eval.made_answers import response

GRADES = {*RETRIEVAL, *SUPPORT, *CITATIONS, *FAITHFULNESS, *ANSWERS, *cost_grades(response())}


def test_names_and_labels_are_told_apart() -> None:
    assert len(BY_NAME) == len(METRICS) == len({metric.label for metric in METRICS})


def test_metrics_come_by_group() -> None:
    order = [list(GROUPS).index(metric.group) for metric in METRICS]
    assert order == sorted(order)


def test_every_metric_is_made_of_grades_that_are_given_and_every_grade_is_reported() -> None:
    assert {metric.grades for metric in METRICS} == GRADES


def test_every_metric_says_what_it_is_and_which_way_is_better() -> None:
    for metric in METRICS:
        assert metric.definition.endswith("。")
        assert metric.better in {"higher", "lower", ""}
