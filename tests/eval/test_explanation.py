from dataclasses import replace
from typing import Any

import pytest

from assistant.records import Note, Timings
from assistant_eval.explanation import assert_right, explain
from assistant_eval.grading import Failure, Graded
from assistant_eval.metrics.answers import Outcome
from assistant_eval.records import Alternative, CitedWords, Place, Question, Response, Sentence

QUESTION = Question(
    "q1",
    "dev",
    "everyday",
    "速報はいつまでに提出しますか",
    gold=((Alternative("incident.md", "3日以内に速報"),),),
    nuggets=(("3日以内", "三日以内"), ("速報",)),
    forbidden=("5日以内", "7日以内"),
)
UNANSWERABLE = Question("q2", "dev", "far", "社食の献立は誰が決めますか", refuse="far")
CITED = (CitedWords(1, "incident.md", "報告の期限", 0, 6, "3日以内に速報"),)
PLACE = Place(1, "incident.md", "手引", "報告の期限", (), 0, 6)


def graded(outcome: Outcome | None, question: Question = QUESTION, **more: Any) -> Graded:
    """A graded answer of one sentence that nothing is wrong with but what is told."""
    response = Response(
        question_id=question.id,
        system="assistant",
        text="速報は3日以内です。[1]",
        refusal=None,
        sentences=(Sentence("速報は3日以内です。", True, CITED),),
        evidence=(PLACE,),
        ranking=(PLACE,),
        labels=(1,),
        raw_output="",
        confidence=None,
        timings=Timings(0.0, 0.0, None, None, None, 1.0),
        tokens=None,
    )
    response = replace(response, **more.pop("response", {}))
    none = tuple(None for _ in question.forbidden)
    own = Graded(
        question, response, outcome, {}, (True,), tuple(group[0] for group in question.nuggets), none, (1,), ()
    )
    return replace(own, **more)


@pytest.mark.parametrize(
    "right",
    [
        graded(Outcome.CORRECT),
        graded(Outcome.REFUSED, UNANSWERABLE, response={"refusal": "uncovered", "sentences": ()}, supported=()),
        graded(Outcome.CORRECTED, UNANSWERABLE),
    ],
    ids=["correct", "refused what has no answer", "premise put right"],
)
def test_what_a_person_could_rely_on_is_right(right: Graded) -> None:
    assert_right(right)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (graded(Outcome.PARTIAL, nuggets=(None, "速報")), "足りない事実: 3日以内 または 三日以内"),
        (graded(Outcome.WRONG, forbidden=(None, "7日以内")), "禁じた記述: 「7日以内」（7日以内）"),
        (graded(Outcome.CORRECT, supported=(False,)), "裏付けのない文: 速報は3日以内です。（「3日以内に速報」）"),
        (graded(Outcome.REFUSED, response={"refusal": "uncovered"}), "判定: 答えがあるのに控えた"),
        (graded(Outcome.ANSWERED_UNANSWERABLE, UNANSWERABLE), "判定: 答えがないのに回答"),
        (graded(Outcome.FAILED, response={"failure": "モデルが応答しません"}), "動作失敗: モデルが応答しません"),
        (graded(None), "判定: できません（必要な事実 nuggets が書かれていない質問か、採点の失敗です）"),
        (graded(Outcome.CORRECT, failures=(Failure(("correct",), "時間切れ"),)), "採点の失敗: 時間切れ（correct）"),
    ],
)
def test_what_is_not_right_is_told_in_words(wrong: Graded, line: str) -> None:
    with pytest.raises(AssertionError) as raised:
        assert_right(wrong)
    assert line in str(raised.value).splitlines()


def test_an_explanation_holds_what_was_asked_shown_withheld_and_not_found() -> None:
    withheld = Sentence("確報は3日以内です。", False, (), ("overlap",), ("資料の文との重なりが足りません",))
    own = graded(
        Outcome.PARTIAL,
        nuggets=("3日以内", None),
        gold_ranks=(None,),
        response={"sentences": (Sentence("速報は3日以内です。", True, ()), withheld)},
        supported=(False, None),
    )
    assert explain(own).splitlines() == [
        "質問 q1: 速報はいつまでに提出しますか",
        "判定: 一部正答",
        "表示: 速報は3日以内です。[1]",
        "足りない事実: 速報",
        "裏付けのない文: 速報は3日以内です。（引用なし）",
        "表示しなかった文: 確報は3日以内です。（資料の文との重なりが足りません）",
        "見つからなかった根拠: incident.md「3日以内に速報」",
    ]


def test_notes_and_what_only_calls_itself_a_sentence_of_the_source_are_told() -> None:
    own = graded(
        Outcome.CORRECT,
        response={
            "sentences": (Sentence("速報は5日以内です。", True, CITED, verbatim=True),),
            "notes": (Note("commentary", "[1] は解説です（要確認）。", (1,)),),
        },
        supported=(False,),
    )
    told = explain(own).splitlines()
    assert "注記（commentary）: [1] は解説です（要確認）。" in told
    assert "裏付けのない文（資料の文のままとされたもの）: 速報は5日以内です。（「3日以内に速報」）" in told


def test_a_refusal_lacks_no_facts_and_a_system_without_search_no_sources() -> None:
    own = graded(
        Outcome.REFUSED, response={"refusal": "uncovered", "ranking": ()}, nuggets=(None, None), gold_ranks=(None,)
    )
    assert "足りない事実" not in explain(own)
    assert "見つからなかった根拠" not in explain(own)
