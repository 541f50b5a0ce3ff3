import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant_eval.comparison.comparing import change, compare, read_report
from tests.eval.made_report import made_answer, made_report


def graded(metric: str, values: Sequence[float | None]) -> dict[str, Any]:
    """A report whose questions have one value of one metric each; None does not apply."""
    return made_report([made_answer(number, grades={metric: [value]}) for number, value in enumerate(values)])


def compared(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compare(first, second, "assistant", "assistant", seed=1)
    return found


def row(metric: str, comparison: dict[str, Any]) -> dict[str, Any]:
    (found,) = [own for own in comparison["metrics"] if own["name"] == metric]
    return dict(found)


def test_a_report_is_read_from_its_folder_or_file(tmp_path: Path) -> None:
    report = made_report([made_answer(1)])
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    assert read_report(tmp_path) == read_report(tmp_path / "report.json") == report


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"format": 1', "壊れています"),
        ("[]", "評価の報告ではありません"),
        ('{"format": 1, "answers": []}', "評価の報告ではありません"),
        (json.dumps(made_report([]) | {"format": 2}), r"形式が違います: .*report.json（形式 2、この版は 1）"),
    ],
)
def test_a_file_that_is_no_report_is_named_with_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError, match=message):
        read_report(tmp_path)


def test_a_report_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"開けません: .*report.json（No such file"):
        read_report(tmp_path)
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    with pytest.raises(AssistantError, match="壊れています"):
        read_report(tmp_path / "bytes.json")


def test_a_mean_is_compared_over_the_questions_of_both() -> None:
    # 0.25 and 0.75; two questions differ, both for the better: of the 4 exchanges 2 are as far apart, so p is 0.5
    found = row("correct", compared(graded("correct", [1, 0, 0, 0]), graded("correct", [1, 1, 1, 0])))
    assert (found["first"], found["second"], found["difference"]) == (0.25, 0.75, 0.5)
    assert (found["p"], found["adjusted"], found["verdict"]) == (0.5, 0.5, "unclear")
    assert (found["questions"], found["left_out"], found["gained"], found["lost"]) == (4, 0, 2, 0)
    assert found["low"] <= 0.5 <= found["high"]


def test_a_question_that_one_side_has_no_value_for_is_left_out_of_both_means() -> None:
    found = row("correct", compared(graded("correct", [1, None, 0]), graded("correct", [1, 1, None])))
    assert (found["first"], found["second"], found["questions"], found["left_out"]) == (1, 1, 1, 2)


def test_a_metric_that_no_question_has_on_both_sides_is_not_applicable_never_zero() -> None:
    found = row("correct", compared(graded("correct", [1, None]), graded("correct", [None, 1])))
    assert found["left_out"] == 2
    assert all(found[key] is None for key in ("first", "second", "difference", "low", "p", "adjusted", "verdict"))


# Six questions all turn: of the 64 exchanges 2 are as far apart, p = 0.03125.
@pytest.mark.parametrize(
    ("metric", "before", "after", "verdict"),
    [("correct", 0, 1, "better"), ("correct", 1, 0, "worse"), ("wrong", 1, 0, "better"), ("wrong", 0, 1, "worse")],
)
def test_a_verdict_goes_by_the_good_sign_of_its_metric(metric: str, before: float, after: float, verdict: str) -> None:
    found = row(metric, compared(graded(metric, [before] * 6), graded(metric, [after] * 6)))
    assert (found["p"], found["adjusted"], found["verdict"]) == (2 / 64, 2 / 64, verdict)
    assert (found["gained"], found["lost"]) == ((6, 0) if verdict == "better" else (0, 6))


def test_two_metrics_are_two_chances_to_be_wrong() -> None:
    before = made_report([made_answer(number, grades={"correct": [0], "wrong": [1]}) for number in range(6)])
    after = made_report([made_answer(number, grades={"correct": [1], "wrong": [0]}) for number in range(6)])
    found = row("correct", compared(before, after))
    assert (found["p"], found["adjusted"], found["verdict"]) == (2 / 64, 4 / 64, "unclear")


def test_a_cost_is_told_by_the_median_of_its_differences_and_not_tested() -> None:
    # medians 2 and 4, but the differences are 1, 2 and -1 seconds: their median is 1
    found = row("total_s", compared(graded("total_s", [1, 2, 10]), graded("total_s", [2, 4, 9])))
    assert (found["first"], found["second"], found["difference"]) == (2, 4, 1)
    assert (found["low"], found["high"]) == (-1, 2)
    assert (found["p"], found["adjusted"], found["verdict"]) == (None, None, None)
    assert (found["gained"], found["lost"]) == (1, 2)  # one got faster, two slower


def test_a_slow_end_is_told_without_an_interval() -> None:
    # 95th percentile of 0 and 100 is 95, of 0 and 200 is 190
    found = row("total_s_p95", compared(graded("total_s", [0, 100]), graded("total_s", [0, 200])))
    assert (found["first"], found["second"], found["difference"]) == pytest.approx((95, 190, 95))
    assert (found["low"], found["high"], found["p"]) == (None, None, None)


def test_what_is_neither_good_nor_bad_has_no_gain() -> None:
    found = row("written_tokens", compared(graded("written_tokens", [10]), graded("written_tokens", [20])))
    assert (found["difference"], found["gained"], found["lost"], found["verdict"]) == (10, None, None, None)


