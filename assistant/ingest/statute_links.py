"""References inside a statute resolved to the addresses that it has: 前条第二項, 同項, 次の各号, 第一項から第三項まで."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from assistant.japanese.addresses import SUPPLEMENT, Address, Context, Reference, references
from assistant.japanese.law_names import OWN
from assistant.records import Link

_MOST_TARGETS: Final = 120  # of one reference; the longest list of items in force has about half as many
_CHARACTERS_PER_LINK: Final = 10  # a text denser than this in references is none that people wrote; the law has 65
_BEFORE_TABLE_SIGN: Final = "次の表の"
_TABLE_SIGNS: Final = (" | ", _BEFORE_TABLE_SIGN)
# The words that bring in a table that replaces words; some files repeat the table's cells without any break behind them.
_BEFORE_TABLE = re.compile(r"次の表の(?:[^\n。（）]|（[^（）\n]*(?:（[^（）\n]*）[^（）\n]*)*）)*。")
# With these behind it a reference is part of a term: 第二号出版権者, 第五十条施行日.
_TERM = re.compile("出版権者|施行日|改正[前後]|法人等")


class Provision(NamedTuple):
    """The words of one place: `text[start:end]` belongs to `address`."""

    address: Address
    start: int
    end: int


class Places:
    """The addresses that a statute has, each with its parent and its neighbours in order."""

    def __init__(self, addresses: Iterable[Address]) -> None:
        self._children: dict[Address, list[Address]] = {}
        self._position: dict[Address, int] = {}
        for address in addresses:
            self._add(address)

    def __contains__(self, address: Address) -> bool:
        return address in self._position

    def children(self, parent: Address) -> Sequence[Address]:
        """What lies directly under `parent`, in order."""
        found = self._children.get(parent, ())
        return found if len(found) <= _MOST_TARGETS else ()

    def canonical(self, address: Address) -> Address | None:
        """`address` as this statute has it: without 第1項 where there is only one; None where it has no such place."""
        if address in self._position:
            return address
        single = replace(address, paragraph="")
        return single if address.paragraph == "1" and single in self._position else None

    def before(self, address: Address, count: int | None) -> Sequence[Address]:
        """The `count` neighbours before `address` (None: all); none where the document leaves some of them out."""
        row = self._row(address)
        position = self._position.get(address, 0)
        first = 0 if count is None else position - count
        if first < 0 or position - first > _MOST_TARGETS:
            return ()
        found = row[first : position + 1]
        return found[:-1] if all(follows(one, next_one) for one, next_one in itertools.pairwise(found)) else ()

    def after(self, address: Address) -> Sequence[Address]:
        """The neighbour after `address`, in a sequence; none where the document leaves it out."""
        row = self._row(address)
        position = self._position.get(address, len(row))
        following = row[position + 1 : position + 2]
        return following if following and follows(address, following[0]) else ()

    def between(self, first: Address, last: Address) -> Sequence[Address]:
        """All from `first` to `last` under their common parent."""
        row = self._row(first)
        if parent(first) != parent(last):
            return (first, last)
        found = row[self._position[first] : self._position[last] + 1]
        return found if 0 < len(found) <= _MOST_TARGETS else (first, last)

    def _row(self, address: Address) -> Sequence[Address]:
        return self._children.get(parent(address), ())

    def _add(self, address: Address) -> None:
        if address in self._position or not (address.article or address.paragraph or address.item or address.subitems):
            self._position.setdefault(address, 0)
            return
        row = self._children.setdefault(parent(address), [])
        self._position[address] = len(row)
        row.append(address)


def parent(address: Address) -> Address:
    """The place that `address` lies directly in."""
    if address.subitems:
        return replace(address, subitems=address.subitems[:-1])
    if address.item:
        return replace(address, item="")
    return replace(address, paragraph="") if address.paragraph else replace(address, article="")


def follows(before: Address, after: Address) -> bool:
    """Whether nothing can stand between two neighbours: 30の3 before 30の4, 30 before 30の2, 30の4 before 31."""
    if after.subitems:
        return True
    low, high = _numbers(before), _numbers(after)
    if high[:-1] == low and high[-1] == 2:
        return True
    depth = len(high) - 1
    return len(low) > depth and high[:depth] == low[:depth] and high[depth] == low[depth] + 1


def _numbers(address: Address) -> tuple[int, ...]:
    return tuple(int(part) for part in (address.item or address.paragraph or address.article).split("の"))


def find_links(text: str, provisions: Sequence[Provision], places: Places) -> tuple[Link, ...]:
    """The links of a statute in the order of its text; a reference to several places gives one link each."""
    links: list[Link] = []
    leads: dict[Address, Context] = {}  # what was named last in the words before the items
    for provision in provisions:
        if len(links) > 100 + len(text) // _CHARACTERS_PER_LINK:
            break
        inside = provision.address.item or provision.address.subitems
        context = leads.get(parent(provision.address)) if inside else None
        for start, end in _without_tables(text, provision.start, provision.end):
            found, context = references(text, start, end, before=context and context._replace(end=-1))
            for reference in found:
                if _TERM.match(text, reference.end):
                    continue
                targets = dict.fromkeys(_resolve(reference, provision.address, places))
                links.extend(Link(reference.start, reference.end, target.render()) for target in targets)
        if context is not None:
            leads[provision.address] = context
    return tuple(links)


def _without_tables(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`text[start:end]` without tables: those that replace words speak of the places that they amend."""
    if all(text.find(sign, start, end) < 0 for sign in _TABLE_SIGNS):
        yield start, end
        return
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end + 1
        if text.find(" | ", start, line_end) < 0:
            sign = text.find(_BEFORE_TABLE_SIGN, start, line_end)
            table = _BEFORE_TABLE.match(text, sign, line_end) if sign >= 0 else None
            yield start, table.end() if table else line_end
        start = line_end


