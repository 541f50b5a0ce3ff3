"""A PDF page to lines of text in reading order: prose, columns, and tables with a row a line."""

import itertools
import statistics
from collections import Counter
from typing import Final

from assistant.ingest.pdf_backdrop import Rectangle
from assistant.ingest.pdf_boxes import Box, Rule, Ruling, tables
from assistant.ingest.pdf_columns import PARAGRAPH, in_order
from assistant.ingest.pdf_page import PageContent
from assistant.ingest.pdf_rows import Cell, Line, gather_lines
from assistant.ingest.pdf_runs import Run, is_wide, join_runs, upright

_FRAME: Final = 0.6  # of the page's shorter side; a box that is wider and taller frames the page
_NEAR: Final = 3.0  # points between edges that are one


def read_lines(page: PageContent) -> tuple[list[str], int]:
    """The lines of a page, "" between paragraphs that stand apart, and how many characters of ruby were left out."""
    turned = upright(page.glyphs)
    counts = Counter(direction for direction, *_ in turned)
    lines: list[str] = []
    ruby = 0
    for direction, _ in counts.most_common():
        runs = join_runs([placed for placed in turned if placed.direction == direction])
        free, boxed = _boxed(runs, _ruling(page.strokes, direction), page.area)
        loose, dropped = gather_lines(free)
        ruby += dropped
        for gathering in tables(list(boxed)):
            block, dropped = _block(gathering, boxed)
            ruby += dropped
            loose.append(block)
        if lines:
            lines.append("")
        lines += _written(in_order(sorted(loose, key=lambda line: line.v)))
    return lines, ruby


def _ruling(strokes: list[Rectangle], direction: int) -> Ruling:
    along, across = [], []
    for x0, y0, x1, y1 in strokes:
        if direction in (0, 180):
            sign = 1 if direction == 0 else -1
            u, v = sorted((sign * x0, sign * x1)), sorted((-sign * y0, -sign * y1))
        else:
            sign = 1 if direction == 90 else -1
            u, v = sorted((sign * y0, sign * y1)), sorted((sign * x0, sign * x1))
        if u[1] - u[0] >= v[1] - v[0]:
            along.append(Rule((v[0] + v[1]) / 2, u[0], u[1]))
        else:
            across.append(Rule((u[0] + u[1]) / 2, v[0], v[1]))
    return Ruling(along, across)


def _boxed(runs: list[Run], ruling: Ruling, page: Rectangle) -> tuple[list[Run], dict[Box, list[Run]]]:
    """Tell the runs that stand in a box from the others.

    A box that takes most of the page frames it, and one around a single line marks words; neither orders anything.
    """
    shorter = min(page.right - page.left, page.top - page.bottom)
    free: list[Run] = []
    boxed: dict[Box, list[Run]] = {}
    for run in runs:
        box = ruling.box((run.u0 + run.u1) / 2, run.v - 0.3 * run.size)
        if box is None or min(box.v1 - box.v0, box.u1 - box.u0) > _FRAME * shorter:
            free.append(run)
        else:
            boxed.setdefault(box, []).append(run)
    for gathering in tables(list(boxed)):
        inside = [run for box in gathering for run in boxed[box]]
        if len(gathering) == 1 and gathering[0].v1 - gathering[0].v0 < 2.5 * max(run.size for run in inside):
            free += boxed.pop(gathering[0])
    return free, boxed


def _block(boxes: list[Box], boxed: dict[Box, list[Run]]) -> tuple[Line, int]:
    """A table a row a line, its cells between 「 | 」; boxes with none beside them keep their lines."""
    texts: dict[Box, list[str]] = {}
    ruby, size = 0, 0.0
    for box in boxes:
        loose, dropped = gather_lines(boxed[box])
        ruby += dropped
        size = max([size, *(line.size for line in loose)])
        texts[box] = _written(in_order(loose))
    rows: list[list[Box]] = []
    for box in boxes:
        if rows and abs(rows[-1][0].v0 - box.v0) < _NEAR:
            rows[-1].append(box)
        else:
            rows.append([box])
    if any(len(row) > 1 for row in rows):
        cells = {box: _cell_text(lines) for box, lines in texts.items()}
        written = [" | ".join(_row(row, boxes, cells)) for row in rows]
    else:
        written = [line for box in boxes for line in texts[box]]
    outline = Cell(min(box.u0 for box in boxes), max(box.u1 for box in boxes), "\n".join(written))
    return Line(boxes[0].v0 + size, size, (outline,), tuple(written)), ruby


def _row(row: list[Box], boxes: list[Box], cells: dict[Box, str]) -> list[str]:
    """The cells of one row under each column of the table: empty ones as "", those that reach down from above again."""
    columns: list[float] = []
    for place in sorted(box.u0 for box in boxes):
        if not columns or place - columns[-1] > _NEAR:
            columns.append(place)
    v = row[0].v0 + _NEAR
    across = [box for box in boxes if box.v0 < v < box.v1]
    written = []
    for column in columns:
        over = next((box for box in across if box.u0 - _NEAR < column < box.u1 - _NEAR), None)
        if over is None:
            written.append("")
        elif abs(over.u0 - column) <= _NEAR:
            written.append(cells[over])
    return written


def _cell_text(lines: list[str]) -> str:
    text = ""
    for line in lines:
        blank = " " if text and line and not (is_wide(text) or is_wide(line[0])) else ""
        text += blank + line
    return text


def _written(groups: list[list[Line]]) -> list[str]:
    steps = [b.v - a.v for group in groups for a, b in itertools.pairwise(group) if b.v - a.v > 0.5 * a.size]
    usual = statistics.median(steps) if steps else 0.0
    lines: list[str] = []
    before: Line | None = None
    for group in groups:
        for position, line in enumerate(group):
            apart = before is not None and line.v - before.v > max(PARAGRAPH * usual, 2 * before.size, 2 * line.size)
            if lines and lines[-1] and (apart or line.block or (before is not None and before.block)):
                lines.append("")
            if line.block:
                lines += line.block
                before = line
                continue
            around = group[max(position - 1, 0) : position] + group[position + 1 : position + 2]
            lines.append(_joined(line, around))
            before = line
    return lines


def _joined(line: Line, around: list[Line]) -> str:
    """Cells with 「 | 」 between them where the line above or below has cells at the same places, else two spaces."""
    places = [place for other in around for cell in other.cells[1:] for place in (cell.u0, cell.u1)]
    near = 0.5 * line.size
    table = any(abs(place - own) < near for cell in line.cells[1:] for own in (cell.u0, cell.u1) for place in places)
    # 「(1)」「1.2」 is a heading's number, not the cell of a table
    marker = len(line.cells[0].text) <= 4 and not line.cells[0].text.isalpha()
    return ("  " if (marker and len(line.cells) == 2) or not table else " | ").join(cell.text for cell in line.cells)
