"""Which of the ranked passages are put on the table: no edition twice, whole enumerations, each work that is named."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.index.opened import Index
from assistant.records import Passage
from assistant.retrieve.collection import locators_in, numbers_in, works_in
from assistant.retrieve.filters import View
from assistant.retrieve.question import Question

_CONSIDERED: Final = 20  # passages for each seat that a named work may take its share from
_REACH: Final = 12  # passages before and after the best one among which its enumeration is looked for


def select(question: Question, ranked: Sequence[int], index: Index, view: View, most: int) -> list[int]:
    """At most `most` passage numbers out of `ranked` (best first), and those of the enumeration around the best.

    A question for several things gets the whole enumeration that the best passage belongs to; one that names several
    works gets a passage of each.
    """
    kept = list(itertools.islice(_without_older_copies(question, ranked, index, view), _CONSIDERED * most))
    first = _shared(question, kept, index, most)
    if not question.wants_list or not first:
        return first
    listed = [number for number in enumeration(index, first[0]) if number != first[0]]
    seats = max((most + 1) // 2, (question.count or 0) - 1)
    return list(dict.fromkeys((first[0], *listed[:seats], *first)))[:most]


def enumeration(index: Index, number: int) -> list[int]:
    """The passages of the enumeration that a passage leads or belongs to, nearest first, itself included."""
    own = index.passages[number]
    card = index.cards[index.owners[number]]
    around = range(max(card.first, number - _REACH), min(card.last, number + _REACH) + 1)
    passages = {place: index.passages[place] for place in around}
    below = _run(passages, number, own.section_path)
    if len(below) < 2 and len(own.section_path) > 1:
        below = _run(passages, number, own.section_path[:-1])
    return sorted(below, key=lambda place: (abs(place - number), place < number))


def _run(passages: dict[int, Passage], number: int, path: tuple[str, ...]) -> list[int]:
    """The unbroken run of passages around `number` under the headings `path`."""
    if not path:
        return [number]
    run = [number]
    for step in (-1, 1):
        place = number + step
        while place in passages and passages[place].section_path[: len(path)] == path:
            run.append(place)
            place += step
    return run


def _without_older_copies(question: Question, ranked: Sequence[int], index: Index, view: View) -> Iterator[int]:
    """Leave out a passage of an edition not in force where the one in force has the same place."""
    for number in ranked:
        standing = view.standings[index.owners[number]]
        is_asked_for = standing.instead is None or (question.wants_older and not standing.ahead)
        if is_asked_for or index.passages[number].locator not in locators_in(index, standing.instead):
            yield number


def _shared(question: Question, ranked: Sequence[int], index: Index, most: int) -> list[int]:
    """The best `most` of `ranked`, where each of several works that the question names gets its share of the seats."""
    works, numbers = works_in(index), numbers_in(index)
    named = list(dict.fromkeys(mention.keys for mention in question.mentions))
    if len(named) < 2:
        return list(ranked[:most])
    documents = [{numbers[document] for key in keys for document in works.by_key[key].documents} for keys in named]
    share = max(1, most // len(named))
    seats: list[int] = []
    for own in documents:
        seats.extend([number for number in ranked if int(index.owners[number]) in own][:share])
    chosen = set(seats[:most])
    chosen.update(number for number in ranked if number not in chosen and len(chosen) < most)
    return [number for number in ranked if number in chosen][:most]
