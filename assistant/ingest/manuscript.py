"""The text of one file while a reader writes it: headings, pages, rows of tables, notes lifted to the end."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from assistant.ingest.extracted import Extracted
from assistant.ingest.headings import DEEPEST_HEADING_LEVEL, Heading, nest
from assistant.ingest.structure import Structure, find_structure
from assistant.ingest.tables import Grid, header_rows, row_lines
from assistant.records import Footnote, Metadata, Section

# Where a note is referred to, its number travels between these two through cells and headings until the place in the
# text is known; both are no characters of any script, and `clean` takes them out of what files say.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_REFERENCE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_SUPERSCRIPTS: Final = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_SUPERSCRIPT = re.compile(r"[0-9+\-−()n]+")
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_SHOWN_OF_HIDDEN: Final = 30
NOTES_TITLE: Final = "脚注"


class _Reference(NamedTuple):
    mark: str
    note: str


def clean(text: str) -> str:
    """Take control characters and non-characters out of what a file says; line feeds and tabs stay."""
    return _UNWANTED.sub("", text)


def one_line(text: str) -> str:
    """Make every run of blanks and line breaks one space; the wide space of Japanese stays."""
    return _BLANKS.sub(" ", text).strip()


def superscript(text: str) -> str:
    """Raise digits and signs (25 → ²⁵); a raised text with anything else in it stays as it is (1st, ™)."""
    return text.translate(_SUPERSCRIPTS) if _SUPERSCRIPT.fullmatch(text) else text


class Manuscript:
    """The text written so far, piece by piece, and what is known about places in it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._pages: list[int] = []
        self._references: list[_Reference] = []
        self._placed: list[tuple[_Reference, int]] = []
        self._notes: dict[str, str] = {}
        self._hidden: dict[str, list[str]] = {}
        self._hidden_things: list[str] = []

    def put(self, text: str) -> None:
        """Write `text` as it is; references to notes in it become raised marks."""
        position = 0
        for match in _REFERENCE.finditer(text):
            self._append(text[position : match.start()])
            reference = self._references[int(match.group(1))]
            self._placed.append((reference, self._length))
            self._append(reference.mark.translate(_SUPERSCRIPTS))
            position = match.end()
        self._append(text[position:])

    def paragraph(self, text: str) -> None:
        """Write a paragraph and a blank line; nothing for a blank text."""
        if text.strip():
            self.put(text.strip() + "\n\n")

    def line(self, text: str) -> None:
        """Write a line that belongs to its neighbours, such as an item of a list."""
        if text.strip():
            self.put(text.rstrip() + "\n")

    def gap(self) -> None:
        """Leave a blank line, unless there is one already."""
        if self._parts and not self._parts[-1].endswith("\n\n") and self._parts[-1] != "\n":
            self._append("\n")

    def heading(self, level: int, title: str) -> None:
        """Write a heading on a line of its own and open a section there."""
        title = one_line(title)
        if title:
            self.gap()
            self.section(level, _REFERENCE.sub("", title).strip())
            self.put(title + "\n\n")

    def section(self, level: int, title: str) -> None:
        """Open a section whose title is not written."""
        self._headings.append(Heading(min(level, DEEPEST_HEADING_LEVEL), title, self._length))

    def page(self) -> None:
        """Begin a page (slide, sheet)."""
        self.gap()
        self._pages.append(self._length)

    def table(self, grid: Grid, headers: int | None = None) -> None:
        """Write a table row by row; the number of header rows is found where it is not given."""
        self.gap()
        for text in row_lines(grid, header_rows(grid) if headers is None else headers):
            self.line(text)
        self.gap()

    def refer(self, mark: str, note: str) -> str:
        """Return what stands in the text for the mark of the note known as `note`."""
        self._references.append(_Reference(mark, note))
        return f"{_OPEN}{len(self._references) - 1}{_CLOSE}"

    def note(self, note: str, text: str) -> None:
        """Keep the text of a note for the end of the document."""
        self._notes[note] = one_line(text)

    def hide(self, kind: str, text: str) -> None:
        """Remember text that is not shown to people and so stays out; `kind` says how it was hidden."""
        text = one_line(_REFERENCE.sub("", clean(text)))
        if text:
            self._hidden.setdefault(kind, []).append(text)

    def hide_part(self, line: str) -> None:
        """Remember a part of the file that stays out, as one line for the summary."""
        self._hidden_things.append(one_line(clean(line)))

    def first_heading(self, level: int) -> str | None:
        """The title of the first section of this level."""
        return next((heading.title for heading in self._headings if heading.level == level), None)

    def finish(self, title: str | None, metadata: Metadata, *, numbered: bool) -> Extracted:
        """Close the text: the notes referred to come last; `numbered` adds articles and items to the sections."""
        self.gap()
        body_end = self._length
        footnotes = self._write_notes()
        text = "".join(self._parts).rstrip("\n") + "\n"
        body_end = body_end if footnotes else len(text)
        marked = [heading for heading in self._headings if heading.start < body_end]
        found = find_structure(text[:body_end], marked) if numbered else Structure(nest(marked, body_end))
        notes = (Section(1, NOTES_TITLE, body_end, len(text)),) if footnotes else ()
        return Extracted(
            text,
            (*found.sections, *notes),
            tuple(start for start in self._pages if start < len(text)),
            title or None,
            metadata,
            footnotes,
            found.links,
            hidden=(*self._hidden_lines(), *self._hidden_things),
        )

    def _write_notes(self) -> tuple[Footnote, ...]:
        spans: dict[str, tuple[int, int]] = {}
        for reference, _ in list(self._placed):
            if reference.note in spans or not self._notes.get(reference.note):
                continue
            if not spans:
                self.put(NOTES_TITLE + "\n\n")
            start = self._length
            self.put(f"{NOTES_TITLE}{reference.mark} {self._notes[reference.note]}")
            spans[reference.note] = (start, self._length)
            self.put("\n")
        places = ((reference, at) for reference, at in self._placed if reference.note in spans)
        return tuple(Footnote(reference.mark, at, *spans[reference.note]) for reference, at in places)

    def _hidden_lines(self) -> Iterator[str]:
        for kind, texts in self._hidden.items():
            whole = " ".join(texts)
            more = "…" if len(whole) > _SHOWN_OF_HIDDEN else ""
            yield f"{kind} {sum(map(len, texts)):,} 字: 「{whole[:_SHOWN_OF_HIDDEN]}{more}」"

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)
