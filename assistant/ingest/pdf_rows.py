"""Runs of glyphs to the lines of a PDF page: rows by baseline, cells, superscripts and subscripts, ruby left out."""

import bisect
import itertools
from dataclasses import dataclass
from typing import Final, NamedTuple

from assistant.ingest.pdf_runs import Run, is_space

_RAISED: Final = str.maketrans("0123456789+-−=()niー０１２３４５６７８９（）", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ⁻⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_LOWERED: Final = str.maketrans("0123456789+-−=()０１２３４５６７８９", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎₀₁₂₃₄₅₆₇₈₉")
_SMALLER: Final = 0.88  # of the line's size, for superscripts and subscripts
_SAME_LINE: Final = 0.35  # of the size, difference of baselines
_CELL: Final = 1.5  # sizes of blank between two cells; a sentence has no such gap


@dataclass(slots=True)
class _Row:
    v: float
    size: float
    runs: list[Run]


class Cell(NamedTuple):
    """Text without a wide blank in it, and its extent along the line."""

    u0: float
    u1: float
    text: str


class Line(NamedTuple):
    """A row of cells, or a table or frame as one (`block`) that takes the place of its outline."""

    v: float
    size: float
    cells: tuple[Cell, ...]
    block: tuple[str, ...] = ()


def gather_lines(runs: list[Run]) -> tuple[list[Line], int]:
    """The lines of `runs` from the top down, and how many characters of ruby were left out."""
    rows, dropped = _without_ruby(_rows(runs))
    return [line for row in rows if (line := _line(row)).cells], dropped


def _rows(runs: list[Run]) -> list[_Row]:
    """Gather runs of one baseline; raised and lowered small ones join the row that they touch."""
    rows: list[_Row] = []
    for run in sorted(runs, key=lambda run: -run.size):
        low = bisect.bisect_left(rows, run.v - 40 - run.size, key=lambda row: row.v)
        best: tuple[float, _Row] | None = None
        for row in itertools.islice(rows, low, None):
            away = abs(run.v - row.v)
            if row.v > run.v + 40 + run.size:
                break
            on_line = away <= _SAME_LINE * run.size or _touches(row, run)
            if on_line and (best is None or away < best[0]):
                best = (away, row)
        if best is not None:
            best[1].runs.append(run)
        else:
            bisect.insort(rows, _Row(run.v, run.size, [run]), key=lambda row: row.v)
    return rows


def _touches(row: _Row, run: Run) -> bool:
    if run.size > _SMALLER * row.size or not -0.7 * row.size <= run.v - row.v <= 0.3 * row.size:
        return False
    return any(
        -0.15 * row.size < run.u0 - other.u1 < 0.5 * row.size or -0.15 * row.size < other.u0 - run.u1 < 0.3 * row.size
        for other in row.runs
    )


def _without_ruby(rows: list[_Row]) -> tuple[list[_Row], int]:
    """Leave out lines of small kana that stand right above larger text (ふりがな)."""
    kept, dropped = [], 0
    for position, row in enumerate(rows):
        below = rows[position + 1] if position + 1 < len(rows) else None
        text = "".join(run.text for run in row.runs).replace(" ", "")
        if below is not None and row.size <= 0.6 * below.size and below.v - row.v < 1.2 * below.size:
            kana = all("ぁ" <= character <= "ヿ" for character in text)
            if kana and all(any(run.u0 < o.u1 and o.u0 < run.u1 for o in below.runs) for run in row.runs):
                dropped += len(text)
                continue
        kept.append(row)
    return kept, dropped


def _line(row: _Row) -> Line:
    cells: list[Cell] = []
    for run in sorted(row.runs, key=lambda run: run.u0):
        text = _shifted(row, run)
        gap = (run.u0 - cells[-1].u1) / row.size if cells else 0.0
        if not cells or gap >= _CELL:
            cells.append(Cell(run.u0, run.u1, text))
            continue
        last = cells[-1]
        if text != run.text and gap < 1.0:
            blank = ""  # raised or lowered, it belongs to what it stands at: 「10²⁵」
        elif gap >= 1.0:
            blank = "  "
        else:
            blank = " " if is_space(gap, last.text, text, run.after_space) else ""
        cells[-1] = Cell(last.u0, max(last.u1, run.u1), last.text + blank + text)
    stripped = (Cell(cell.u0, cell.u1, cell.text.strip(" ")) for cell in cells)
    return Line(row.v, row.size, tuple(cell for cell in stripped if cell.text))


def _shifted(row: _Row, run: Run) -> str:
    """The run's text, as superscript or subscript characters where it stands above or below the line."""
    if run.size > _SMALLER * row.size:
        return run.text
    away = (run.v - row.v) / row.size
    table = _RAISED if away < -0.15 else _LOWERED if away > 0.08 else {}
    text = run.text.strip(" ")
    return text.translate(table) if all(ord(character) in table for character in text) else run.text
