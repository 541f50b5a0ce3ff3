"""How far long work has come: a callback that the doors choose."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

Progress = Callable[[str, int, int], None]
"""Called with (step, done, total), in bytes or pieces; a total of 0 means that the step cannot be measured."""


def silent(step: str, done: int, total: int) -> None:
    """Show nothing."""


@contextmanager
def bars(stream: TextIO | None = None, unit: str = "B") -> Iterator[Progress]:
    """One tqdm bar a step, on standard error unless another stream is given; bytes are shown as kB, MB."""
    from tqdm import tqdm

    shown: dict[str, tqdm[Any]] = {}

    def report(step: str, done: int, total: int) -> None:
        if step not in shown:
            for bar in shown.values():
                bar.close()
            to = stream or sys.stderr
            shown[step] = tqdm(
                total=total or None, desc=step, unit=unit, unit_scale=unit == "B", file=to, mininterval=0.2
            )
        shown[step].update(done - shown[step].n)

    try:
        yield report
    finally:
        for bar in shown.values():
            bar.close()
