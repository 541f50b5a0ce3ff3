"""Tables as rows that repeat their headers: 「区分: 極秘 | 可否: 不可」."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

MOST_COLUMNS: Final = 256  # merged cells are spread no further; a row may still be longer
_LONGEST_HEADER: Final = 40


class Cell(NamedTuple):
    """A cell under one of its places; `row` and `column` are where it begins, so that merged places compare equal.

    `strong` says that it is set off like a header (a `th`, bold, shaded).
    """

    text: str
    row: int
    column: int
    strong: bool = False


class Span(NamedTuple):
    """A cell as a format gives it: once, with the rows and columns that it covers."""

    text: str
    rows: int = 1
    columns: int = 1
    strong: bool = False


Grid = list[list[Cell]]


def place(rows: Sequence[Sequence[Span]]) -> Grid:
    """Put cells in their columns, merged ones in every place that they cover."""
    covered: dict[int, dict[int, Cell]] = {}
    grid: Grid = []
    for number, spans in enumerate(rows):
        taken = covered.pop(number, {})
        line: list[Cell] = []
        for span in spans:
            while len(line) in taken:
                line.append(taken.pop(len(line)))
            cell = Cell(span.text, number, len(line), span.strong)
            width = max(1, min(span.columns, MOST_COLUMNS - len(line)))
            for later in range(number + 1, min(number + span.rows, len(rows))):
                covered.setdefault(later, {}).update(dict.fromkeys(range(len(line), len(line) + width), cell))
            line.extend([cell] * width)
        for column in sorted(taken):
            line.extend(Cell("", number, place) for place in range(len(line), column))
            line.append(taken[column])
        grid.append(line)
    return grid


def header_rows(grid: Grid) -> int:
    """How many rows at the top name the columns: set off from the rest, or else short, distinct and complete."""
    if len(grid) < 2 or len({(cell.row, cell.column) for cell in grid[0]}) < 2:
        return 0
    strong = [all(cell.strong for cell in row if cell.text) for row in grid]
    if strong[0] and not all(strong):
        return _depth(grid)
    if any(cell.strong for row in grid for cell in row):
        return 0
    # Two columns without any sign may as well be names and values.
    return _depth(grid) if len(grid[0]) > 2 and could_be_header(grid[0]) else 0


def could_be_header(row: Sequence[Cell]) -> bool:
    """Whether the texts of a row are what columns are called: none missing, none twice, none a sentence."""
    texts = [cell.text for cell in dict.fromkeys(row)]
    return (
        len(texts) > 1
        and all(texts)
        and len(set(texts)) == len(texts)
        and all(len(text) <= _LONGEST_HEADER and "。" not in text for text in texts)
        and not any(text.replace(",", "").replace(".", "").isdigit() for text in texts)
    )


def _depth(grid: Grid) -> int:
    """Rows of the header: the next one belongs to it while a cell reaches into it or a name covers several columns."""
    depth = 1
    while depth < len(grid) - 1:
        above, row = grid[depth - 1], grid[depth]
        reaches = any(cell.row < depth for cell in row)
        spread = any(one == other and one.text for one, other in itertools.pairwise(above))
        if not (reaches and spread):
            break
        depth += 1
    return depth


def row_lines(grid: Grid, headers: int) -> Iterator[str]:
    """Yield each row below the first `headers` rows with the names of its columns; rows of one cell stand alone."""
    width = max((len(row) for row in grid), default=0)
    names = [_name(grid[:headers], column, width) for column in range(width)]
    for row in grid[:headers]:
        if _is_alone(row, width):
            yield row[0].text
    repeated = {tuple(cell.text for cell in row) for row in grid[:headers]}
    for row in grid[headers:]:
        if tuple(cell.text for cell in row) in repeated:
            continue
        if _is_alone(row, width):
            line = row[0].text
        elif any(names):
            line = " | ".join(_named(row, names))
        else:
            line = " | ".join(_keyed(dict.fromkeys(row)))
        if line:
            yield line


def _is_alone(row: Sequence[Cell], width: int) -> bool:
    return len(row) == width > 1 and len(set(row)) == 1


def _name(rows: Grid, column: int, width: int) -> str:
    cells = (row[column] for row in rows if column < len(row) and not _is_alone(row, width))
    return "／".join(dict.fromkeys(cell.text for cell in cells if cell.text))


def _named(row: Sequence[Cell], names: Sequence[str]) -> Iterable[str]:
    pairs = dict.fromkeys(zip(names, row, strict=False))
    return (f"{name}: {cell.text}" if name else cell.text for name, cell in pairs if cell.text)


def _keyed(cells: Iterable[Cell]) -> Iterator[str]:
    """Rows without headers above: a strong cell names those after it (名称 | 甲 | 所管 | 乙)."""
    key = ""
    for cell in cells:
        if cell.strong and cell.text:
            if key:
                yield key
            key = cell.text
        elif cell.text:
            yield f"{key}: {cell.text}" if key else cell.text
            key = ""
    if key:
        yield key
