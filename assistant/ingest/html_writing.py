"""The content of a web page written down element by element."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from assistant.ingest.html_notes import Notes
from assistant.ingest.list_numbers import number_text
from assistant.ingest.manuscript import Manuscript, clean, one_line, superscript
from assistant.ingest.tables import Span, place
from assistant.japanese.normalise import JAPANESE

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "details",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
) | frozenset(_HEADINGS)
_BREAK = "\ufdd2"  # a line break that the page asks for; others are only how the file is written
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WRAPPED = re.compile(rf"(?<=[{JAPANESE}])[ \t\r\f]*\n[ \t\r\n\f]*|[ \t\r\f]*\n[ \t\r\n\f]*(?=[{JAPANESE}])")
_LIST_TYPES: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEEPEST: Final = 150  # of Python's own stack; what lies deeper is written as plain text
_MARK_OF_NOTE: Final = r"\A[\[(（［]?(?:※|注|脚注)?\s*{}(?:[\])）］.:：、]+\s*|\s+)"


class Writer:
    """Writes elements to a manuscript; `text` is what has been written."""

    def __init__(self, left_out: set[int], hidden: dict[int, str], notes: Notes) -> None:
        self.text = Manuscript()
        self._left_out = left_out | notes.left_out
        self._hidden = hidden
        self._notes = notes
        self._held = {holder.mem_id for holder in notes.holders.values()}
        self._inline: list[str] = []
        self._label = ""  # bullet or number that the next words of a list item get
        self._lists = 0
        self._depth = 0
        self._lines: list[str] | None = None  # where words go instead while an element is read as one line

    def write(self, root: "LexborNode") -> None:
        """Write the content of `root`, then keep its notes."""
        self._children(root)
        self._flush()
        marks = {name: mark for mark, name in self._notes.marks.values()}
        for name, holder in self._notes.holders.items():
            text = self._flat(holder)
            self.text.note(name, re.sub(_MARK_OF_NOTE.format(re.escape(marks[name])), "", text) or text)

    def _children(self, node: "LexborNode") -> None:
        self._depth += 1
        for child in node.iter(include_text=True):
            self._node(child)
        self._depth -= 1

    def _node(self, node: "LexborNode") -> None:
        tag = node.tag
        if tag == "-text":
            self._inline.append(_unwrapped(clean(node.text())))
        elif tag is None or tag.startswith("-") or node.mem_id in self._left_out or node.mem_id in self._held:
            return
        elif node.mem_id in self._hidden:
            self.text.hide(self._hidden[node.mem_id], node.text())
        elif self._depth > _DEEPEST:
            self._inline.append(clean(node.text(separator=" ")))
        elif tag in _BLOCKS:
            self._flush()
            self._block(node, tag)
            self._flush()
        else:
            self._words(node, tag)

    def _words(self, node: "LexborNode", tag: str) -> None:
        if tag == "br":
            self._inline.append(_BREAK)
        elif node.mem_id in self._notes.marks:
            self._inline.append(self.text.refer(*self._notes.marks[node.mem_id]))
        elif tag == "sup":
            before, self._inline = self._inline, []
            self._children(node)
            self._inline = [*before, superscript("".join(self._inline).strip())]
        else:
            self._children(node)

    def _block(self, node: "LexborNode", tag: str) -> None:
        if self._lines is not None:
            self._children(node)
        elif tag in _HEADINGS:
            self._heading(node, int(tag[1]))
        elif tag in ("ul", "ol"):
            self._list(node, tag == "ol")
        elif tag == "dl":
            self._definitions(node)
        elif tag == "table":
            self._table(node)
        elif tag == "pre":
            self.text.paragraph(clean(node.text()).strip("\n"))
        elif node.attributes.get("role") == "heading":
            self._heading(node, _integer(node.attributes.get("aria-level"), 2))
        else:
            self._children(node)

    def _heading(self, node: "LexborNode", level: int) -> None:
        label, self._label = self._label, ""
        self.text.heading(level, label.lstrip("- ") + self._flat(node))

    def _flush(self) -> None:
        """Write the words gathered so far as a paragraph, or as what they are in a list."""
        gathered = "".join(self._inline)
        self._inline.clear()
        text = _joined(gathered) if gathered.strip() else ""
        if not text:
            return
        if self._lines is not None:
            self._lines.append(text)
        elif self._label or self._lists:
            self.text.line(self._label + text)
            self._label = ""
        else:
            self.text.paragraph(text)

    def _list(self, node: "LexborNode", numbered: bool) -> None:
        if not self._lists:
            self.text.gap()
        number = _integer(node.attributes.get("start"), 1)
        form = _LIST_TYPES.get(node.attributes.get("type") or "", "decimal")
        self._lists += 1
        for item in node.iter():
            if item.tag != "li":
                self._node(item)
                continue
            number = _integer(item.attributes.get("value"), number)
            label = f"{number_text(number, form)}. " if numbered else "- "
            self._label = "  " * (self._lists - 1) + label
            self._node(item)
            self._flush()
            self._label = ""
            number += 1
        self._lists -= 1
        if not self._lists:
            self.text.gap()

    def _definitions(self, node: "LexborNode") -> None:
        """Write 「用語: 説明」, so that a term does not melt into its definition."""
        self.text.gap()
        terms: list[str] = []
        for part in _parts(node):
            if part.tag == "dt":
                terms.append(self._flat(part))
            elif part.css_first("ul, ol, table, dl, pre") is not None:
                self.text.line("・".join(terms))
                terms = []
                self._node(part)
                self._flush()
            else:
                words = self._flat(part)
                self.text.line(": ".join(filter(None, ["・".join(filter(None, terms)), words])) if words else "")
                terms = [] if words else terms
        self.text.line("・".join(terms))
        self.text.gap()

    def _table(self, node: "LexborNode") -> None:
        rows = list(_rows(node))
        widest = max((sum(1 for _ in _cells(row)) for row in rows), default=0)
        layout = node.attributes.get("role") in ("presentation", "none") or node.css_first("table table") is not None
        if layout or widest < 2 or any(row.css_first(", ".join(_HEADINGS)) is not None for row in rows):
            self._children(node)
            return
        caption = node.css_first("caption")
        if caption is not None:
            self.text.paragraph(self._flat(caption))
        shown = [row for row in rows if row.mem_id not in self._left_out and not self._is_hidden(row)]
        headers = 0
        while headers < len(shown) - 1 and (parent := shown[headers].parent) is not None and parent.tag == "thead":
            headers += 1
        grid = place([[self._span(cell) for cell in _cells(row) if not self._is_hidden(cell)] for row in shown])
        self.text.table(grid, headers or None)

    def _is_hidden(self, node: "LexborNode") -> bool:
        parent = node.parent
        for each in (node, parent):
            if each is not None and each.mem_id in self._hidden and each.tag != "table":
                self.text.hide(self._hidden[each.mem_id], node.text())
                return True
        return False

    def _span(self, cell: "LexborNode") -> Span:
        text = self._flat(cell)
        bold = cell.css_first("b, strong")
        strong = cell.tag == "th" or (bold is not None and bold.text().split() == cell.text().split())
        attributes = cell.attributes
        rows, columns = _integer(attributes.get("rowspan"), 1), _integer(attributes.get("colspan"), 1)
        return Span(text, rows, columns, strong and bool(text))

    def _flat(self, node: "LexborNode") -> str:
        """The words of an element on one line."""
        before = self._inline, self._lines
        self._inline, self._lines = [], []
        self._children(node)
        self._flush()
        text = one_line(" ".join(self._lines))
        self._inline, self._lines = before
        return text


def _unwrapped(text: str) -> str:
    """Take out breaks where a line of Japanese was only wrapped in the file; those beside a tag may separate words."""
    core = text.strip()
    if "\n" not in core:
        return text
    start = len(text) - len(text.lstrip())
    return text[:start] + _WRAPPED.sub("", core) + text[start + len(core) :]


def _joined(text: str) -> str:
    """Blanks as a browser shows them."""
    lines = _BLANKS.sub(" ", text.replace("\xa0", " ")).split(_BREAK)
    return "\n".join(line.strip() for line in lines).strip()


def _integer(text: str | None, otherwise: int) -> int:
    """A number in an attribute, as far as a page may sensibly give one."""
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,5}", text.strip()) else otherwise


def _parts(definitions: "LexborNode") -> Iterator["LexborNode"]:
    """The terms and definitions of a list, which may stand in groups."""
    for child in definitions.iter():
        if child.tag in ("dt", "dd"):
            yield child
        elif child.tag == "div":
            yield from (each for each in child.iter() if each.tag in ("dt", "dd"))


def _rows(table: "LexborNode") -> Iterator["LexborNode"]:
    """The rows of a table itself, not of those inside its cells."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: "LexborNode") -> Iterator["LexborNode"]:
    return (cell for cell in row.iter() if cell.tag in ("td", "th"))
