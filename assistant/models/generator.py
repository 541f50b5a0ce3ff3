"""The language model behind one lock, in a child process that is started again when it dies.

llama.cpp must not be called from two threads, and some bad input ends its process.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from assistant.errors import AssistantError
from assistant.models.protocols import Message, Token, Written
from assistant.models.templates import segments

_LOAD_SECONDS: Final = 300.0
_POLL_SECONDS: Final = 0.1
_SILENT_SECONDS: Final = 300.0  # longest wait for one token; a long prompt on a slow machine takes minutes


@dataclass(frozen=True, slots=True)
class GeneratorOptions:
    """How the model runs; `threads` 0 is one for each usable core, `gpu_layers` -1 all of them."""

    context_tokens: int
    max_tokens: int
    threads: int
    gpu_layers: int


@dataclass(frozen=True, slots=True)
class _Child:
    """A running worker, the lines it has printed, and where its error output goes."""

    process: "subprocess.Popen[str]"
    replies: "queue.Queue[str | None]"
    errors: IO[bytes]


class LlamaProcess:
    """A GGUF model in a child process; one generation at a time, the others wait at the lock."""

    def __init__(self, model: Path, name: str, template: str, options: GeneratorOptions) -> None:
        self.name = name
        self._model = model
        self._template = template
        self._options = options
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def generate(self, messages: Sequence[Message], cancel: threading.Event | None = None) -> Iterator[Token | Written]:
        """Yield tokens as they come, then `Written`; raise `AssistantError` when the prompt is too long or the child dies."""
        rendered = segments(messages, self._template)
        constant = len(rendered) - len(segments(messages[1:], self._template)) if len(messages) > 1 else 0
        request = {"segments": rendered, "constant": constant, "max_tokens": self._options.max_tokens}
        with self._lock:
            child = self._running()
            self._send(child, request)
            finished = False
            try:
                while not finished:
                    reply = self._receive(child, _SILENT_SECONDS, cancel)
                    finished = "token" not in reply
                    yield _event(reply)
            finally:
                if not finished and self._child is child:
                    self._abandon(child)

    def close(self) -> None:
        """End the child process; a later call starts it again."""
        child, self._child = self._child, None
        if child is not None:
            child.process.kill()
            child.process.wait()
            child.errors.close()

    def _abandon(self, child: _Child) -> None:
        """Stop a generation whose reader has gone away, and swallow what it still prints."""
        try:
            self._send(child, {"cancel": True})
            while "token" in self._receive(child, _SILENT_SECONDS):
                pass
        except AssistantError:
            self.close()

    def _running(self) -> _Child:
        if self._child is not None and self._child.process.poll() is None:
            return self._child
        self.close()
        self._child = child = self._start()
        reply = self._receive(child, _LOAD_SECONDS)
        if "ready" not in reply:
            self.close()
            raise AssistantError(
                f"言語モデルを読み込めません: {self._model}（{reply.get('error')}）。`assistant models verify {self.name}` で確かめてください"
            )
        return child

    def _start(self) -> _Child:
        options = {
            "model": str(self._model),
            "context_tokens": self._options.context_tokens,
            "threads": self._options.threads or usable_cores(),
            "gpu_layers": self._options.gpu_layers,
        }
        errors = tempfile.TemporaryFile()  # noqa: SIM115 – lives as long as the child
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "assistant.models.worker", json.dumps(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            bufsize=1,
        )
        replies: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_forward, args=(process, replies), daemon=True).start()
        return _Child(process, replies, errors)

    def _send(self, child: _Child, request: dict[str, Any]) -> None:
        assert child.process.stdin is not None
        try:
            child.process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
            child.process.stdin.flush()
        except (BrokenPipeError, OSError):
            self._fail(child)

    def _receive(self, child: _Child, seconds: float, cancel: threading.Event | None = None) -> dict[str, Any]:
        """The next reply within `seconds`; passes a cancellation on as soon as it comes, also in the middle of a wait."""
        deadline = time.monotonic() + seconds
        while True:
            if cancel is not None and cancel.is_set():
                self._send(child, {"cancel": True})
                cancel = None
            left = deadline - time.monotonic()
            try:
                line = child.replies.get(timeout=left if cancel is None else min(left, _POLL_SECONDS))
            except queue.Empty:
                if time.monotonic() < deadline:
                    continue
                self.close()
                raise AssistantError(
                    f"言語モデルが {seconds:.0f} 秒応答しないため停止しました。もう一度質問してください（自動で再起動します）"
                ) from None
            if line is None:
                self._fail(child)
            reply: dict[str, Any] = json.loads(line)
            return reply

    def _fail(self, child: _Child) -> NoReturn:
        code = child.process.wait()
        child.errors.seek(0)
        last = child.errors.read()[-500:].decode(errors="replace").strip().splitlines()[-1:]
        self.close()
        if code == -signal.SIGILL:
            raise AssistantError(
                "llama-cpp-python がこの CPU にない命令を使って停止しました。別の機械で組み立てたものか、AMX を使う組み立てです。"
                "README の「うまく動かないとき」の手順で組み立て直してください"
            )
        raise AssistantError(
            f"言語モデルのプロセスが異常終了しました（終了コード {code}{'、' + last[0] if last else ''}）。"
            "もう一度質問してください（自動で再起動します）"
        )


def usable_cores() -> int:
    """The number of cores that this process may run on."""
    return len(os.sched_getaffinity(0))


def _forward(process: "subprocess.Popen[str]", replies: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        replies.put(line)
    replies.put(None)


def _event(reply: dict[str, Any]) -> Token | Written:
    if "token" in reply:
        return Token(reply["token"])
    if "written" in reply:
        return Written(**reply["written"])
    raise AssistantError(
        f"資料と質問が言語モデルの文脈長に収まりません（{reply.get('prompt_tokens')} トークン）。"
        "質問を短くするか、設定の models.context_tokens を増やしてください"
    )
