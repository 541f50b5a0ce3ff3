"""What a question takes for granted, one named case a quirk."""

import pytest

from assistant.answer.premises.assumptions import Assumption, AssumptionKind, assumptions, given_values


def texts(question: str, kind: AssumptionKind) -> list[str]:
    return [own.text for own in assumptions(question) if own.kind is kind]


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        pytest.param("上限は7%だそうですが、誰が科すのですか", "上限は7%だ", id="hearsay"),
        pytest.param("課徴金はないとのことですが、ほかの責任は？", "課徴金はない", id="told"),
        pytest.param("用途は制限されているらしいけど、何条？", "用途は制限されている", id="it seems"),
        pytest.param(
            "極秘は入力してよい、と規程に書いてありますよね。様式は？", "極秘は入力してよい", id="written in a rule"
        ),
        pytest.param("RAGなら防げるとOWASPが認めてるそうなので外します", "RAGなら防げる", id="a report inside hearsay"),
        pytest.param("記録は5年間保存することになっていますが、誰が見ますか", "記録は5年間保存する", id="settled"),
        pytest.param("確報は45日以内ですよね。方法は？", "確報は45日以内", id="tag, then a question"),
        pytest.param("会議は公開なんだよね、議事録は？", "会議は公開", id="tag before a comma"),
        pytest.param("氏名だけ消せば大丈夫でしょ？", "氏名だけ消せば大丈夫", id="casual tag"),
        pytest.param("報告はしなくていい、で合ってますか?", "報告はしなくていい", id="is that right"),
        pytest.param("条項があるはずですが、第何条ですか", "条項がある", id="should be"),
        pytest.param("OSIが認めたのは2025年の何月ですか", "OSIが認めた", id="cleft"),
        pytest.param(
            "急いでいるんですが、会議は公開ですよね？", "会議は公開", id="what comes before a turn is left out"
        ),
    ],
)
def test_a_statement_made_in_passing(question: str, statement: str) -> None:
    assert statement in texts(question, AssumptionKind.STATED)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("極秘の情報を入力してよいですか", id="a plain question"),
        pytest.param("記録は何年間保存することになっていますか", id="asks what is settled"),
        pytest.param("開示が不要となるのはいかなる場合か", id="asks for the condition"),
        pytest.param("対象モデルだったのでしょうか", id="no reason"),
        pytest.param("ほかの対策は外そうと思います", id="an intention"),
        pytest.param("社内規程を直したいので、要点を教えて", id="a wish"),
        pytest.param("期間とその起算点を述べよ。", id="an imperative is no tag"),
    ],
)
def test_a_question_that_states_nothing(question: str) -> None:
    assert [own for own in assumptions(question) if own.kind is not AssumptionKind.SOUGHT] == []


def test_a_reason_lends_its_topic_to_what_follows_from_it() -> None:
    assert assumptions("指針は法律なので罰則がありますよね。") == (
        Assumption(AssumptionKind.REASON, "指針は法律"),
        Assumption(AssumptionKind.STATED, "指針は罰則があります"),
    )


def test_what_is_asked_the_place_of_is_assumed_to_exist() -> None:
    assert texts("試験の義務はAI法の何条ですか", AssumptionKind.SOUGHT) == ["試験の義務はAI法の"]


def test_a_date_of_the_thing_is_given_and_one_of_the_person_is_not() -> None:
    assert [m[0] for m in given_values("2024年6月に公表されたガイド")] == ["2024年6月に公表"]
    assert given_values("2024年12月に計画書を作った案件") == ()
    assert given_values("年商3,000万米ドルの会社") == ()
    assert [m[0] for m in given_values("年間売上3,000万米ドルの基準")] == ["3,000万米ドルの基準"]
