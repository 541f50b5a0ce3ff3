"""All that a training reads, out of files: questions, documents, sentence pairs, corrections, and what must not be learnt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from assistant.errors import AssistantError
from assistant.ingest.corpus import corpus_files, read_corpus
from assistant.judge.training.corrections import Corrections, read_corrections
from assistant.judge.training.inference import read_inference
from assistant.judge.training.json_lines import json_lines
from assistant.judge.training.squad import Asked, QuestionSet, Text, read_squad
from assistant.judge.training.statements import texts_of
from assistant.judge.training.support import Lesson as SupportLesson
from assistant.records import Authority, Document

HELD_EVERY: Final = 20  # of documents, passages and sentences, one in so many is kept for calibration and measurement
HELD_AT: Final = 7
_EXCLUDING: Final = ("quote", "claim")  # the fields of an excluded row whose words must not be trained on

Report = Callable[[str, int, int, str], None]


@dataclass(frozen=True, slots=True)
class DataFiles:
    """Where the data lie; `exclude` are JSONL files of an evaluation, whose words are kept out of the training."""

    squad: tuple[Path, ...] = ()
    inference: tuple[Path, ...] = ()
    corpus: tuple[Path, ...] = ()
    corrections: Path | None = None
    exclude: tuple[Path, ...] = ()


class Source(NamedTuple):
    """A document that was read: its title, and its terms where they are known ("")."""

    title: str
    rights: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read; `skipped` says what was left out and why, a line each."""

    squad: QuestionSet
    corpus: tuple[Text, ...]
    documents: tuple[Source, ...]
    inference: tuple[SupportLesson, ...]
    corrections: Corrections
    excluded: tuple[str, ...]
    skipped: tuple[str, ...]


def held_out(number: int) -> bool:
    """Whether the document, passage or sentence of this number is kept from the training."""
    return number % HELD_EVERY == HELD_AT


def read_sources(files: DataFiles, seed: int, report: Report) -> Sources:
    """Read all data; raise `AssistantError` for files that are missing or hold nothing usable."""
    skipped: list[str] = []
    squad = joined(read_squad(path, Random(f"{seed}:{path.name}")) for path in files.squad)
    skipped += squad.skipped
    inference: list[SupportLesson] = []
    for path in files.inference:
        lessons, left_out = read_inference(path)
        inference += lessons
        skipped += left_out
    texts, documents = _read_documents(files.corpus, skipped, report)
    corrections = Corrections() if files.corrections is None else read_corrections(files.corrections)
    skipped += corrections.skipped
    excluded = [words for path in files.exclude for words in _excluded(path, skipped)]
    return Sources(squad, texts, documents, tuple(inference), corrections, tuple(excluded), tuple(skipped))


def joined(sets: Iterable[QuestionSet]) -> QuestionSet:
    """Several sets as one, their documents and passages numbered on; which documents are held out stays as it was."""
    passages: list[Text] = []
    questions: list[Asked] = []
    skipped: list[str] = []
    documents = 0
    for own in sets:
        questions += [asked._replace(passage=asked.passage + len(passages)) for asked in own.questions]
        passages += [text._replace(document=text.document + documents) for text in own.passages]
        skipped += own.skipped
        highest = max((text.document for text in own.passages), default=0)
        documents += (highest // HELD_EVERY + 1) * HELD_EVERY
    return QuestionSet(tuple(passages), tuple(questions), tuple(skipped))


def _read_documents(
    folders: Sequence[Path], skipped: list[str], report: Report
) -> tuple[tuple[Text, ...], tuple[Source, ...]]:
    if not folders:
        return (), ()
    reading = read_corpus(
        corpus_files(tuple(folders)), progress=lambda step, done, total: report(step, done, total, "")
    )
    skipped += [f"{file.source} を飛ばしました（{file.reason}）" for file in reading.files if file.reason]
    if not reading.documents:
        raise AssistantError(
            f"学習に使える文書がありません: {'、'.join(map(str, folders))}（--corpus の指定を確かめてください）"
        )
    documents = tuple(Source(own.title, _rights(own)) for own in reading.documents)
    return tuple(texts_of(reading.documents)), documents


def _rights(document: Document) -> str:
    if document.metadata.rights is None and document.metadata.authority in (Authority.STATUTE, Authority.ORDER):
        return "法令: 著作権法第13条により、権利の目的とならない"
    return document.metadata.rights or ""


def _excluded(path: Path, skipped: list[str]) -> list[str]:
    """The words of an evaluation's rows; raise `AssistantError` where there are none, for then nothing would be kept out."""
    rows = [row for _, row in json_lines(path, skipped)]
    words = [value for row in rows for key in _EXCLUDING if isinstance(value := row.get(key), str) and value.strip()]
    if not words:
        raise AssistantError(
            f"--exclude のファイルに quote も claim もありません: {path}（評価の JSONL を指定してください）"
        )
    return words
