"""JSON rows in a file that is mapped into memory: the row of a number is found by its offset and parsed when asked for.

NAME.jsonl       one JSON value a line, for people and for other programs too
NAME.npy         int64 of shape (rows + 1,): where each line begins, and where the last one ends
"""

import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Generic, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from assistant.errors import AssistantError

LINES: Final = ".jsonl"
OFFSETS: Final = ".npy"

T = TypeVar("T")


class Rows(Generic[T]):
    """The rows of `NAME.jsonl` by number, each a T; the map is released with the object."""

    def __init__(self, folder: Path, name: str) -> None:
        self._lines = Bytes(folder / f"{name}{LINES}")
        self._offsets: NDArray[np.int64] = np.load(folder / f"{name}{OFFSETS}", mmap_mode="r")
        if self._offsets.ndim != 1 or self._offsets[-1] != len(self._lines):
            raise ValueError(f"{name}{OFFSETS} is not of {name}{LINES}")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> T:
        found: T = orjson.loads(self.line(number))
        return found

    def __iter__(self) -> Iterator[T]:
        return (self[number] for number in range(len(self)))

    def line(self, number: int) -> bytes:
        """The bytes of a row, its newline included."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._lines[int(self._offsets[number]) : int(self._offsets[number + 1])]


class Bytes:
    """The bytes of a file, mapped into memory; an empty file, which no system maps, is empty."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = path.stat().st_size
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""

    def __len__(self) -> int:
        return len(self._map)

    def __getitem__(self, span: slice) -> bytes:
        return self._map[span]


def row(value: object) -> bytes:
    """A value (records and dates too) as one line of JSON."""
    try:
        return orjson.dumps(value) + b"\n"  # a copy: what orjson returns holds on to 4 KB, however short it is
    except orjson.JSONEncodeError as error:
        raise AssistantError(f"索引に書けない値があります（{error}）: {str(value)[:80]!r}") from error


def save_rows(lines: Iterable[bytes], folder: Path, name: str) -> None:
    """Write lines made by `row`, and where they begin, into `folder`."""
    offsets = [0]
    with (folder / f"{name}{LINES}").open("wb") as file:
        for line in lines:
            file.write(line)
            offsets.append(offsets[-1] + len(line))
    np.save(folder / f"{name}{OFFSETS}", np.array(offsets, dtype=np.int64))
