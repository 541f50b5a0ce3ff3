"""How many threads the model should run: all cores when they are idle, fewer while something else computes.

A layer is done when the slowest thread is; one that shares its core with another program holds up all the others.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_STAT: Final = Path("/proc/stat")
_INTERVAL_S: Final = 0.25  # the kernel counts in hundredths of a second
_IDLE_COLUMNS: Final = (3, 4)  # idle, iowait (proc(5))
_GUEST_COLUMNS: Final = 8  # from here on time that was counted already


@dataclass(frozen=True, slots=True)
class Load:
    """CPU seconds so far: of all programs on the cores that we may use, and our own; `at` is the clock."""

    at: float
    all_s: float
    own_s: float


class ThreadCount:
    """Follows the load and says how many of `most` threads to use; always `most` where the system does not tell."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._now = most
        self._before = read_load()

    def now(self) -> int:
        """The number to use from here on; cheap enough to ask before every token."""
        if self._before is None or time.monotonic() - self._before.at < _INTERVAL_S:
            return self._now
        load = read_load()
        if load is not None:
            self._now = threads_beside(self._before, load, usable_cores(), self._most)
            self._before = load
        return self._now


def threads_beside(before: Load, after: Load, cores: int, most: int) -> int:
    """`most`, or as many as the other programs leave of `cores`, rounded to whole cores; at least one."""
    others = max(0.0, (after.all_s - before.all_s) - (after.own_s - before.own_s)) / (after.at - before.at)
    return max(1, min(most, round(cores - others)))


def read_load(stat: Path = _STAT) -> Load | None:
    """The load by now; None where there is no /proc/stat."""
    try:
        lines = stat.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    ours = {f"cpu{number}" for number in os.sched_getaffinity(0)}
    ticks = 0
    for line in lines:
        name, *columns = line.split()
        if name in ours:
            busy = [int(column) for place, column in enumerate(columns[:_GUEST_COLUMNS]) if place not in _IDLE_COLUMNS]
            ticks += sum(busy)
    return Load(time.monotonic(), ticks / os.sysconf("SC_CLK_TCK"), time.process_time())


def usable_cores() -> int:
    """The number of cores that this process may run on."""
    return len(os.sched_getaffinity(0))
