"""Readers of binary formats in a worker process with limits: what a hostile file does to it ends as a skipped file.

One JSON object a line. In: {"reader": "module:function", "path": …, "seconds": …}; end of input ends the worker.
Out: {"ready": true} once, then for each request the extracted text with "text", or one of {"unreadable": reason},
{"hand_over": kind}, {"memory": true}, {"failed": error}; after the last two the worker ends.
"""

import contextlib
import functools
import importlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, Self

from assistant.ingest.extracted import Extracted, UnreadableFile

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_START_SECONDS: Final = 60.0  # an interpreter on a busy machine; never the file's fault
_WATCH_SECONDS: Final = 0.05
_SPARE_ADDRESSES: Final = 1 << 30  # address space that libraries reserve and never touch
_ADVICE: Final = "壊れているか、読み取りを妨げる作りのファイルです。作り直すか分割して置き直してください"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    seconds: float = 120.0
    memory_bytes: int = 2 << 30
    output_bytes: int = 128 << 20


class Reader(NamedTuple):
    """A function `Path -> Extracted` as 「module:function」, and its own time limit where the usual one is too short."""

    target: str
    seconds: float | None = None


READERS: Final[Mapping[str, Reader]] = {
    ".docx": Reader("assistant.ingest.docx:read_docx"),
    ".htm": Reader("assistant.ingest.html:read_html"),
    ".html": Reader("assistant.ingest.html:read_html"),
    ".pdf": Reader("assistant.ingest.pdf:read_pages"),
    ".pptx": Reader("assistant.ingest.pptx:read_pptx"),
    ".xlsx": Reader("assistant.ingest.xlsx:read_xlsx"),
    ".xml": Reader("assistant.ingest.egov_xml:read_egov_xml"),
    "scan": Reader("assistant.ingest.pdf:read_scan", seconds=1800.0),
}
SUFFIXES: Final = tuple(kind for kind in READERS if kind.startswith("."))  # of files; the rest is handed over


class HandOver(Exception):
    """Raised by a reader that wants its file read as another kind, named by the text."""


class Sandbox:
    """One worker process that reads files one after the other, started when first needed, replaced when it fails.

    Not for two threads at once. Close it, or use it as a context manager.
    """

    def __init__(self, readers: Mapping[str, Reader] = READERS, limits: Limits | None = None) -> None:
        self._readers = readers
        self._limits = limits or Limits()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; the next `read` starts another."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def read(self, kind: str, path: Path) -> Extracted:
        """Read `path` with the reader for `kind`; raise `UnreadableFile` with what happened, and KeyError for no kind."""
        for _ in range(len(self._readers)):
            reader = self._readers[kind]
            reply = self._ask(reader.target, path, reader.seconds or self._limits.seconds)
            if b'"text"' in reply[:8]:
                return _shape().validate_json(reply)
            told: dict[str, Any] = json.loads(reply)
            if "hand_over" not in told:
                raise UnreadableFile(self._reason(told))
            kind = told["hand_over"]
        raise UnreadableFile(f"読み取り方が決まりませんでした（{_ADVICE}）")

    def _ask(self, target: str, path: Path, seconds: float) -> bytes:
        request = {"reader": target, "path": os.fspath(path.absolute()), "seconds": seconds}
        completed = False
        try:
            if self._worker is None:
                self._worker = _Worker(self._limits)
                self._worker.receive(_START_SECONDS)
            self._worker.send(request)
            reply = self._worker.receive(seconds)
            # what a library keeps must not count against the next file, nor may a failed worker meet it
            completed = self._worker.memory() < self._limits.memory_bytes // 4 and b'"ended": true' not in reply[-16:]
        finally:
            if not completed:
                self.close()
        return reply

    def _reason(self, told: dict[str, Any]) -> str:
        if "unreadable" in told:
            return str(told["unreadable"])
        if "memory" in told:
            return _too_much_memory(self._limits)
        return f"読み取り中に予期しない誤りが起きました（{told.get('failed')}。{_ADVICE}）"


