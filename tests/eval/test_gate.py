"""The gate: what keeps a bound, what breaks it, what does not apply, and what a profile may not say."""

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant_eval.gate import Rule, apply, find_profile, packaged_profiles, reasons
from tests.eval.made_report import made_answer, made_report

MUTATIONS: dict[str, Any] = {
    "overall": {"made": 10, "caught": 9, "mean": 0.9, "low": 0.7, "high": 1.0},
    "classes": [
        {"name": "number", "label": "数字", "made": 5, "caught": 4, "mean": 0.8, "low": 0.5, "high": 1.0},
        {"name": "date", "label": "日付", "made": 0, "caught": 0, "mean": None, "low": None, "high": None},
    ],
    "paraphrases": {"made": 4, "rejected": 1, "mean": 0.25, "low": 0.0, "high": 0.75},
}


def figure(metric: str, mean: float | None, group: str = "all", system: str = "assistant") -> dict[str, Any]:
    low, high = (None, None) if mean is None else (mean - 0.1, mean + 0.1)
    return {"metric": metric, "system": system, "group": group, "mean": mean, "low": low, "high": high}


def report(*figures: dict[str, Any], answers: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    asked = [made_answer(1), made_answer(2, kind="far", refuse="far", split="dev")] if answers is None else answers
    return made_report(asked) | {"figures": list(figures)} | more


def profile(tmp_path: Path, *rules: str, title: str = 'title = "試し"') -> str:
    path = tmp_path / "own.toml"
    path.write_text("\n".join([title, *(f"[[rule]]\n{rule}" for rule in rules)]), encoding="utf-8")
    return str(path)


def gated(tmp_path: Path, found: dict[str, Any], *rules: str) -> dict[str, Any]:
    own: dict[str, Any] = apply(find_profile(profile(tmp_path, *rules)), found)
    return own


def test_rules_that_are_kept(tmp_path: Path) -> None:
    found = report(figure("correct", 0.8), figure("over_refusal", 0.1))
    gate = gated(tmp_path, found, 'metric="correct"\nat_least=0.8', 'metric="over_refusal"\nat_most=0.1')
    assert gate["passed"] is True
    assert (gate["profile"], gate["title"]) == ("own", "試し")
    assert [(row["value"], row["passed"], row["reason"]) for row in gate["rules"]] == [
        (0.8, True, ""),
        (0.1, True, ""),
    ]
    assert reasons(gate) == []


def test_a_rule_that_is_broken_is_told_in_words(tmp_path: Path) -> None:
    found = report(figure("correct", 0.8), figure("over_refusal", 0.25))
    gate = gated(tmp_path, found, 'metric="correct"\nat_least=0.75', 'metric="over_refusal"\nat_most=0.12')
    assert gate["passed"] is False
    assert reasons(gate) == ["過剰な拒否の率が 0.250 で、基準の ≤ 0.12 を満たしません"]


def test_the_reason_names_group_system_and_bound(tmp_path: Path) -> None:
    answers = [made_answer(1, kind="far", refuse="far", system=own) for own in ("assistant", "plain-chain")]
    answers += [made_answer(2, system=own) for own in ("assistant", "plain-chain")]
    found = report(figure("answered_although", 0.3, "refuse:far", "plain-chain"), answers=answers)
    rule = 'metric="answered_although"\nat_most=0.1\ngroup="refuse:far"\nsystem="plain-chain"\nbound="high"'
    assert reasons(gated(tmp_path, found, rule)) == [
        "答えられない質問に答えた率（素朴なRAG、範囲外）の区間の上限が 0.400 で、基準の ≤ 0.1 を満たしません"
    ]


def test_a_value_just_below_the_bound_does_not_look_like_it(tmp_path: Path) -> None:
    gate = gated(tmp_path, report(figure("quote_exact", 0.99996)), 'metric="quote_exact"\nat_least=1.0')
    assert reasons(gate) == ["引用の正確さが 0.99996 で、基準の ≥ 1 を満たしません"]


@pytest.mark.parametrize(("bound", "value"), [("mean", 0.8), ("low", 0.7), ("high", 0.9)])
def test_bounds_of_the_interval(tmp_path: Path, bound: str, value: float) -> None:
    gate = gated(tmp_path, report(figure("correct", 0.8)), f'metric="correct"\nat_least=0.75\nbound="{bound}"')
    assert gate["rules"][0]["value"] == pytest.approx(value)
    assert gate["passed"] is (value >= 0.75)


def test_what_does_not_apply_decides_nothing_and_is_said(tmp_path: Path) -> None:
    found = report(figure("correct", 0.8), figure("date_found", None))
    rules = 'metric="correct"\nat_least=0.5', 'metric="date_found"\nat_least=1.0'
    gate = gated(tmp_path, found, *rules)
    assert gate["passed"] is True
    assert [row["passed"] for row in gate["rules"]] == [True, None]
    assert gate["rules"][1]["reason"] == "日付の一致は、この実行には該当しません"
    assert gate["rules"][1]["value"] is None


def test_a_run_to_which_nothing_applies_has_not_passed(tmp_path: Path) -> None:
    gate = gated(tmp_path, report(figure("date_found", None)), 'metric="date_found"\nat_least=0.0')
    assert gate["passed"] is False
    assert reasons(gate) == ["基準のどれも、この実行では測れていません"]


@pytest.mark.parametrize("group", ["split:test", "suite:rules", "type:everyday", "all"])
def test_a_group_of_all_questions_is_found_under_all(tmp_path: Path, group: str) -> None:
    """The figures name such a group once only; a rule about it must not pass for want of a figure."""
    found = report(figure("correct", 0.2), answers=[made_answer(1), made_answer(2)])
    assert gated(tmp_path, found, f'metric="correct"\nat_least=0.5\ngroup="{group}"')["passed"] is False


def test_a_group_without_questions_does_not_apply(tmp_path: Path) -> None:
    found = report(figure("correct", 0.2), answers=[made_answer(1)])
    gate = gated(tmp_path, found, 'metric="correct"\nat_least=0.5\ngroup="split:held"')
    assert gate["rules"][0]["passed"] is None
    assert "（未公開）" in gate["rules"][0]["reason"]


def test_a_system_that_did_not_run_does_not_apply(tmp_path: Path) -> None:
    gate = gated(tmp_path, report(figure("correct", 0.9)), 'metric="correct"\nat_least=0.5\nsystem="closed-book"')
    assert gate["rules"][0]["passed"] is None


def test_failures_count_answers_of_system_and_grader_each_once(tmp_path: Path) -> None:
    lost = [{"metric": "supported", "reason": "…"}, {"metric": "grounded_correct", "reason": "…"}]
    answers = [
        made_answer(1),
        made_answer(2, grader_failures=lost),
        made_answer(3, "failed", failure="…", split="dev"),
        made_answer(4),
        made_answer(5, system="plain-chain", failure="…"),
    ]
    gate = gated(
        tmp_path,
        report(answers=answers),
        'metric="failures"\nat_most=0.0',
        'metric="failures"\nat_most=0.5\ngroup="split:test"',
        'metric="failures"\nat_most=0.5\ngroup="split:dev"',
    )
    assert [row["value"] for row in gate["rules"]] == [2 / 4, 1 / 3, 1.0]
    assert [row["passed"] for row in gate["rules"]] == [False, True, False]
    assert "動作・採点に失敗した率が 0.500" in reasons(gate)[0]


def test_rules_on_the_verifier(tmp_path: Path) -> None:
    gate = gated(
        tmp_path,
        report(mutations=MUTATIONS),
        'metric="mutation:number"\nat_least=0.7',
        'metric="mutation:date"\nat_least=0.9',
        'metric="mutation:actor"\nat_least=0.9',
        'metric="mutations"\nat_least=0.8\nbound="low"',
        'metric="paraphrases_rejected"\nat_most=0.1',
    )
    assert [(row["value"], row["passed"]) for row in gate["rules"]] == [
        (0.8, True),
        (None, None),  # no such change could be made
        (None, None),  # not among the classes
        (0.7, False),
        (0.25, False),
    ]
    assert gate["rules"][1]["label"] == "書き換えの検出率（日付）"


def test_rules_on_the_verifier_read_what_it_does_with_its_judge_where_there_is_one(tmp_path: Path) -> None:
    judged = {
        "overall": MUTATIONS["overall"] | {"mean": 0.95},
        "classes": [MUTATIONS["classes"][0] | {"mean": 1.0}],
        "paraphrases": MUTATIONS["paraphrases"] | {"mean": 0.5},
    }
    gate = gated(
        tmp_path,
        report(mutations=MUTATIONS | {"with_judge": judged}),
        'metric="mutation:number"\nat_least=0.9',
        'metric="mutations"\nat_least=0.92',
        'metric="paraphrases_rejected"\nat_most=0.3',
    )
    assert [(row["value"], row["passed"]) for row in gate["rules"]] == [(1.0, True), (0.95, True), (0.5, False)]


def test_rules_on_the_verifier_of_a_run_without_it(tmp_path: Path) -> None:
    gate = gated(tmp_path, report(), 'metric="mutations"\nat_least=0.8', 'metric="paraphrases_rejected"\nat_most=1.0')
    assert [row["passed"] for row in gate["rules"]] == [None, None]
    assert gate["passed"] is False


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('metric="accuracy"\nat_least=0.5', "知らない指標です: accuracy"),
        ('metric="mutation:colour"\nat_least=0.5', "知らない指標です: mutation:colour"),
        ('metric="correct"\nat_lest=0.5', "at_lest"),
        ('metric="correct"', "どちらか一つ"),
        ('metric="correct"\nat_least=0.5\nat_most=0.9', "どちらか一つ"),
        ('metric="correct"\nat_least="high"', "at_least"),
        ('metric="correct"\nat_least=nan', "at_least"),
        ('metric="correct"\nat_least=0.5\nbound="median"', "bound"),
        ('metric="correct"\nat_least=0.5\ngroup="refuse:fra"', "知らない範囲です: refuse:fra"),
        ('metric="correct"\nat_least=0.5\ngroup="split:train"', "知らない範囲です: split:train"),
        ('metric="correct"\nat_least=0.5\ngroup="everyday"', "知らない範囲です: everyday"),
        ('metric="correct"\nat_least=0.5\ngroup="type:"', "知らない範囲です: type:"),
        ('metric="failures"\nat_most=0.0\nbound="high"', "区間がありません"),
        ('metric="mutations"\nat_least=0.5\ngroup="split:dev"', "group と system は書けません"),
        ('metric="mutation:number"\nat_least=0.5\nsystem="plain-chain"', "group と system は書けません"),
    ],
)
def test_a_profile_that_says_nonsense_is_refused(tmp_path: Path, rule: str, said: str) -> None:
    with pytest.raises(AssistantError, match=r"own\.toml") as refused:
        find_profile(profile(tmp_path, rule))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "空"', "rule"),
        ("[[rule]", "書式が誤っています"),
        ('[[rule]]\nmetric="correct"\nat_least=0.5', "title"),
        ('title = "試し"\nname = "x"\n[[rule]]\nmetric="correct"\nat_least=0.5', "name"),
    ],
)
def test_a_file_that_is_no_profile(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError) as refused:
        find_profile(str(tmp_path / "own.toml"))
    assert said in str(refused.value)


