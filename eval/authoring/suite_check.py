"""Whether a suite fits its documents: what it holds, counted, and every fault."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.ingest.corpus import CorpusFile, corpus_files, read_corpus
from assistant.models.progress import Progress, silent
from assistant.records import Document
from assistant_eval.gold import faults
from assistant_eval.judge.judgements import Judgement, judgement_faults, read_judgements
from assistant_eval.mutation.paraphrases import Case, read_paraphrases
from assistant_eval.records import Question
from assistant_eval.suite import Suite


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there are, by split, by type (those with an answer), by kind of refusal; and unreviewed ones."""

    total: int
    splits: tuple[tuple[str, int], ...]
    types: tuple[tuple[str, int], ...]
    refusals: tuple[tuple[str, int], ...]
    unreviewed: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents that a suite's gold words are said to stand in, and what of their files could not be read."""

    documents: tuple[Document, ...]
    unread: tuple[str, ...] = ()


def count(questions: Sequence[Question]) -> Counts:
    """Count the questions of a suite; the names come in the order in which they first occur."""
    return Counts(
        len(questions),
        tuple(Counter(own.split for own in questions).items()),
        tuple(Counter(own.type for own in questions if own.answerable).items()),
        tuple(Counter(own.refuse for own in questions if own.refuse is not None).items()),
        sum(not own.reviewed for own in questions),
    )


def read_suite_documents(suite: Suite, progress: Progress = silent) -> Reading:
    """Read those files of the suite's own corpus that its questions name."""
    beside = {own.source for own in _paraphrases(suite)} | {own.source for own in _judgements(suite)}
    wanted = sources_of(suite.questions) | beside
    files = tuple(file for file in corpus_files(suite.corpus or ()) if file.source in wanted)
    return _read(files, progress)


def sources_of(questions: Iterable[Question]) -> frozenset[str]:
    """The files in which gold words are said to stand."""
    return frozenset(own.source for question in questions for span in question.gold for own in span)


def suite_faults(suite: Suite, reading: Reading) -> tuple[str, ...]:
    """What is wrong with a suite, a line for each; () is sound."""
    lost = [f"ファイルがありません: {path}" for path in (*suite.paraphrases, *suite.judgements) if not path.is_file()]
    by_source = {source: own for own in reading.documents for source in (own.source, *own.also)}
    beside = judgement_faults((*_paraphrases(suite), *_judgements(suite)), by_source)
    empty = [] if suite.questions else ["質問が一つもありません"]
    return (*empty, *lost, *reading.unread, *faults(suite.questions, reading.documents), *beside)


def _paraphrases(suite: Suite) -> tuple[Case, ...]:
    return tuple(case for path in suite.paraphrases if path.is_file() for case in read_paraphrases(path))


def _judgements(suite: Suite) -> tuple[Judgement, ...]:
    return read_judgements(*(path for path in suite.judgements if path.is_file()))


def _read(files: tuple[CorpusFile, ...], progress: Progress) -> Reading:
    found = read_corpus(files, progress=progress)
    unread = tuple(
        f"資料 {read.source} を読めません: {read.reason}"
        for read in found.files
        if read.document_id is None and read.reason
    )
    return Reading(found.documents, unread)
