import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.ingest.corpus import corpus_files, read_corpus
from assistant_eval.authoring.imported import Imported, save
from assistant_eval.authoring.squad_import import import_squad
from assistant_eval.gold import faults
from assistant_eval.patterns import found
from assistant_eval.records import Alternative

RAIN = "梅雨は5月から7月にかけての雨期である。北海道に梅雨はない。"


def asked(question: str, *answers: tuple[str, int], **more: Any) -> dict[str, Any]:
    return {"question": question, "answers": [{"text": text, "answer_start": start} for text, start in answers], **more}


def nested(*asked: dict[str, Any], context: str = RAIN, title: str = "梅雨") -> dict[str, Any]:
    return {"data": [{"title": title, "paragraphs": [{"context": context, "qas": list(asked)}]}]}


def load(folder: Path, value: object) -> Imported:
    path = folder / "set.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return import_squad(path)


def test_a_question_gets_the_sentence_around_its_answer_and_the_answer_as_its_fact(tmp_path: Path) -> None:
    imported = load(tmp_path, nested(asked("梅雨がないのはどこですか", ("北海道", 20), id="q1")))
    (question,) = imported.questions
    assert (question.id, question.split, question.type, question.refuse) == ("q1", "test", "other", None)
    assert question.gold == ((Alternative("梅雨.md", "北海道に梅雨はない。"),),)
    assert question.nuggets == (("北海道",),)
    assert [text.name for text in imported.texts] == ["梅雨.md"]


def test_other_answers_are_spellings_of_the_fact_and_their_sentences_alternatives(tmp_path: Path) -> None:
    answers = (("5月から7月", 3), ("北海道", 20), ("5月から7月", 3))
    (question,) = load(tmp_path, nested(asked("いつどこ", *answers, id="q1"))).questions
    assert [own.quote for own in question.gold[0]] == ["梅雨は5月から7月にかけての雨期である。", "北海道に梅雨はない。"]
    ((first, second),) = question.nuggets
    assert found(first, "5月から7月です") == "5月から7月"
    assert found(first, "15月から7月です") is None
    assert second == "北海道"


def test_an_answer_that_is_part_of_a_number_is_taken_as_it_is(tmp_path: Path) -> None:
    """JaQuAD cuts 「2年」 out of 「12年」; a pattern that minds the digit before would never be found."""
    (question,) = load(tmp_path, nested(asked("何年", ("2年", 5), id="q"), context="それは昭和12年の夏だ。")).questions
    assert question.nuggets == (("2年",),)


def test_an_impossible_question_is_a_near_miss(tmp_path: Path) -> None:
    (question,) = load(tmp_path, nested(asked("沖縄の梅雨は何日ですか", id="q1", is_impossible=True))).questions
    assert (question.refuse, question.gold, question.nuggets) == ("near-miss", (), ())


def test_the_title_before_each_paragraph_of_jsquad_is_taken_off(tmp_path: Path) -> None:
    imported = load(tmp_path, nested(asked("どこ", ("北海道", 29), id="q1"), context=f"梅雨 [SEP] {RAIN}"))
    assert imported.questions[0].gold[0][0].quote == "北海道に梅雨はない。"
    assert "SEP" not in imported.texts[0].text


def test_the_place_of_the_answer_decides_where_it_stands_more_than_once(tmp_path: Path) -> None:
    context = "甲は3日。乙は3日と決まる。"
    quotes = [
        load(tmp_path, nested(asked("何日", ("3日", start), id="q"), context=context)).questions[0].gold[0][0].quote
        for start in (2, 7, 9, 99)  # 9 and 99 are wrong: the nearest is taken
    ]
    assert quotes == ["甲は3日。", "乙は3日と決まる。", "乙は3日と決まる。", "乙は3日と決まる。"]


def test_the_flat_form_of_datasets_is_read_as_json_lines(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "title": "梅雨", "context": RAIN, "question": "どこ", "answers": {"text": ["北海道"], "answer_start": [20]}},
        {"id": "2", "title": "梅雨", "context": RAIN, "question": "沖縄は", "answers": {"text": [], "answer_start": []}},
        {"id": "3", "title": "雪", "context": "雪は白い。", "question": "色は", "answers": {"text": ["白い"], "answer_start": [2]}},
    ]  # fmt: skip
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    imported = import_squad(path)
    assert [own.refuse for own in imported.questions] == [None, "near-miss", None]
    assert [own.name for own in imported.texts] == ["梅雨.md", "雪.md"]
    assert imported.texts[0].text.count("北海道") == 1  # a paragraph of two questions is written once


def test_a_broken_row_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    imported = load(
        tmp_path,
        nested(
            asked("東京は", ("東京", 0), id="q1"),
            asked("答えは", id="q2"),
            {"id": "q3", "answers": []},
            asked("", ("北海道", 20), id="q4"),
            asked("どこ", ("北海道", 20), id="q5"),
            asked("どこだ", ("北海道", 20), id="q5"),
        ),
    )
    assert [own.id for own in imported.questions] == ["q5"]
    assert [(own.place, own.reason.split("（")[0]) for own in imported.skipped] == [
        ("1 問目（q1）", "答え「東京」が段落にありません"),
        ("2 問目（q2）", "答えがありません"),
        ("3 問目（q3）", "形が違います"),
        ("4 問目（q4）", "question がありません"),
        ("6 問目（q5）", "id q5 が前にもあります"),
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"data": []}', '{"data": [1]}', '[{"question": "どこ"}]', '"梅雨"'])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "set.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError, match="SQuAD 形式"):
        import_squad(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"開けません.*none\.json"):
        import_squad(tmp_path / "none.json")


def test_what_is_written_fits_what_is_asked(tmp_path: Path) -> None:
    """Words full of mark-up and invisible characters: the set and its corpus go through the product's own reader."""
    context = "* 演算子*pは`++`で進む。\n    \u200e1. 値は12_345である。\n\n# 値は12_345である。[注](1)"
    imported = load(
        tmp_path, nested(asked("値は", ("12_345", 30), id="q"), asked("何で", ("`++`", 9), id="r"), context=context)
    )
    assert len(imported.questions) == 2
    save(imported, tmp_path / "set.jsonl", tmp_path / "corpus")
    documents = read_corpus(corpus_files((tmp_path / "corpus",))).documents
    assert faults(imported.questions, documents) == ()
