"""The very places that a question names, their neighbours and what they refer to."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.index.opened import Index
from assistant.japanese.addresses import Address
from assistant.records import Passage
from assistant.retrieve.article_places import (
    as_place,
    find_address,
    find_places,
    missing,
    neighbours,
    parse_locator,
    referred,
)
from assistant.retrieve.asked import Asked
from assistant.retrieve.collection import articles_in, passages_in
from assistant.retrieve.question import Question

# How sure a passage is to be what an address asks for.
THERE: Final = 1.0
AROUND: Final = 0.6  # the article, where its paragraph was asked for and has no passage of its own
REFERRED: Final = 0.25
BESIDE: Final = 0.15
_MOST_REFERRED: Final = 8


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Passage numbers with how sure each is (0 to 1), and what the named documents lack, for people."""

    passages: Mapping[int, float]
    missing: tuple[str, ...]


def look_up(question: Question, index: Index, documents: Mapping[str, tuple[int, ...]]) -> LookedUp:
    """Find the addresses and places of `question`; `documents` are the numbers to look in by work, the best edition first.

    An address without a work is looked up in every work that the question names, and in none where it names none.
    """
    passages: dict[int, float] = {}
    lacking: dict[str, None] = {}
    for asked in question.addresses:
        notes = []
        for key in asked.works or (() if asked.law else question.works):
            found, note = _address(asked, index, documents.get(key, ()), question)
            notes.append(note)
            _keep_best(passages, found)
        if notes and all(notes):
            lacking.update(dict.fromkeys(notes))
    for place in question.places:
        for key in place.works or question.works:
            for document in documents.get(key, ()):
                first = index.cards[document].first
                found_places = find_places(passages_in(index, document), place)
                _keep_best(passages, ((first + position, THERE) for position in found_places))
    return LookedUp(passages, tuple(lacking))


def look_among(question: Question, passages: Sequence[Passage], found: LookedUp) -> dict[int, float]:
    """Which of the candidate `passages` (by position) stand at a place that the question names without telling where.

    For an address or place of no named work, and for a place that the named works do not have: people call a document
    by names that no list knows (「団体の提言3」).
    """
    positions: dict[int, float] = {}
    if not found.passages:
        for place in question.places:
            _keep_best(positions, ((position, AROUND) for position in find_places(passages, place)))
            written = plain(place.text)
            _keep_best(positions, ((n, AROUND) for n, passage in enumerate(passages) if written in plain(passage.text)))
    articles = {asked.address.article for asked in question.addresses if not asked.works and not asked.law}
    if articles and not question.works:
        for position, passage in enumerate(passages):
            if any(address.article in articles and not address.tree for address in parse_locator(passage.locator)):
                positions[position] = AROUND
    return positions


def plain(text: str) -> str:
    """Without differences of width, case and blanks; quicker than `normalise`, for hundreds of passages a question."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _keep_best(passages: dict[int, float], found: Iterable[tuple[int, float]]) -> None:
    for number, sure in found:
        passages[number] = max(sure, passages.get(number, 0.0))


def _address(
    asked: Asked, index: Index, documents: tuple[int, ...], question: Question
) -> tuple[list[tuple[int, float]], str]:
    """What is at the address in the first of the documents that is numbered, or what is wrong with it."""
    note = ""
    for document in documents:
        places = articles_in(index, document)
        at = find_address(places, asked.address)
        if at.positions:
            return list(_with_surroundings(index, document, asked.address, at.positions, exact=at.exact)), ""
        first = index.cards[document].first
        if not places.numbered and (found := find_places(passages_in(index, document), as_place(asked.address))):
            return [(first + position, AROUND) for position in found], ""
        note = note or missing(places, asked.address, _name(question, asked, index.cards[document].title))
    return [], note


def _with_surroundings(
    index: Index, document: int, address: Address, positions: tuple[int, ...], *, exact: bool
) -> Iterator[tuple[int, float]]:
    first = index.cards[document].first
    places = articles_in(index, document)
    yield from ((first + position, THERE if exact else AROUND) for position in positions)
    yield from ((first + position, BESIDE) for position in neighbours(places, address))
    whole = index.documents[index.cards[document].id]
    targets = (target for position in positions for target in referred(whole, places.passages[position]))
    for target in list(dict.fromkeys(targets))[:_MOST_REFERRED]:
        yield from ((first + position, REFERRED) for position in find_address(places, target).positions)


def _name(question: Question, asked: Asked, title: str) -> str:
    """The work as the question calls it."""
    before = [mention for mention in question.mentions if set(mention.keys) & set(asked.works)]
    return question.text[before[-1].start : before[-1].end] if before else title
