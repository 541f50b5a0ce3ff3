"""The text of a statute as it is written down from its XML, with the pieces that it is made of."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from assistant.ingest.statute_units import (
    GROUP_LEVELS,
    TREE_LEVEL,
    Unit,
    article_unit,
    item_unit,
    paragraph_unit,
    subitem_unit,
)
from assistant.ingest.tables import Span, header_rows, place, row_lines
from assistant.japanese.addresses import SUPPLEMENT, Address, number_text

_GROUPS: Final = {"Part": "編", "Chapter": "章", "Section": "節", "Subsection": "款", "Division": "目"}
_SENTENCES: Final = ("Sentence", "Column", "Table")
_NOT_SPOKEN: Final = frozenset({"Rt", "Fig"})
_REMARK = re.compile(r"[（(].*\Z", re.DOTALL)
_SUBITEM = re.compile(r"Subitem[0-9]+\Z")
_NUMBERED = re.compile(r"[（(]?([0-9０-９]{1,3}(?=[）)]|\Z)|[一二三四五六七八九十百]+.*)")


def spoken(element: Element) -> str:
    """The words of an element without the readings of its characters (Rt); line breaks of the markup are none of them."""
    return "".join(line.strip(" \t\r") for line in "".join(_words(element)).split("\n"))


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _NOT_SPOKEN:
            yield from _words(child)
        yield child.tail or ""


class Manuscript:
    """The text written so far, its units, and what was left out."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.hidden: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._labels: dict[str, int] = {}

    def text(self) -> str:
        """All that was written, one line feed at the end."""
        return "".join(self._parts).rstrip("\n") + "\n"

    def write_law(self, body: Element) -> None:
        """Write what `LawBody` holds but for the title and the table of contents."""
        for child in body:
            if child.tag == "MainProvision":
                self._provisions(child, Address())
            elif child.tag == "SupplProvision":
                self._supplement(child)
            elif child.tag.startswith("Appdx"):
                self._appendix(child, "")
            elif child.tag == "Preamble":
                self._loose(child)
            elif child.tag == "EnactStatement":
                self._line(spoken(child))

    def _provisions(self, parent: Element, tree: Address) -> None:
        for child in parent:
            if child.get("Hide") == "true":
                self.hidden.append(f"表示しない条項: {spoken(child)[:30]}")
            elif child.tag in _GROUPS:
                title = _title(child, f"{child.tag}Title")
                kind = next((kind for kind in GROUP_LEVELS if kind in title.split("　")[0]), _GROUPS[child.tag])
                start = self._line(title)
                self.units.append(Unit(GROUP_LEVELS[kind], title, start, self._length))
                self._provisions(child, tree)
            elif child.tag == "Article":
                self._article(child, tree)
            elif child.tag == "Paragraph":
                self._paragraph(child, tree, self._length)
            elif child.tag.startswith("SupplProvisionAppdx"):
                self._appendix(child, tree.tree)
            elif not child.tag.endswith(("Title", "Label")):
                self._loose(child)

    def _supplement(self, element: Element) -> None:
        amending = element.get("AmendLawNum")
        label = SUPPLEMENT + (f"（{amending}）" if amending else "")
        self._labels[label] = self._labels.get(label, 0) + 1
        if self._labels[label] > 1:
            label += f"（{self._labels[label]}）"
        start = self._line(label + ("　抄" if element.get("Extract") == "true" else ""))
        tree = Address(label)
        self.units.append(Unit(TREE_LEVEL, label, start, self._length, (tree,)))
        self._provisions(element, tree)

    def _appendix(self, element: Element, above: str) -> None:
        """別表, 様式 and the like; `above` is the tree of supplementary provisions that they belong to."""
        title = _title(element, f"{element.tag}Title") or _title(element, "ArithFormulaNum") or "別表"
        number = _REMARK.sub("", title).strip()
        tree = Address(number if not above or number.startswith(SUPPLEMENT) else f"{above}{number}")
        start = self._line(title + _title(element, "RelatedArticleNum"))
        self.units.append(Unit(TREE_LEVEL, tree.tree, start, self._length, (tree,)))
        for child in element:
            if child.tag == "Item":
                self._item(child, tree)
            elif not child.tag.endswith("Title") and child.tag not in ("RelatedArticleNum", "ArithFormulaNum"):
                self._loose(child)

    def _article(self, article: Element, tree: Address) -> None:
        title, caption = _title(article, "ArticleTitle"), _title(article, "ArticleCaption")
        start = self._put(f"{title}{caption}　")
        unit = article_unit(title, tree.tree, start, self._length, caption)
        self.units.append(unit)
        first = True
        for child in article:
            if child.tag == "Paragraph":
                self._paragraph(child, unit.addresses[0] if unit.addresses else tree, start if first else self._length)
                first = False
            elif child.tag not in ("ArticleTitle", "ArticleCaption"):
                self._loose(child)
        if first:
            self._put("\n\n")

    def _paragraph(self, paragraph: Element, place: Address, start: int) -> None:
        caption, number = _title(paragraph, "ParagraphCaption"), _title(paragraph, "ParagraphNum")
        if start == self._length and caption:
            self._put(caption + "\n")
        if number:
            self._put(f"{number}　")
        unit = paragraph_unit(_counted(paragraph, number), place, start, self._length, caption)
        self.units.append(unit)
        for child in paragraph:
            if child.tag == "ParagraphSentence":
                self._line(_sentences(child))
            elif child.tag == "Item":
                self._item(child, unit.addresses[0])
            elif child.tag not in ("ParagraphNum", "ParagraphCaption"):
                self._loose(child)

    def _item(self, item: Element, place: Address, depth: int = 0) -> None:
        """An item or, below one, what its number parts it into."""
        mark = _title(item, f"{item.tag}Title")
        start = self._put("　" * depth + (f"{mark}　" if mark else ""))
        numbered = _NUMBERED.match(mark) if depth == 0 else None
        unit = None
        if numbered is not None:
            unit = item_unit(numbered[1], place, start, self._length)
        elif mark:
            unit = subitem_unit(mark, place, start, self._length)
        if unit is not None:
            self.units.append(unit)
        below = unit.addresses[0] if unit is not None else place
        for child in item:
            if child.tag == f"{item.tag}Sentence":
                self._line(_sentences(child), end="\n")
                for table in child.iter("Table"):
                    self._table(table)
            elif _SUBITEM.match(child.tag):
                self._item(child, below, depth + 1)
            elif child.tag != f"{item.tag}Title":
                self._loose(child)
        if depth == 0:
            self._put("\n")

    def _loose(self, element: Element) -> None:
        """Words that are no provision of this law: tables, lists, remarks, what an amending law inserts elsewhere."""
        if element.tag == "Table":
            self._table(element)
        elif element.tag.endswith(("Sentence", "Label", "Title", "Caption", "Num")) or element.tag in (
            "Column",
            "SupplNote",
        ):
            self._line(_sentences(element) or spoken(element))
        elif element.tag == "ArithFormula" or not len(element):
            self._line(spoken(element))
        else:
            for child in element:
                self._loose(child)

    def _table(self, table: Element) -> None:
        rows = []
        header = 0
        for row in table:
            header += row.tag == "TableHeaderRow"
            rows.append(
                [
                    Span(_cell(cell), _count(cell, "rowspan"), _count(cell, "colspan"), row.tag == "TableHeaderRow")
                    for cell in row
                ]
            )
        grid = place(rows)
        self._line("\n".join(row_lines(grid, header or header_rows(grid))))

    def _line(self, text: str, end: str = "\n\n") -> int:
        return self._put(text + end) if text else self._length

    def _put(self, text: str) -> int:
        """Write `text`; return where it begins."""
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start


def _title(element: Element, tag: str) -> str:
    found = element.find(tag)
    return spoken(found) if found is not None else ""


def _sentences(element: Element) -> str:
    """The sentences of one provision: one after the other, columns parted by a wide space."""
    if element.tag == "Column" or element.find("Sentence") is not None or element.find("Column") is not None:
        parts = [
            (_sentences(child) if child.tag == "Column" else spoken(child)) for child in element if child.tag != "Table"
        ]
        return ("　" if element.find("Column") is not None else "").join(parts)
    return spoken(element) if element.find("Table") is None else ""


def _cell(cell: Element) -> str:
    return " ".join(filter(None, (spoken(part) for part in cell))) if len(cell) else spoken(cell)


def _counted(paragraph: Element, number: str) -> str:
    """The number of a paragraph: as the schema counts it, else as it is written (older laws: ○２), else 1."""
    counted = paragraph.get("Num", "")
    if counted.isascii() and counted.isdigit() and len(counted) < 4:
        return counted
    return number_text(number) or "1"


def _count(cell: Element, attribute: str) -> int:
    written = cell.get(attribute, "1")
    return int(written) if written.isdigit() and len(written) < 4 else 1
