from datetime import date

import pytest

from assistant.answer.anchors.question_anchors import anchors
from assistant.answer.gate import (
    INSTRUCTED,
    MISSING_ANCHOR,
    NO_EVIDENCE,
    NO_SUCH_ADDRESS,
    NO_VALUE,
    NOT_ANSWERED,
    gate,
    instructed,
    named_nowhere,
    no_value,
    not_answered,
)
from assistant.japanese.asked_values import AskedValue
from tests.answer.evidence import evidence

TODAY = date(2026, 11, 21)
TABLE = (
    evidence(1, "Llama 4 の出力で学習したモデルを配布するときは表示が要ります。", title="Llama 4 の利用許諾"),
    evidence(2, "第9回会合は、令和6年7月18日に開催された。提言は3つある。", title="会合の概要"),
    evidence(4, "提言1は公開、提言2は保護、提言3は整備です。会議は3月に7社で開かれた。", title="提言"),
    evidence(3, "報告の期限は三十日以内とする。", title="個人情報の保護に関する法律", abbreviation="ＡＰＰＩ"),
)


@pytest.mark.parametrize(
    "question",
    [
        "Llama 4 の出力で学習してよいですか",
        "Llama4の出力を使うときの表示は？",
        "第９回会合はいつですか",
        "2024年7月の会合は？",
        "報告は30日以内ですか",
        "APPI の報告期限は？",
        "条件を3つ挙げてください",
        "学習に使ってよいですか",
        "提言 3 は何を求めていますか",
        "ChatGPTに入力してよいですか",
        "Excelの表を学習に使えますか",
        "1月31日に漏えいを知ったら報告の期限は",
        "2026年11月現在、報告は必要ですか",
        "資料を3部配るときの表示は",
        "利用の方法は？",
        "従業員が50人の会社でも報告は必要ですか",
    ],
)
def test_what_is_named_in_the_evidence_passes(question: str) -> None:
    assert named_nowhere(anchors(question), TABLE, TODAY) is None


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Llama 6 の出力で学習してよいですか", "Llama 6"),
        ("第12回会合はいつですか", "第12回"),
        ("2031年の会合は？", "2031年"),
        ("提言7は何を求めていますか", "提言7"),
        ("AI法の報告期限は？", "AI法"),
        ("第7回会合はいつですか", "第7回"),
        ("第45条は何を定めていますか", "第45条"),
        ("GPT-9 の出力は使えますか", "GPT-9"),
    ],
)
def test_what_stands_nowhere_is_named_in_the_refusal(question: str, named: str) -> None:
    refusal = named_nowhere(anchors(question), TABLE, TODAY)
    assert refusal is not None
    assert refusal.kind == MISSING_ANCHOR
    assert named in refusal.message


def test_what_the_evidence_has_instead_is_named_in_the_refusal() -> None:
    refusal = named_nowhere(anchors("Llama 6 と提言7の表示は？"), TABLE, TODAY)
    assert refusal is not None
    assert refusal.message == (
        "見つかった資料にあるのは Llama 4 で、「Llama 6」の記載はありません。"
        "見つかった資料にあるのは 提言1、提言2、提言3 で、「提言7」の記載はありません。"
    )


def test_a_day_to_come_is_in_no_source() -> None:
    wanted = anchors("2030年1月1日時点で、報告の期限は何日ですか")
    assert named_nowhere(wanted, TABLE, date(2030, 1, 2)) is None
    refusal = named_nowhere(wanted, TABLE, TODAY)
    assert refusal is not None
    assert refusal.kind == MISSING_ANCHOR


def test_no_evidence_refuses() -> None:
    refusal = gate(())
    assert refusal is not None
    assert refusal.kind == NO_EVIDENCE


def test_an_address_that_does_not_exist_is_refused_whatever_else_was_found() -> None:
    lacking = ("AI法に第30条はありません（第28条まで）。", "同法に第31条はありません（第28条まで）。")
    for found in (TABLE, ()):
        refusal = gate(found, lacking)
        assert refusal is not None
        assert (refusal.kind, refusal.message) == (NO_SUCH_ADDRESS, "".join(lacking))


def test_evidence_passes() -> None:
    assert gate(TABLE) is None


def test_a_question_without_an_answer_is_refused_with_what_is_near() -> None:
    assert not_answered().kind == NOT_ANSWERED
    assert "答える箇所がありませんでした" in not_answered().message


def test_a_value_that_is_not_told_is_named() -> None:
    refusal = no_value((AskedValue("money"), AskedValue("社")))
    assert refusal.kind == NO_VALUE
    assert "金額・数（社）の記載がありません" in refusal.message


def test_an_order_to_the_machine_is_refused_with_what_to_do() -> None:
    assert instructed().kind == INSTRUCTED
    assert "質問の形で入力してください" in instructed().message
