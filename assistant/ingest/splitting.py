"""Documents into passages: along the structure, long pieces cut between sentences, short ones joined upward."""

import bisect
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from assistant.ingest.headings import ARTICLE_LEVEL, ITEM_LEVEL, body_start
from assistant.ingest.locators import locator
from assistant.japanese.sentences import sentences
from assistant.records import Document, Footnote, Passage, Section

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

# Private-use characters mark where a cut is allowed, so that the splitter never falls inside a sentence.
_PARAGRAPH: Final = "\ue000"
_SENTENCE: Final = "\ue001"
_MARKS: Final = str.maketrans("", "", _PARAGRAPH + _SENTENCE)
_LONGEST: Final = 3  # a sentence longer than this many passages is cut at commas after all


@dataclass(slots=True)
class _Node:
    """A section with the sections inside it; the root is the whole document. Filled while the tree is built."""

    start: int
    end: int
    path: tuple[Section, ...]
    footnote: Footnote | None = None
    children: "list[_Node]" = field(default_factory=list)

    @property
    def is_article(self) -> bool:
        return bool(self.path) and self.path[-1].level == ARTICLE_LEVEL

    @property
    def is_inside_article(self) -> bool:
        return any(section.level == ARTICLE_LEVEL for section in self.path)

    def holds_articles(self) -> bool:
        return any(child.is_article or child.footnote is not None or child.holds_articles() for child in self.children)


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of text that becomes one passage, or several where it is too long."""

    start: int
    end: int
    path: tuple[Section, ...]
    footnote: Footnote | None = None
    alone: bool = False


def split(document: Document, passage_characters: int) -> tuple[Passage, ...]:
    """Cut `document` into passages of at most about `passage_characters`; no sentence is cut, no text is lost.

    An article is never joined with its neighbour, nor a footnote. A passage id is made of the document id and the
    passage's text, so it survives a rebuild and edits elsewhere.
    """
    seen: Counter[str] = Counter()
    passages = []
    for region in _regions(document.text, _tree(document), passage_characters):
        for start, end in _cut(document.text, region.start, region.end, passage_characters):
            text = document.text[start:end]
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            seen[digest] += 1
            number = f"-{seen[digest]}" if seen[digest] > 1 else ""
            titles = tuple(section.title for section in region.path)
            place = _locator(document, region, start)
            passages.append(Passage(f"{document.id}-{digest}{number}", document.id, start, end, titles, place, text))
    return tuple(passages)


def _tree(document: Document) -> _Node:
    """The sections of `document` as a tree, its footnotes as leaves of their own."""
    root = _Node(0, len(document.text), ())
    opened = [root]
    nodes = [(section.start, -section.end, section, None) for section in document.sections]
    notes = [
        (note.start, -note.end, Section(ITEM_LEVEL, f"脚注{note.mark}", note.start, note.end), note)
        for note in document.footnotes
    ]
    for start, _, section, note in sorted([*nodes, *notes], key=lambda entry: (entry[0], entry[1], entry[2].level)):
        while opened[-1] is not root and (opened[-1].end <= start or opened[-1].end < section.end):
            opened.pop()
        node = _Node(start, section.end, (*opened[-1].path, section), note)
        opened[-1].children.append(node)
        opened.append(node)
    return root


def _regions(text: str, node: _Node, longest: int) -> list[_Region]:
    """The stretches of `node` in order: the whole of it where it fits, else its parts, short neighbours joined."""
    fits = node.end - node.start <= longest and not node.holds_articles()
    if not node.children or (fits and node.path):
        start = _body_start(text, node)
        return [_Region(start, node.end, node.path, node.footnote, node.is_article or node.footnote is not None)]
    regions: list[_Region] = []
    lead_end = node.children[0].start
    start = _body_start(text, node, lead_end)
    if text[start:lead_end].strip():
        regions.append(_Region(start, lead_end, node.path))
    position = lead_end
    for child in node.children:
        if text[position : child.start].strip():
            regions.append(_Region(position, child.start, node.path))
        regions.extend(_regions(text, child, longest))
        position = max(position, child.end)
    if text[position : node.end].strip():
        regions.append(_Region(position, node.end, node.path))
    return _joined(regions, node, longest)


def _joined(regions: list[_Region], node: _Node, longest: int) -> list[_Region]:
    """Join neighbours under `node` while one of them is short and both fit; articles and footnotes stay alone."""
    joined: list[_Region] = []
    for region in regions:
        before = joined[-1] if joined else None
        # The heading line between two joined regions is part of their text again.
        start = region.path[-1].start if region.path and region.path != node.path else region.start
        if (
            before is not None
            and not (before.alone or region.alone)
            and not _parts_articles(before, region, node)
            and start >= before.end
            and region.end - before.start <= longest
            and min(before.end - before.start, region.end - region.start) < longest // 2
        ):
            first = before.path[-1].start if before.path and before.path != node.path else before.start
            joined[-1] = _Region(max(first, joined[-2].end if len(joined) > 1 else 0), region.end, node.path)
        else:
            joined.append(region)
    return joined


def _parts_articles(before: _Region, region: _Region, node: _Node) -> bool:
    """Whether joining would cross the edge of an article, or leave nothing that both share."""
    if not node.path:
        return bool(before.path or region.path)
    inside = (any(section.level == ARTICLE_LEVEL for section in other.path) for other in (before, region))
    return not node.is_inside_article and any(inside)


def _body_start(text: str, node: _Node, end: int | None = None) -> int:
    """Where the words of a node begin: below its heading line, unless the line says more or is all there is."""
    if not node.path or node.is_inside_article or node.footnote is not None:
        return node.start
    start = body_start(text, node.path[-1])
    return start if end is not None or text[start : node.end].strip() else node.start


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Cut `text[start:end]` at sentence ends into stretches of at most `longest` characters, blanks trimmed."""
    pieces = -(-(end - start) // longest)
    even = min(longest, -(-(end - start) // max(1, pieces)) * 5 // 4)  # no crumb left over after full ones
    marked, position = [], start
    for sentence in sentences(text[start:end]):
        sentence_end = start + sentence.end
        marked.append(text[position:sentence_end])
        gap = re.match(r"\s*", text[sentence_end:end])
        marked.append(_PARAGRAPH if gap is not None and "\n" in gap.group() else _SENTENCE)
        position = sentence_end
    marked.append(text[position:end])
    for chunk in _splitter((_PARAGRAPH, _SENTENCE), even).split_text("".join(marked)):
        whole = chunk.translate(_MARKS)
        fits = len(whole) <= _LONGEST * longest
        for piece in [whole] if fits else _splitter(("\n", "、", "，", " ", ""), longest).split_text(whole):
            lead, tail = len(piece) - len(piece.lstrip()), len(piece.rstrip())
            if lead < tail:
                yield start + lead, start + tail
            start += len(piece)


def _splitter(separators: tuple[str, ...], longest: int) -> "RecursiveCharacterTextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=list(separators),
        keep_separator="end",
        chunk_size=longest,
        chunk_overlap=0,
        strip_whitespace=False,
        length_function=len,
    )


def _locator(document: Document, region: _Region, start: int) -> str:
    """What a lawyer would write of a passage that begins at `start`."""
    note = region.footnote
    page = None
    if document.page_starts:
        page = max(1, bisect.bisect_right(document.page_starts, start if note is None else note.at))
    path = region.path[:-1] if note is not None else region.path
    return locator(path, page, None if note is None else note.mark)
