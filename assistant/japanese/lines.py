"""Which line breaks are only where the printed line was full, and which ones end something.

A break is soft when the line before it is as full as its neighbours, does not end a sentence, and the line after it does
not start an item, a heading or a table row. Some PDF text has a blank line after every line; then a blank line means no
more than a line break does elsewhere.
"""

import re
from itertools import pairwise
from typing import Final, NamedTuple

from assistant.japanese.normalise import INVISIBLE, SUPERSCRIPT_DIGITS
from assistant.records import Span

# Share of the usual width from which a line counts as full, and the least width in columns of a wrapped line.
_FULL: Final = 0.85
_LEAST_COLUMNS: Final = 40
_NEARBY: Final = 6  # lines before and after one that show how wide its column is

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_TRIMMED = re.compile(rf"[\s{INVISIBLE}]*((?:.*[^\s{INVISIBLE}])?)", re.DOTALL)

TABLE_OR_HEADING: Final = re.compile(
    r"\||#{1,6}\s|[-=*_―─━]{3,}\Z|(?:\*\*)?第[0-9０-９一二三四五六七八九十百]+[編章節款](?=[\s　]|\Z)"
)
_CELLS: Final = " | "  # parts the cells of a row that our readers wrote
_NUMBER = "[0-9０-９]{1,3}"
_KANJI = "[一二三四五六七八九十百]"
_STARTS_ITEM = re.compile(
    rf"[・•‣●○◦◯▪▫■□◆◇➢➤⚫⚪▶►※☆★✓✔→⇒①-⑳⑴-⒇㉑-㉟⓵-⓾❶-❿\uf000-\uf0ff>]|[-*+–—－]\s|\*\*|[{SUPERSCRIPT_DIGITS}]+\s|<[A-Za-z/!?]|//|https?:|\[p\."
)
_STARTS_ITEM_UNLESS_IN_BRACKETS = re.compile(
    rf"[(（](?:{_NUMBER}|{_KANJI}{{1,3}}|[ァ-ンa-zA-Z]|[ivx]{{1,4}})[)）]|{_NUMBER}[.．)）](?![0-9０-９])|{_NUMBER}(?:[.．]{_NUMBER})+[.．]?\s"
    rf"|(?:[a-zA-Z]|[ivxIVX]{{1,4}})[.)]\s|(?:{_KANJI}{{1,3}}|[ァ-ン])(?:　|\t|  |[.．)）])"
    rf"|第(?:[0-9０-９]+|{_KANJI}+)(?:条(?:の(?:[0-9０-９]+|{_KANJI}+))*|回|部|版)(?:[\s　（(]|\Z)"
    rf"|[QＱAＡ問答][0-9０-９]*[.．：:]|注[0-9０-９]*[)）:：]|[^\s：:、。（）()「」]{{1,12}}：(?![^（(]*[）)])|[A-Za-z_][\w-]*:(?:\s|\Z)"
)
# A full stop, a table row's last bar, or the reference after an item: 「…を検討する(「2)安全性」)」.
_ENDS = re.compile(
    rf"(?:[。！？!?.．][」』）)】\]”\"’'{SUPERSCRIPT_DIGITS}]*|\||[(（]「[^「」]{{1,24}}」(?:、「[^「」]{{1,24}}」)*[)）])\Z"
)
_INTRODUCES = re.compile(r"[：:；;]\Z")
_ALONE = re.compile(
    r"[-‐–—―\s]*[0-9０-９]{1,4}[-‐–—―\s]*\Z|p\.?\s?[0-9]+\Z|.*[.．…・‥]{3,}\s*[0-9０-９]+\Z|<?https?:\S+\Z|[.．]{3,}\Z|\[p\.[^\]]*\]\Z|[…・‥]+\Z|[{}]\Z"
)
# No line of Japanese print starts with these unless it goes on from the one before (JIS X 4051, 行頭禁則).
_GOES_ON = re.compile(r"[、。，）」』】〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョをん々]")
# What a line of prose that breaks off in a sentence ends with, and what the rest of it begins with.
_UNFINISHED = re.compile(r"[ぁ-ゖァ-ヺー一-鿿々、，A-Za-z0-9]\Z")
_CONTINUES = re.compile(r"[ぁ-ゖァ-ヺー一-鿿々（「『“A-Za-z0-9]")
_HEADING_LIKE = re.compile(r"(?:[①-⑳⑴-⒇]|[(（][0-9０-９]{1,3}[)）])[^、。，．]*\Z")
_ONE_WORD = re.compile(r".[ぁ-ゖ]|[をにのでとはがも].|[ァ-ヺー][ァ-ヺー]|[A-Za-z][a-z]")
_FIRST_UNIT = re.compile(r"[!-~]+|.")


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    columns: float
    breaks: int  # line breaks between this line and the one before
    indented: bool  # by a wide space, as the first line of a paragraph is


