"""What an importer makes of a file, and how it is put on disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from assistant.errors import AssistantError
from assistant_eval.question_set import parse_question, write_questions
from assistant_eval.records import Question


class Skipped(NamedTuple):
    """A row that could not be taken: where it stands (「5 行目」) and why, both for people."""

    place: str
    reason: str


class Row(NamedTuple):
    """A question in the fields of our own format, and where it stands in the file."""

    place: str
    fields: dict[str, Any]


class CorpusText(NamedTuple):
    """A document that an import brings along: its file name and what is written into it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The sound questions of a file, the rows left out, the documents it holds, and the columns nobody reads."""

    questions: tuple[Question, ...]
    skipped: tuple[Skipped, ...] = ()
    texts: tuple[CorpusText, ...] = ()
    unread: tuple[str, ...] = ()


def gather(rows: Iterable[Row | Skipped]) -> tuple[tuple[Question, ...], tuple[Skipped, ...]]:
    """The sound questions among the rows, each id once, and those left out with the reason, both in order."""
    questions: dict[str, Question] = {}
    skipped: list[Skipped] = []
    for row in rows:
        if isinstance(row, Skipped):
            skipped.append(row)
            continue
        try:
            question = parse_question(row.fields)
        except (ValueError, TypeError) as error:
            skipped.append(Skipped(row.place, str(error)))
            continue
        if question.id in questions:
            skipped.append(Skipped(row.place, f"id {question.id} が前にもあります"))
        else:
            questions[question.id] = question
    return tuple(questions.values()), tuple(skipped)


def check_free(out: Path, corpus: Path | None) -> None:
    """Raise `AssistantError` naming the first file, or folder that holds something, which saving would overwrite."""
    for path in (out, *([] if corpus is None else [suite_file(out)])):
        if path.exists():
            raise AssistantError(
                f"既にあります: {path}。--out に別の名前を指定するか、上書きする場合は --force を付けてください"
            )
    if corpus is not None and corpus.exists() and (not corpus.is_dir() or any(corpus.iterdir())):
        raise AssistantError(
            f"空でないフォルダです: {corpus}。--corpus に別の名前を指定するか、上書きする場合は --force を付けてください"
        )


def save(imported: Imported, out: Path, corpus: Path | None) -> None:
    """Write the questions, and where there are documents these into `corpus` and a suite's file beside the questions.

    Raises `AssistantError`, before anything is written, where no row is sound.
    """
    if not imported.questions:
        raise AssistantError("取り込める質問が一つもないため、何も書き込みませんでした")
    out.parent.mkdir(parents=True, exist_ok=True)
    if corpus is not None:
        corpus.mkdir(parents=True, exist_ok=True)
        for name, text in imported.texts:
            (corpus / name).write_text(text, encoding="utf-8")
    write_questions(out, imported.questions)
    if corpus is not None:
        _write_suite(out, corpus)


def suite_file(out: Path) -> Path:
    """The file of the suite that goes with a file of questions."""
    return out.with_suffix(".toml")


def _write_suite(out: Path, corpus: Path) -> None:
    import tomlkit

    home, folder = out.parent.resolve(), corpus.resolve()
    inside = folder.is_relative_to(home)
    suite = {
        "title": out.stem,
        "questions": [out.name],
        "corpus": [f"./{folder.relative_to(home).as_posix()}" if inside else str(folder)],
    }
    suite_file(out).write_text(tomlkit.dumps(suite), encoding="utf-8")
