"""Footnotes of a text that lost its page layout: which lines are notes, how far they reach, and where their marks stand.

A line is a note only if its mark stands in the text before it (¹, ※1, 注1, 1) or, fused into a word, 1). A plain digit in a
word is taken for a mark where the page has such a note and no other digit fits as well; else the note is lifted all the
same and the digit left alone. Notes on one page follow each other, so all between two of them belongs to the first; how
far the last one reaches is told by the page's end or, where pages are unknown, by its block of lines.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.ingest.draft import PrintedLine, printed_lines
from assistant.ingest.footnote_marks import LETTER, NUMBER, fused_in, fused_mark, marks_in, value_of
from assistant.japanese.lines import ends_sentence, runs_on, starts_item
from assistant.japanese.normalise import SUPERSCRIPT_DIGITS
from assistant.records import Span

HEADING: Final = "脚注"

_HEADING = re.compile(rf"^[ \t　]*\[?(?:p\.\s?[0-9]+\s*)?(?:{HEADING}|注釈|注記|注)\]?[ \t　]*$", re.MULTILINE)
_NEXT_LINE = re.compile(r"\s*(\S[^\n]*)")
_LABELS: Final = {
    "superscript": re.compile(f"([{SUPERSCRIPT_DIGITS}]{{1,3}})(?![{SUPERSCRIPT_DIGITS}])"),
    "asterisk": re.compile(rf"[※＊*]\s?{NUMBER}(?![0-9０-９])"),
    "word": re.compile(rf"[(（［\[]?(?:脚注|注)\s?{NUMBER}[)）］\]]?(?![0-9０-９年月])"),
    "bracket": re.compile(rf"{NUMBER}[)）](?=\s|[^\s、。])"),
    "plain": re.compile(r"([0-9]{1,3})(?=[ \t]|\Z)"),
}
_FIRST: Final = f"0123456789０１２３４５６７８９{SUPERSCRIPT_DIGITS}※＊*(（［[脚注"
_ADDRESS = re.compile(r"<?https?://")
_JAPANESE = re.compile(f"[{LETTER}]")
_KEY = re.compile(r"([^\s：:。、]{1,12})\s*[：:](?=\s*\S)")
_LED_UP: Final = 9  # notes without a mark that a run may begin with
_FOOT: Final = 0.6  # largest share of a page that notes with plain numbers take
_LONG: Final = 40  # characters of foreign text that are more than a name or a heading


@dataclass(slots=True)
class Note:
    """A note found: its number, the mark in the text (None where unsure) and the stretches of text that make it up.

    `fused` says that the mark is plain digits that are surely no part of the number or word beside them.
    """

    number: int
    style: str
    start: int
    mark: Span | None = None
    fused: bool = False
    pieces: list[Span] = field(default_factory=list)


def note_section(text: str) -> Span | None:
    """The stretch of notes below a last heading line 「脚注」, from its first note to the end."""
    headings = list(_HEADING.finditer(text))
    first = _NEXT_LINE.match(text, headings[-1].end()) if headings else None
    if first is None or not any(pattern.match(first[1]) for pattern in _LABELS.values()):
        return None
    return Span(first.start(1), len(text))


def listed_notes(text: str, section: Span) -> list[Note]:
    """The notes of a section of notes, with their marks in the text before it, in the order of both."""
    lines = [line for line in printed_lines(text) if line.start >= section.start]
    opening = next(style for style, pattern in _LABELS.items() if pattern.match(lines[0].text))
    notes: list[Note] = []
    for line in lines:
        for style in dict.fromkeys((opening, "superscript", "asterisk", "word", "bracket")):
            label = _LABELS[style].match(line.text)
            number = value_of(label[1]) if label else 0
            follows = style == opening == "plain" or (style == "bracket" != opening)
            if label and (not follows or not notes or number in (1, notes[-1].number + 1)):
                notes.append(Note(number, style, line.start))
                break
    _reach(notes, [len(text.rstrip())])
    marks = {style: marks_in(text[: section.start], style) for style in _LABELS if style != "plain"}
    after: dict[str, int] = {}
    for note in notes:
        style = "superscript" if note.style == "plain" else note.style
        places = marks[style].get(note.number, ())
        note.mark = next((span for span in places if span.start >= after.get(style, 0)), None)
        after[style] = note.mark.end if note.mark else after.get(style, 0)
    return notes


def find_notes(text: str, bounds: Sequence[int], double_spaced: bool) -> list[Note]:
    """The footnotes in the flow of `text`; `bounds` are the offsets where pages begin, empty where unknown."""
    lines = printed_lines(text)
    likely = [(index, line.text) for index, line in enumerate(lines) if line.text[0] in _FIRST]
    found: list[Note] = []
    for style, pattern in _LABELS.items():
        labelled = [(index, value_of(m[1])) for index, line in likely if (m := pattern.match(line))]
        marks = marks_in(text, style) if labelled and style != "plain" else {}
        if labelled and (style == "plain" or marks):
            fused = fused_in(text) if style == "plain" else ({}, {})
            search = _Search(text, lines, list(bounds), double_spaced, fused)
            found.extend(search.notes(style, labelled, marks))
    found.sort(key=lambda note: note.start)
    taken, kept = 0, []
    for note in found:
        if note.pieces[0].start >= taken:
            kept.append(note)
            taken = max(piece.end for piece in note.pieces)
    return kept


@dataclass(frozen=True, slots=True)
class _Search:
    text: str
    lines: list[PrintedLine]
    bounds: list[int]
    double_spaced: bool
    fused: tuple[dict[int, list[Span]], dict[int, list[Span]]]

    def notes(self, style: str, labelled: list[tuple[int, int]], marks: dict[int, list[Span]]) -> list[Note]:
        runs: list[list[Note]] = []
        floor = 0  # marks of the run stand from here on
        for place, (index, number) in enumerate(labelled):
            note = Note(number, style, self.lines[index].start)
            run = runs[-1] if runs else []
            follows = bool(run) and number == run[-1].number + 1
            if (
                follows
                and self._page(note.start) == self._page(run[0].start)
                and self._mark(note, marks, floor, run[0].start)
            ):
                run.append(note)
                continue
            below = run[-1].start if run else 0
            if style == "plain":
                below = max(below, self._page_start(note.start))
            if self._opens(note, index, run, marks, below):
                runs.append([*self._led_up(note, labelled[:place][-_LED_UP:], below), note])
                floor = below
            elif follows and self._contiguous(run[-1].start, index):
                run.append(note)
        self._delimit(runs)
        return [note for run in runs for note in run]

    def _opens(self, note: Note, index: int, run: list[Note], marks: dict[int, list[Span]], below: int) -> bool:
        """Whether a run of notes begins here: its mark stands above. Plain numbers head sections too, and need more."""
        if note.style != "plain":
            return self._mark(note, marks, below, note.start)
        if run and note.number not in (1, run[-1].number + 1):
            return False
        if self.bounds:
            start, end = self._page_start(note.start), self._page_end(note.start)
            likely = end - note.start <= _FOOT * (end - start)
        else:
            likely = any(_ADDRESS.search(line.text) for line in self.lines[index : index + 2])
        return likely and self._mark(note, marks, below, note.start) and note.fused

    def _led_up(self, note: Note, before: list[tuple[int, int]], below: int) -> list[Note]:
        """Notes right above the first one with a mark, which count up to it and whose own marks are not sure."""
        found: list[Note] = []
        start, number = note.start, note.number
        for index, earlier in reversed(before):
            line = self.lines[index]
            if earlier != number - 1 or line.start <= below or not self._contiguous(line.start, self._index(start)):
                break
            found.append(Note(earlier, note.style, line.start))
            start, number = line.start, earlier
        return found[::-1]

    def _mark(self, note: Note, marks: dict[int, list[Span]], after: int, before: int) -> bool:
        if note.style == "plain":
            whole, inside = self.fused
            found = whole.get(note.number, []), inside.get(note.number, [])
            note.mark, note.fused = fused_mark(self.text, *found, after, before)
            return note.mark is not None
        spans = marks.get(note.number, [])
        at = bisect_left(spans, (after, 0))
        note.mark = spans[at] if at < len(spans) and spans[at].end <= before else None
        return note.mark is not None

    def _contiguous(self, start: int, index: int) -> bool:
        """Whether the note at `start` reaches down to the line `index`: on the same page, or in the same block of lines."""
        if self.bounds:
            return self._page(self.lines[index].start) == self._page(start)
        return not any(line.free for line in self.lines[self._index(start) + 1 : index + 1])

    def _delimit(self, runs: list[list[Note]]) -> None:
        for position, run in enumerate(runs):
            limit = runs[position + 1][0].start if position + 1 < len(runs) else len(self.text)
            page_end = self._page_end(run[-1].start) if self.bounds and run[0].style in ("superscript", "plain") else 0
            ends = self._block_ends(run[-1], limit) if not page_end else [min(page_end, limit)]
            _reach(run, ends)
            if position + 1 < len(runs) and not self.bounds:
                self._continue_before(run[-1], runs[position + 1][0].start)

    def _block_ends(self, note: Note, limit: int) -> list[int]:
        """Where the last note of a run ends: with its block of lines and the blocks that are plainly part of it."""
        index = self._index(note.start)
        end = index + 1
        opened = self.lines[index]
        bare = _LABELS[note.style].fullmatch(opened.text) is not None
        while end < len(self.lines) and self.lines[end].start < limit:
            line, before = self.lines[end], self.lines[end - 1]
            address = _ADDRESS.search(before.text) is not None and " " not in before.text[-20:]
            continued = address and before.text[-1] in "-/_=&?." and not _JAPANESE.search(line.text)
            if (bare and end == index + 1) or continued:
                end += 1
            elif self.double_spaced or not self._belongs(index, line):
                break
            else:
                end += 1
        return [self.lines[end - 1].end]

    def _belongs(self, index: int, line: PrintedLine) -> bool:
        """Whether a line after a note still is part of it: of its block, or foreign text or an address by themselves."""
        if not line.free:
            return not starts_item(line.text) or _ADDRESS.match(line.text) is not None
        before = self.lines[index - 1].text if index else ""
        if runs_on(before, line.text):
            return False
        if match := _KEY.match(line.text):
            known = (_KEY.match(other.text) for other in self.lines[max(0, index - 12) : index])
            if any(other and other[1] == match[1] for other in known):
                return False
        if _ADDRESS.search(line.text):
            return "。" not in line.text
        return len(line.text) >= _LONG and not _JAPANESE.search(line.text)

    def _continue_before(self, note: Note, following: int) -> None:
        """Foreign text that stands before the next page's notes goes on with a note that stopped in a sentence."""
        last = note.pieces[-1]
        tail = self.text[last.start : last.end].rstrip("*_ \n")
        if (
            _JAPANESE.search(tail[-_LONG:])
            or ends_sentence(tail)
            or len(tail) < 2 * _LONG
            or _ADDRESS.search(tail[-200:])
        ):
            return
        end = index = self._index(following)
        while (
            index > 0 and self.lines[index - 1].start >= last.end and not _JAPANESE.search(self.lines[index - 1].text)
        ):
            index -= 1
        if index < end:
            note.pieces.append(Span(self.lines[index].start, self.lines[end - 1].end))

    def _index(self, start: int) -> int:
        return bisect_left(self.lines, (start,))

    def _page(self, at: int) -> int:
        return bisect_right(self.bounds, at)

    def _page_start(self, at: int) -> int:
        page = self._page(at)
        return self.bounds[page - 1] if page else 0

    def _page_end(self, at: int) -> int:
        page = self._page(at)
        return self.bounds[page] if page < len(self.bounds) else len(self.text)


def _reach(run: list[Note], ends: list[int]) -> None:
    """Give each note all up to the next one, and the last one what is left."""
    for note, end in zip(run, [*(note.start for note in run[1:]), *ends], strict=True):
        note.pieces.append(Span(note.start, end))
