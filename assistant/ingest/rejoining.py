"""Printed lines joined to paragraphs, and the gaps closed that page breaks and lifted notes leave in a sentence.

Which line breaks are soft is for `japanese.lines` to say. Lines without any Japanese keep their breaks: English licence
texts are wrapped by hand, and code and addresses are not ours to join.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from assistant.ingest.draft import Draft, Edit, rewrite
from assistant.japanese.lines import ends_sentence, is_double_spaced, paragraphs, parted, runs_on, starts_item
from assistant.japanese.normalise import JAPANESE
from assistant.records import Span

_ROUNDS: Final = 6
_TAIL: Final = 400  # characters of a paragraph that tell how it ends
_GLUED = re.compile(f"[{JAPANESE}\uff01-\uff60]")
_LETTERS = re.compile("[ぁ-ゖァ-ヺー一-鿿々]")
_ADDRESS_END = re.compile(r"https?://\S+\Z")
_BLANK_LINE = re.compile(r"\n[ \t　]*\n")
_LINE_GAP = re.compile(r"(?<!\s)\s*\n\s*")
# A paragraph that stops in its second sentence or a later one, though a blank line follows.
_BROKEN_OFF = re.compile(r"[。！？][^。！？\n]{10,}[ぁ-ゖァ-ヺー一-鿿々]\Z")


def without(draft: Draft, gone: Iterable[Span], bounds: Sequence[int], double_spaced: bool) -> Draft:
    """Leave out stretches, and close up what they and the page breaks interrupt."""
    text = draft.text
    stretches = list(gone)
    breaks = {position for start in bounds if 0 < (position := draft.position(start)) < len(text)}
    stretches += [Span(position, position) for position in breaks]
    gaps: list[Span] = []
    for stretch in sorted(stretches):
        start, end = stretch
        if gaps and start <= gaps[-1].end:
            start, end = gaps[-1].start, max(end, gaps.pop().end)
        else:
            while start > 0 and text[start - 1].isspace():
                start -= 1
        while end < len(text) and text[end].isspace():
            end += 1
        gaps.append(Span(start, end))
    edits = []
    for gap in gaps:
        between = _between(text, gap, double_spaced)
        if between is not None and between != text[gap.start : gap.end]:
            edits.append(Edit(gap.start, gap.end, between))
    return rewrite(draft, edits)


def _between(text: str, gap: Span, double_spaced: bool) -> str | None:
    """What is to stand in a gap between two lines; None leaves it."""
    inside = text[gap.start : gap.end]
    indent = "" if double_spaced else inside[len(inside.rstrip(" \t　")) :]
    if gap.start == 0 or gap.end == len(text) or "\n" not in inside:
        return None if inside.isspace() else indent if gap.start == 0 else "\n"
    before = text[text.rfind("\n", 0, gap.start) + 1 : gap.start].strip()
    after = text[gap.end : _line_end(text, gap.end)].strip()
    if not double_spaced and runs_on(before, after):
        return _glue(before, after)
    if not ends_sentence(before) and not starts_item(after):
        return "\n" + indent
    if inside.isspace():
        return None
    return ("\n\n" if _BLANK_LINE.search(inside) else "\n") + indent


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def join_lines(draft: Draft, double_spaced: bool) -> Draft:
    """Join the lines of each paragraph that has Japanese in it, and set paragraphs apart that would look like one.

    Once lines are joined the widths around them have changed, so this goes on until nothing changes any more.
    """
    for _ in range(_ROUNDS):
        text = draft.text
        if "\n" not in text:
            break
        draft = _joined_once(draft, double_spaced)
        if draft.text == text:
            break
        double_spaced = double_spaced and is_double_spaced(draft.text)
    return draft


def _joined_once(draft: Draft, double_spaced: bool) -> Draft:
    text = draft.text
    spans = paragraphs(text, double_spaced)
    edits: list[Edit] = []
    start = spans[0].start if spans else 0
    if double_spaced and spans:
        edits = [Edit(0, start), Edit(spans[-1].end, len(text), "\n")]
    rejoined = False
    for span, following in zip_longest(spans, spans[1:]):
        body = text[span.start : span.end]
        if "\n" in body and (double_spaced or _LETTERS.search(body)):
            rejoined = True
            edits.extend(_joints(text, span))
        if following is None:
            break
        gap = text[span.end : following.start]
        wanted = _gap(text, Span(start, span.end), following, double_spaced, rejoined)
        if wanted != gap:
            edits.append(Edit(span.end, following.start, wanted))
        start = start if not wanted else following.start
        rejoined = rejoined and gap.count("\n") == 1
    return rewrite(draft, edits)


def _joints(text: str, span: Span) -> Iterator[Edit]:
    for match in _LINE_GAP.finditer(text, span.start, span.end):
        line = text.rfind("\n", 0, match.start()) + 1
        yield Edit(match.start(), match.end(), _glue(text[line : match.start()], text[match.end()]))


def _gap(text: str, body: Span, following: Span, double_spaced: bool, rejoined: bool) -> str:
    """What is to stand between two paragraphs: a blank line where, once joined, only it can tell them apart."""
    gap = text[body.end : following.start]
    breaks = gap.count("\n")
    if breaks > 2 or (breaks == 1 and not (double_spaced or rejoined)):
        return "\n\n" if double_spaced else gap
    before = _LINE_GAP.sub("", text[max(body.start, body.end - _TAIL) : body.end])
    if breaks == 2 and _BROKEN_OFF.search(before):
        after = text[following.start : following.end]
        if "。" in after and runs_on(before, after):
            return ""
    if breaks == 2 and not double_spaced:
        return gap
    if parted(before, text[following.start : _line_end(text, following.start)]):
        return "\n" if double_spaced else gap
    return "\n\n" if double_spaced else "\n" + gap


def _glue(before: str, after: str) -> str:
    """What stands between two lines joined: nothing in Japanese, after a hyphen and inside an address, else a space."""
    if _GLUED.match(before[-1]) or _GLUED.match(after[0]):
        return ""
    if before[-1] == "-" and before[-2:-1].isalnum() and after[0].isalnum():
        return ""
    return "" if _ADDRESS_END.search(before) and before[-1] in "-/_=&?." else " "
