"""The worker process as its parent sees it: start, send a request, read the replies, notice its end.

Some bad input ends llama.cpp's process; that must not end ours.
"""

import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO, Any, Final, NoReturn

from assistant.errors import ModelDied

_POLL_SECONDS: Final = 0.1

Reply = dict[str, Any]


class Child:
    """A running worker; `receive` raises `ModelDied`, with the reason for people, once it has ended."""

    def __init__(self, options: Reply) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 – lives as long as the child
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "assistant.models.worker", json.dumps(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            bufsize=1,
        )
        self._replies: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._forward, daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.process.poll() is None

    def send(self, request: Reply) -> None:
        """Hand over a request; a process that has ended is noticed at the next `receive`."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
            self.process.stdin.flush()
        except (BrokenPipeError, OSError):
            self._fail()

    def receive(self, seconds: float, cancel: threading.Event | None = None) -> Reply:
        """The next reply within `seconds`; passes a cancellation on as soon as it comes, also in the middle of a wait."""
        deadline = time.monotonic() + seconds
        while True:
            if cancel is not None and cancel.is_set():
                self.send({"cancel": True})
                cancel = None
            left = deadline - time.monotonic()
            try:
                line = self._replies.get(timeout=left if cancel is None else min(left, _POLL_SECONDS))
            except queue.Empty:
                if time.monotonic() < deadline:
                    continue
                self.close()
                raise ModelDied(
                    f"言語モデルが {seconds:.0f} 秒応答しないため停止しました。もう一度質問してください（自動で再起動します）"
                ) from None
            if line is None:
                self._fail()
            reply: Reply = json.loads(line)
            return reply

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        if not self._errors.closed:
            self._errors.close()

    def _forward(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._replies.put(line)
        self._replies.put(None)

    def _fail(self) -> NoReturn:
        code = self.process.wait()
        last: list[str] = []
        if not self._errors.closed:  # closed: `close` ended it while somebody waited for a reply
            self._errors.seek(0)
            last = self._errors.read()[-500:].decode(errors="replace").strip().splitlines()[-1:]
        self.close()
        if code == -signal.SIGILL:
            raise ModelDied(
                "llama-cpp-python がこの CPU にない命令を使って停止しました。別の機械で組み立てたものか、AMX を使う組み立てです。"
                "README の「うまく動かないとき」の手順で組み立て直してください"
            )
        raise ModelDied(
            f"言語モデルのプロセスが異常終了しました（終了コード {code}{'、' + last[0] if last else ''}）。"
            "もう一度質問してください（自動で再起動します）"
        )
