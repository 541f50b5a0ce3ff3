"""A text under repair in which every character knows the offset that it had in the extracted text."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from assistant.records import Shift


class Edit(NamedTuple):
    """Put `replacement` in the place of `text[start:end]`."""

    start: int
    end: int
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`text[i]` came from, or was put in front of, the extracted text's character `origin[i]`; origins never fall."""

    text: str
    origin: "array[int]"

    def cut(self, start: int, end: int) -> "Draft":
        """The stretch `text[start:end]` with its origins."""
        return Draft(self.text[start:end], self.origin[start:end])

    def position(self, original: int) -> int:
        """Where the first character stands that came from `original` or from behind it."""
        return bisect_left(self.origin, original)


def draft_of(text: str) -> Draft:
    """`text` as extracted, nothing changed yet."""
    return Draft(text, _counting(len(text)))


def rewrite(draft: Draft, edits: Iterable[Edit]) -> Draft:
    """Apply `edits`, which may stand in any order but must not overlap."""
    ordered = sorted(edits)
    if not ordered:
        return draft
    pieces: list[str] = []
    origin: array[int] = array("q")
    done = 0
    for start, end, replacement in ordered:
        pieces.append(draft.text[done:start])
        origin.extend(draft.origin[done:start])
        if replacement:
            pieces.append(replacement)
            last = max(end - 1, start)
            beyond = draft.origin[-1] + 1 if draft.origin else 0
            origin.extend(
                draft.origin[min(start + i, last)] if start < len(draft.origin) else beyond
                for i in range(len(replacement))
            )
        done = end
    pieces.append(draft.text[done:])
    origin.extend(draft.origin[done:])
    return Draft("".join(pieces), origin)


def joined(drafts: Iterable[Draft | str]) -> Draft:
    """The drafts in one; a string among them counts as put in front of what comes next in the text before it."""
    pieces: list[str] = []
    origin: array[int] = array("q")
    for draft in drafts:
        if isinstance(draft, str):
            origin.extend([origin[-1] + 1 if origin else 0] * len(draft))
            pieces.append(draft)
        else:
            origin.extend(draft.origin)
            pieces.append(draft.text)
    return Draft("".join(pieces), origin)


def shifts(origin: "array[int]") -> tuple[Shift, ...]:
    """The places where the offset map jumps; empty where nothing has moved. `original` falls where notes were moved."""
    if origin == _counting(len(origin)):
        return ()
    originals = np.frombuffer(origin, dtype=np.int64)
    jumps = np.flatnonzero(np.diff(originals) != 1) + 1
    return tuple(Shift(start, origin[start]) for start in [0, *jumps.tolist()])


class PrintedLine(NamedTuple):
    """A line that is not blank, without its blank edges; `free` where a blank line or nothing stands before it."""

    start: int
    end: int
    text: str
    free: bool


def printed_lines(text: str) -> list[PrintedLine]:
    """The lines of `text` that are not blank."""
    lines: list[PrintedLine] = []
    position, free = 0, True
    for raw in text.split("\n"):
        body = raw.strip()
        if body:
            start = position + raw.index(body[0])
            lines.append(PrintedLine(start, start + len(body), body, free))
        free = not body
        position += len(raw) + 1
    return lines


def _counting(length: int) -> "array[int]":
    counting: array[int] = array("q")
    counting.frombytes(np.arange(length, dtype=np.int64).tobytes())
    return counting
