import pytest

from assistant.records import Document, Evidence
from assistant_eval.judging import cited_evidence, entails, evidence_of, quoted
from assistant_eval.records import CitedWords, Place
from tests.eval.doubting_judge import DoubtingJudge

TEXT = (
    "報告の期限。事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。"
    "確報は、30日以内に提出しなければならない。個人情報を入力してはならない。"
)
DOCUMENT = Document("d", "手引", "incident.md", TEXT)
SPLIT = TEXT.index("確報")
FIRST = Place(1, "incident.md", "手引", "第1条", ("期限",), 0, SPLIT)
SECOND = Place(2, "incident.md", "手引", "第2条", (), SPLIT, len(TEXT))
DOCUMENTS = {"incident.md": DOCUMENT}
CLAIM = "漏えいを知った日から3日以内に速報を提出しなければならない。"
QUESTION = "漏えいの速報はいつまでに提出しますか"


def held(*places: Place) -> tuple[Evidence, ...]:
    return tuple(evidence_of(place, DOCUMENT) for place in places)


def cited(*labels: int) -> tuple[CitedWords, ...]:
    return tuple(CitedWords(label, "incident.md", "", 0, 1, "報") for label in labels)


def test_a_place_becomes_evidence_with_all_of_its_sentences() -> None:
    (second,) = held(SECOND)
    assert (second.label, second.hit.rank, second.hit.passage.locator) == (2, 2, "第2条")
    assert second.hit.passage.text == TEXT[SPLIT:]
    assert [TEXT[start:end] for start, end in second.sentences] == [
        "確報は、30日以内に提出しなければならない。",
        "個人情報を入力してはならない。",
    ]
    assert held(FIRST)[0].hit.passage.section_path == ("期限",)


def test_the_verifier_judges_on_the_cited_passages_alone() -> None:
    assert entails(CLAIM, held(FIRST), QUESTION, 0.5)
    assert entails(CLAIM, held(FIRST, SECOND), QUESTION, 0.5)
    assert not entails(CLAIM, held(SECOND), QUESTION, 0.5)


def test_a_changed_number_does_not_follow() -> None:
    assert not entails(CLAIM.replace("3日", "5日"), held(FIRST), QUESTION, 0.5)


def test_a_duty_turned_round_does_not_follow() -> None:
    assert not entails("個人情報を入力してもよい。", held(SECOND), QUESTION, 0.5)


def test_nothing_follows_from_nothing() -> None:
    assert not entails(CLAIM, (), QUESTION, 0.5)


def test_citations_lead_to_each_passage_once_in_their_order() -> None:
    found = cited_evidence(cited(2, 1, 2), (FIRST, SECOND), DOCUMENTS)
    assert [own.label for own in found] == [2, 1]
    assert [own.hit.passage.text for own in found] == [TEXT[SPLIT:], TEXT[:SPLIT]]


def test_what_leads_nowhere_is_left_out() -> None:
    elsewhere = Place(3, "none.md", "ない", "", (), 0, 5)
    assert cited_evidence(cited(3, 9, 1), (FIRST, elsewhere), DOCUMENTS) == held(FIRST)
    assert cited_evidence((), (FIRST,), DOCUMENTS) == ()


def test_with_a_judge_its_veto_counts() -> None:
    assert not entails(CLAIM, held(FIRST), QUESTION, 0.5, DoubtingJudge())


LISTED = Document(
    "l",
    "手順",
    "list.md",
    "# 報告の手順\n\n報告する事項は次のとおりです。\n\n- 概要\n- 影響を受けた\n  人数\n\n| 区分 | 期限 |\n| --- | --- |\n| 速報 | ３日 |\n\n"
    "担当者は記録を残す。責任者は\n内容を確認してはならない。ＡＰＩで送る。\n",
)
WHOLE = evidence_of(Place(1, "list.md", "手順", "", (), 0, len(LISTED.text)), LISTED)


@pytest.mark.parametrize(
    "claim",
    [
        "担当者は記録を残す。",
        "責任者は内容を確認してはならない。",  # across a line break
        "担当者は記録を残す。責任者は内容を確認してはならない。",  # two in a row
        "APIで送る。",  # half-width, as it is shown elsewhere
        "報告する事項は次のとおりです。",
        "- 概要",
        "- 影響を受けた 人数",
        "| 速報 | ３日 |",
        "# 報告の手順",
    ],
)
def test_a_sentence_an_item_a_row_and_a_heading_of_the_passage_are_quotations(claim: str) -> None:
    assert quoted(claim, (WHOLE,))
    assert quoted(claim, (*held(SECOND), WHOLE))
    assert entails(claim, (WHOLE,), QUESTION, 0.5)


@pytest.mark.parametrize(
    "claim",
    [
        "",
        "内容を確認し",  # a part may say the opposite of the whole
        "責任者は内容を確認して",
        "記録を残す。",
        "担当者は記録を残す。ＡＰＩで送る。",  # not in a row
        "担当者は記録を残さない。",
        "責任者は内容を確認してはならない。担当者は記録を残す。",  # turned round
    ],
)
def test_what_is_not_the_whole_sentence_is_no_quotation(claim: str) -> None:
    assert not quoted(claim, (WHOLE,))


def test_a_sentence_of_another_passage_is_no_quotation_of_the_cited_one() -> None:
    assert quoted("確報は、30日以内に提出しなければならない。", held(SECOND))
    assert not quoted("確報は、30日以内に提出しなければならない。", held(FIRST))
    assert not quoted("確報は、30日以内に提出しなければならない。", ())


def test_a_quotation_needs_no_judge() -> None:
    assert entails("個人情報を入力してはならない。", held(SECOND), QUESTION, 0.5, DoubtingJudge())
