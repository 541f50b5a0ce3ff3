"""What a judge has replied already: a file a model, a row a prompt, written as soon as the reply is there."""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from assistant.errors import AssistantError
from assistant.models.protocols import Message


def reply_key(fingerprint: str, messages: Sequence[Message]) -> str:
    """SHA-256 of all that a greedy reply depends on: the model and the prompt."""
    asked = [fingerprint, *([message.role, message.content] for message in messages)]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()


class ReplyCache:
    """The replies kept in one file, held open by one run at a time; a row cut short by a kill is dropped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(f"{path}.lock", timeout=0)
        self._known: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise AssistantError(
                f"同じ判定モデルでの評価が、ほかで実行中です: {self.path}。終わるのを待って、もう一度実行してください"
            ) from None
        self._read()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lock.release()

    def get(self, key: str) -> str | None:
        """The reply given before; None where there is none."""
        return self._known.get(key)

    def put(self, key: str, reply: str) -> None:
        """Keep a reply, on the disk before this returns."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "reply": reply}, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._known[key] = reply

    def _read(self) -> None:
        """Read the rows up to the first that is not whole, and cut off the file there."""
        self._known.clear()
        lines = self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []
        sound = 0
        for line in lines:
            row = _row(line)
            if row is None:
                break
            self._known[row[0]] = row[1]
            sound += len(line)
        if sound < sum(map(len, lines)):
            os.truncate(self.path, sound)


def _row(line: bytes) -> tuple[str, str] | None:
    """Key and reply of a whole row; None for anything else."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    if not line.endswith(b"\n") or not isinstance(row, dict):
        return None
    key, reply = row.get("key"), row.get("reply")
    return (key, reply) if isinstance(key, str) and isinstance(reply, str) else None