def test_a_profile_that_is_not_there() -> None:
    with pytest.raises(AssistantError, match=r"strict。付属のものは default、target です"):
        find_profile("strict")
    with pytest.raises(AssistantError, match=r"nowhere\.toml"):
        find_profile("nowhere.toml")


def test_packaged_profiles_are_sound_and_hold_what_must_never_break() -> None:
    assert set(packaged_profiles()) == {"default", "target"}
    for name in packaged_profiles():
        found = find_profile(name)
        assert found.name == name
        assert any(rule.metric == "failures" and rule.at_most == 0 for rule in found.rules)


def test_a_bound_in_signs() -> None:
    assert Rule(metric="correct", at_least=0.75).wanted == "≥ 0.75"
    assert Rule(metric="total_s", at_most=6).wanted == "≤ 6"
    assert Rule(metric="failures", at_most=0).holds(0.0)
    assert not Rule(metric="failures", at_most=0).holds(0.01)


def test_what_the_verifier_can_do_alone_is_no_pass_for_answers(tmp_path: Path) -> None:
    """A run of the baselines only: the rules about the product do not apply, those about the verifier do."""
    rules = ('metric="correct"\nat_least=0.5', 'metric="mutations"\nat_least=0.5')
    told = gated(tmp_path, report(figure("correct", None), mutations=MUTATIONS), *rules)
    assert [row["passed"] for row in told["rules"]] == [None, True]
    assert not told["passed"]
    assert gated(tmp_path, report(mutations=MUTATIONS), rules[1])["passed"]  # a profile of the verifier alone
