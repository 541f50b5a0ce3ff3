"""Text as a PDF prints it made into text as it was written, every character with its way back to the original.

For text extracted from PDF files and plain text files that came out of them. In this order: single characters are put
right (`characters`), what only numbers and heads the pages goes (`running_lines`), footnotes move to the end below a line
「脚注」 (`footnotes`), broken lines are joined (`rejoining`), stray spaces close up (`spacing`). A text without such
defects comes back as it is, and a repaired one does not change again.

Full-width letters and digits stay as they were typed: the search makes them equal anyway, and a quote shall show what
stands in the source (`characters` says what does change).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.ingest.characters import clean_characters
from assistant.ingest.draft import Draft, Edit, draft_of, joined, rewrite, shifts
from assistant.ingest.footnotes import HEADING, Note, find_notes, listed_notes, note_section
from assistant.ingest.rejoining import join_lines, without
from assistant.ingest.running_lines import page_marks, running_lines
from assistant.ingest.spacing import close_spaces, spacing_of
from assistant.japanese.lines import is_double_spaced
from assistant.records import Footnote, Shift, Span

_LABEL_ALONE = re.compile(r"\A\S{1,5}(\s*\n\s*)")
_BROKEN_ADDRESS = re.compile(
    r"(?<=[A-Za-z0-9][-_=&?%])[ \t]{0,9}\n\s*(?=[A-Za-z0-9][!-~]{0,200}[-/.=_][!-~]{0,200}$)", re.MULTILINE
)
_SINGLE_BREAK = re.compile(r"(?<=[^\n])\n(?= [^\s])")
_SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repaired text; offsets are into it, `origin` leads back to the text that was given.

    `hidden` has one line for people on each kind of invisible character left out. The notes below 「脚注」 begin with their
    marks; the mark of a note that could not be found stands, as `at`, where the note itself stood.
    """

    text: str
    origin: tuple[Shift, ...]
    page_starts: tuple[int, ...]
    footnotes: tuple[Footnote, ...]
    hidden: tuple[str, ...]

    @property
    def notes_start(self) -> int:
        """Where the heading line of the notes begins; the end of the text where there are none."""
        if not self.footnotes:
            return len(self.text)
        return _last_line(self.text, self.footnotes[0].start)

    def position(self, original: int) -> int:
        """Where what stood at `original` in the text given is now, or what came next if it is gone or a note."""
        end = self.notes_start
        flow = bisect_left(self.origin, end, key=lambda shift: shift.start)
        index = bisect_right(self.origin, original, hi=flow, key=lambda shift: shift.original) - 1
        if index < 0:
            return 0 if self.origin else min(original, end)
        limit = self.origin[index + 1].start if index + 1 < flow else end
        return min(self.origin[index].start + original - self.origin[index].original, limit)


def repair(text: str, page_starts: tuple[int, ...] = ()) -> Repaired:
    """Repair `text`, whose pages begin at `page_starts`; if empty, form feeds or lines like 「[p.38]」 tell the pages."""
    if not page_starts and "\f" in text:
        page_starts = (0, *(match.end() for match in re.finditer("\f", text[: len(text.rstrip())])))
    draft, unseen = clean_characters(draft_of(text))
    if not page_starts:
        page_starts = tuple(draft.origin[start] if start else 0 for start in page_marks(draft.text))
    double_spaced = is_double_spaced(draft.text)
    bounds = page_starts or tuple(_page_breaks(draft) if double_spaced else ())
    draft = without(
        draft, running_lines(draft.text, [draft.position(start) for start in bounds]), bounds, double_spaced
    )
    flow, notes, lifted = _lift(draft, bounds, double_spaced)
    flow = join_lines(flow, double_spaced)
    spacing = spacing_of(flow.text)
    notes = [(note, close_spaces(body, spacing)) for note, body in notes]
    return _assemble(close_spaces(flow, spacing), notes, lifted, page_starts, unseen)


def _last_line(text: str, end: int) -> int:
    """Where the last line of `text[:end]` that is not blank begins."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return text.rfind("\n", 0, end) + 1


def _page_breaks(draft: Draft) -> Iterator[int]:
    """Where pages begin in text with a blank line after every line: at a single line break before an indented line."""
    yield 0
    yield from (draft.origin[match.end()] for match in _SINGLE_BREAK.finditer(draft.text))


def _lift(draft: Draft, bounds: Sequence[int], double_spaced: bool) -> tuple[Draft, list[tuple[Note, Draft]], bool]:
    """The flow without its notes, the notes with their text, and whether they had a section of their own already."""
    section = note_section(draft.text)
    if section is not None:
        notes = listed_notes(draft.text, section)
        flow = draft.cut(0, section.start)
    else:
        notes = find_notes(draft.text, [draft.position(start) for start in bounds], double_spaced)
        flow = draft
    if notes:
        marks = [note.mark for note in notes if note.fused and note.mark is not None]
        draft = rewrite(draft, (Edit(*mark, draft.text[slice(*mark)].translate(_SUPERSCRIPT)) for mark in marks))
    texts = [(note, _note_text(draft, note, double_spaced)) for note in notes]
    for note in notes:
        note.start = draft.origin[note.start]
        note.mark = None if note.mark is None else Span(draft.origin[note.mark.start], 0)
    if section is None and notes:
        flow = without(draft, (piece for note in notes for piece in note.pieces), (), double_spaced)
    return flow, texts, section is not None


def _note_text(draft: Draft, note: Note, double_spaced: bool) -> Draft:
    parts: list[Draft | str] = []
    for start, end in note.pieces:
        body = draft.text[start:end]
        lead, tail = len(body) - len(body.lstrip()), len(body.rstrip())
        if parts:
            parts.append("\n")
        parts.append(draft.cut(start + lead, start + tail))
    whole = joined(parts)
    breaks = [Edit(m.start(1), m.end(1), " ") for m in _LABEL_ALONE.finditer(whole.text)]
    breaks += [Edit(m.start(), m.end()) for m in _BROKEN_ADDRESS.finditer(whole.text)]
    whole = join_lines(rewrite(whole, breaks), double_spaced)
    return whole.cut(0, len(whole.text.rstrip()))


def _assemble(
    flow: Draft, notes: list[tuple[Note, Draft]], listed: bool, page_starts: Sequence[int], unseen: int
) -> Repaired:
    parts: list[Draft | str] = [flow]
    length = len(flow.text)
    if notes and not listed:
        lead = ("" if flow.text.endswith("\n\n") else "\n" if flow.text.endswith("\n") else "\n\n") + HEADING + "\n"
        parts.append(lead)
        length += len(lead)
    footnotes = []
    end = _last_line(flow.text, len(flow.text)) if listed else len(flow.text)
    for note, text in notes:
        at = flow.position(note.start if note.mark is None else note.mark.start)
        footnotes.append(Footnote(str(note.number), min(at, end), length, length + len(text.text)))
        parts += [text, "\n"]
        length += len(text.text) + 1
    whole = joined(parts)
    starts = tuple(min(flow.position(start), len(flow.text)) for start in page_starts)
    hidden = (f"不可視の文字 {unseen:,} 字",) if unseen else ()
    return Repaired(whole.text, shifts(whole.origin), starts, tuple(footnotes), hidden)