def _resolve(reference: Reference, own: Address, places: Places) -> list[Address]:
    if reference.quoted or (reference.law is not None and reference.law != OWN):
        return []
    if own.tree != SUPPLEMENT and own.tree.startswith(SUPPLEMENT) and _leaves_supplement(reference):
        return []  # the supplementary provisions of an amending law speak of that law
    first = _places_of(reference.address, own, places)
    if reference.through is None or not first:
        return first
    last = _places_of(reference.through, own, places)
    return list(places.between(first[0], last[-1])) if last else first


def _leaves_supplement(reference: Reference) -> bool:
    address = reference.address
    if address.tree:
        return address.tree != SUPPLEMENT
    return address.article[:1].isdigit() or reference.law == OWN


def _places_of(address: Address, own: Address, places: Places) -> list[Address]:
    """The places that a possibly relative address means when it is said at `own`."""
    if address.tree and not (address.article or address.paragraph or address.item):
        return [address] if address in places else []
    found = _articles(address, own, places)
    if address.paragraph:
        found = [place for article in found for place in _paragraphs(address, article, own, places)]
    elif address.item and not address.article:
        found = [replace(article, paragraph=own.paragraph) for article in found]
    if address.item:
        found = [place for above in found for place in _items(address, above, own, places)]
    if address.subitems:
        found = [replace(place, subitems=_marks(address, place, own)) for place in found]
    return [place for candidate in found if (place := places.canonical(candidate)) is not None]


def _articles(address: Address, own: Address, places: Places) -> list[Address]:
    current = Address(own.tree, own.article)
    number = address.article
    if not number:
        if not address.tree:
            return [current]
        return [Address(own.tree if own.tree.startswith(SUPPLEMENT) else address.tree)]
    if number[0].isdigit():
        if address.tree == SUPPLEMENT and own.tree.startswith(SUPPLEMENT):
            return [Address(own.tree, number)]
        return [Address(address.tree, number)]
    return _relative(number, current, places) if own.article else []


def _paragraphs(address: Address, article: Address, own: Address, places: Places) -> list[Address]:
    number = address.paragraph
    if number[0].isdigit():
        return [replace(article, paragraph=number)]
    if number == "各":
        return list(places.children(article))
    current = Address(own.tree, own.article, own.paragraph)
    return _relative(number, current, places) if current.paragraph or number == "この" else []


def _items(address: Address, above: Address, own: Address, places: Places) -> list[Address]:
    number = address.item
    if number[0].isdigit():
        item = replace(above, item=number)
        single = places.canonical(item)
        return [single] if single is not None else []
    if number in ("各", "次各"):
        known = places.canonical(above)
        return [place for place in places.children(known) if place.item] if known is not None else []
    current = replace(own, subitems=())
    if number == "この" and not current.item:
        return []
    return _relative(number, current, places) if current.item else []


def _marks(address: Address, place: Address, own: Address) -> tuple[str, ...]:
    """The marks below the item; a bare イ inside an item that is nested deeper means its neighbour there."""
    if address.item == "この" and place.item == own.item and own.subitems:
        return (
            (*own.subitems[:-1], *address.subitems)
            if _alike(own.subitems[-1], address.subitems[0])
            else address.subitems
        )
    return address.subitems


def _alike(one: str, other: str) -> bool:
    return one[0].isascii() == other[0].isascii()


def _relative(word: str, current: Address, places: Places) -> list[Address]:
    """The neighbours of `current` that 前, 前2, 前各, 次 and この name; 同 without anything named before is none."""
    known = places.canonical(current)
    if known is None or word == "同":
        return []
    if word == "この":
        return [known]
    if word == "次":
        return list(places.after(known))
    rest = word[1:]
    return list(places.before(known, None if rest == "各" else int(rest or 1)))
