"""Answers already given: one file a context (system, models, index, prompt, settings, program), a row a question.

A row is written as soon as the answer is there, so a run that was killed goes on where it stopped. A context's file is
named after its fingerprint: another model, index, setting or program opens another file, and what a question asks is
part of its own key.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from assistant.errors import AssistantError
from assistant_eval.records import Question, Response
from assistant_eval.whole_file import write_whole

_RESPONSE: Final = TypeAdapter(Response)


def fingerprint(value: Mapping[str, Any]) -> str:
    """SHA-256 of a JSON object, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def question_key(question: Question) -> str:
    """SHA-256 of all of a question that a system is told."""
    as_of = None if question.as_of is None else question.as_of.isoformat()
    return fingerprint({"id": question.id, "question": question.question, "as_of": as_of})


class AnswerCache:
    """The rows of one context, held open by one run at a time; a row cut short by a kill is dropped."""

    def __init__(self, folder: Path, context: Mapping[str, Any]) -> None:
        self.path = folder / f"{fingerprint(context)}.jsonl"
        self._context = context
        self._lock = FileLock(f"{self.path}.lock", timeout=0)
        self._known: dict[str, Response] = {}

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise AssistantError(
                f"同じモデル・索引・設定での評価が、ほかで実行中です: {self.path}。終わるのを待つか、--cache で別の場所を指定してください"
            ) from None
        if not self._read():
            self._write_anew()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lock.release()

    def get(self, question: Question) -> Response | None:
        """The answer given before; None where there is none."""
        return self._known.get(question_key(question))

    def put(self, question: Question, response: Response) -> None:
        """Keep an answer, on the disk before this returns."""
        key = question_key(question)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_row(key, response))
            file.flush()
            os.fsync(file.fileno())
        self._known[key] = response

    def forget(self, questions: Iterable[Question]) -> None:
        """Drop the answers to these questions; other sets over the same index keep theirs."""
        for question in questions:
            self._known.pop(question_key(question), None)
        self._write_anew()

    def _write_anew(self) -> None:
        """Write what is known beside the file and move it into place, so that a kill leaves the old rows."""
        head = json.dumps({"context": self._context}, ensure_ascii=False) + "\n"
        write_whole(self.path, head + "".join(_row(*known) for known in self._known.items()))

    def _read(self) -> bool:
        """Read the rows and pass over what is not one; False where there was such a line, or no file."""
        try:
            head, *lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return False
        sound = bool(lines) and lines.pop() == b"" and _is_object(head)  # each line ends with its line break
        for line in lines:
            try:
                row = json.loads(line)
                self._known[row["key"]] = _RESPONSE.validate_python(row["response"])
            except (ValueError, KeyError, TypeError):
                sound = False
        return sound


def _row(key: str, response: Response) -> str:
    return json.dumps({"key": key, "response": _RESPONSE.dump_python(response, mode="json")}, ensure_ascii=False) + "\n"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
