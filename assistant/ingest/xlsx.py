"""Reader for Excel workbooks: every visible sheet a page, every row 「列名: 値 | …」 as its cells show it.

Left out and named: hidden sheets, rows and columns, values that are formatted away or written in white on white.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.manuscript import Manuscript, clean, one_line
from assistant.ingest.office import damage_named, open_package
from assistant.ingest.tables import Cell, Grid, could_be_header, header_rows
from assistant.ingest.xlsx_formats import is_hiding, shown
from assistant.ingest.xlsx_layout import MOST_ROWS, Layout, S, read_layout
from assistant.records import Metadata

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell

MOST_CELLS: Final = 2_000_000
_LONGEST_TITLE: Final = 45
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WHITES = ("FFFFFFFF", "00FFFFFF")

Row = list[Cell]  # only what is visible, merged cells filled; an empty list or empty texts for a blank row


def read_xlsx(path: Path) -> Extracted:
    """Extract the visible values of a workbook; raise `UnreadableFile` where it cannot or must not be read."""
    package = open_package(path, "Excel", "xl/workbook.xml")
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    text = Manuscript()
    with damage_named("Excel", InvalidFileException):
        layouts = dict(_layouts(package))
        workbook = openpyxl.load_workbook(package, read_only=True, data_only=True, keep_links=False)
        if not workbook.worksheets:
            raise ValueError("no sheets")
        hidden = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state != "visible"]
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                _write_sheet(text, sheet, layouts.get(sheet.title, Layout()))
        if hidden:
            text.hide_part(f"非表示のシート {len(hidden)} 枚: " + "".join(f"「{title}」" for title in hidden))
        properties = workbook.properties
        metadata = Metadata(language=properties.language or None, edition=properties.version or None)
        return text.finish(one_line(properties.title or "") or text.first_heading(2), metadata, numbered=False)


def _layouts(package: io.BytesIO) -> Iterator[tuple[str, Layout]]:
    """The layout of each sheet by its name; openpyxl does not keep it when it reads in a stream."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(package) as archive:
        relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
        targets = {each.get("Id"): each.get("Target", "") for each in relations}
        for sheet in etree.fromstring(archive.read("xl/workbook.xml"), parser).iter(f"{S}sheet"):
            target = targets.get(sheet.get(_RELATION), "")
            part = str(PurePosixPath("xl") / target).lstrip("/")
            if part in archive.namelist() and sheet.get("state", "visible") == "visible":
                with archive.open(part) as content:
                    yield sheet.get("name", ""), read_layout(content)


def _write_sheet(text: Manuscript, sheet: Any, layout: Layout) -> None:  # noqa: ANN401 – openpyxl's stubs lack the read-only sheet
    text.page()
    text.heading(1, sheet.title)
    rows = [(number, row) for number, row in _rows(text, sheet, layout) if number not in layout.hidden_rows]
    if layout.hidden_rows:
        text.hide_part(f"非表示の行 {len(layout.hidden_rows):,} 行（シート「{sheet.title}」）")
    if layout.hidden_columns:
        count = sum(last - first + 1 for first, last in layout.hidden_columns)
        text.hide_part(f"非表示の列 {count:,} 列（シート「{sheet.title}」）")
    if layout.formulas_without_result:
        text.hide_part(
            f"計算結果のない数式 {layout.formulas_without_result:,} 個（シート「{sheet.title}」。Excel で開いて保存すると値が入ります）"
        )
    names: Grid = []
    for block in _blocks(rows):
        names = _write_block(text, block, names, layout.header_row)


