"""Corrections of users become lessons; broken rows are named and counted."""

import json
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.judge.support import CONTRADICTED, SUPPORTED
from assistant.judge.training.corrections import Corrections, read_corrections
from assistant.judge.training.support import Judged
from assistant.records import Span

ANSWERS = {
    "question": "何日以内か",
    "heading": "手引",
    "text": "三日以内に報告する。",
    "answers": True,
    "answer": "三日",
}
NOT = {"question": "何日以内か", "text": "書面で報告する。", "answers": False}


def read(tmp_path: Path, *rows: object) -> Corrections:
    path = tmp_path / "訂正.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_corrections(path)


def test_rows_about_one_question_become_one_lesson(tmp_path: Path) -> None:
    (lesson,) = read(tmp_path, ANSWERS, NOT, NOT).relevance
    assert lesson.passage is not None
    assert lesson.answer == Span(0, 2)
    assert (lesson.passage.heading, lesson.passage.text) == ("手引", "三日以内に報告する。")
    assert [text.text for text in lesson.near] == ["書面で報告する。"]


def test_a_passage_that_does_not_answer_is_a_lesson_by_itself(tmp_path: Path) -> None:
    (lesson,) = read(tmp_path, NOT).relevance
    assert (lesson.passage, lesson.answer) == (None, None)
    assert [text.text for text in lesson.near] == ["書面で報告する。"]


def test_every_passage_that_answers_is_a_lesson_and_none_is_another_ones_negative(tmp_path: Path) -> None:
    lessons = read(tmp_path, ANSWERS, ANSWERS | {"text": "期限は三日である。", "answer": None}, NOT).relevance
    assert [lesson.answer for lesson in lessons] == [Span(0, 2), None]
    assert all([text.text for text in lesson.near] == ["書面で報告する。"] for lesson in lessons)


def test_claims_become_lessons_with_their_label(tmp_path: Path) -> None:
    rows = [
        {"evidence": "三日以内に報告する。", "claim": "七日以内に報告する。", "label": "contradicted"},
        {"evidence": "三日以内に報告する。", "heading": "手引", "claim": "報告は三日以内です。", "label": "supported"},
    ]
    wrong, right = read(tmp_path, *rows).support
    assert wrong.claims == (Judged("七日以内に報告する。", CONTRADICTED, None),)
    assert (right.heading, right.claims[0].label) == ("手引", SUPPORTED)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "JSON"),
        ("[1]", "JSON"),
        (ANSWERS | {"question": " "}, "question"),
        (ANSWERS | {"text": 3}, "text"),
        (ANSWERS | {"answers": "yes"}, "answers"),
        (ANSWERS | {"answer": "五日"}, "answer"),
        (ANSWERS | {"heading": 1}, "heading"),
        ({"evidence": "甲。", "claim": "", "label": "supported"}, "claim"),
        ({"evidence": "甲。", "claim": "乙。", "label": "wrong"}, "label"),
        ({"claim": "乙。", "label": "supported"}, "evidence"),
        ({}, "label"),
    ],
)
def test_a_broken_row_is_named_and_the_others_are_kept(tmp_path: Path, row: object, said: str) -> None:
    found = read(tmp_path, ANSWERS, "", row)
    assert len(found.relevance) == 1
    (skipped,) = found.skipped
    assert "訂正.jsonl: 3 行目" in skipped
    assert said in skipped


def test_a_file_with_nothing_usable_says_how_many_rows_it_had(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"一つもありません: .*訂正\.jsonl（飛ばした行 2 件）"):
        read(tmp_path, "{", {"question": "何か"})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"ない\.jsonl"):
        read_corrections(tmp_path / "ない.jsonl")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"question": "何か"}'.encode("cp932"))
    with pytest.raises(AssistantError, match="UTF-8"):
        read_corrections(tmp_path / "a.jsonl")