class _Worker:
    """The child process and the thread that listens to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        # what the parent can import the worker can too, and nothing from the current folder (-P)
        paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "assistant.ingest.sandbox", str(limits.memory_bytes + _SPARE_ADDRESSES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths},
            start_new_session=True,  # so that programs which a reader starts can be ended with it
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests: IO[bytes] = self._process.stdin
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()

    def _listen(self, replies: IO[bytes]) -> None:
        with replies:
            while True:
                line = replies.readline(self._limits.output_bytes + 1)
                self._replies.put(line)
                if not line.endswith(b"\n"):
                    return

    def send(self, request: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):  # it ended by itself; `receive` says how
            self._requests.write(json.dumps(request).encode() + b"\n")  # ASCII: a name of any bytes survives
            self._requests.flush()

    def receive(self, seconds: float) -> bytes:
        """Wait for one reply line; raise `UnreadableFile` when a limit is passed or the process ends."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._replies.get(timeout=_WATCH_SECONDS)
                break
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise UnreadableFile(f"読み取りが {seconds:g} 秒を超えたため中止しました（{_ADVICE}）") from None
                if self.memory() > self._limits.memory_bytes:
                    raise UnreadableFile(_too_much_memory(self._limits)) from None
        if line.endswith(b"\n"):
            return line
        if line:
            limit = self._limits.output_bytes
            raise UnreadableFile(f"取り出した内容が {_megabytes(limit)} MB を超えたため中止しました（{_ADVICE}）")
        raise UnreadableFile(f"読み取り中にプログラムが異常終了しました（{self._end()}。{_ADVICE}）")

    def memory(self) -> int:
        """Resident bytes of the process; 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    def kill(self) -> None:
        """End the process and whatever it started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):  # all of them have ended
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self._listener.join()
        with contextlib.suppress(BrokenPipeError):  # a request that the ended process never took
            self._requests.close()

    def _end(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "出力を閉じたまま応答なし"
        return signal.Signals(-code).name if code < 0 else f"終了コード {code}"


@functools.cache
def _shape() -> "TypeAdapter[Extracted]":
    from pydantic import TypeAdapter

    return TypeAdapter(Extracted)


def _too_much_memory(limits: Limits) -> str:
    return f"読み取りに使うメモリが {_megabytes(limits.memory_bytes)} MB を超えたため中止しました（{_ADVICE}）"


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):,.0f}"


def serve(address_bytes: int) -> None:
    """Be the worker: read the requested files until standard input ends."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # a reader, or the library below it, finds no input and prints to nobody
        os.dup2(nothing, standard)
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (address_bytes, address_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def reply(line: bytes) -> None:
        replies.write(line + b"\n")
        replies.flush()

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        told = {"memory": True} if issubclass(kind, MemoryError) else {"failed": f"{kind.__name__}: {error}"[:300]}
        reply(json.dumps(told | {"ended": True}).encode())

    sys.excepthook = report  # an error that no reader foresaw ends the worker: the state it left is not trusted
    reply(b'{"ready": true}')
    for line in requests:
        request = json.loads(line)
        if os.name == "posix":
            signal.setitimer(signal.ITIMER_REAL, request["seconds"] + 10)  # should the parent be gone
        reply(_read(request["reader"], Path(request["path"])))
        if os.name == "posix":
            signal.setitimer(signal.ITIMER_REAL, 0)


def _read(target: str, path: Path) -> bytes:
    module, _, function = target.partition(":")
    try:
        extracted: Extracted = getattr(importlib.import_module(module), function)(path)
    except UnreadableFile as reason:
        return json.dumps({"unreadable": str(reason)}).encode()
    except HandOver as kind:
        return json.dumps({"hand_over": str(kind)}).encode()
    except OSError as error:
        return json.dumps({"unreadable": f"開けません（{error.strerror or error}）"}).encode()
    told = _shape().dump_python(extracted, mode="json")
    # half a surrogate pair, as damaged files give, becomes one 「?」: offsets stay
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


if __name__ == "__main__":
    from assistant.ingest.sandbox import serve as _serve  # not this copy: readers raise the other one's HandOver

    _serve(int(sys.argv[1]))
