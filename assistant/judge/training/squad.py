"""A question-answering set in SQuAD's form as passages of various lengths and the questions that they answer."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from assistant.errors import AssistantError
from assistant.japanese.sentences import sentences
from assistant.records import Span

LENGTHS: Final = (60, 110, 160, 240)  # characters after which a passage ends with its sentence; drawn for each one


class Text(NamedTuple):
    """A passage to train on: the number of its document, what it stands under, its words."""

    document: int
    heading: str
    text: str


class Asked(NamedTuple):
    """A question, the number of the passage that answers it, and the answer's characters in there."""

    question: str
    passage: int
    answer: Span


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Passages, questions about them, and what was skipped and why, a line each."""

    passages: tuple[Text, ...]
    questions: tuple[Asked, ...]
    skipped: tuple[str, ...]


def read_squad(path: Path, random: Random) -> QuestionSet:
    """Read a SQuAD file; broken articles, paragraphs and questions are named and skipped.

    Raise `AssistantError` for a file that is no JSON of this form, or that holds no question at all.
    """
    try:
        articles = json.loads(path.read_text(encoding="utf-8-sig"))["data"]
        rows = list(enumerate(articles, start=1))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AssistantError(
            f"学習データを SQuAD 形式として読めません: {path}（{error!r}）。ファイルを確かめてください"
        ) from error
    reading = _Reading(path.name, random)
    for number, article in rows:
        reading.article(number, article)
    if not reading.questions:
        raise AssistantError(
            f"学習データに使える質問が一つもありません: {path}（飛ばした行 {len(reading.skipped)} 件）"
        )
    return QuestionSet(tuple(reading.passages), tuple(reading.questions), tuple(reading.skipped))


class _Reading:
    """What has been read of a file so far."""

    def __init__(self, name: str, random: Random) -> None:
        self.passages: list[Text] = []
        self.questions: list[Asked] = []
        self.skipped: list[str] = []
        self._name = name
        self._random = random

    def article(self, number: int, article: dict[str, Any]) -> None:
        try:
            title, paragraphs = str(article["title"]), list(article["paragraphs"])
        except (KeyError, TypeError) as error:
            self._skip(f"{number} 番目の記事", error)
            return
        for place, paragraph in enumerate(paragraphs, start=1):
            where = f"{number} 番目の記事の {place} 番目の段落"
            try:
                text, asked = str(paragraph["context"]), list(paragraph["qas"])
            except (KeyError, TypeError) as error:
                self._skip(where, error)
                continue
            first = len(self.passages)
            cuts = cut(text, self._random)
            self.passages.extend(Text(number, title, text[cut.start : cut.end]) for cut in cuts)
            for one in asked:
                self._question(where, one, text, cuts, first)

    def _question(self, where: str, asked: dict[str, Any], text: str, cuts: list[Span], first: int) -> None:
        try:
            question, answers = str(asked["question"]).strip(), asked["answers"]
            if asked.get("is_impossible", False):
                return
            start, answer = int(answers[0]["answer_start"]), str(answers[0]["text"])
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            self._skip(f"{where}の質問", error)
            return
        end = start + len(answer)
        if not question or not answer or text[start:end] != answer:
            self._skip(f"{where}の質問", ValueError("質問が空か、答えが段落のその位置にありません"))
            return
        for number, cut in enumerate(cuts):
            if cut.start <= start and end <= cut.end:
                self.questions.append(Asked(question, first + number, Span(start - cut.start, end - cut.start)))

    def _skip(self, where: str, error: Exception) -> None:
        self.skipped.append(f"{self._name}: {where}を飛ばしました（{error!r}）")


def cut(text: str, random: Random) -> list[Span]:
    """The text in passages of whole sentences, each of a length drawn from LENGTHS or a little more."""
    found: list[Span] = []
    start: int | None = None
    length = random.choice(LENGTHS)
    last = 0
    for sentence in sentences(text):
        start = sentence.start if start is None else start
        last = sentence.end
        if last - start >= length:
            found.append(Span(start, last))
            start, length = None, random.choice(LENGTHS)
    if start is not None:
        found.append(Span(start, last))
    return found
