from dataclasses import replace

import pytest

from assistant.answer.gate import MISSING_ANCHOR, NO_EVIDENCE, NO_SUCH_ADDRESS, NOT_ANSWERED, gate
from assistant.records import Evidence
from tests.answer.evidence import evidence

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
    assert gate(question, TABLE) is None


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
    refusal = gate(question, TABLE)
    assert refusal is not None
    assert refusal.kind == MISSING_ANCHOR
    assert named in refusal.message


def test_no_evidence_refuses() -> None:
    refusal = gate("質問です", ())
    assert refusal is not None
    assert refusal.kind == NO_EVIDENCE


def test_an_address_that_does_not_exist_is_refused_whatever_else_was_found() -> None:
    lacking = ("AI法に第30条はありません（第28条まで）。", "同法に第31条はありません（第28条まで）。")
    for found in (TABLE, ()):
        refusal = gate("AI法の第30条と第31条は何を定めていますか", found, lacking)
        assert refusal is not None
        assert (refusal.kind, refusal.message) == (NO_SUCH_ADDRESS, "".join(lacking))


def judged(*relevances: float | None) -> tuple[Evidence, ...]:
    """The table as a relevance judge read it."""
    return tuple(
        replace(item, hit=replace(item.hit, relevance=relevance))
        for item, relevance in zip(TABLE, (*relevances, None, None, None, None), strict=False)
    )


def test_a_question_that_no_passage_answers_is_refused() -> None:
    refusal = gate("報告の期限は？", judged(0.04, 0.02), least_relevance=0.05)
    assert refusal is not None
    assert refusal.kind == NOT_ANSWERED
    assert "答える箇所がありませんでした" in refusal.message


def test_one_passage_that_answers_is_enough() -> None:
    assert gate("報告の期限は？", judged(0.01, 0.05), least_relevance=0.05) is None


def test_passages_that_no_judge_has_read_are_not_refused() -> None:
    assert gate("報告の期限は？", judged(), least_relevance=0.9) is None


def test_what_is_not_named_is_said_before_the_judge_is_asked() -> None:
    refusal = gate("第3回会合は？", judged(0.01), least_relevance=0.5)
    assert refusal is not None
    assert refusal.kind == MISSING_ANCHOR
