"""A question on the page: what was answered, the words marked in it, and what the graders found."""

import copy
from typing import Any

import pytest
from lxml import html

from assistant_eval.report.page import render_page
from tests.eval.report.reading import read, words


def one_answer(report: dict[str, Any], **more: Any) -> html.HtmlElement:
    """The page of a single answer of the first system."""
    own = next(row for row in report["answers"] if row["system"] == "assistant" and row["outcome"] == "correct")
    return read(render_page(report | {"answers": [own | more]})).find_class("question")[0]


def test_a_question_opens_to_all_that_was_found(report: dict[str, Any]) -> None:
    question = one_answer(report)
    told = words(question)
    for part in (
        "正解の箇所",
        "伏せた文（1）",
        "引用した文にない数です: 7日",
        "表示した文と引用（2）",
        "第4条",
        "確信度",
        "全体",
    ):
        assert part in told
    assert [own.text for own in question.xpath(".//mark[@class='failed']")] == ["7日"]
    gold = question.xpath(".//div[@class='passage']//mark[contains(@class, 'gold')]")
    assert {own.text for own in gold} == {"漏えいを知った日から３日以内"}
    assert question.xpath(".//div[@class='passage']//mark[@class='chosen']")
    assert "この質問では実行していません" in told  # the other two systems


def test_forbidden_words_are_marked_in_the_answer(report: dict[str, Any]) -> None:
    text = "速報は、５日以内に 提出しなければならない。"
    question = one_answer(
        report, text=text, forbidden=[{"pattern": "5日以内に提出", "words": "5日以内に提出"}], nuggets=[]
    )
    assert [own.text for own in question.xpath(".//div[@class='shown']/mark")] == ["５日以内に 提出"]
    assert "書いてはならない文言: 5日以内に提出" in words(question)


@pytest.mark.parametrize(
    ("text", "reason", "marked"),
    [
        ("確報は、７日以内か5万円です。", "引用した文にない数です: 7日、5万円", ["７日", "5万円"]),
        ("「翌日」に出します。", "引用した文にない語句の引用です: 「翌日」", ["翌日"]),
        ("提出を除くときは使う。", "「使う」「除く」の肯定と否定が資料と逆です", ["除く", "使う"]),
        ("提出します。", "資料の文と重なる語が少なすぎます（31%、必要 50%）", []),
    ],
    ids=["a list", "a quotation", "verbs", "no words"],
)
def test_words_that_a_check_names_are_marked_in_the_sentence(
    report: dict[str, Any], text: str, reason: str, marked: list[str]
) -> None:
    sentence = {"text": text, "shown": False, "supported": None, "failed": ["x"], "reasons": [reason], "citations": []}
    question = one_answer(report, sentences=[sentence])
    assert [own.text for own in question.xpath(".//mark[@class='failed']")] == marked
    assert reason in words(question)


def test_a_grader_that_broke_down_is_told_at_the_answer(report: dict[str, Any]) -> None:
    failures = [{"metric": "supported", "reason": "パターンの照合に時間がかかりすぎました"}]
    told = words(one_answer(report, grader_failures=failures).find_class("alert")[0])
    assert "採点できない指標: 裏付けのある文の率 パターンの照合に時間がかかりすぎました" in told


def test_an_answer_that_broke_down_says_so(report: dict[str, Any]) -> None:
    more: dict[str, Any] = {"text": "", "sentences": [], "evidence": [], "grades": {}, "tokens": None, "gold_ranks": []}
    question = one_answer(report, outcome="failed", failure="モデルが応答しません", **more)
    assert "動作に失敗: モデルが応答しません" in words(question)
    assert "！ 動作失敗" in words(question.find("summary"))


def test_every_question_is_there_with_all_that_was_answered(report: dict[str, Any], page: html.HtmlElement) -> None:
    questions = {words(own.find_class("id")[0]): words(own) for own in page.find_class("question")}
    assert len(questions) == len({row["id"] for row in report["answers"]})
    for row in report["answers"]:
        told = questions[row["id"]]
        parts = [row["question"], *row["text"].split("\n"), *(own["text"] for own in row["sentences"])]
        parts += [reason for own in row["sentences"] for reason in own["reasons"]]
        parts += [cited["quote"] for own in row["sentences"] for cited in own["citations"]]
        parts += [line for own in row["evidence"] for line in own["text"].replace("\u3000", " ").split("\n")]
        parts += [own["quote"] for span in row["gold"] for own in span]
        parts += [own["words"] or " ／ ".join(own["patterns"]) for own in row["nuggets"]]
        assert [part for part in parts if part not in told] == []


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("grounded_correct", [1.0], ["根拠付き正答率", "100.0%"]),
        ("supported", [1.0, None, 0.0], ["裏付けのある文の率", "100.0%、0.0%"]),
        ("supported", [1.0, 0.0, 0.0, 0.0], ["裏付けのある文の率", "平均 25.0%（4 件）"]),
        ("truth_score", [-1.0], ["真実スコア", "−1.000"]),
        ("overhead", [1.04], ["モデル単独との比", "1.04 倍"]),
        ("date_found", [], ["日付の一致", "該当なし"]),
        ("polarity_kept", [None], ["肯定・否定の維持", "該当なし"]),
        ("unheard-of", [0.5], ["unheard-of", "0.500"]),
    ],
)
def test_a_grade_is_told_by_the_name_of_its_metric(
    report: dict[str, Any], name: str, values: list[float | None], words: list[str]
) -> None:
    told = one_answer(report, grades={name: values}).xpath(".//details[@class='grades']//div")[0]
    assert [cell.text_content() for cell in told] == words


def test_times_and_tokens_stand_once_among_the_grades(report: dict[str, Any]) -> None:
    grades = {"total_s": [14.2], "prompt_tokens": [1840.0]}
    question = one_answer(report, grades=grades, timings={"retrieve_s": None, "total_s": 14.2})
    told = [words(own) for own in question.xpath(".//details[@class='grades']//div")]
    assert [own for own in told if "確信度" not in own] == [
        "全体14.20 秒",
        "トークン（入力）1,840",
        "トークン（うち再利用）620",
        "トークン（出力）96",
    ]


@pytest.mark.parametrize(
    ("outcome", "refuse", "label"),
    [
        ("refused", None, "答えがあるのに控えた"),
        ("refused", "far", "正しく控えた"),
        ("answered-unanswerable", "far", "答えがないのに回答"),
        (None, None, "判定できない"),
    ],
)
def test_an_outcome_is_told_in_words(
    report: dict[str, Any], outcome: str | None, refuse: str | None, label: str
) -> None:
    assert label in words(one_answer(report, outcome=outcome, refuse=refuse).find("summary"))


def test_with_very_many_answers_only_the_words_around_marks_are_kept(
    report: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant_eval.report.answers.MOST_WHOLE", 0)
    own = copy.deepcopy(next(row for row in report["answers"] if row["system"] == "assistant" and row["gold"]))
    own["evidence"][0]["text"] += "この先は遠い。" * 40
    page = read(render_page(report | {"answers": [own]}))
    passage = page.find_class("passage")[0].text_content()
    assert "漏えいを知った日から３日以内" in passage
    assert passage.endswith("…")
    assert len(passage) < 250
    assert "前後だけを載せています" in words(page)