def paragraphs(text: str, double_spaced: bool | None = None) -> tuple[Span, ...]:
    """Spans of the lines of `text` without blank edges, joined over soft line breaks.

    `double_spaced` says, where it is known from the whole document, whether a blank line follows every line.
    """
    lines = _lines(text)
    if not lines:
        return ()
    if double_spaced is None:
        double_spaced = _double_spaced(lines)
    limit = 2 if double_spaced else 1
    usual = _usual_columns(lines) if limit == 2 else 0.0
    spans: list[Span] = []
    for block in _blocks(lines, limit):
        columns = _usual_columns(block)
        start, item = block[0].start, _starts_item(block[0])
        for index, (previous, line) in enumerate(pairwise(block)):
            if usual:
                # A column or a glossary may be narrower than the page; a block of few lines says little.
                columns = min(usual, _nearby_columns(block, index)) if len(block) >= 4 else max(usual, columns)
            within = bool(usual) and start < previous.start
            if not _soft(previous, line, columns, item) and not (within and _mid_sentence(previous, line)):
                spans.append(Span(start, previous.end))
                start, item = line.start, _starts_item(line)
        spans.append(Span(start, block[-1].end))
    return tuple(spans)


def is_double_spaced(text: str) -> bool:
    """Whether a blank line follows (nearly) every printed line of `text`."""
    return _double_spaced(_lines(text))


def ends_sentence(line: str) -> bool:
    """Whether nothing after `line` (without blank edges) can belong to its sentence."""
    return _ends(line)


def starts_item(line: str) -> bool:
    """Whether `line` (without blank edges) opens a list item, a heading, a table row or stands alone."""
    return bool(
        _STARTS_ITEM.match(line)
        or _STARTS_ITEM_UNLESS_IN_BRACKETS.match(line)
        or TABLE_OR_HEADING.match(line)
        or _ALONE.match(line)
    )


def parted(before: str, after: str) -> bool:
    """Whether something ends with `before` or starts with `after` however wide the lines are."""
    if _GOES_ON.match(after):
        return False
    if _STARTS_ITEM_UNLESS_IN_BRACKETS.match(after):
        return not _leaves_bracket_open(before)
    stands_alone = TABLE_OR_HEADING.match(before) or _ALONE.match(before) or _CELLS in before or _CELLS in after
    return _ends(before) or bool(stands_alone) or starts_item(after)


def runs_on(before: str, after: str) -> bool:
    """Whether a sentence goes on from the line `before` to `after`, though a page break or a note parts them.

    Their widths tell nothing here: `before` must be prose that stops in the middle, `after` must be no item.
    """
    if _ends(before) or not after or not _UNFINISHED.search(before) or starts_item(after):
        return False
    if TABLE_OR_HEADING.match(before) or _ALONE.match(before) or _CELLS in before or _CELLS in after:
        return False
    columns = (len(before.encode("utf-8", "replace")) + len(before)) / 2
    prose = columns >= _LEAST_COLUMNS and any(mark in before for mark in "、。，．")
    return (prose and _CONTINUES.match(after) is not None) or _GOES_ON.match(after) is not None


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    last = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        body = match[0].strip()
        if not body:
            continue
        if body[0] > "\x7f" or body[-1] > "\x7f":
            trimmed = _TRIMMED.match(match[0])
            if trimmed is None or not trimmed[1]:
                continue
            start, body = start + trimmed.start(1), trimmed[1]
        else:
            start += match[0].index(body[0])
        end = start + len(body)
        # Between ASCII (1 byte, 1 column) and Japanese (3 bytes, 2 columns) the mean of bytes and characters is exact.
        columns = (len(body.encode("utf-8", "replace")) + len(body)) / 2
        lines.append(_Line(start, end, body, columns, max(1, text.count("\n", last, start)), match[0][0] == "　"))
        last = end
    return lines


