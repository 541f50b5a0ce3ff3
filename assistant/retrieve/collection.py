"""What is worked out once for an opened index and kept: its works, and where the articles of a document lie."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from assistant.index.opened import Index
from assistant.records import Passage
from assistant.retrieve.article_places import ArticlePlaces, article_places
from assistant.retrieve.works import Works, works_of

_INDEXES_KEPT: Final = 2
_DOCUMENTS_KEPT: Final = 32


@lru_cache(maxsize=_INDEXES_KEPT)
def works_in(index: Index) -> Works:
    """The works of the documents of `index`."""
    return works_of(index.cards)


@lru_cache(maxsize=_INDEXES_KEPT)
def numbers_in(index: Index) -> dict[str, int]:
    """The number of each document of `index` by its id."""
    return {card.id: number for number, card in enumerate(index.cards)}


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def passages_in(index: Index, document: int) -> Sequence[Passage]:
    """The passages of the document with that number, in order."""
    card = index.cards[document]
    return index.passages[card.first : card.last + 1]


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def articles_in(index: Index, document: int) -> ArticlePlaces:
    """Where the articles of the document with that number lie among its passages."""
    return article_places(passages_in(index, document))


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def locators_in(index: Index, document: int) -> frozenset[str]:
    """The locators of the document with that number."""
    return frozenset(passage.locator for passage in passages_in(index, document))