@pytest.mark.parametrize(
    ("before", "after", "refuse", "expected"),
    [
        ("wrong", "correct", None, "better"),
        ("wrong", "refused", None, "better"),
        ("partial", "correct", None, "better"),
        ("refused", "correct", None, "better"),
        ("failed", "correct", None, "better"),
        ("correct", "wrong", None, "worse"),
        ("partial", "wrong", None, "worse"),
        ("correct", "failed", None, "worse"),
        ("answered-unanswerable", "refused", "far", "better"),
        ("corrected", "answered-unanswerable", "false-premise", "worse"),
        ("refused", "corrected", "false-premise", "other"),  # both right
        ("partial", "refused", None, "other"),  # half an answer or none
        ("wrong", "failed", None, "other"),
        (None, "correct", None, "other"),
        ("wrong", None, None, "other"),
        (None, None, None, "same"),
        ("partial", "partial", None, "same"),
    ],
)
def test_what_became_of_a_question(before: str | None, after: str | None, refuse: str | None, expected: str) -> None:
    assert change(made_answer(1, before, refuse=refuse), made_answer(1, after, refuse=refuse)) == expected


def test_questions_pair_by_suite_and_id_where_they_ask_the_same() -> None:
    first = made_report(
        [made_answer(1, "wrong"), made_answer(2), made_answer(3), made_answer(4), made_answer(5, suite="other")]
    )
    second = made_report(
        [
            made_answer(5),
            made_answer(4, refuse="far", outcome="refused"),
            made_answer(3, as_of="2026-04-01"),
            made_answer(2, question="別の質問"),
            made_answer(1),
        ]
    )
    found = compared(first, second)
    (pair,) = found["questions"]
    assert (pair["suite"], pair["id"], pair["change"]) == ("rules", "q1", "better")
    assert [own["outcome"] for own in pair["answers"]] == ["wrong", "correct"]
    changed, alone = "質問の文・基準日・答えの有無が違います", "もう一方にありません"
    assert [(own["side"], own["suite"], own["id"], own["reason"]) for own in found["unmatched"]] == [
        (0, "rules", "q2", changed),
        (0, "rules", "q3", changed),
        (0, "rules", "q4", changed),
        (0, "other", "q5", alone),
        (1, "rules", "q5", alone),
        (1, "rules", "q4", changed),
        (1, "rules", "q3", changed),
        (1, "rules", "q2", changed),
    ]
    assert found["unmatched"][-1]["question"] == "別の質問"


def test_two_systems_of_one_run() -> None:
    report = made_report([made_answer(1, "correct"), made_answer(1, "wrong", "plain-chain")])
    found = compare(report, report, "assistant", "plain-chain", seed=1)
    assert [own["label"] for own in found["sides"]] == ["本製品", "素朴なRAG"]
    assert found["questions"][0]["change"] == "worse"
    assert found["warnings"] == []


def test_a_system_that_a_report_lacks_is_named_with_those_it_has() -> None:
    report = made_report([made_answer(1)])
    with pytest.raises(AssistantError, match="方式 plain-chain がありません（あるのは assistant）"):
        compare(report, report, "assistant", "plain-chain", seed=1)


def test_reports_without_a_question_in_common_are_refused() -> None:
    with pytest.raises(AssistantError, match="比べられる質問がありません"):
        compared(made_report([made_answer(1)]), made_report([made_answer(2)]))


@pytest.mark.parametrize(
    ("run", "warning"),
    [
        ({"seed": 2}, "乱数の種が違います（A: 1、B: 2）"),
        ({"splits": ["test"]}, "質問の区分が違います（A: dev、test、B: test）"),
        ({"suites": ["rules", "more"]}, "評価セットが違います（A: rules、B: rules、more）"),
        ({"index": [{"suite": "rules", "fingerprint": "other"}]}, "評価セット rules の索引が違います"),
        ({"machine": {"cores": 8}}, "実行した機械が違います"),
    ],
)
def test_what_makes_runs_hard_to_compare_is_said(run: dict[str, Any], warning: str) -> None:
    (told,) = compared(made_report([made_answer(1)]), made_report([made_answer(1)], **run))["warnings"]
    assert told.startswith(warning)


def test_a_rubric_that_changed_between_the_runs_is_said() -> None:
    wanted = [{"patterns": ["3日以内"], "words": "3日以内"}]
    first = made_report([made_answer(1, nuggets=wanted), made_answer(2, nuggets=wanted)])
    # the words found differ, which is no change of the rubric; the pattern of q2 does
    missed, other = [{"patterns": ["3日以内"], "words": None}], [{"patterns": ["5日以内"], "words": None}]
    second = made_report([made_answer(1, nuggets=missed), made_answer(2, nuggets=other)])
    (told,) = compared(first, second)["warnings"]
    assert told.startswith("1 問で、採点の基準（根拠・必要な事実・禁じた記述）が A と B で違います: q2。")


def test_failures_are_said_for_the_side_that_has_them() -> None:
    broken = made_answer(1, "failed", failure="モデルが応答しません")
    ungraded = made_answer(2, grader_failures=[{"metric": "correct", "reason": "時間切れ"}])
    told = compared(made_report([made_answer(1), made_answer(2)]), made_report([broken, ungraded]))["warnings"]
    assert [own.split("。")[0] for own in told] == [
        "B の 1 問で動作に失敗しました",
        "B の 1 問に、採点できない指標があります",
    ]


def test_a_comparison_is_json_and_the_same_each_time() -> None:
    values = [0.0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0]
    first, second = graded("correct", values), graded("correct", [1 - value for value in values[:14]] + [0])
    found = compared(first, second)
    assert json.loads(json.dumps(found)) == found == compared(first, second)
