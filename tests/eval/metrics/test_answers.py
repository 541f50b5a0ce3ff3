from collections.abc import Callable

import pytest

from assistant_eval import patterns
from assistant_eval.metrics.answers import (
    Outcome,
    forbidden_stated,
    grounded_correct,
    nugget_recall,
    nuggets_found,
    outcome,
    stated,
    truth_score,
)
from assistant_eval.patterns import PatternTimeout

SHOWN = "「３ 日」以内に、\n個人情報保護委員会へ報告します。"


def test_the_words_of_each_nugget_are_told() -> None:
    nuggets = [["3日|三日", "72時間"], ["本人"], ["警察", "委員会"]]
    assert nuggets_found(SHOWN, nuggets) == ["3日", None, "委員会"]


def test_full_width_text_with_blanks_and_line_breaks_is_found() -> None:
    assert nuggets_found("答えは「３日」です", [["3日"]]) == ["3日"]
    assert nuggets_found(SHOWN, [["「3日」以内に、個人"]]) == ["「3日」以内に、個人"]


def test_case_does_not_matter() -> None:
    assert nuggets_found("ＭＩＴ License", [["mitlicense"]]) == ["MITLicense"]


def test_the_first_pattern_that_is_found_counts() -> None:
    assert nuggets_found("三日、つまり72時間", [["72時間", "三日"]]) == ["72時間"]


def test_forbidden_words_stand_at_their_patterns() -> None:
    assert forbidden_stated(SHOWN, ["5日", "3日", "報告しない"]) == [None, "3日", None]


@pytest.mark.parametrize("search", [lambda text, pattern: nuggets_found(text, [[pattern]]), None])
def test_a_slow_pattern_is_the_callers_to_count(
    search: Callable[[str, str], object] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.02)
    slow, text = "(a|aa)+$", "a" * 60 + "b"
    with pytest.raises(PatternTimeout, match="aa"):
        search(text, slow) if search is not None else forbidden_stated(text, [slow])


@pytest.mark.parametrize(
    ("words", "share"),
    [([], None), ([None], 0), (["3日"], 1), (["3日", None, "委員会"], 2 / 3), (["3日", "3日"], 1)],
)
def test_recall(words: list[str | None], share: float | None) -> None:
    assert nugget_recall(words) == share


YES, NO = "語", None


@pytest.mark.parametrize(
    ("nuggets", "forbidden", "reached"),
    [
        ([YES], [], Outcome.CORRECT),
        ([YES, YES], [NO, NO], Outcome.CORRECT),
        ([YES, NO], [NO], Outcome.PARTIAL),
        ([NO, NO], [NO], Outcome.WRONG),
        ([YES, YES], [NO, YES], Outcome.WRONG),  # all right, and something wrong beside it
        ([YES, NO], [YES], Outcome.WRONG),
        ([], [YES], Outcome.WRONG),
        ([], [NO], None),
        ([], [], None),
    ],
)
def test_an_answer_to_an_answerable_question(
    nuggets: list[str | None], forbidden: list[str | None], reached: Outcome | None
) -> None:
    assert outcome(True, True, nuggets, forbidden, failed=False) is reached


@pytest.mark.parametrize(
    ("nuggets", "forbidden", "reached"),
    [
        ([YES, YES], [NO], Outcome.CORRECTED),
        ([YES], [], Outcome.CORRECTED),
        ([YES, NO], [], Outcome.ANSWERED_UNANSWERABLE),
        ([YES], [YES], Outcome.ANSWERED_UNANSWERABLE),  # corrects and gives in at once
        ([], [], Outcome.ANSWERED_UNANSWERABLE),  # nothing could correct it
        ([], [NO], Outcome.ANSWERED_UNANSWERABLE),
    ],
)
def test_an_answer_to_an_unanswerable_question(
    nuggets: list[str | None], forbidden: list[str | None], reached: Outcome
) -> None:
    assert outcome(False, True, nuggets, forbidden, failed=False) is reached