def _rows(text: Manuscript, sheet: Any, layout: Layout) -> Iterator[tuple[int, Row]]:  # noqa: ANN401
    """Number and visible cells of each row that holds any; what is hidden goes to the summary."""
    sheet.reset_dimensions()  # what some programs write there is wrong
    anchors = {(area.top, area.left): area for area in layout.merged}
    below: dict[int, list[tuple[int, int, Cell]]] = {}
    cells = 0
    for number, found in enumerate(sheet.iter_rows(), start=1):
        cells += len(found)
        if cells > MOST_CELLS or number > MOST_ROWS:
            raise UnreadableFile(f"表が大きすぎます（上限 {MOST_CELLS:,} セル。シートを分けてください）")
        row: dict[int, Cell] = {}
        for left, right, cell in below.pop(number, ()):
            row.update(dict.fromkeys(range(left, right + 1), cell))
        for column, sheet_cell in enumerate(found, start=1):
            if sheet_cell.value is None:
                continue
            cell = Cell(_visible_text(text, sheet_cell), number, column, _is_strong(sheet_cell))
            area = anchors.get((number, column))
            right = column if area is None else min(area.right, len(found) + 256)
            row.update(dict.fromkeys(range(column, right + 1), cell))
            for later in range(number + 1, number + 1 if area is None else min(area.bottom, number + 10_000) + 1):
                below.setdefault(later, []).append((column, right, cell))
        shown_columns = [column for column in range(1, max(row, default=0) + 1) if not layout.is_hidden_column(column)]
        yield number, [row.get(column, Cell("", number, column)) for column in shown_columns]


def _visible_text(text: Manuscript, cell: "SheetCell") -> str:
    value = one_line(clean(shown(cell.value, cell.number_format)))
    if is_hiding(cell.number_format):
        text.hide("表示しない書式の値", str(cell.value))
    elif value and _is_white(cell):
        text.hide("背景と同じ色の文字", value)
        return ""
    return value


def _is_white(cell: "SheetCell") -> bool:
    colour = cell.font.color
    if colour is None:
        return False
    white = (colour.type == "rgb" and colour.rgb in _WHITES) or (colour.type == "theme" and colour.theme == 0)
    fill = cell.fill
    if fill.fill_type not in (None, "solid"):
        return False
    return bool(white) and (fill.fill_type is None or fill.fgColor.rgb in _WHITES)


def _is_strong(cell: "SheetCell") -> bool:
    filled = cell.fill.fill_type is not None and cell.fill.fgColor.rgb not in _WHITES
    return bool(cell.font.b) or filled


def _blocks(rows: Iterable[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """Runs of rows without a blank one between them."""
    block: list[tuple[int, Row]] = []
    for number, row in rows:
        if any(cell.text for cell in row):
            block.append((number, row))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _write_block(text: Manuscript, block: list[tuple[int, Row]], names: Grid, header_row: int | None) -> Grid:
    """Write lines and tables of a block; return the header that goes on for the next one."""
    lead = 0
    while lead < len(block) and _is_single(block[lead][1]) and (header_row is None or block[lead][0] < header_row):
        lead += 1
    grid = [row for _, row in block[lead:]]
    for position, (_, row) in enumerate(block[:lead]):
        line = next(cell.text for cell in row if cell.text)
        if position == 0 and grid and len(line) <= _LONGEST_TITLE:
            text.heading(2, line)
        else:
            text.line(line)
    if not grid:
        text.gap()
        return names
    headers = _headers(grid, block[lead:], header_row, first=not names)
    if headers:
        names = grid[:headers]
        text.table(_even(grid), headers)
    else:
        fits = bool(names) and max(map(len, grid)) <= max(map(len, names)) + 1 and not lead
        text.table(_even([*names, *grid]) if fits else _even(grid), len(names) if fits else 0)
    return names


def _headers(grid: Grid, block: list[tuple[int, Row]], header_row: int | None, *, first: bool) -> int:
    if header_row is not None:
        above = sum(number <= header_row for number, _ in block)
        if above < len(grid):
            return above
    trimmed = [_trimmed(row) for row in grid]
    found = header_rows(_even(trimmed))
    if found or not first or len(grid) < 2 or any(cell.strong for row in grid for cell in row):
        return found
    return 1 if could_be_header(trimmed[0]) else 0


def _is_single(row: Row) -> bool:
    """A row with one cell, however wide."""
    return len({cell for cell in row if cell.text}) == 1


def _trimmed(row: Row) -> Row:
    filled = [position for position, cell in enumerate(row) if cell.text]
    return row[filled[0] : filled[-1] + 1] if filled else row


def _even(grid: Grid) -> Grid:
    width = max(map(len, grid))
    return [[*row, *(Cell("", -1, column) for column in range(len(row), width))] for row in grid]
