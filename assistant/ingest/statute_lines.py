"""The pieces of a statute in plain text, told apart line by line by their numbers."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.ingest.headings import DEEPEST_HEADING_LEVEL, Heading
from assistant.ingest.numbering import KATAKANA_ORDERS, Mark, read_mark
from assistant.ingest.statute_units import (
    GROUP_LEVELS,
    TREE_LEVEL,
    Unit,
    article_unit,
    covered,
    item_unit,
    paragraph_unit,
    subitem_unit,
)
from assistant.japanese.addresses import BRANCH, NUMBER, NUMERAL, SUPPLEMENT, Address, number_text

_ARTICLE: Final = rf"第{NUMBER}条{BRANCH}"
_REMARK: Final = r"(?:（[^\n（）]*(?:（[^\n（）]*）[^\n（）]*)*）|\([^\n()]{1,80}\)|【[^\n】]{1,80}】)"
_KANJI: Final = "[一二三四五六七八九十百]"
_LINE = re.compile(
    r"^[ \t　]*(?:#{1,6} +|[-*] +)?(?:\*\*)?(?:"
    rf"(?P<article>{_ARTICLE}(?:(?:及び|、|から){_ARTICLE})*(?:まで)?)(?:\*\*)?(?P<caption>{_REMARK})?(?:\*\*)?(?=\s|$)(?![ ][はがをにのでと])"
    rf"|(?P<group>第{NUMBER}(?P<kind>[編章節款目]){BRANCH})(?=[\s　]|$)(?P<name>[^\n]*)"
    rf"|(?P<supplement>附[ 　]*則)[ 　]*(?P<label>（[^\n]*）)?(?:[ 　]*抄)?[ 　]*$"
    rf"|(?P<appendix>別表(?:第{NUMBER}{BRANCH})?|(?:別記)?様式(?:第{NUMBER}(?:号)?{BRANCH})?|別[図記紙添]{NUMERAL}*|付録{NUMERAL}*)(?:\*\*)?[ 　]*(?:（[^\n]*）)?[ 　]*$"
    rf"|(?P<heading>（[^\n（）]{{1,60}}）)[ 　]*$"
    r"|(?P<paragraph>○?[0-9０-９]{1,3})(?:\*\*)?(?=[ 　])"
    rf"|(?P<item>{_KANJI}{{1,8}}{BRANCH}(?:(?:及び|、|から){_KANJI}{{1,8}}{BRANCH})*(?:まで)?)(?=[ 　])"
    r"|(?P<mark>[ァ-ン](?=[ 　])|[（(][0-9０-９a-zａ-ｚァ-ン]{1,3}[）)]|[⑴-⒇①-⑳]|[0-9０-９]{1,2}[.．)）](?![0-9０-９])))",
    re.MULTILINE,
)
_LONGEST_TAIL: Final = 80  # characters at a line's end that show an entry of the table of contents
_CONTENTS = re.compile(r"（[^（）]*条[^（）]*）[ 　]*$|[.．…・‥]{3,}")


def scan(text: str, marked: Sequence[Heading] = ()) -> list[Unit] | None:
    """The pieces of `text` in order, or None where it is no statute."""
    lines = list(_LINE.finditer(text))
    articles = [line for line in lines if line["article"]]
    if len(articles) < 2 or covered(articles[0]["article"])[0] != "1":
        return None
    scanner = _Scanner()
    recognised = {
        line.start() for line in lines if line["article"] or line["group"] or line["supplement"] or line["appendix"]
    }
    others = deque(heading for heading in marked if heading.start not in recognised)
    for line in lines:
        while others and others[0].start <= line.start():
            scanner.heading(others.popleft())
        scanner.line(line)
    for heading in others:
        scanner.heading(heading)
    return scanner.units


@dataclass
class _Scanner:
    """Where in the statute the lines have led so far."""

    units: list[Unit] = field(default_factory=list)
    tree: str = ""
    trees: int = 0
    article: str | None = None  # None outside any article
    last_article: tuple[int, ...] = ()
    paragraph: int = 0
    place: Address = field(default_factory=Address)  # the paragraph or tree that items belong to
    marks: list[tuple[Mark, Address]] = field(default_factory=list)  # the open item and what is open below it
    caption: tuple[int, int, str] | None = None  # start, end and words of a caption that stands on its own line

    def heading(self, heading: Heading) -> None:
        """A heading from mark-up that is no part of a statute."""
        level = min(heading.level, DEEPEST_HEADING_LEVEL)
        self.units.append(Unit(level, heading.title, heading.start, heading.start))
        self._leave_article()

    def line(self, line: re.Match[str]) -> None:
        """The next line with a number."""
        start, caption = line.start(), ""
        if self.caption is not None and not line.string[self.caption[1] : start].strip():
            start, caption = self.caption[0], self.caption[2]
        self.caption = None
        body = line.end()
        if line["article"]:
            self._article(line["article"], start, body, line["caption"] or caption)
        elif line["group"]:
            self._group(line)
        elif line["supplement"] or line["appendix"]:
            self._tree(line)
        elif line["heading"]:
            self.caption = (line.start(), line.end(), line["heading"])
        elif self.article is not None or self.tree:
            self._numbered(line, start, body, caption)

    def _article(self, title: str, start: int, body: int, caption: str) -> None:
        numbers = covered(title)
        value = tuple(int(part) for part in numbers[0].split("の"))
        if value <= self.last_article:
            return  # a line of prose that begins with a reference
        last = numbers[-1]
        self.last_article = tuple(int(part) for part in last.split("の"))
        self.units.append(article_unit(title, self.tree, start, body, caption))
        self.article = numbers[0]
        self._paragraph(1, start, body, "")

    def _paragraph(self, number: int, start: int, body: int, caption: str) -> None:
        self.paragraph = number
        self.marks = []
        unit = paragraph_unit(str(number), Address(self.tree, self.article or ""), start, body, caption)
        self.place = unit.addresses[0]
        self.units.append(unit)

    def _group(self, line: re.Match[str]) -> None:
        if _CONTENTS.search(line["name"][-_LONGEST_TAIL:]):
            return
        if self.tree and not any(unit.addresses and unit.addresses[0].article for unit in self.units):
            self.units, self.tree, self.trees = [], "", 0  # all so far was the table of contents
        title = (line["group"] + line["name"]).replace("**", "").strip()
        self.units.append(Unit(GROUP_LEVELS[line["kind"]], title, line.start(), line.end()))
        self._leave_article()

    def _tree(self, line: re.Match[str]) -> None:
        if line["supplement"]:
            number = f"（改正{self.trees}）" if self.trees else ""
            self.tree = SUPPLEMENT + (line["label"] or number)
            self.trees += 1
        else:
            self.tree = line["appendix"]
        address = Address(self.tree)
        self.units.append(Unit(TREE_LEVEL, self.tree, line.start(), line.end(), (address,)))
        self._leave_article()
        self.last_article = ()
        self.place = address

    def _leave_article(self) -> None:
        self.article, self.paragraph, self.marks = None, 0, []
        self.place = Address(self.tree)

    def _numbered(self, line: re.Match[str], start: int, body: int, caption: str) -> None:
        if line["item"]:
            self.marks = []
            self._open(Mark("一", 0, line["item"]), item_unit(line["item"], self.place, start, body))
        elif line["paragraph"]:
            number = int(number_text(line["paragraph"].lstrip("○")))
            if self._is_next_paragraph(number):
                self._paragraph(number, start, body, caption)
        else:
            mark = read_mark(line["mark"], {mark.kind for mark, _ in self.marks})
            if mark is not None and mark.kind == "①" and self._is_next_paragraph(mark.number) and mark.number > 1:
                self._paragraph(mark.number, start, body, caption)  # older laws number paragraphs ②, ③
            elif mark is not None:
                self._mark(mark, start, body)

    def _is_next_paragraph(self, number: int) -> bool:
        inside = self.article is not None or self.tree.startswith(SUPPLEMENT)
        return inside and number == self.paragraph + 1 and all(mark.kind != "①" for mark, _ in self.marks)

    def _mark(self, mark: Mark, start: int, body: int) -> None:
        """An item or a part of one; a kind of mark that is not open yet lies below what is."""
        depth = next((n for n, (opened, _) in enumerate(self.marks) if opened.kind == mark.kind), len(self.marks))
        expected = self.marks[depth][0].number + 1 if depth < len(self.marks) else 1
        if mark.number != expected:
            return
        self.marks = self.marks[:depth]
        if depth == 0 and mark.kind not in KATAKANA_ORDERS:
            self._open(mark, item_unit(str(mark.number), self.place, start, body))
        else:
            above = self.marks[-1][1] if self.marks else self.place
            self._open(mark, subitem_unit(mark.written, above, start, body))

    def _open(self, mark: Mark, unit: Unit) -> None:
        self.marks.append((mark, unit.addresses[0]))
        self.units.append(unit)
