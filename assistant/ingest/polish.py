"""What every reader's text goes through: repair of what extraction did to it, then structure, offsets kept in step."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.ingest.characters import clean_characters
from assistant.ingest.draft import draft_of, shifts
from assistant.ingest.extracted import Extracted
from assistant.ingest.headings import Heading
from assistant.ingest.repair import repair
from assistant.ingest.structure import find_structure
from assistant.records import Footnote, Link, Section

_NOTES: Final = "脚注"
PRINTED: Final = frozenset({".pdf", ".txt"})  # formats whose lines are those of a page, not of the text


def polish(extracted: Extracted, suffix: str) -> Extracted:
    """Repair printed lines and find the structure they had; elsewhere only put single characters right."""
    return _rejoined(extracted) if suffix in PRINTED else _cleaned(extracted)


def _rejoined(extracted: Extracted) -> Extracted:
    repaired = repair(extracted.text, extracted.page_starts)
    marked = [Heading(s.level, s.title, repaired.position(s.start)) for s in extracted.sections]
    end = repaired.notes_start
    structure = find_structure(repaired.text[:end], [heading for heading in marked if heading.start < end])
    notes = (Section(1, _NOTES, end, len(repaired.text)),) if repaired.footnotes else ()
    return replace(
        extracted,
        text=repaired.text,
        sections=(*structure.sections, *notes),
        links=structure.links,
        page_starts=repaired.page_starts,
        footnotes=repaired.footnotes,
        hidden=(*extracted.hidden, *repaired.hidden),
        origin=repaired.origin,
    )


def _cleaned(extracted: Extracted) -> Extracted:
    draft, unseen = clean_characters(draft_of(extracted.text))
    if draft.text == extracted.text:
        return extracted
    at: Callable[[int], int] = draft.position
    return replace(
        extracted,
        text=draft.text,
        sections=tuple(Section(s.level, s.title, at(s.start), at(s.end)) for s in extracted.sections),
        page_starts=tuple(map(at, extracted.page_starts)),
        footnotes=tuple(Footnote(n.mark, at(n.at), at(n.start), at(n.end)) for n in extracted.footnotes),
        links=tuple(Link(at(link.start), at(link.end), link.target) for link in extracted.links),
        hidden=(*extracted.hidden, *([f"不可視の文字 {unseen} 字"] if unseen else [])),
        origin=shifts(draft.origin),
    )
