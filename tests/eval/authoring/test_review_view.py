from pathlib import Path

import pytest

from assistant.index.opened import Index
from assistant_eval.authoring.review_view import Shown, card, shown_from
from assistant_eval.authoring.sources import documents_of, passages_of, place_name, place_of
from assistant_eval.records import Alternative, Question
from tests.eval.authoring.test_proposing import ENGLISH, small_index
from tests.stand_ins import DOCUMENTS

QUOTE = "漏えいを知った日から3日以内に速報を提出しなければならない。"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return small_index(tmp_path, {**DOCUMENTS, **ENGLISH, "copy.md": DOCUMENTS["incident.md"]})


def question(*words: Alternative, nuggets: tuple[tuple[str, ...], ...] = ()) -> Question:
    return Question("q1", "test", "everyday", "期限は？", (words,), nuggets, reviewed=False, note="案")


def test_the_words_that_answer_are_marked_in_their_passage(index: Index) -> None:
    (place,) = shown_from(index, question(Alternative("incident.md", QUOTE))).places
    assert place.startswith("資料: 漏えい等報告の手引（incident.md）")
    assert f"事業者は、▶{QUOTE}◀確報は、" in place


def test_words_that_stand_there_without_their_blanks_are_shown_without_a_mark(index: Index) -> None:
    (place,) = shown_from(index, question(Alternative("terms.md", "train othermodels"))).places
    assert "to train other models only" in place
    assert "▶" not in place


def test_what_does_not_stand_there_is_told(index: Index) -> None:
    lost, unknown = (Alternative("incident.md", "5日以内"), Alternative("none.md", "3日以内"))
    shown = shown_from(index, question(lost, unknown))
    assert shown.places == (
        "資料: 漏えい等報告の手引（incident.md）\n    ▶5日以内◀",
        "資料: none.md（索引にありません）\n    ▶3日以内◀",
    )
    assert shown.faults[:2] == ("q1: 資料 incident.md に「5日以内」がありません", "q1: 資料 none.md がありません")


def test_a_card_holds_all_that_is_to_be_judged() -> None:
    shown = Shown(("資料: 甲\n    ▶乙◀",), ("q1: 資料 甲 がありません",))
    assert card(question(Alternative("a.md", "乙"), nuggets=(("三日", "3日"), ("速報",))), shown, 2).splitlines()[
        1:
    ] == [
        "残り 2  q1（everyday）",
        "質問: 期限は？",
        "資料: 甲",
        "    ▶乙◀",
        "要点: 三日 | 3日; 速報",
        "備考: 案",
        "注意: q1: 資料 甲 がありません",
    ]


def test_a_question_without_an_answer_tells_why() -> None:
    refused = Question("q1", "test", "far", "富士山は？", forbidden=("3776",), refuse="far", reviewed=False)
    assert card(refused, Shown(()), 1).splitlines()[1:] == [
        "残り 1  q1（答えられない質問: far）",
        "質問: 富士山は？",
        "禁止: 3776",
    ]


def test_a_document_is_found_by_each_of_its_files(index: Index) -> None:
    found = documents_of(index, ["incident.md", "copy.md", "none.md"])
    assert set(found) == {"incident.md", "copy.md"}
    assert found["incident.md"].id == found["copy.md"].id


def test_a_place_is_the_passage_and_the_words_in_it(index: Index) -> None:
    document = documents_of(index, ["incident.md"])["incident.md"]
    found = place_of(index, document, QUOTE)
    assert found is not None
    passage, span = found
    assert passage in passages_of(index, document)
    assert span is not None
    assert passage.text[span.start : span.end] == QUOTE
    assert place_of(index, document, "5日以内") is None


def test_a_place_is_named_once() -> None:
    assert place_name("規程", "第1条") == "規程 第1条"
    assert place_name("規程", "規程") == place_name("規程", "") == "規程"
