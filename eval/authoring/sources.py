"""The documents of an index by their files, read only as far as they are asked for."""

from collections.abc import Iterable

from assistant.index.opened import Index
from assistant.japanese.normalise import find
from assistant.records import Document, Passage, Span
from assistant_eval.gold import holds


def documents_of(index: Index, sources: Iterable[str]) -> dict[str, Document]:
    """The documents that have these files, by the file; files that the index does not know are left out."""
    wanted = set(sources)
    found = {card.source: index.documents[card.id] for card in index.cards if card.source in wanted}
    if missing := wanted - set(found):  # files whose content another one has are named only in the documents
        for document in index.documents.values():
            found |= {source: document for source in document.also if source in missing}
    return found


def passages_of(index: Index, document: Document) -> tuple[Passage, ...]:
    """The passages of a document of the index, in order."""
    card = next(card for card in index.cards if card.id == document.id)
    return tuple(index.passages[number] for number in card.passages)


def place_of(index: Index, document: Document, quote: str) -> tuple[Passage, Span | None] | None:
    """The first passage that holds the quote, and where in its text; None where no single passage holds it.

    The span is None where the quote stands there only without regard to blanks.
    """
    passage = next((own for own in passages_of(index, document) if holds(own.text, quote)), None)
    return None if passage is None else (passage, find(quote, passage.text))


def place_name(title: str, locator: str) -> str:
    """A document and the place in it, said once where the locator only repeats the title."""
    return title if locator in ("", title) else f"{title} {locator}"
