import pytest

from assistant.errors import AssistantError
from assistant.records import Document
from assistant_eval.mutation.claim_verdict import check_places, supported_chance, verifier
from assistant_eval.mutation.paraphrases import Case
from tests.eval.knowing_judge import DecidedJudge

TEXT = (
    "# 手引\n\n## 期限\n\n事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。\n\n"
    "## 学習\n\n利用者は、出力を学習に用いることができる。\n"
)
DOCUMENT = Document("d1", "手引", "guide.md", TEXT, also=("copy.md",))
CASE = Case("p1", "guide.md", "3日以内に 速報を提出", "事業者は3日以内に速報を提出しなければならない。")


def test_a_claim_is_held_against_the_passage_of_its_quote() -> None:
    verdict = verifier((DOCUMENT,), 400, 0.5)
    assert verdict(CASE, CASE.claim) == (True, ())
    assert verdict(CASE._replace(source="copy.md"), CASE.claim) == (True, ())
    accepted, reasons = verdict(CASE, "事業者は5日以内に速報を提出しなければならない。")
    assert not accepted
    assert any("5日" in reason for reason in reasons)


def test_without_a_question_no_work_is_asked_for() -> None:
    accepted, reasons = verifier((DOCUMENT,), 400, 0.5)(CASE, CASE.claim)
    assert accepted, reasons  # is_about("") would withhold it otherwise


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"source": "none.md"}, "資料が文書の中にありません: none.md"),
        ({"quote": "7日以内"}, "一つの箇所にありません: 7日以内"),
    ],
)
def test_a_case_that_cannot_be_placed_is_named(change: dict[str, str], told: str) -> None:
    with pytest.raises(AssistantError, match="p1") as error:
        verifier((DOCUMENT,), 400, 0.5)(CASE._replace(**change), CASE.claim)
    assert told in str(error.value)
    with pytest.raises(AssistantError, match="p1"):
        check_places((CASE, CASE._replace(**change)), (DOCUMENT,), 400)


def test_cases_that_can_be_placed_pass() -> None:
    check_places((CASE, CASE._replace(source="copy.md")), (DOCUMENT,), 400)


def test_the_judge_alone_reads_the_sentence_that_the_rules_would_choose() -> None:
    judge = DecidedJudge(lambda evidence, claim: "5日" not in claim)
    chance = supported_chance((DOCUMENT,), 400, judge)
    assert chance(CASE, CASE.claim) == 0.9
    assert chance(CASE, "事業者は5日以内に速報を提出しなければならない。") == 0.2
    assert {pair.second for pair in judge.shown} == {
        "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。"
    }


def test_a_judge_s_doubt_withholds_what_the_rules_let_pass() -> None:
    accepted, reasons = verifier((DOCUMENT,), 400, 0.5, DecidedJudge(lambda evidence, claim: False))(CASE, CASE.claim)
    assert not accepted
    assert any("審査モデル" in reason for reason in reasons)
