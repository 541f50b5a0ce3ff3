"""Which documents a search may bring, and how each stands on a day: in force, older, or not yet in force."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.errors import UsageError
from assistant.index.opened import Index
from assistant.index.tables import Card
from assistant.records import Authority, Metadata
from assistant.retrieve.collection import numbers_in, works_in
from assistant.retrieve.question import Question


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person narrowed a search to; an empty field narrows nothing. `documents` are ids, sources or titles.

    `as_of`: only what was in force on that day; None: all, and what is in force today first.
    """

    as_of: date | None = None
    authorities: tuple[Authority, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def admits(self, card: Card) -> bool:
        """Whether a document is of the kind asked for; one whose metadata are unknown is not. The day is not looked at."""
        metadata = card.metadata
        return (
            (not self.authorities or metadata.authority in self.authorities)
            and (not self.publishers or metadata.publisher in self.publishers)
            and (not self.languages or _language(card) in self.languages)
            and (not self.documents or not {card.id, card.source, card.title}.isdisjoint(self.documents))
        )


def check_filters(filters: Filters, cards: Sequence[Card]) -> None:
    """Raise `UsageError` naming a publisher, language or document that no document has."""
    ids = {card.id for card in cards}
    for label, given, known in (
        ("発行者", filters.publishers, {card.metadata.publisher for card in cards}),
        ("言語", filters.languages, {_language(card) for card in cards}),
        ("文書", filters.documents, {name for card in cards for name in (card.title, card.source)} | ids),
    ):
        for value in given:
            if value not in known:
                names = sorted(name for name in known - ids if name)
                near = difflib.get_close_matches(value, names, n=5, cutoff=0.3) or names[:5]
                raise UsageError(f"{label} {value} の資料は索引にありません（近いもの: {'、'.join(near) or 'なし'}）")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands on a day; `note` says so to people and is empty for what is in force.

    `instead` is the number of the edition of its work that is in force, where that is another one; `ahead` tells a
    document that is not in force yet.
    """

    instead: int | None = None
    note: str = ""
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The documents of an index as one question sees them.

    `standings` by document number; `allowed` (shape (passages,)) narrows the search, None: all; `documents` holds the
    admitted documents of each work that the question names, the edition that it wants first; `unwanted` are the
    documents of editions that it does not ask for.
    """

    standings: tuple[Standing, ...]
    allowed: NDArray[np.bool_] | None
    documents: Mapping[str, tuple[int, ...]]
    unwanted: frozenset[int] = frozenset()


def view(question: Question, index: Index, filters: Filters, today: date) -> View:
    """What `question` may be answered from, on the day of the filters, else its own, else today (現行の is a day given).

    Where a day is given, what was not in force then is left out, but for a work that the question names and of which no
    edition was in force: that one is shown with a note.
    """
    day = filters.as_of or question.as_of or (today if question.wants_current else None)
    found = _standings_in(index, day or today)
    admitted = np.ones(len(index.cards), dtype=np.bool_)
    if replace(filters, as_of=None) != Filters():
        admitted = np.array([filters.admits(card) for card in index.cards], dtype=np.bool_)
    if day is not None:
        valid = np.array([in_force(card.metadata, day) for card in index.cards], dtype=np.bool_)
        for numbers in _named(question, index).values():
            if not valid[list(numbers)].any():
                valid[list(numbers)] = True
        admitted &= valid
    # What is not admitted stands for nothing: a person who narrows a search to an older edition gets that one.
    if not admitted.all():
        found = tuple(
            standing if standing.instead is None or admitted[standing.instead] else replace(standing, instead=None)
            for standing in found
        )
    documents = {
        key: tuple(
            sorted((n for n in numbers if admitted[n]), key=lambda n: _place(index.cards[n], found[n], question))
        )
        for key, numbers in _named(question, index).items()
    }
    allowed = None if admitted.all() else admitted[index.owners]
    return View(found, allowed, documents, _unwanted(question, index.cards, found, documents.values()))


@lru_cache(maxsize=8)
def _standings_in(index: Index, day: date) -> tuple[Standing, ...]:
    return standings(index.cards, day)


def standings(cards: Sequence[Card], day: date) -> tuple[Standing, ...]:
    """How each document stands on `day`; of editions that overlap, the one that began last is in force."""
    editions: defaultdict[str, list[int]] = defaultdict(list)
    for number, card in enumerate(cards):
        if card.metadata.work is not None:
            editions[card.metadata.work].append(number)
    instead: dict[int, int] = {}
    for group in editions.values():
        valid = [number for number in group if in_force(cards[number].metadata, day)]
        if valid:
            newest = max(valid, key=lambda number: _begins(cards[number].metadata) or date.min)
            instead.update(
                {
                    number: newest
                    for number in group
                    if _begins(cards[number].metadata) != _begins(cards[newest].metadata)
                }
            )
    return tuple(
        Standing(
            instead.get(number), _note(cards, number, instead.get(number), day), (_begins(card.metadata) or day) > day
        )
        for number, card in enumerate(cards)
    )


def in_force(metadata: Metadata, day: date) -> bool:
    """Whether a document was in force on `day`; an unknown beginning (or publication) or end is no obstacle."""
    begins = _begins(metadata)
    return (begins is None or begins <= day) and (metadata.in_force_to is None or day <= metadata.in_force_to)


def _named(question: Question, index: Index) -> dict[str, tuple[int, ...]]:
    """The documents of the works that the question names, by key."""
    works, numbers = works_in(index), numbers_in(index)
    keys = dict.fromkeys((*question.works, *(key for asked in question.addresses for key in asked.works)))
    return {key: tuple(numbers[document] for document in works.by_key[key].documents) for key in keys}


def _place(card: Card, standing: Standing, question: Question) -> tuple[bool, bool, int]:
    """Editions in the order in which the question wants them, of like ones the newest first, those to come last."""
    begins = _begins(card.metadata)
    return (not _is_wanted(card, standing, question), standing.ahead, -(begins or date.min).toordinal())


def _is_wanted(card: Card, standing: Standing, question: Question) -> bool:
    """Whether an edition of a named work is what the question asks for: by its name, in force, or of those before it."""
    if _is_named(card, question):
        return True
    return bool(standing.note) and not standing.ahead if question.wants_older else not standing.note


def _is_named(card: Card, question: Question) -> bool:
    """Whether the question names this edition: 第1.2版, 2024年版."""
    begins = _begins(card.metadata)
    names = f"{card.title} {card.metadata.edition or ''} {'' if begins is None else f'{begins.year}年{begins.month}月'}"
    written = unicodedata.normalize("NFKC", names)
    return any(re.search(rf"(?<![0-9.]){re.escape(edition)}(?![0-9.])", written) for edition in question.editions)


def _unwanted(
    question: Question, cards: Sequence[Card], found: Sequence[Standing], named: Iterable[tuple[int, ...]]
) -> frozenset[int]:
    """The documents with a note, but of a named work those that are not asked for; none where it has no other."""
    unwanted = {number for number, standing in enumerate(found) if standing.note}
    for own in named:
        called = {number for number in own if _is_named(cards[number], question)}
        wanted = called or {number for number in own if _is_wanted(cards[number], found[number], question)}
        unwanted = (unwanted - set(own)) | (set(own) - wanted if wanted else set())
    return frozenset(unwanted)


def _language(card: Card) -> str:
    """Without its region: ja of ja-JP."""
    return (card.metadata.language or "").partition("-")[0]


def _begins(metadata: Metadata) -> date | None:
    return metadata.in_force_from or metadata.published


def _note(cards: Sequence[Card], number: int, instead: int | None, day: date) -> str:
    own = cards[number].metadata
    begins = _begins(own)
    if begins is not None and begins > day:
        return f"{day} には未施行（{begins} から）"
    if instead is not None:
        return f"旧版（{begins or '時期不明の版'}。{day} に有効なのは {_begins(cards[instead].metadata)} からの版）"
    return "" if in_force(own, day) else f"{day} には失効（{own.in_force_to} まで）"
