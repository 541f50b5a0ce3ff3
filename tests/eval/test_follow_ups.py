import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.retrieve.works import Works, works_of
from assistant_eval.follow_ups import Dialogue, left_alone, read_dialogues, run
from assistant_eval.gold import holds

ROOT = Path(__file__).parents[2]
FILE = ROOT / "eval" / "questions" / "follow-ups.jsonl"
ROW = {"id": "fu-001", "kind": "role", "before": ["AI開発者は何をしますか"], "question": "提供者は？"}


@pytest.fixture(scope="module")
def works() -> Works:
    return works_of(())


def dialogue(**changes: Any) -> Dialogue:
    fields: dict[str, Any] = {**ROW, "before": tuple(ROW["before"]), **changes}
    return Dialogue(**fields)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"required": (("AI提供者",),), "forbidden": ("開発者",)}, ""),
        ({"required": (("AI 提供者",),)}, ""),  # blanks do not count
        ({"required": (("利用者", "提供者"),)}, ""),
        ({"required": (("利用者",),)}, "「利用者」がない"),
        ({"forbidden": ("提供者",)}, "「提供者」が残った"),
        ({"alone": True}, "書き換えなくてよい質問を書き換えた"),
        ({"new_topic": True}, "新しい話題かどうかが違う"),
        ({"question": "罰則とは別に、C2PAの仕組みを教えてください", "alone": True, "new_topic": True}, ""),
    ],
)
def test_an_outcome_tells_what_is_wrong(changes: dict[str, Any], fault: str, works: Works) -> None:
    (outcome,) = run([dialogue(**changes)], works)
    assert outcome.fault == fault


def test_the_questions_of_a_dialogue_are_asked_in_turn(works: Works) -> None:
    (outcome,) = run([dialogue(before=("AI開発者は何をしますか", "提供者は？"), question="もっと詳しく")], works)
    assert outcome.rewritten.text == "AI提供者は何をしますか。詳しく教えてください。"


def test_whole_questions_that_were_changed_are_told(works: Works) -> None:
    questions = ["C2PAとは何ですか", "提供者は？"]
    assert [question for question, _ in left_alone(questions, ["AI開発者は何をしますか"] * 2, works)] == ["提供者は？"]


@pytest.mark.parametrize(
    "line",
    ["{", json.dumps({**ROW, "wanted": []}), json.dumps({"id": "fu-001"}), json.dumps({**ROW, "id": "first"}), "[]"],
)
def test_a_wrong_line_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(f"{json.dumps(ROW)}\n{line}\n", encoding="utf-8")
    with pytest.raises(AssistantError, match="2 行目"):
        read_dialogues(tmp_path / "rows.jsonl")


def test_the_gold_words_of_the_set_stand_in_the_starter_corpus() -> None:
    dialogues = read_dialogues(FILE)
    texts = {
        path.relative_to(ROOT / "corpus").as_posix(): path.read_text("utf-8")
        for path in (ROOT / "corpus").rglob("*.md")
    }
    lost = [
        (own.id, one.quote)
        for own in dialogues
        for span in own.gold
        for one in span
        if not holds(texts[one.source], one.quote)
    ]
    assert lost == []
    assert len({own.id for own in dialogues}) == len(dialogues) >= 80
    assert {own.split for own in dialogues} == {"dev", "test"}
    assert all(own.alone or own.required for own in dialogues)
