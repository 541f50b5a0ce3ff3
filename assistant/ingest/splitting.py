"""Documents into passages: along the sections, long ones cut between sentences, short neighbours joined."""

import bisect
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.ingest.headings import ARTICLE_LEVEL
from assistant.japanese.sentences import sentences
from assistant.records import Document, Passage, Section

# Private-use characters mark where a cut is allowed, so that the splitter never falls inside a sentence.
_PARAGRAPH: Final = "\ue000"
_SENTENCE: Final = "\ue001"
_MARKS: Final = str.maketrans("", "", _PARAGRAPH + _SENTENCE)
_LONGEST: Final = 3  # a sentence longer than this many passages is cut at commas after all
_ARTICLE_NUMBER = re.compile(r"第[^条]+条(?:の[0-9０-９一二三四五六七八九十百〇]+)*")


@dataclass(frozen=True, slots=True)
class _Region:
    """Text between two headings: `start` is the heading, `body` where the text after it begins."""

    start: int
    body: int
    end: int
    path: tuple[Section, ...]

    @property
    def is_article(self) -> bool:
        return any(section.level == ARTICLE_LEVEL for section in self.path)


def split(document: Document, passage_characters: int) -> tuple[Passage, ...]:
    """Cut `document` into passages of at most about `passage_characters`; no sentence is cut, no text is lost.

    A passage id is made of the document id and the passage's text, so it survives a rebuild and edits elsewhere.
    """
    seen: Counter[str] = Counter()
    passages = []
    for region in _merged(list(_regions(document)), passage_characters):
        for start, end in _cut(document.text, region.body, region.end, passage_characters):
            text = document.text[start:end]
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            seen[digest] += 1
            number = f"-{seen[digest]}" if seen[digest] > 1 else ""
            titles = tuple(section.title for section in region.path)
            locator = _locator(document, region, start)
            passages.append(Passage(f"{document.id}-{digest}{number}", document.id, start, end, titles, locator, text))
    return tuple(passages)


def _regions(document: Document) -> Iterator[_Region]:
    starts = sorted({section.start for section in document.sections} | {0, len(document.text)})
    opened: list[Section] = []
    closing = {section.end for section in document.sections}
    queue = sorted(document.sections, key=lambda section: (section.start, section.level))
    for start, end in itertools.pairwise(starts):
        opened = [section for section in opened if section.end > start]
        while queue and queue[0].start <= start:
            opened.append(queue.pop(0))
        body = _body_start(document.text, start, end, opened)
        # A heading with nothing below it, not even another heading, is all there is of its section: it is the text.
        alone = end in closing and not document.text[body:end].strip()
        yield _Region(start, start if alone else body, end, tuple(opened))


def _body_start(text: str, start: int, end: int, path: list[Section]) -> int:
    """Where the text after the heading line begins; an article's number shares its line with the text."""
    if not path or path[-1].start != start:
        return start
    line_end = text.find("\n", start, end)
    line_end = end if line_end < 0 else line_end + 1
    return line_end if text[start:line_end].strip() == path[-1].title else start


def _merged(regions: list[_Region], longest: int) -> list[_Region]:
    """Join a region to the one before it, under their common headings, where one of them is short and both fit."""
    joined: list[_Region] = []
    for region in regions:
        if region.body == region.end:
            continue
        if joined and _belong_together(joined[-1], region, longest):
            before = joined.pop()
            joined.append(_Region(before.start, before.start, region.end, _common(before.path, region.path)))
        else:
            joined.append(region)
    return joined


def _belong_together(before: _Region, region: _Region, longest: int) -> bool:
    """Neighbours under one parent, no articles, one of them under half a passage, together no more than one."""
    shared = len(_common(before.path, region.path))
    return (
        before.end == region.start
        and not (before.is_article or region.is_article)
        and shared >= max(1, len(region.path) - 1)
        and min(before.end - before.body, region.end - region.body) < longest // 2
        and region.end - before.start <= longest
    )


def _common(one: tuple[Section, ...], other: tuple[Section, ...]) -> tuple[Section, ...]:
    pairs = zip(one, other, strict=False)
    return tuple(section for section, same in pairs if section == same)


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Cut `text[start:end]` at sentence ends into stretches of at most `longest` characters, blanks trimmed."""
    pieces = -(-(end - start) // longest)
    even = min(longest, -(-(end - start) // pieces) * 5 // 4)  # no crumb left over after full ones
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


def _splitter(separators: tuple[str, ...], longest: int) -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter(
        separators=list(separators),
        keep_separator="end",
        chunk_size=longest,
        chunk_overlap=0,
        strip_whitespace=False,
        length_function=len,
    )


def _locator(document: Document, region: _Region, start: int) -> str:
    """What a reader would look for: the article, else the page, else the innermost heading."""
    for section in reversed(region.path):
        if section.level == ARTICLE_LEVEL:
            number = _ARTICLE_NUMBER.match(section.title)
            return number.group() if number else section.title
    if document.page_starts:
        return f"p.{bisect.bisect_right(document.page_starts, start)}"
    return region.path[-1].title if region.path else "冒頭"
