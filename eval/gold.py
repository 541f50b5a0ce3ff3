"""Questions with the exact words that must be found, and whether those words stand where the questions say.

A row of `questions/retrieval.jsonl`: `id`, `split` (dev, held), `type`, `question`, sometimes `as_of` (YYYY-MM-DD), and
`gold`: a list of spans, all of which are wanted, each a list of alternatives {"source", "quote"}, any of which will do.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from assistant.errors import AssistantError
from assistant.records import Document

SPLITS: Final = ("dev", "held")
TYPES: Final = ("everyday", "statute", "address", "abbreviation", "as-of", "list", "cross")
_REQUIRED: Final = frozenset(("id", "split", "type", "question", "gold"))
_KNOWN: Final = _REQUIRED | {"as_of", "note"}


class Alternative(NamedTuple):
    """Words that answer: `quote` stands in the file `source` (path relative to the corpus folder)."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its gold spans, each a choice of alternatives; `as_of` is the day that the asker fixes."""

    id: str
    split: str
    type: str
    question: str
    gold: tuple[tuple[Alternative, ...], ...]
    as_of: date | None = None


def read_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """Read a file of questions; raise `AssistantError` naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(f"質問のファイルを読めません: {path}（{error}）") from error
    questions: dict[str, GoldQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            raise AssistantError(
                f"質問のファイルの {number} 行目が誤っています: {path}（{error}）。書式は eval/README.md にあります"
            ) from error
        if question.id in questions:
            raise AssistantError(
                f"質問のファイルの {number} 行目の id {question.id} は、前の行にもあります: {path}。別の id にしてください"
            )
        questions[question.id] = question
    return tuple(questions.values())


def holds(text: str, quote: str) -> bool:
    """Whether `quote` stands in `text` when both are brought to NFKC and lose their blanks and line breaks.

    An empty quote stands nowhere.
    """
    wanted = _squeezed(quote)
    return wanted != "" and wanted in _squeezed(text)


def answers(document: Document, text: str, span: Sequence[Alternative]) -> bool:
    """Whether `text`, words of `document`, holds one of the alternatives of a gold span."""
    files = {document.source, *document.also}
    return any(alternative.source in files and holds(text, alternative.quote) for alternative in span)


def faults(questions: Iterable[GoldQuestion], documents: Iterable[Document]) -> tuple[str, ...]:
    """What of the gold does not stand in the documents as they were read, a line for each alternative; () is sound."""
    by_source = {source: document for document in documents for source in (document.source, *document.also)}
    found = []
    for question in questions:
        for source, quote in (alternative for span in question.gold for alternative in span):
            if source not in by_source:
                found.append(f"{question.id}: 資料 {source} がありません")
            elif not holds(by_source[source].text, quote):
                found.append(f"{question.id}: 資料 {source} に「{quote}」がありません")
    return tuple(found)


def _question(row: dict[str, Any]) -> GoldQuestion:
    if not isinstance(row, dict):
        raise TypeError("オブジェクトではありません")
    if lacking := sorted(_REQUIRED - set(row)):
        raise ValueError(f"{'、'.join(lacking)} がありません")
    if unknown := sorted(set(row) - _KNOWN):
        raise ValueError(f"{'、'.join(unknown)} は知らない項目です")
    for name, known in (("split", SPLITS), ("type", TYPES)):
        if row[name] not in known:
            raise ValueError(f"{name} は {'、'.join(known)} のどれかです: {row[name]}")
    gold = tuple(
        tuple(Alternative(alternative["source"], alternative["quote"]) for alternative in span) for span in row["gold"]
    )
    if not gold or not all(gold) or not all(_squeezed(quote) for span in gold for _, quote in span):
        raise ValueError("gold に空の所があります")
    as_of = row.get("as_of")
    return GoldQuestion(
        str(row["id"]),
        row["split"],
        row["type"],
        str(row["question"]),
        gold,
        None if as_of is None else date.fromisoformat(as_of),
    )


@lru_cache(maxsize=8192)
def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