def _blocks(lines: list[_Line], limit: int) -> list[list[_Line]]:
    blocks = [[lines[0]]]
    for line in lines[1:]:
        if line.breaks > limit:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _usual_columns(lines: list[_Line]) -> float:
    """The width below which four lines in five lie: that of a full line in wrapped text."""
    widths = sorted(line.columns for line in lines)
    return widths[-(-4 * (len(widths) - 1) // 5)]


def _nearby_columns(block: list[_Line], index: int) -> float:
    """The usual width of the column that a line stands in, told by the lines above it or, where narrower, below it."""
    beside = block[max(0, index - _NEARBY) : index + 1], block[index : index + _NEARBY + 1]
    return max(_LEAST_COLUMNS, min(_usual_columns(lines) for lines in beside if len(lines) >= 4 or len(block) < 8))


def _double_spaced(lines: list[_Line]) -> bool:
    """Whether a blank line follows (nearly) every line of text that was wrapped."""
    gaps = lines[1:]
    if not gaps or sum(line.breaks >= 2 for line in gaps) < 0.8 * len(gaps):
        return False
    usual = _usual_columns(lines)
    open_ends = [
        previous.columns + _first_columns(line) >= _FULL * usual
        for previous, line in zip(lines, gaps, strict=False)
        if line.breaks <= 2 and not _ends(previous.text) and not _starts_item(line) and not _starts_item(previous)
    ]
    return usual >= _LEAST_COLUMNS and len(open_ends) >= 0.15 * len(lines) and 2 * sum(open_ends) > len(open_ends)


def _soft(previous: _Line, line: _Line, usual: float, in_item: bool) -> bool:
    if _breaks(previous, line) or (line.indented and not previous.indented and not in_item):
        return False
    if _GOES_ON.match(line.text):
        return True
    if _STARTS_ITEM_UNLESS_IN_BRACKETS.match(line.text) and not _leaves_bracket_open(previous.text):
        return False
    wide_enough = usual >= _LEAST_COLUMNS or in_item
    width = previous.columns + _first_columns(line)
    full = width >= _FULL * usual
    if full and usual >= _LEAST_COLUMNS and line.columns >= _FULL * usual and _HEADING_LIKE.match(previous.text):
        full = width > usual  # a numbered heading of nearly one line, and the text below it: no word would have fitted
    return previous.text.endswith(("、", "，")) or (wide_enough and full)


def _mid_sentence(previous: _Line, line: _Line) -> bool:
    """Whether wrapped text goes on from its second line or a later one, full or not, by the letters at the break."""
    if previous.columns < _LEAST_COLUMNS or parted(previous.text, line.text):
        return False
    return line.text.endswith("。") or _ONE_WORD.match(previous.text[-1] + line.text[0]) is not None


def _breaks(previous: _Line, line: _Line) -> bool:
    """Whether something ends with the first line or starts with the second, however full the first one is."""
    return bool(
        _ends(previous.text)
        or _ALONE.match(previous.text)
        or _ALONE.match(line.text)
        or TABLE_OR_HEADING.match(previous.text)
        or TABLE_OR_HEADING.match(line.text)
        or _STARTS_ITEM.match(line.text)
        or _CELLS in previous.text
        or _CELLS in line.text
    )


def _ends(text: str) -> bool:
    return bool(_ENDS.search(text)) or (bool(_INTRODUCES.search(text)) and not _leaves_bracket_open(text))


def _first_columns(line: _Line) -> float:
    """Columns of the first unit that could not have been broken: a Latin word or one character."""
    first = _FIRST_UNIT.match(line.text)
    return 0.0 if first is None else (len(first[0].encode("utf-8", "replace")) + len(first[0])) / 2


def _starts_item(line: _Line) -> bool:
    return bool(_STARTS_ITEM.match(line.text) or _STARTS_ITEM_UNLESS_IN_BRACKETS.match(line.text))


def _leaves_bracket_open(text: str) -> bool:
    return any(text.count(opening) > text.count(closing) for opening, closing in ("（）", "()", "「」", "『』"))
