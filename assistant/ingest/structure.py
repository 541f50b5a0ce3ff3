"""The structure of a text: as a statute where it is one, else by mark-up, else by how its headings are numbered.

Which kind of number stands above which is learnt from each document: a kind that first appears below another is below
it from then on. A numbered sentence (「① …しなければならない。」) is an item: a section at `ITEM_LEVEL` or deeper whose title is the mark.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from assistant.ingest.heading_lines import ENDS_PROSE, LONGEST, is_heading
from assistant.ingest.headings import ARTICLE_LEVEL, DEEPEST_HEADING_LEVEL, ITEM_LEVEL, Heading
from assistant.ingest.numbering import (
    ANSWER,
    APPENDIX,
    ARTICLE,
    PLAIN,
    QUESTION,
    SECTION,
    STRONG,
    TOPIC,
    Mark,
    read_mark,
)
from assistant.ingest.statutes import read_statute
from assistant.records import Link, Section

_LINE = re.compile(r"^[ \t　]*(?P<bullet>[➢➤⚫●○◉■◆◇□▼▲・•][ \t　]*)?(?P<line>[^\s　][^\n]*)$", re.MULTILINE)
_CONTENTS = re.compile(r"(?:[.．…・‥·]\s?){3,}\s*[0-9０-９ivx]*\s*\Z|[\s　]{3,}[0-9０-９]{1,3}\s*\Z")
_UNNUMBERED = re.compile(
    r"[＜〈《]?(?:はじめに|おわりに|まえがき|あとがき|序文|前文|結論|結び|まとめ|謝\s*辞|要\s*旨|要\s*約|概\s*要|目\s*次|参考文献|引用文献|用語集|用語の定義|用語の説明|用語解説|改[訂定]履歴|附\s*則)[＞〉》]?\Z"
)
# Headings with numbers of their own below them; below はじめに and the like the text goes on with the next chapter.
_HOLDING_NUMBERS: Final = re.compile(r"要\s*[旨約]|概\s*要|参考文献|引用文献|[＜〈《]?用語|附\s*則")
_BRACKETED = re.compile(r"【[^】]{1,40}】\Z")
_GROUP_BULLETS: Final = "⚫●○◉"
_HEADING_BULLETS: Final = "■◆◇□▼▲"
_LONGEST_TAIL: Final = 80  # characters at a line's end that show an entry of the table of contents
_FROM_ONE: Final = frozenset({"ア", "イ", "(ア)", "(イ)", "一", "a.", "(a)", "i.", "(i)", "I"})  # also letters of words
_HIGHEST_FIRST: Final = 20  # a fragment may begin with 「３ 背景」; 「58 総務省」 is a note
_NOT_ITEMS: Final = frozenset({PLAIN, APPENDIX, QUESTION, "I", SECTION, *STRONG, ARTICLE})
_RUN_IN = re.compile(r"[ \t　]*[A-Z][^.。]{1,70}\.(?=\s|\Z)")  # 2. Additional Commercial Terms. If, on …
_LETTERS: Final = ("a.", "(a)")
_ARTICLE_CAPTION = re.compile(r"\s?[（(【][^）)】]{1,60}[）)】]")


class Structure(NamedTuple):
    """The sections of a text in order, and the references between its own articles where it is a statute."""

    sections: tuple[Section, ...]
    links: tuple[Link, ...] = ()


class _Entry(NamedTuple):
    """A heading or item: `kind` is ranked at the end, `depth` counts open items (None for headings)."""

    kind: str
    depth: int | None
    title: str
    start: int
    closes_all: bool = False


def find_structure(text: str, marked: Sequence[Heading] = ()) -> Structure:
    """The structure of `text`; `marked` are its headings where the format tells them."""
    statute = read_statute(text, marked)
    if statute is not None:
        return Structure(statute.sections, statute.links)
    return Structure(_within_marked(text, marked) if marked else _by_numbering(text))


@dataclass
class _Reading:
    """What has been seen of a document so far."""

    entries: list[_Entry] = field(default_factory=list)
    order: list[str] = field(default_factory=list)  # kinds of headings, outermost first
    seen: dict[str, int] = field(default_factory=dict)  # last number of each kind
    open: list[str] = field(default_factory=list)  # kinds whose numbering goes on
    container: str | None = None  # 要旨, 付録A: a heading that stands outside the numbering
    items: list[Mark] = field(default_factory=list)

    def heading(self, mark: Mark, title: str, start: int) -> None:
        """A numbered heading; its kind is placed below the open ones when it is new."""
        kind = mark.kind
        closes_all = False
        if kind == APPENDIX:
            self.unnumbered(title, start)
            return
        if kind not in self.order:
            self.order.insert(self._place_of_new(kind), kind)
        if self.container is not None and kind == self.order[0]:
            restarted = kind in self.open and mark.number <= self.seen[kind]
            closes_all = restarted or not _HOLDING_NUMBERS.match(self.container) or kind in STRONG
            closes_all = closes_all and (restarted or not self.container.startswith(_APPENDICES))
            self.container = None if closes_all else self.container
        place = self.order.index(kind)
        self.open = [other for other in self.open if self.order.index(other) < place] + [kind]
        self.seen[kind] = mark.number
        self.entries.append(_Entry(kind, None, title, start, closes_all))
        self.items = []

    def unnumbered(self, title: str, start: int) -> None:
        """A heading beside the numbered ones, above them all."""
        title = re.sub(r"(?<=[^A-Za-z0-9])[\s　]+", "", title) if _UNNUMBERED.match(title) else title
        self.container = title
        self.open, self.items = [], []
        self.entries.append(_Entry("", None, title, start, True))

    def in_order(self, mark: Mark) -> bool:
        """Whether a heading may have this number: the first of its row, or one that goes on."""
        last = self.seen.get(mark.kind)
        if mark.number <= 1 or last is None:
            highest = _HIGHEST_FIRST if mark.kind == PLAIN else 1
            return mark.number <= highest or not (mark.kind in (PLAIN, *_FROM_ONE) or mark.kind.startswith(TOPIC))
        return last <= mark.number <= last + (2 if mark.kind in self.open else 1)

    def continues_headings(self, mark: Mark) -> bool:
        """Whether the mark is the next of a row of headings, though a sentence follows it on its line."""
        below = bool(self.entries) and self.entries[-1].kind == SECTION  # the row runs on through Section II, III
        is_next = mark.number == self.seen.get(mark.kind, 0) + 1 and mark.number > 1
        return mark.kind in _RUNNING_ON and is_next and (mark.kind in self.open or below)

    def continues_items(self, mark: Mark) -> bool:
        """Whether the mark is the next of a list whose last item was a sentence."""
        return any(item.kind == mark.kind and item.number + 1 == mark.number for item in self.items)

    def item(self, mark: Mark, start: int) -> None:
        """A numbered sentence; kinds nest as they open, afresh below each heading."""
        depth = next((n for n, opened in enumerate(self.items) if opened.kind == mark.kind), len(self.items))
        expected = self.items[depth].number + 1 if depth < len(self.items) else 1
        if mark.number not in (expected, 1) and mark.kind != ANSWER:
            return
        self.items = [*self.items[:depth], mark]
        self.entries.append(_Entry(mark.kind, depth, mark.written.strip(), start))

    def _place_of_new(self, kind: str) -> int:
        if kind == SECTION:
            return 0
        if kind in STRONG:
            above = STRONG[: STRONG.index(kind)]
            return sum(other in above for other in self.order)
        return len(self.order)


_APPENDICES: Final = ("付録", "附録", "別添", "別紙", "別表", "参考資料", "附属資料", "補足資料", "資料")
# Kinds of headings that may carry their text on the same line; letters are items of the heading above them.
_RUNNING_ON: Final = frozenset({"1.", "1.1", "1.1.1", "(1)", "1)", "①"})


def _by_numbering(text: str) -> tuple[Section, ...]:
    reading = _Reading()
    lines = [(match, match["line"].rstrip()) for match in _LINE.finditer(text)]
    for number, (match, line) in enumerate(lines):
        if _CONTENTS.search(line[-_LONGEST_TAIL:]):
            continue
        start = match.start()
        mark = _mark(line, reading)
        if mark is None:
            if _UNNUMBERED.match(line):
                reading.unnumbered(line, start)
            elif (kind := _group_kind(match, line, lines[number + 1 : number + 2])) and _stands_alone(text, match):
                reading.heading(Mark(kind, 0, ""), line, start)
            continue
        rest = line[len(mark.written) :].lstrip(" 　.．:：")
        if is_heading(mark, line, rest) and reading.in_order(mark) and not reading.continues_items(mark):
            caption = _ARTICLE_CAPTION.match(line, len(mark.written)) if mark.kind == ARTICLE else None
            title = line if mark.kind != ARTICLE else mark.written + (caption[0].strip() if caption else "")
            reading.heading(mark, title, start)
        elif reading.continues_headings(mark) and not reading.continues_items(mark):
            run_in = _RUN_IN.match(line, len(mark.written))
            reading.heading(mark, mark.written + (run_in[0] if run_in else ""), start)
        elif mark.kind not in _NOT_ITEMS:
            reading.item(mark, start)
    return _sections(reading, len(text))


def _mark(line: str, reading: _Reading) -> Mark | None:
    """The mark of a line as it fits what went before: i. below b. is a roman number; 「提言1」 in a sentence is none."""
    opened = [*reading.open, *(item.kind for item in reading.items)]
    mark = read_mark(line, opened)
    if mark is None:
        return None
    if mark.kind in _LETTERS and not (
        reading.continues_items(mark) or reading.seen.get(mark.kind, 0) + 1 == mark.number
    ):
        roman = read_mark(line, [kind for kind in opened if kind not in _LETTERS])
        if roman is not None and (roman.number == 1 or roman.kind in opened):
            return roman
    if mark.kind.startswith(TOPIC) and not is_heading(mark, line, line[len(mark.written) :].lstrip(" 　:：")):
        return None
    return mark


def _group_kind(match: re.Match[str], line: str, following: list[tuple[re.Match[str], str]]) -> str:
    """The kind of a heading that has a sign instead of a number; a dot heads a group only above a numbered heading."""
    if len(line) > LONGEST or line[-1] in ENDS_PROSE:
        return ""
    if _BRACKETED.match(line):
        return "【】"
    bullet = (match["bullet"] or "").strip()
    if bullet and bullet in _HEADING_BULLETS:
        return bullet
    if bullet and bullet in _GROUP_BULLETS and following:
        below = read_mark(following[0][1])
        return bullet if below is not None and is_heading(below, following[0][1], following[0][1][-1:]) else ""
    return ""


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a blank line parts the line from what comes before and after it."""
    before, after = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 80]
    return (match.start() == 0 or re.search(r"\n[ \t　]*\n\Z", before) is not None) and re.match(
        r"\n[ \t　]*(?:\n|\Z)|\Z", after
    ) is not None


