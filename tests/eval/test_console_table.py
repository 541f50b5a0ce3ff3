"""The table on the terminal; what does not apply is said in words, down to the last cell."""

from typing import Any

import pytest

from assistant_eval.columns import width
from assistant_eval.console_table import figure_text, report_lines
from assistant_eval.grading import Failure, Graded
from assistant_eval.metrics.answers import Outcome
from assistant_eval.report.quantities import NOT_APPLICABLE
from assistant_eval.report_data import Found, report_of
from tests.eval.made_answers import graded

LABELS = {"assistant": "本製品", "closed-book": "資料なし"}
RUN: dict[str, Any] = {"suites": ["starter"], "splits": ["dev"], "cached": 0, "answered": 3}


def lines(answers: list[Graded], **more: Any) -> list[str]:
    suites = {own.question.id: "starter" for own in answers}
    report = report_of(Found(answers, suites, {"starter": {}}, None, None), RUN, LABELS, 1) | more
    return list(report_lines(report))


def line(found: list[str], start: str) -> str:
    own = [each for each in found if each.strip().startswith(start)]
    assert len(own) == 1, own
    return own[0]


@pytest.mark.parametrize(
    ("mean", "unit", "told"),
    [
        (0.5, "share", "0.500 [0.25～0.75]"),
        (-0.5, "score", "-0.500 [0.25～0.75]"),
        (12.34, "s", "12.3 秒 [0.2～0.8]"),
        (679.0, "tokens", "679 [0～1]"),
        (1.02, "ratio", "1.02 倍 [0.25～0.75]"),
    ],
)
def test_a_figure_with_its_interval(mean: float, unit: str, told: str) -> None:
    assert figure_text({"mean": mean, "low": 0.25, "high": 0.75, "failed": 0}, unit) == told


def test_a_figure_that_does_not_apply_and_failures_beside_it() -> None:
    none = {"mean": None, "low": None, "high": None, "failed": 0}
    assert figure_text(none, "share") == NOT_APPLICABLE == figure_text(None, "share")
    assert figure_text(none | {"failed": 2}, "share") == "該当なし（失敗 2）"
    assert figure_text({"mean": 1.0, "low": 1.0, "high": 1.0, "failed": 3}, "share") == "1.000 [1.00～1.00]（失敗 3）"


def test_systems_stand_side_by_side_and_what_does_not_apply_is_no_number() -> None:
    answers = [
        graded(1, {"correct": [1.0], "mrr_10": [0.5]}),
        graded(1, {"correct": [0.0]}, Outcome.WRONG, response={"system": "closed-book"}),
    ]
    found = lines(answers)
    assert line(found, "本製品").split() == ["本製品", "資料なし"]
    assert line(found, "正答率").split() == ["正答率", "1.000", "[0.03～1.00]", "0.000", "[0.00～0.97]"]
    assert line(found, "MRR@10").split() == ["MRR@10", "0.500", "[0.50～0.50]", NOT_APPLICABLE]
    assert line(found, "過剰な拒否の率").split() == ["過剰な拒否の率", NOT_APPLICABLE, NOT_APPLICABLE]


def test_columns_are_aligned_whatever_the_width_of_the_letters() -> None:
    found = lines([graded(1, {"correct": [1.0], "recall_5": [1.0]})])
    starts = {width(line(found, label).partition("1.000")[0]) for label in ("正答率", "再現率@5")}
    assert starts == {34}


def test_it_begins_with_what_was_asked() -> None:
    answers = [graded(1, {}), graded(2, {}, type="far", refuse="far")]
    assert lines(answers)[0] == "starter（開発用）：2 問（うち答えのない質問 1 問）"


def test_answers_that_broke_down_are_said() -> None:
    found = lines([graded(1, {"correct": [1.0]}), graded(2, {}, Outcome.FAILED, response={"failure": "…"})])
    assert "1 件の回答で動作に失敗しました" in found[1]
    assert "1.000 [0.03～1.00]（失敗 1）" in line(found, "正答率")


def test_a_grader_that_broke_down_is_said_and_is_no_zero() -> None:
    found = lines([graded(1, {}, failures=(Failure(("correct",), "…"),))])
    assert line(found, "正答率").split() == ["正答率", "該当なし（失敗", "1）"]


def test_kinds_of_refusal_in_words() -> None:
    answers = [
        graded(1, {"answered_although": [0.0]}, type="far", refuse="far"),
        graded(2, {"answered_although": [1.0]}, type="near-miss", refuse="near-miss"),
    ]
    found = lines(answers)
    assert "0.000" in line(found, "範囲外")
    assert "1.000" in line(found, "似て非なる")


