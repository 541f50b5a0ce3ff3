"""What the users of a company corrected, as lessons: passages that (do not) answer, claims that (do not) follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import AssistantError
from assistant.judge.support import CONTRADICTED, NOT_SUPPORTED, SUPPORTED
from assistant.judge.training.json_lines import json_lines
from assistant.judge.training.relevance import Lesson as RelevanceLesson
from assistant.judge.training.squad import Text
from assistant.judge.training.support import Judged
from assistant.judge.training.support import Lesson as SupportLesson
from assistant.records import Span

CORRECTION_WEIGHT: Final = 5  # times each is learnt: a few dozen among tens of thousands of others
_LABELS: Final = {"supported": SUPPORTED, "not-supported": NOT_SUPPORTED, "contradicted": CONTRADICTED}
_NO_DOCUMENT: Final = -1


@dataclass(frozen=True, slots=True)
class Corrections:
    """Lessons for either judge, and what was skipped and why, a line each."""

    relevance: tuple[RelevanceLesson, ...] = ()
    support: tuple[SupportLesson, ...] = ()
    skipped: tuple[str, ...] = ()


def read_corrections(path: Path) -> Corrections:
    """Read a file with one JSON object a line, of either form:

    {"question", "heading"?, "text", "answers": bool, "answer"?: words of the text} and
    {"evidence", "heading"?, "claim", "label": "supported" | "not-supported" | "contradicted"}.

    Rows about the same question become one lesson. Raise `AssistantError` for a file that cannot be read or holds
    nothing usable.
    """
    skipped: list[str] = []
    asked: dict[str, list[tuple[Text, Span | None, bool]]] = {}
    support: list[SupportLesson] = []
    for number, row in json_lines(path, skipped):
        try:
            if "question" in row:
                question, passage = _words(row, "question"), _passage(row)
                asked.setdefault(question, []).append(passage)
            else:
                support.append(_claim(row))
        except ValueError as error:
            skipped.append(f"{path.name}: {number} 行目を飛ばしました（{error}）")
    relevance = [lesson for question, rows in asked.items() for lesson in _lessons(question, rows)]
    if not relevance and not support:
        raise AssistantError(
            f"訂正のファイルに使える行が一つもありません: {path}（飛ばした行 {len(skipped)} 件）。"
            '各行は {"question", "text", "answers"} か {"evidence", "claim", "label"} の形で書いてください'
        )
    return Corrections(tuple(relevance), tuple(support), tuple(skipped))


def _passage(row: Mapping[str, Any]) -> tuple[Text, Span | None, bool]:
    text = _words(row, "text")
    answers = row.get("answers")
    if not isinstance(answers, bool):
        raise ValueError("answers が true・false ではありません")
    answer = row.get("answer")
    if answer is None or not answers:
        return Text(_NO_DOCUMENT, _heading(row), text), None, answers
    if not isinstance(answer, str) or not answer.strip() or answer not in text:
        raise ValueError("answer が text の中にありません")
    start = text.index(answer)
    return Text(_NO_DOCUMENT, _heading(row), text), Span(start, start + len(answer)), answers


def _claim(row: Mapping[str, Any]) -> SupportLesson:
    label = row.get("label")
    if not isinstance(label, str) or label not in _LABELS:
        raise ValueError(f"label が {'・'.join(_LABELS)} のどれでもありません")
    return SupportLesson(_heading(row), _words(row, "evidence"), (Judged(_words(row, "claim"), _LABELS[label], None),))


def _lessons(question: str, rows: list[tuple[Text, Span | None, bool]]) -> list[RelevanceLesson]:
    """A lesson for each passage that answers, beside all that do not; where none answers, a lesson without one."""
    wrong = tuple(dict.fromkeys(text for text, _, answers in rows if not answers))
    right = [RelevanceLesson(question, text, answer, wrong, wrong) for text, answer, answers in rows if answers]
    return right or [RelevanceLesson(question, None, None, wrong, wrong)]


def _words(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} が空か、文字列ではありません")
    return value.strip()


def _heading(row: Mapping[str, Any]) -> str:
    value = row.get("heading")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("heading が文字列ではありません")
    return value.strip()
