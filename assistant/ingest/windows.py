"""A passage in windows: what is embedded one by one, so that a long passage is found by the one sentence that answers."""

from collections.abc import Sequence
from typing import Final

from assistant.japanese.sentences import sentences
from assistant.records import Document, Passage, Span

# Characters below which a sentence shares its window with the next one; 60 measured as good as every sentence alone
# (docs/decisions/2026-11-22-retrieval.md) at two thirds of the vectors.
LEAST: Final = 60
_HEADINGS: Final = 2


def windows(text: str) -> tuple[Span, ...]:
    """The windows of a passage's text in order, at least one: whole sentences, short ones joined with their neighbour."""
    found: list[Span] = []
    start: int | None = None
    for sentence in sentences(text):
        if not text[sentence.start : sentence.end].strip():
            continue
        start = sentence.start if start is None else start
        if sentence.end - start >= LEAST:
            found.append(Span(start, sentence.end))
            start = None
        last = sentence.end
    if start is not None:
        if found and last - start < LEAST // 2:
            found[-1] = Span(found[-1].start, last)
        else:
            found.append(Span(start, last))
    return tuple(found) or (Span(0, len(text)),)


def window_heading(section_path: Sequence[str], title: str) -> str:
    """What models see a passage's words under: the title of its document and its innermost headings."""
    return " > ".join((title, *[own for own in section_path if own != title][-_HEADINGS:]))


def window_text(passage: Passage, document: Document, window: Span) -> str:
    """What is embedded for a window: its words under their heading."""
    return f"{window_heading(passage.section_path, document.title)}\n{passage.text[window.start : window.end]}"
