"""Question sets: passages of whole sentences, answers where they stand, broken rows named and skipped."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.judge.training.squad import LENGTHS, QuestionSet, cut, read_squad
from assistant.records import Span

CONTEXT = "".join(f"第{number}条は、{number}日以内の報告を定める。" for number in range(1, 41))


def asked(question: str, answer: str, context: str = CONTEXT, **changes: Any) -> dict[str, Any]:
    found = {"question": question, "answers": [{"text": answer, "answer_start": context.index(answer)}]}
    return found | changes


def paragraph(*qas: Any, context: str = CONTEXT) -> dict[str, Any]:
    return {"context": context, "qas": list(qas)}


def article(*paragraphs: Any, title: str = "報告") -> dict[str, Any]:
    return {"title": title, "paragraphs": list(paragraphs)}


def read(tmp_path: Path, *articles: Any, seed: int = 1) -> QuestionSet:
    path = tmp_path / "問答.json"
    path.write_text(json.dumps({"data": list(articles)}), encoding="utf-8")
    return read_squad(path, Random(seed))


def test_the_answer_stands_in_its_passage(tmp_path: Path) -> None:
    found = read(tmp_path, article(paragraph(asked("何日か", "17日以内"), asked("第30条は", "30日以内"))))
    assert len(found.passages) > 2
    for question, answer in zip(found.questions, ("17日以内", "30日以内"), strict=True):
        passage = found.passages[question.passage]
        assert passage.text[question.answer.start : question.answer.end] == answer
        assert (passage.document, passage.heading) == (1, "報告")


def test_passages_are_whole_sentences_of_drawn_lengths_and_leave_nothing_out() -> None:
    spans = cut(CONTEXT, Random(1))
    assert "".join(CONTEXT[span.start : span.end] for span in spans) == CONTEXT
    assert all(CONTEXT[span.start : span.end].endswith("。") for span in spans)
    lengths = [span.end - span.start for span in spans[:-1]]
    assert min(LENGTHS) <= min(lengths) <= max(lengths) <= max(LENGTHS) + 30
    assert len(set(lengths)) > 1
    assert cut("", Random(1)) == []
    assert cut("短い。", Random(1)) == [Span(0, 3)]


def test_the_same_seed_cuts_the_same_passages(tmp_path: Path) -> None:
    rows = article(paragraph(asked("何日か", "17日以内")))
    assert read(tmp_path, rows) == read(tmp_path, rows)
    assert read(tmp_path, rows) != read(tmp_path, rows, seed=2)


def test_questions_marked_as_impossible_are_left_out_without_a_word(tmp_path: Path) -> None:
    rows = paragraph(asked("何日か", "17日以内"), {"question": "ない", "answers": [], "is_impossible": True})
    found = read(tmp_path, article(rows))
    assert (len(found.questions), found.skipped) == (1, ())


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ("not an article", "2 番目の記事"),
        ({"title": "題"}, "2 番目の記事"),
        (article("not a paragraph"), "2 番目の記事の 1 番目の段落"),
        (article({"context": "文。"}), "2 番目の記事の 1 番目の段落"),
        (article(paragraph({"question": "何か"})), "段落の質問"),
        (article(paragraph({"question": "何か", "answers": []})), "段落の質問"),
        (article(paragraph(asked("", "17日以内"))), "段落の質問"),
        (article(paragraph({"question": "何か", "answers": [{"text": "別", "answer_start": 0}]})), "段落の質問"),
        (article(paragraph({"question": "何か", "answers": [{"text": "第1条", "answer_start": "x"}]})), "段落の質問"),
        (article(paragraph(None)), "段落の質問"),
    ],
)
def test_what_is_broken_is_named_and_the_rest_is_read(tmp_path: Path, broken: Any, where: str) -> None:
    found = read(tmp_path, article(paragraph(asked("何日か", "17日以内"))), broken)
    assert len(found.questions) == 1
    (skipped,) = found.skipped
    assert skipped.startswith("問答.json: ")
    assert where in skipped


def test_a_set_without_a_usable_question_is_refused_with_the_count(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="飛ばした行 1 件"):
        read(tmp_path, article(paragraph({"question": "何か"})))


@pytest.mark.parametrize("content", ['{"data": [{"title": "途中', "[]", '{"rows": []}', '{"data": 3}', ""])
def test_a_truncated_or_other_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AssistantError, match=r"SQuAD 形式として読めません: .*a\.json"):
        read_squad(path, Random(1))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"ない\.json"):
        read_squad(tmp_path / "ない.json", Random(1))
