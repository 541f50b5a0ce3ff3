"""Reader for Word documents: python-docx opens the package; what people see of its text is read here, element by element.

Left out: deleted text, comments, headers and footers, tables of contents; hidden text is left out and named.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.ingest.docx_formats import UNKNOWN, WHITE, Styles, child_value, shade_colour
from assistant.ingest.docx_numbering import BULLET, Numbering, W
from assistant.ingest.docx_runs import boxes, is_struck_out, pieces
from assistant.ingest.extracted import Extracted
from assistant.ingest.manuscript import Manuscript, one_line, superscript
from assistant.ingest.office import damage_named, open_package
from assistant.ingest.tables import Span, place
from assistant.records import Metadata

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_UNWRAPPED = tuple(f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent"))
_CONTENTS_STYLES = ("toc ", "目次")


def read_docx(path: Path) -> Extracted:
    """Extract the text of a Word document; raise `UnreadableFile` where it cannot or must not be read."""
    package = open_package(path, "Word", "word/document.xml")
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    with damage_named("Word", PythonDocxError, OpcError):
        document = docx.Document(package)
        reader = _Reader(document)
        reader.blocks(document.element.body, WHITE)
        reader.notes(_part(document, "footnotes"), "footnote")
        reader.notes(_part(document, "endnotes"), "endnote")
        properties = document.core_properties
        title = reader.title or one_line(properties.title or "") or None
        metadata = Metadata(language=properties.language or None, edition=properties.version or None)
        return reader.text.finish(title, metadata, numbered=True)


class _Reader:
    """What must be known of the document while its paragraphs are read in order."""

    def __init__(self, document: "Document") -> None:
        self.text = Manuscript()
        self.title: str | None = None
        self._styles = Styles(_part(document, "styles"))
        self._numbering = Numbering(_part(document, "numbering"))
        self._in_list = False
        self._carried = ""  # text of a paragraph whose end was deleted: the next one continues it
        self._marks = {"footnote": 0, "endnote": 0}

    def blocks(self, parent: "_Element", ground: str) -> None:
        """Write the paragraphs and tables below `parent`; `ground` is the colour that they stand on."""
        for element in _blocks(parent):
            if element.tag == f"{W}tbl":
                self._table(element, ground)
            else:
                self._paragraph(element, ground)

    def notes(self, part: "_Element | None", kind: str) -> None:
        """Keep the texts of footnotes or endnotes for the end of the document."""
        for note in () if part is None else part.iter(f"{W}{kind}"):
            if note.get(f"{W}type") in (None, "normal"):
                self.text.note(f"{kind}{note.get(f'{W}id')}", self._flat(note, WHITE))

    def _paragraph(self, paragraph: "_Element", ground: str) -> None:
        properties = self._styles.of_paragraph(paragraph)
        name = self._styles.name(properties)
        if name.lower().startswith(_CONTENTS_STYLES):
            return
        text = self._carried + self._text(paragraph, properties, ground)
        self._carried = ""
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._carried = text
            return
        level = self._styles.heading_level(properties)
        label, indent = self._label(properties) if text.strip() else ("", 0)
        listed = bool(label) and level is None
        if self._in_list and not listed and text.strip():
            self.text.gap()
        if level is not None:
            self.text.heading(level, label + text)
        elif listed:
            self.text.line("  " * indent + label + text.strip())
        else:
            if name in ("Title", "表題") and self.title is None:
                self.title = one_line(text) or None
            self.text.paragraph(text)
        self._in_list = listed or (self._in_list and not text.strip())
        for box, behind in boxes(paragraph, ground):
            self.blocks(box, behind)

    def _text(self, paragraph: "_Element", properties: list["_Element"], ground: str) -> str:
        """The text of a paragraph as people see it; hidden runs go to the summary."""
        ground = self._styles.ground(properties, ground)
        parts: list[str] = []
        for run, text, note in pieces(paragraph):
            formats = self._styles.of_run(run, properties)
            hidden = self._styles.hidden_as(formats, ground)
            if hidden is not None:
                self.text.hide(hidden, text)
            elif note is not None:
                parts.append(self._reference(*note))
            elif self._styles.is_raised(formats):
                parts.append(superscript(text))
            else:
                parts.append(text)
        return "".join(parts)

    def _reference(self, kind: str, name: str, custom: str) -> str:
        if not custom:
            self._marks[kind] += 1
        return self.text.refer(custom or str(self._marks[kind]), f"{kind}{name}")

    def _label(self, properties: list["_Element"]) -> tuple[str, int]:
        """What numbering puts before a paragraph, and how far a bullet is indented."""
        listed = self._styles.numbering(properties)
        if listed is None:
            return "", 0
        number, level, style = listed
        if level is None:
            level = self._numbering.level_of_style(number, style)
        label = self._numbering.label(number, level)
        return label, level if label == BULLET else 0

    def _table(self, table: "_Element", ground: str) -> None:
        rows = [row for row in _children(table, "tr") if row.find(f"{W}trPr/{W}del") is None]
        style, look = None, None
        properties = table.find(f"{W}tblPr")
        if properties is not None:
            style, look = child_value(properties, "tblStyle"), properties.find(f"{W}tblLook")
        ground = self._styles.table_ground(style, ground)
        cells = [[cell for cell in _children(row, "tc") if cell.find(f"{W}tcPr/{W}cellDel") is None] for row in rows]
        if all(len(row) <= 1 for row in cells):
            for cell in itertools.chain.from_iterable(cells):  # a frame around text
                self.blocks(cell, _cell_ground(cell, ground))
            return
        first_row = self._is_set_off(style, look, "firstRow")
        first_column = self._is_set_off(style, look, "firstCol")
        spans = []
        for number, (row, found) in enumerate(zip(rows, cells, strict=True)):
            strong = first_row and number == 0
            spans.append([*_left_out(row), *self._spans(found, ground, strong, first_column)])
        headers = 0
        while headers < len(rows) - 1 and rows[headers].find(f"{W}trPr/{W}tblHeader") is not None:
            headers += 1
        self.text.table(place(_merged_down(spans, cells)), headers or None)

    def _is_set_off(self, style: str | None, look: "_Element | None", part: str) -> bool:
        asked = "firstColumn" if part == "firstCol" else part
        wanted = look is not None and look.get(f"{W}{asked}") in ("1", "true", "on")
        return wanted and self._styles.has_table_part(style, part)

    def _spans(self, cells: list["_Element"], ground: str, strong: bool, first_column: bool) -> Iterator[Span]:
        for place_in_row, cell in enumerate(cells):
            behind = _cell_ground(cell, ground)
            text = self._flat(cell, behind)
            shaded = cell.find(f"{W}tcPr/{W}shd")
            set_off = strong or (first_column and place_in_row == 0) or self._is_bold(cell)
            set_off = set_off or (shaded is not None and shade_colour(shaded) not in (None, WHITE))
            yield Span(text, 1, _columns(cell), set_off and bool(text))

    def _is_bold(self, cell: "_Element") -> bool:
        runs = [
            self._styles.is_bold(self._styles.of_run(run, self._styles.of_paragraph(paragraph)))
            for paragraph in cell.iter(f"{W}p")
            for run, text, _ in pieces(paragraph)
            if text.strip()
        ]
        return bool(runs) and all(runs)

    def _flat(self, parent: "_Element", ground: str) -> str:
        """The text below `parent` on one line, for a cell or a note."""
        texts = []
        for element in _blocks(parent):
            if element.tag == f"{W}tbl":
                rows = _children(element, "tr")
                texts += [self._flat(cell, ground) for row in rows for cell in _children(row, "tc")]
                continue
            properties = self._styles.of_paragraph(element)
            text = self._text(element, properties, ground).strip()
            texts.append(self._label(properties)[0] + text if text else "")
            texts += [self._flat(box, behind) for box, behind in boxes(element, ground)]
        return one_line(" ".join(text for text in texts if text))


def _part(document: "Document", name: str) -> "_Element | None":
    """The root of a part that the document points to (styles, numbering, footnotes), or None."""
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype == f"{_RELATIONS}/{name}" and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


def _blocks(parent: "_Element") -> Iterator["_Element"]:
    """The paragraphs and tables directly below `parent`, through wrappers, without the table of contents."""
    for child in parent.iterchildren(f"{W}*"):
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag == f"{W}sdt":
            gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            if gallery is None or gallery.get(f"{W}val") != "Table of Contents":
                yield from _blocks(child)
        elif child.tag in _UNWRAPPED:
            yield from _blocks(child)


def _children(parent: "_Element", name: str) -> list["_Element"]:
    """The rows of a table or the cells of a row, through wrappers."""
    found = []
    for child in parent.iterchildren(f"{W}*"):
        if child.tag == f"{W}{name}":
            found.append(child)
        elif child.tag == f"{W}sdt" or child.tag in _UNWRAPPED:
            found += _children(child, name)
    return [each for each in found if not is_struck_out(each)]


def _columns(cell: "_Element") -> int:
    properties = cell.find(f"{W}tcPr")
    return int(child_value(properties, "gridSpan") or 1) if properties is not None else 1


def _left_out(row: "_Element") -> list[Span]:
    """Columns that a row skips at its left end."""
    properties = row.find(f"{W}trPr")
    count = int(child_value(properties, "gridBefore") or 0) if properties is not None else 0
    return [Span("", 1, count)] if count else []


def _cell_ground(cell: "_Element", ground: str) -> str:
    shade = cell.find(f"{W}tcPr/{W}shd")
    return ground if shade is None else shade_colour(shade) or (WHITE if ground == UNKNOWN else ground)


def _merged_down(rows: list[list[Span]], cells: list[list["_Element"]]) -> list[list[Span]]:
    """Turn Word's marks of cells that continue the one above (`w:vMerge`) into cells of several rows."""
    open_cells: dict[int, tuple[int, int]] = {}
    kept: list[list[Span | None]] = [list(row) for row in rows]
    for number, (spans, elements) in enumerate(zip(rows, cells, strict=True)):
        skipped = len(spans) - len(elements)
        column = sum(span.columns for span in spans[:skipped])
        for position, element in enumerate(elements, start=skipped):
            merge = element.find(f"{W}tcPr/{W}vMerge")
            if merge is None:
                open_cells.pop(column, None)
            elif merge.get(f"{W}val") == "restart" or column not in open_cells:
                open_cells[column] = (number, position)
            else:
                row, place_in_row = open_cells[column]
                above = kept[row][place_in_row]
                if above is not None:
                    kept[row][place_in_row] = above._replace(rows=number - row + 1)
                kept[number][position] = None
            column += spans[position].columns
    return [[span for span in row if span is not None] for row in kept]