@pytest.mark.parametrize("answerable", [True, False])
@pytest.mark.parametrize(("nuggets", "forbidden"), [([YES], []), ([NO], [YES]), ([], [])])
class TestWithoutAnswer:
    """What the text of a refusal or of an error happens to state counts neither for nor against it."""

    def test_refused(self, answerable: bool, nuggets: list[str | None], forbidden: list[str | None]) -> None:
        assert outcome(answerable, False, nuggets, forbidden, failed=False) is Outcome.REFUSED

    def test_failed(self, answerable: bool, nuggets: list[str | None], forbidden: list[str | None]) -> None:
        assert outcome(answerable, False, nuggets, forbidden, failed=True) is Outcome.FAILED


@pytest.mark.parametrize(
    ("reached", "answerable", "score"),
    [
        ("correct", True, 1),
        ("partial", True, -1),
        ("wrong", True, -1),
        ("refused", True, 0),
        ("refused", False, 1),
        ("corrected", False, 1),
        ("answered-unanswerable", False, -1),
        ("failed", True, None),
        ("failed", False, None),
    ],
)
def test_truth_score(reached: str, answerable: bool, score: float | None) -> None:
    assert truth_score(Outcome(reached), answerable) == score


@pytest.mark.parametrize("answerable", [True, False])
def test_no_outcome_has_no_score(answerable: bool) -> None:
    assert truth_score(None, answerable) is None


@pytest.mark.parametrize(
    ("reached", "answerable"),
    [("correct", False), ("partial", False), ("wrong", False), ("corrected", True), ("answered-unanswerable", True)],
)
def test_an_outcome_that_the_question_cannot_have_is_an_error(reached: str, answerable: bool) -> None:
    with pytest.raises(ValueError, match=reached):
        truth_score(Outcome(reached), answerable)


@pytest.mark.parametrize(
    ("reached", "supported", "value"),
    [
        ("correct", [True], 1),
        ("correct", [True, True, True], 1),
        ("correct", [True, False], 0),
        ("correct", [], 0),  # right, but it stands on nothing that can be opened
        ("partial", [True], 0),
        ("wrong", [True], 0),
        ("refused", [], 0),
        ("failed", [], None),
        ("failed", [True], None),
    ],
)
def test_grounded_correct(reached: str, supported: list[bool], value: float | None) -> None:
    assert grounded_correct(Outcome(reached), True, supported) == value


@pytest.mark.parametrize("reached", [None, "refused", "corrected", "answered-unanswerable", "failed"])
def test_grounded_correct_is_of_answerable_questions(reached: str | None) -> None:
    assert grounded_correct(None if reached is None else Outcome(reached), False, [True]) is None


def test_grounded_correct_without_outcome_is_not_zero() -> None:
    assert grounded_correct(None, True, [True]) is None


def test_a_system_that_refuses_everything() -> None:
    """Two answerable and two unanswerable questions: truth (0 + 0 + 1 + 1) / 4, grounded-correct 0 of 2."""
    asked = [True, True, False, False]
    reached = [outcome(answerable, False, [NO], [NO], failed=False) for answerable in asked]
    scores = [truth_score(own, answerable) for own, answerable in zip(reached, asked, strict=True)]
    assert scores == [0, 0, 1, 1]
    assert [grounded_correct(own, a, []) for own, a in zip(reached, asked, strict=True)] == [0, 0, None, None]


def test_a_system_that_is_always_wrong() -> None:
    asked = [True, True, False, False]
    reached = [outcome(answerable, True, [NO], [YES], failed=False) for answerable in asked]
    scores = [truth_score(own, answerable) for own, answerable in zip(reached, asked, strict=True)]
    assert scores == [-1, -1, -1, -1]
    assert [grounded_correct(own, a, [True]) for own, a in zip(reached, asked, strict=True)] == [0, 0, None, None]


@pytest.mark.parametrize(
    ("sentence", "states"),
    [
        ("RAIL++-Mだとこれも派生モデル扱い？", False),  # the question given back would show its own nugget
        ("派生モデルに当たりますか。", False),
        ("「派生モデルですか?」", False),
        ("派生モデルに当たります。", True),
        ("当たるかは、契約によります。", True),
        ("当たらないことが示唆されています", True),
        ("どれが派生モデルか", True),  # a noun clause may head a list
    ],
)
def test_a_question_states_nothing(sentence: str, states: bool) -> None:
    assert stated([sentence]) == (sentence if states else "")


def test_what_states_something_stays_in_its_order() -> None:
    assert stated(["速報は3日以内です。", "確報は？", "60日以内です。"]) == "速報は3日以内です。\n60日以内です。"
