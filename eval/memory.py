"""How much memory a piece of work takes."""

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    import psutil

_EVERY_SECONDS: Final = 0.1
_SHARE: Final = 0.01  # of the time, at most: looking for children takes longer the more processes a machine runs


class PeakMemory:
    """The largest resident memory of a process and its children while it is open, sampled; shared pages count twice.

    `bytes` is 0 until the first sample. Children are looked for again at each sample: a model's process starts late.
    """

    def __init__(self, process: int | None = None) -> None:
        self.bytes = 0
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        import psutil

        try:
            process = psutil.Process(self._process)
        except psutil.Error:
            return
        while True:
            began = time.perf_counter()
            self.bytes = max(self.bytes, _resident(process))
            if self._ended.wait(max(_EVERY_SECONDS, (time.perf_counter() - began) / _SHARE)):
                return


def _resident(process: "psutil.Process") -> int:
    import psutil

    total = 0
    try:
        family = (process, *process.children(recursive=True))
    except psutil.Error:
        return 0
    for own in family:
        try:
            total += own.memory_info().rss
        except psutil.Error:  # a child that has just ended, or is somebody else's
            continue
    return total
