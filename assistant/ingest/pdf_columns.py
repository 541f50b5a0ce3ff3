"""The reading order of a PDF page's lines: down the page, and where two columns of prose stand the left one first."""

import itertools
import statistics
from typing import Final

from assistant.ingest.pdf_rows import Line

PARAGRAPH: Final = 1.7  # times the usual distance of lines
_COLUMN_FULL: Final = 0.75  # how far lines fill a column of prose; cells of a table mostly do not
_COLUMN_ROWS: Final = 5
_MOST_LINES: Final = 1000


def in_order(lines: list[Line]) -> list[list[Line]]:
    """Groups of lines in reading order: down the page, but where two columns of prose stand the left one first."""
    groups: list[list[Line]] = []
    single: list[Line] = []
    position = 0
    while position < len(lines):
        end, gutter = _columns(lines, position) if len(lines) <= _MOST_LINES else (position, 0.0)
        if end == position:
            single.append(lines[position])
            position += 1
            continue
        halves = [_half(lines[position:end], gutter, left=side) for side in (True, False)]
        groups += [single, *halves]
        single, position = [], end
    return [group for group in [*groups, single] if group]


def _half(lines: list[Line], gutter: float, *, left: bool) -> list[Line]:
    kept = ((line, tuple(cell for cell in line.cells if (cell.u0 < gutter) == left)) for line in lines)
    return [line._replace(cells=cells) for line, cells in kept if cells]


def _columns(lines: list[Line], first: int) -> tuple[int, float]:
    """Where two columns of prose that begin with the line `first` end, and their gutter; `first` where there are none."""
    start, end = min(line.cells[0].u0 for line in lines), max(line.cells[-1].u1 for line in lines)
    for free in _free(lines[first], start, end):
        last, low, high = first + 1, *free
        while last < len(lines):
            line = lines[last]
            narrower = next(
                (
                    (max(low, a), min(high, b))
                    for a, b in _free(line, start, end)
                    if min(high, b) - max(low, a) > line.size
                ),
                None,
            )
            steps = [below.v - above.v for above, below in itertools.pairwise(lines[first:last])]
            apart = line.v - lines[last - 1].v > PARAGRAPH * max(
                statistics.median(steps or [2 * line.size]), line.size / 2
            )
            both = narrower is not None and line.cells[0].u1 <= narrower[0] and line.cells[-1].u0 >= narrower[1]
            if narrower is None or (apart and not both):
                break
            low, high = narrower
            last += 1
        gutter = (low + high) / 2
        if all(_is_prose(_half(lines[first:last], gutter, left=side), end - start) for side in (True, False)):
            return last, gutter
    return first, 0.0


def _free(line: Line, start: float, end: float) -> list[tuple[float, float]]:
    """The blank stretches of a line that a gutter in the middle of the page may pass through."""
    edges = [start, *(edge for cell in line.cells for edge in (cell.u0, cell.u1)), end]
    low, high = start + 0.25 * (end - start), end - 0.25 * (end - start)
    blanks = ((max(a, low), min(b, high)) for a, b in zip(edges[::2], edges[1::2], strict=True))
    return [(a, b) for a, b in blanks if b - a > line.size]


def _is_prose(lines: list[Line], width: float) -> bool:
    """Whether most lines fill the column; the cells of a table mostly do not."""
    if len(lines) < _COLUMN_ROWS:
        return False
    room = max(line.cells[-1].u1 for line in lines) - min(line.cells[0].u0 for line in lines)
    full = statistics.median(sum(cell.u1 - cell.u0 for cell in line.cells) for line in lines)
    return room > 0.3 * width and full >= max(_COLUMN_FULL * room, 10 * lines[0].size)
