"""Files of questions: read, written, and told what is wrong with them line by line.

One JSON object a line; README.md describes the fields. Only `id` and `question` are always wanted.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from assistant.errors import AssistantError
from assistant_eval.patterns import pattern_fault
from assistant_eval.records import REFUSALS, SPLITS, Alternative, Question
from assistant_eval.whole_file import write_whole

_KNOWN: Final = frozenset(
    ("id", "split", "type", "question", "as_of", "gold", "nuggets", "forbidden", "refuse", "reviewed", "note")
)
_ANY_TYPE: Final = "other"
_LONGEST: Final = 2_000


def read_questions(path: Path) -> tuple[Question, ...]:
    """Read a file of questions; raise `AssistantError` naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # splitlines would cut at U+2028 inside a string
    except OSError as error:
        raise AssistantError(f"質問のファイルを開けません: {path}（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise AssistantError(f"質問のファイルが UTF-8 ではありません: {path}（{error}）") from error
    questions: dict[str, Question] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = parse_question(_parsed(line))
        except (ValueError, TypeError) as error:
            raise AssistantError(
                f"質問のファイルの {number} 行目が誤っています: {path}（{error}）。書式は eval/README.md にあります"
            ) from error
        if question.id in questions:
            raise AssistantError(
                f"質問のファイルの {number} 行目の id {question.id} は、前の行にもあります: {path}。別の id にしてください"
            )
        questions[question.id] = question
    return tuple(questions.values())


def write_questions(path: Path, questions: Iterable[Question]) -> None:
    """Write a file of questions beside `path` and move it into place, so that a kill leaves the old one whole."""
    text = "".join(json.dumps(question_row(question), ensure_ascii=False) + "\n" for question in questions)
    write_whole(path, text)


def question_row(question: Question) -> dict[str, Any]:
    """A question as it is written: what it does not say is left out."""
    row: dict[str, Any] = {"id": question.id, "split": question.split}
    if question.answerable:
        row["type"] = question.type
    row["question"] = question.question
    if question.as_of is not None:
        row["as_of"] = question.as_of.isoformat()
    if question.gold:
        row["gold"] = [[own._asdict() for own in span] for span in question.gold]
    if question.nuggets:
        row["nuggets"] = [list(group) for group in question.nuggets]
    if question.forbidden:
        row["forbidden"] = list(question.forbidden)
    if question.refuse is not None:
        row["refuse"] = question.refuse
    if not question.reviewed:
        row["reviewed"] = False
    if question.note:
        row["note"] = question.note
    return row


def parse_question(row: object) -> Question:
    """A question from its JSON object, where null stands for nothing said.

    Raises ValueError or TypeError whose text says, for people, what is wrong.
    """
    if not isinstance(row, dict):
        raise TypeError("オブジェクトではありません")
    row = {name: value for name, value in row.items() if value is not None}
    if unknown := sorted(set(row) - _KNOWN):
        raise ValueError(f"{'、'.join(unknown)} は知らない項目です")
    refuse = row.get("refuse")
    if refuse is not None and refuse not in REFUSALS:
        raise ValueError(f"refuse は {'、'.join(REFUSALS)} のどれかです: {refuse}")
    split = row.get("split", "test")
    if split not in SPLITS:
        raise ValueError(f"split は {'、'.join(SPLITS)} のどれかです: {split}")
    gold = _gold(row.get("gold", []))
    if refuse is None and not gold:
        raise ValueError("gold（根拠の語句）も refuse（答えられない理由）もありません。どちらかを書いてください")
    reviewed = row.get("reviewed", True)
    if not isinstance(reviewed, bool):
        raise TypeError(f"reviewed は true か false です: {reviewed}")
    return Question(
        id=_text(row, "id"),
        split=split,
        type=refuse if refuse is not None else _text(row, "type") if "type" in row else _ANY_TYPE,
        question=_text(row, "question"),
        gold=gold,
        nuggets=_nuggets(row.get("nuggets", [])),
        forbidden=_patterns("forbidden", row.get("forbidden", [])),
        refuse=refuse,
        as_of=_day(row["as_of"]) if "as_of" in row else None,
        reviewed=reviewed,
        note=str(row.get("note", "")),
    )


def _parsed(line: str) -> object:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("文字にならない符号（対のないサロゲート）があります") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"JSON として読めません: {error}") from error
    return row


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"as_of は、実在する日を 2026-04-01 の形で書きます: {value}") from error


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} がありません")
    if len(value) > _LONGEST:
        raise ValueError(f"{name} が長すぎます（{len(value):,} 文字、上限 {_LONGEST:,} 文字）")
    return value.strip()


def _gold(spans: object) -> tuple[tuple[Alternative, ...], ...]:
    if not isinstance(spans, list) or not all(isinstance(span, list) for span in spans):
        raise TypeError("gold は、語句の候補の並びの並びです")
    for own in (own for span in spans for own in span):
        if not isinstance(own, dict) or set(own) != set(Alternative._fields):
            raise ValueError(f"gold の候補には、source と quote だけを書きます: {json.dumps(own, ensure_ascii=False)}")
        if not all(isinstance(part, str) and part.strip() for part in own.values()):
            raise ValueError("gold に空の所があります")
    if not all(spans):
        raise ValueError("gold に空の所があります")
    return tuple(tuple(Alternative(**own) for own in span) for span in spans)


def _nuggets(groups: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(groups, list) or not all(isinstance(group, list) and group for group in groups):
        raise TypeError("nuggets は、空でないパターンの並びの並びです")
    return tuple(_patterns("nuggets", group) for group in groups)


def _patterns(name: str, patterns: object) -> tuple[str, ...]:
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise TypeError(f"{name} はパターン（文字列）の並びです")
    for pattern in patterns:
        if fault := pattern_fault(pattern):
            raise ValueError(f"{name} のパターンが使えません: {fault}")
    return tuple(patterns)
