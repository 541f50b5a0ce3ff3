"""Follow-ups: dialogues with what a question made whole must and must not hold, and how many were made whole rightly."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer.conversation.conversation import Conversation, Rewritten, self_contained
from assistant.errors import AssistantError
from assistant.retrieve.works import Works
from assistant_eval.patterns import squeezed
from assistant_eval.records import Alternative, Question


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Questions asked in turn, `question` last; `alone`: it needs nothing and must stay as it is.

    `required`: groups of words, one of each must stand in the question made whole, `forbidden`: none may (blanks do not
    count). `new_topic` is None where it is not asked. `gold` as in `Question`. Odd numbers are for development.
    """

    id: str
    kind: str
    before: tuple[str, ...]
    question: str
    alone: bool = False
    required: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    new_topic: bool | None = None
    gold: tuple[tuple[Alternative, ...], ...] = ()

    @property
    def split(self) -> str:
        """Development for an odd number in the id, else test."""
        return "dev" if int(self.id.rpartition("-")[2]) % 2 else "test"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A dialogue and what became of its last question; `fault` says what is wrong with it, empty when it is right."""

    dialogue: Dialogue
    rewritten: Rewritten
    fault: str


def read_dialogues(path: Path) -> tuple[Dialogue, ...]:
    """Read dialogues, a JSON object a line; raise `AssistantError` naming the line that is wrong."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(_dialogue(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            raise AssistantError(f"対話のファイルの {number} 行目が誤っています: {path}（{error}）") from error
    return tuple(found)


def run(dialogues: Iterable[Dialogue], works: Works) -> tuple[Outcome, ...]:
    """Ask the questions of each dialogue in turn, as the program does, and judge the last."""
    return tuple(_outcome(dialogue, works) for dialogue in dialogues)


def left_alone(questions: Sequence[str], before: Sequence[str], works: Works) -> tuple[tuple[str, Rewritten], ...]:
    """The whole questions, each asked after its fellow of `before`, that were changed though they need nothing."""
    asked = (
        (question, self_contained(question, (former,), works))
        for question, former in zip(questions, before, strict=True)
    )
    return tuple((question, rewritten) for question, rewritten in asked if rewritten.changed)


def as_question(outcome: Outcome, text: str) -> Question:
    """The dialogue's last question as `text`, for a search."""
    return Question(outcome.dialogue.id, outcome.dialogue.split, outcome.dialogue.kind, text, outcome.dialogue.gold)


def _outcome(dialogue: Dialogue, works: Works) -> Outcome:
    conversation = Conversation()
    for question in dialogue.before:
        conversation = conversation.after(self_contained(question, conversation.questions, works))
    rewritten = self_contained(dialogue.question, conversation.questions, works)
    return Outcome(dialogue, rewritten, _fault(dialogue, rewritten))


def _fault(dialogue: Dialogue, rewritten: Rewritten) -> str:
    if dialogue.alone and (rewritten.changed or rewritten.text != dialogue.question):
        return "書き換えなくてよい質問を書き換えた"
    text = squeezed(rewritten.text)
    missing = ["・".join(group) for group in dialogue.required if not any(squeezed(word) in text for word in group)]
    surplus = [word for word in dialogue.forbidden if squeezed(word) in text]
    if missing or surplus:
        return "、".join((*(f"「{word}」がない" for word in missing), *(f"「{word}」が残った" for word in surplus)))
    if dialogue.new_topic is not None and dialogue.new_topic != rewritten.new_topic:
        return "新しい話題かどうかが違う"
    return ""


def _dialogue(row: dict[str, object]) -> Dialogue:
    if not isinstance(row, dict):
        raise ValueError("JSON のオブジェクトではありません")
    known = set(Dialogue.__dataclass_fields__)
    if unknown := set(row) - known:
        raise ValueError(f"知らない項目: {'、'.join(sorted(unknown))}")
    fields = {name: _frozen(value) for name, value in row.items() if name != "gold"}
    gold = tuple(
        tuple(Alternative(one["source"], one["quote"]) for one in span)
        for span in row.get("gold", ())  # type: ignore[attr-defined]
    )
    dialogue = Dialogue(**fields, gold=gold)  # type: ignore[arg-type]
    int(dialogue.id.rpartition("-")[2])
    return dialogue


def _frozen(value: object) -> object:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