def _within_marked(text: str, marked: Sequence[Heading]) -> tuple[Section, ...]:
    """The headings of the mark-up, and the articles and numbered items between them."""
    reading = _Reading()
    waiting = deque(sorted(marked, key=lambda heading: heading.start))
    for match in _LINE.finditer(text):
        start, line = match.start(), match["line"].rstrip()
        while waiting and waiting[0].start <= match.end():
            heading = waiting.popleft()
            level = min(heading.level, DEEPEST_HEADING_LEVEL)
            reading.entries.append(_Entry(f"#{level}", None, heading.title, heading.start))
            reading.items = []
        if reading.entries and reading.entries[-1].depth is None and start <= reading.entries[-1].start < match.end():
            continue
        mark = _mark(line, reading)
        if mark is not None and mark.kind not in _NOT_ITEMS and not mark.kind.startswith(TOPIC):
            reading.item(mark, start)
    return _sections(reading, len(text))


def _sections(reading: _Reading, length: int) -> tuple[Section, ...]:
    beside = any(entry.kind == "" for entry in reading.entries)
    levels = {kind: place + 1 + beside for place, kind in enumerate(k for k in reading.order if k != ARTICLE)}
    found: list[tuple[_Entry, int, int]] = []
    opened: list[int] = []
    for entry in reading.entries:
        level = _level(entry, levels)
        while opened and (entry.closes_all or found[opened[-1]][1] >= level):
            closed = opened.pop()
            found[closed] = (*found[closed][:2], entry.start)
        opened.append(len(found))
        found.append((entry, level, length))
    return tuple(Section(level, entry.title, entry.start, end) for entry, level, end in found)


def _level(entry: _Entry, levels: dict[str, int]) -> int:
    if entry.depth is not None:
        return ITEM_LEVEL + DEEPEST_HEADING_LEVEL + entry.depth
    if entry.kind == "":
        return 1
    if entry.kind == ARTICLE:
        return ARTICLE_LEVEL
    if entry.kind.startswith("#"):
        return int(entry.kind[1:])
    level = levels[entry.kind]
    return level if level <= DEEPEST_HEADING_LEVEL else level + 1  # 7 is an article
