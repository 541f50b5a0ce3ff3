"""The structure of statutes and of rules written like them: 編 章 節 款 目 条 項 号 イ (1), 附則 and 別表 as their own trees."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.ingest.headings import PARAGRAPH_LEVEL, Heading, nest
from assistant.ingest.statute_lines import scan
from assistant.ingest.statute_links import Places, Provision, find_links
from assistant.ingest.statute_units import Unit
from assistant.japanese.addresses import Address
from assistant.records import Link, Section


class Statute(NamedTuple):
    """`addresses[n]` is the address of `sections[n]`, None for chapters and the like."""

    sections: tuple[Section, ...]
    addresses: tuple[Address | None, ...]
    links: tuple[Link, ...]


def read_statute(text: str, marked: Sequence[Heading] = ()) -> Statute | None:
    """The structure of `text` if it is a statute (two articles or more, from 第一条 on), else None.

    `marked` are the headings known from mark-up; those that are no part of a statute (改訂履歴) stay headings.
    """
    units = scan(text, marked)
    return None if units is None else assemble(text, units)


def assemble(text: str, units: Sequence[Unit]) -> Statute:
    """Sections, addresses and links of the `units`, in the order of the text; a lone 第1項 is not told from its article."""
    paragraphs = Counter(_article(unit) for unit in units if unit.level == PARAGRAPH_LEVEL)
    lone = {article for article, count in paragraphs.items() if count == 1}
    headings: list[Heading] = []
    addresses: list[Address | None] = []
    known: list[Address] = []
    provisions: list[Provision] = []
    for unit, end in zip(units, [*(unit.start for unit in units[1:]), len(text)], strict=True):
        places = tuple(replace(place, paragraph="") if _article(unit) in lone else place for place in unit.addresses)
        known.extend(places)
        if places and unit.body < end:
            provisions.append(Provision(places[0], unit.body, end))
        if not (unit.level == PARAGRAPH_LEVEL and _article(unit) in lone):
            headings.append(Heading(unit.level, unit.title, unit.start))
            addresses.append(places[0] if places else None)
    links = find_links(text, provisions, Places(known))
    return Statute(nest(headings, len(text)), tuple(addresses), links)


def _article(unit: Unit) -> Address:
    return Address(unit.addresses[0].tree, unit.addresses[0].article) if unit.addresses else Address()