def test_without_mutations_judge_and_gate_nothing_is_said_of_them() -> None:
    text = "\n".join(lines([graded(1, {})]))
    assert not any(word in text for word in ("書き換えた", "判定モデル", "合格"))


MUTATIONS: dict[str, Any] = {
    "classes": [
        {"name": "number", "label": "数字", "made": 4, "caught": 3, "mean": 0.75, "low": 0.5, "high": 1.0},
        {"name": "date", "label": "日付", "made": 0, "caught": 0, "mean": None, "low": None, "high": None},
    ],
    "overall": {"made": 4, "caught": 3, "mean": 0.75, "low": 0.5, "high": 1.0},
    "paraphrases": {"made": 2, "rejected": 0, "mean": 0.0, "low": 0.0, "high": 0.0},
}


def test_mutations_with_their_counts() -> None:
    found = lines([graded(1, {})], mutations=MUTATIONS)
    assert line(found, "数字 ").split() == ["数字", "0.750", "[0.50～1.00]", "3/4"]
    assert line(found, "日付 ").split() == ["日付", NOT_APPLICABLE]
    assert line(found, "正しい言い換え").split() == ["正しい言い換えを退けた率", "0.000", "[0.00～0.00]", "0/2"]


def test_mutations_of_the_rules_and_of_rules_and_judge_side_by_side() -> None:
    with_judge = {
        "classes": [MUTATIONS["classes"][0] | {"made": 3, "mean": 1.0}, MUTATIONS["classes"][1]],
        "overall": MUTATIONS["overall"] | {"mean": 1.0, "caught": 4},
        "paraphrases": MUTATIONS["paraphrases"] | {"mean": 0.5, "rejected": 1},
    }
    found = lines([graded(1, {})], mutations=MUTATIONS | {"with_judge": with_judge})
    assert line(found, "規則のみ").split() == ["規則のみ", "審査モデルも"]
    assert line(found, "数字 ").split() == ["数字", "0.750", "[0.50～1.00]", "3/4", "1.000", "[0.50～1.00]", "3/3"]
    assert line(found, "全体").split()[3::3] == ["3/4", "4/4"]
    assert line(found, "正しい言い換え").split()[3::3] == ["0/2", "1/2"]
    starts = {
        width(own[: own.index(second)])
        for own in found
        for second in ("審査モデルも", "1.000 [0.50～1.00]  3/3")
        if second in own
    }
    assert len(starts) == 1  # in one column
    assert not any("規則のみ" in own for own in lines([graded(1, {})], mutations=MUTATIONS))


def judge(**more: Any) -> dict[str, Any]:
    row = {"metric": "judge_correct", "label": "正答率（判定モデル）", "system": "assistant"}
    figures = [row | {"mean": 0.5, "low": 0.0, "high": 1.0, "failed": 1}]
    return {"name": "big", "agreement": 0.9, "kappa": 0.71, "sample": 40, "figures": figures} | more


def test_a_judge_stands_beside_with_its_agreement() -> None:
    found = lines([graded(1, {})], judge=judge())
    assert "0.500 [0.00～1.00]（失敗 1）" in line(found, "正答率（判定モデル）")
    assert line(found, "人の判定との一致").strip() == "人の判定との一致 0.900（40 件、κ 0.71）"


def test_a_judge_without_a_sample_says_so() -> None:
    found = lines([graded(1, {})], judge=judge(agreement=None, kappa=None, sample=0))
    assert "測っていません" in line(found, "人の判定との一致")


def gate(passed: bool, *rules: dict[str, Any]) -> dict[str, Any]:
    return {"profile": "default", "title": "通常", "passed": passed, "rules": list(rules)}


def test_the_verdict_and_its_reasons_come_last() -> None:
    broken = {"passed": False, "reason": "正答率が 0.2 で…"}
    silent = {"passed": None, "reason": "日付の一致は、この実行には該当しません"}
    kept = {"passed": True, "reason": ""}
    assert lines([graded(1, {})], gate=gate(False, broken, kept, silent))[-4:] == [
        "",
        "不合格：基準「通常」（default）に届きません",
        "  - 正答率が 0.2 で…",
        "  ・判定していません: 日付の一致は、この実行には該当しません",
    ]
    assert lines([graded(1, {})], gate=gate(True, kept))[-1] == "合格：基準「通常」（default）を満たしました"


def test_a_run_that_measured_nothing_is_said_to() -> None:
    assert "  - 基準のどれも、この実行では測れていません" in lines([graded(1, {})], gate=gate(False))
