"""How long a training took, over all the times that it was broken off and went on, and on which machine."""

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_FILE: Final = "sessions.jsonl"


@contextmanager
def session(folder: Path) -> Iterator[None]:
    """Count the time spent inside towards the training in `folder`, whether it ends well or not."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        yield
    finally:
        with (folder / _FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"seconds": round(time.monotonic() - began, 1)}) + "\n")


def minutes_spent(folder: Path) -> float:
    """The minutes of all sessions so far; one that was killed outright is not among them."""
    try:
        lines = (folder / _FILE).read_text(encoding="utf-8").splitlines()
        return sum(float(json.loads(line)["seconds"]) for line in lines) / 60
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


def machine() -> str:
    """The processor and how many of its cores may be used, in words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"{_processor()}、{cores} コア"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next((name for name in names if name), platform.processor() or platform.machine())
