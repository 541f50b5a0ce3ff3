"""Pairs of a source and a claim, right and wrong: conditions, comparisons, counts, actors, other wordings."""

import pytest

from assistant.answer.verification.labels import read_labels
from assistant.answer.verification.verify import verify
from assistant.records import Claim, Verdict
from tests.answer.evidence import evidence
from tests.answer.verification import claim_pairs as pairs

RIGHT = (*(*pairs.CONDITIONS_KEPT, *pairs.COMPARED_RIGHT, *pairs.COUNTED_RIGHT, *pairs.ACTORS_RIGHT, *pairs.REWORDED),)
WRONG = (
    *(*pairs.CONDITIONS_DROPPED, *pairs.COMPARED_WRONG, *pairs.COUNTED_WRONG, *pairs.ACTORS_WRONG),
    *pairs.REWORDED_WRONG,
)


def check(source: str, claim: str, question: str = "どうなっていますか", path: tuple[str, ...] = ()) -> Claim:
    return verify(read_labels(f"{claim}[1]"), (evidence(1, source, path=path),), question, 0.5)


@pytest.mark.parametrize(("source", "claim"), RIGHT, ids=[claim for _, claim in RIGHT])
def test_a_right_claim_in_other_words_is_supported(source: str, claim: str) -> None:
    checked = check(source, claim)
    assert checked.verdict is Verdict.SUPPORTED, checked.reasons


@pytest.mark.parametrize(("source", "claim", "failed"), WRONG, ids=[own.claim for own in WRONG])
def test_a_wrong_claim_is_withheld_for_its_reason(source: str, claim: str, failed: str) -> None:
    checked = check(source, claim)
    assert checked.verdict is not Verdict.SUPPORTED
    assert failed in {item.name for item in checked.checks if not item.passed}, checked.reasons
    assert all(checked.reasons)


FLAT = "秘の情報は入力できます。"
CONDITIONAL = "秘の情報は、部門長の許可を受けた場合に限り、入力できます。"


def test_a_dropped_condition_is_quoted() -> None:
    assert any("部門長の許可を受けた場合に限り" in reason for reason in check(CONDITIONAL, FLAT).reasons)


def test_a_condition_that_the_question_states_need_not_be_repeated() -> None:
    assert check(CONDITIONAL, FLAT, "部門長の許可を受けたら秘の情報を入力できますか").verdict is Verdict.SUPPORTED


def test_a_condition_that_the_heading_states_need_not_be_repeated() -> None:
    assert check(CONDITIONAL, FLAT, path=("部門長の許可を受けた情報",)).verdict is Verdict.SUPPORTED


TWO = "AI提供者は、AIを使っている事実を知らせます。AI利用者は、出力の精度を理解します。"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (TWO, "AI提供者はAIを使っている事実を知らせ、AI利用者は出力の精度を理解します。"),
        (
            "会議は、毎年4月に開かれる。議事録は、事務局が公開する。",
            "会議は毎年4月に開かれ、議事録は事務局が公開します。",
        ),
    ],
)
def test_a_claim_may_stand_on_neighbouring_sentences(source: str, claim: str) -> None:
    checked = check(source, claim)
    assert checked.verdict is Verdict.SUPPORTED, checked.reasons
    (citation,) = checked.citations
    assert citation.quote == source


@pytest.mark.parametrize(
    "claim",
    [
        "AI提供者は、出力の精度を理解します。",
        "AI利用者はAIを使っている事実を知らせ、AI提供者は出力の精度を理解します。",
    ],
)
def test_neighbouring_sentences_do_not_lend_each_other_their_actors(claim: str) -> None:
    assert check(TWO, claim).verdict is not Verdict.SUPPORTED


def test_what_the_nearest_sentence_denies_no_other_one_affirms() -> None:
    source = "調査会の委員は、非常勤とする。調査会の委員は、学識経験のある者から任命する。"
    assert check(source, "調査会の委員は常勤です。").verdict is Verdict.CONTRADICTED
