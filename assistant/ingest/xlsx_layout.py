"""What a worksheet's XML says besides its values: hidden rows and columns, merged cells, headers, formulas without result."""

import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

from assistant.ingest.extracted import UnreadableFile

if TYPE_CHECKING:
    from lxml.etree import _Element

S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,4})\$?([0-9]{1,9})")
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Layout:
    """Rows and columns are counted from 1; `header_row` is the last one above a filter or frozen panes."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    header_row: int | None = None
    formulas_without_result: int = 0

    def is_hidden_column(self, column: int) -> bool:
        """Whether people do not see a column."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def read_layout(part: IO[bytes]) -> Layout:
    """Read the layout of one sheet in a stream; raise `UnreadableFile` for rows or columns that no sheet has."""
    from lxml import etree

    layout = Layout()
    frozen: int | None = None
    filtered: int | None = None
    names = [f"{S}{name}" for name in ("row", "c", "col", "mergeCell", "autoFilter", "pane", "sheetFormatPr")]
    for _, element in etree.iterparse(part, events=("end",), tag=names, resolve_entities=False, no_network=True):
        name = str(element.tag).removeprefix(S)
        if name == "row":
            _read_row(element, layout)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]
        elif name == "c" and element.find(f"{S}f") is not None and not (element.findtext(f"{S}v") or ""):
            layout.formulas_without_result += element.find(f"{S}is") is None
        elif name == "col" and _is_hidden(element, "width"):
            layout.hidden_columns.append((int(element.get("min", "0")), int(element.get("max", "0"))))
        elif name == "mergeCell":
            layout.merged.append(area(element.get("ref", "")))
        elif name == "autoFilter":
            filtered = area(element.get("ref", "")).top
        elif name == "pane" and element.get("state") in ("frozen", "frozenSplit"):
            frozen = int(float(element.get("ySplit", "0"))) or None
    layout.header_row = filtered or frozen
    return layout


def _read_row(row: "_Element", layout: Layout) -> None:
    number = int(row.get("r", "1"))
    last = row[-1].get("r") if len(row) else None
    if number > MOST_ROWS or (last is not None and area(last).right > MOST_COLUMNS):
        raise UnreadableFile("Excel にはない行や列を持つ表のため、読み取りを中止しました（壊れている可能性）")
    if _is_hidden(row, "ht"):
        layout.hidden_rows.add(number)


def _is_hidden(element: "_Element", size: str) -> bool:
    if element.get("hidden") in _TRUE:
        return True
    given = element.get(size)
    return given is not None and float(given) == 0


def area(reference: str) -> Area:
    """Read 「A1:C3」 or 「B2」."""
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    places = [(int(corner.group(2)), _column(corner.group(1))) for corner in corners if corner is not None]
    if not places:
        raise ValueError(f"not a reference: {reference[:20]}")
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
