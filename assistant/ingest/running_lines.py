"""What stands on a page because it is a page: headers, footers, page numbers, and page marks of transcribers.

A header or footer is known by its repetition at the edge of the pages, a page number by counting along with them. Where
nothing tells the pages, lines that hold nothing but a number, far apart and counting up, do.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, pairwise
from statistics import median
from typing import Final

from assistant.ingest.draft import PrintedLine, printed_lines
from assistant.japanese.lines import ends_sentence
from assistant.records import Span

_LEAST_PAGES: Final = 3  # a header or footer stands on so many pages at least, and on 2 of 5 in its stretch
_LONGEST: Final = 80
_DEEPEST: Final = 4  # rounds of lines that may repeat; pages that are alike altogether say the same several times
_GAP: Final = 300  # usual characters between two page numbers where nothing else tells the pages

_NUMBER = re.compile(r"[0-9０-９]{1,4}\Z")
_ADORNED = re.compile(
    r"(?:[-‐–—―－]\s*(?P<dashed>[0-9０-９]{1,4})\s*[-‐–—―－]|[pPｐ]\.?\s*(?P<p>[0-9]{1,4})|(?P<of>[0-9]{1,4})\s*[/／]\s*[0-9]{1,4}"
    r"|(?P<page>[0-9０-９]{1,4})\s*ページ|Page\s+(?P<english>[0-9]{1,4})(?:\s+of\s+[0-9]{1,4})?)\Z",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[ivx]{1,6}\Z")
_TRAILING = re.compile(r"(?<=[。！？）」.!?])[ \t　]+([0-9０-９]{1,3})\Z")
_EDGE_NUMBER = re.compile(
    r"\A[-‐–—―|\s]*[0-9０-９]{1,4}[-‐–—―|\s]+(?=\D)|(?<=\D)[-‐–—―|\s]+[0-9０-９]{1,4}(?:\s*/\s*[0-9]{1,4})?[-‐–—―|\s]*\Z"
)
PAGE_MARK: Final = re.compile(r"^[ \t]*\[p\.([0-9]{1,4})([^\]\n]*)\][ \t]*$", re.MULTILINE)


def page_marks(text: str) -> tuple[int, ...]:
    """Starts of the pages named by lines such as 「[p.38]」, first page first; a page left out starts with the next."""
    starts: list[int] = []
    marks = list(PAGE_MARK.finditer(text))
    for mark in marks:
        number = int(mark[1])
        if not starts:
            starts = [0] * (number - 1)
        starts.extend([mark.start()] * (number - len(starts)))
    return tuple(starts)


def running_lines(text: str, page_starts: Sequence[int]) -> tuple[Span, ...]:
    """The stretches of `text` that only number or head the pages; `page_starts` may be empty where they are unknown."""
    lines = printed_lines(text)
    marks = [Span(m.start(), m.end()) for m in PAGE_MARK.finditer(text) if not m[2]]
    numbers: list[Span] = []
    if len(page_starts) < 2:
        numbers = _counting(lines, text)
        page_starts = [0, *(span.end for span in numbers)]
    gone = {span.start for span in (*marks, *numbers)}
    pages = _pages([line for line in lines if line.start not in gone], page_starts, len(text))
    return tuple(sorted({*marks, *numbers, *_repeated(pages)}))


def _pages(lines: list[PrintedLine], page_starts: Sequence[int], length: int) -> list[list[PrintedLine]]:
    starts = sorted({start for start in page_starts if start < length})
    pages: list[list[PrintedLine]] = [[] for _ in starts]
    for line in lines:
        pages[max(0, bisect_right(starts, line.start) - 1)].append(line)
    return pages


def _repeated(pages: list[list[PrintedLine]]) -> Iterator[Span]:
    """Take lines off the edges of the pages as long as there is one that counts or repeats."""
    for depth in count():
        found = _numbers_at_edges(pages) | (_heads_and_feet(pages) if depth < _DEEPEST else set())
        if not found or len(pages) < 2:
            return
        yield from found
        # A number at the end of a line leaves the line behind, without it.
        ends = {span.end: span.start for span in found}
        pages = [[shorter for line in page if (shorter := _without(line, ends)).text] for page in pages]


def _without(line: PrintedLine, ends: dict[int, int]) -> PrintedLine:
    start = ends.get(line.end)
    return line if start is None else line._replace(end=start, text=line.text[: max(0, start - line.start)])


def _numbers_at_edges(pages: list[list[PrintedLine]]) -> set[Span]:
    """Numbers alone on the first or last line, or behind the last sentence, that grow by one from page to page."""
    found: set[Span] = set()
    for first in (True, False):
        counting: defaultdict[tuple[str, int], list[Span]] = defaultdict(list)
        for index, page in enumerate(pages):
            if not page:
                continue
            line = page[0 if first else -1]
            if _ADORNED.match(line.text):
                found.add(Span(line.start, line.end))
            elif _NUMBER.match(line.text):
                counting["arabic", int(line.text) - index].append(Span(line.start, line.end))
            elif _ROMAN.match(line.text):
                counting["roman", _roman(line.text) - index].append(Span(line.start, line.end))
            elif not first and (match := _TRAILING.search(line.text, max(0, len(line.text) - 12))):
                counting["arabic", int(match[1]) - index].append(Span(line.start + match.start(), line.end))
        for spans in counting.values():
            if len(spans) >= 2:
                found.update(spans)
    return found


def _heads_and_feet(pages: list[list[PrintedLine]]) -> set[Span]:
    """Lines that return among the first or last two of many pages; a head stays where it may be the heading itself."""
    places: defaultdict[tuple[bool, str], dict[int, PrintedLine]] = defaultdict(dict)
    for index, page in enumerate(pages):
        for line in page[:2]:
            places[True, _key(line.text)].setdefault(index, line)
        for line in page[max(2, len(page) - 2) :] or page[1:]:
            places[False, _key(line.text)][index] = line
    found: set[Span] = set()
    for (head, key), lines in places.items():
        stretch = max(lines) - min(lines) + 1
        if not key or len(key) > _LONGEST or key.endswith("。") or len(lines) < max(_LEAST_PAGES, 0.4 * stretch):
            continue
        first = min(lines)
        before = next((page[-1].text for page in reversed(pages[:first]) if page), "")
        heading = head and lines[first].text == key and (not before or ends_sentence(before))
        found.update(Span(line.start, line.end) for index, line in lines.items() if not (heading and index == first))
    return found


def _key(text: str) -> str:
    """The line without the page number at its edge: 「12 | 第2章」 and 「13 | 第2章」 are one header."""
    return _EDGE_NUMBER.sub("", text) if len(text) <= _LONGEST + 12 else ""


def _counting(lines: list[PrintedLine], text: str) -> list[Span]:
    """Page numbers in a text whose pages are unknown."""
    adorned, alone, trailing = [], [], []
    for line in lines:
        if not (line.text[0].isdecimal() or line.text[-1].isdecimal() or len(line.text) <= 16):
            continue
        if len(line.text) <= 16 and (match := _ADORNED.match(line.text)):
            value = int(next(group for group in match.groups() if group))
            adorned.append((value, Span(line.start, line.end)))
        elif len(line.text) <= 4 and _NUMBER.match(line.text):
            alone.append((int(line.text), Span(line.start, line.end)))
        elif line.text[-1].isdecimal() and (match := _TRAILING.search(line.text, max(0, len(line.text) - 12))):
            following = text[line.end : line.end + 40]
            if not following.strip() or following.lstrip(" \t").startswith("\n\n"):
                trailing.append((int(match[1]), Span(line.start + match.start(), line.end)))
    found = [span for value, span in adorned if text[span.start] in "-‐–—―－"]
    found += _chained(adorned, 2, 0)
    found += _chained(trailing, 2, _GAP // 3)
    found += _chained(alone, 3, _GAP)
    return sorted(set(found))


def _chained(candidates: Iterable[tuple[int, Span]], least: int, gap: int) -> list[Span]:
    """The candidates in chains of at least `least` that count up by one to three, `gap` characters apart as a rule."""
    chains: list[list[tuple[int, Span]]] = []
    for value, span in candidates:
        for chain in reversed(chains[-20:]):
            last, before = chain[-1]
            if 1 <= value - last <= 3 and span.start - before.end >= gap // 3:
                chain.append((value, span))
                break
        else:
            chains.append([(value, span)])
    return [
        span
        for chain in chains
        if len(chain) >= least and median(later[1].start - earlier[1].end for earlier, later in pairwise(chain)) >= gap
        for _, span in chain
    ]


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in text]
    return sum(-one if one < following else one for one, following in pairwise([*values, 0]))
