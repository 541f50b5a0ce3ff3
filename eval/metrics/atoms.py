"""Atoms of a claim: the numbers, dates, articles and names that a source must have for the claim to stand on it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.japanese.addresses import SUPPLEMENT, Address, parse_addresses
from assistant.japanese.names import missing_names, names
from assistant.japanese.normalise import Normalised, normalise
from assistant.japanese.numerals import dates, quantities
from assistant.records import Span

_LABELLED_SUPPLEMENT = re.compile(r"附則抄?(?:\([^()]*\))+抄?\Z")
_LONGEST_LABEL: Final = 80
_KEPT: Final = 16_384  # texts whose atoms are kept; the same words are cited by many claims
# Numbers that name a place or an edition; what a passage stands under tells them.
_ORDINALS: Final = frozenset({"項", "号", "章", "節", "部", "編", "款", "版"})


class Kind(StrEnum):
    """What an atom is."""

    NUMBER = "number"
    DATE = "date"
    ARTICLE = "article"
    NAME = "name"


class Atom(NamedTuple):
    """One fact to look up: `words` as the text writes it, `key` equal for equal facts however they are written.

    Keys: number (value, counter); date (year, month, day), Gregorian; article (part of the statute, article, paragraph,
    item, subitems …); name (folded name). A part that the text does not name is "".
    """

    kind: Kind
    words: str
    key: tuple[str, ...]


def atoms(text: str) -> tuple[Atom, ...]:
    """The atoms of `text`, each once, by kind (numbers, dates, articles, names) and in order within a kind.

    A number that is part of a date, of an article or of a name is none of its own. Articles are statute addresses with
    an article, a paragraph or a part (附則, 別表第一); those that point from their own place (前条) cannot be looked up
    and are left out, a 号 by itself is a number. The law that an article belongs to is not part of it.
    """
    plain = normalise(text)
    return (*_facts(text), *(Atom(Kind.NAME, _as_written(name, text, plain), (name,)) for name in names(text)))


def atoms_found(claim: str, cited_text: str, headings: str = "") -> dict[Kind, list[float]]:
    """For each kind, 1 for every atom of `claim` that the cited text has, else 0; [] where the claim has none of it.

    `headings` (title, section path, locator of what is cited) count too for articles, names, and numbers of places and
    editions (第3章, 第1.2版), never for amounts and dates. Numbers are the same with equal value and counter, or where
    one has no counter. A date or an article is found where the source names every part that the claim names, and alike:
    令和7年5月 is found in 2025年5月28日, 第28条 in 第28条第1項, neither the other way round. Names as `missing_names` has it
    (Llama4 is Llama 4). Where nothing is cited, nothing is found.
    """
    missing = missing_names(claim, f"{cited_text}\n{headings}")
    source = (*_facts(cited_text), *filter(_is_place, _facts(headings)))
    found: dict[Kind, list[float]] = {kind: [] for kind in Kind}
    for atom in _facts(claim):
        found[atom.kind].append(float(any(_has(other, atom) for other in source)))
    found[Kind.NAME] = [float(name not in missing) for name in names(claim)]
    return found


@lru_cache(maxsize=_KEPT)
def _facts(text: str) -> tuple[Atom, ...]:
    """The atoms but names, which are looked up in the source and not listed there."""
    found = _articles(normalise(text))
    numbers = (
        Atom(Kind.NUMBER, text[number.start : number.end], (number.value, number.unit))
        for number in quantities(text)
        if not any(number.start < span.end and span.start < number.end for span, _ in found)
    )
    days = (
        Atom(Kind.DATE, text[day.start : day.end], (_part(day.year), _part(day.month), _part(day.day)))
        for day in dates(text)
    )
    articles = (
        Atom(Kind.ARTICLE, text[span.start : span.end], _key(address))
        for span, address in found
        if not address.is_relative
    )
    return _once((*numbers, *days, *articles))


def _is_place(atom: Atom) -> bool:
    return atom.kind is Kind.ARTICLE or (atom.kind is Kind.NUMBER and atom.key[1] in _ORDINALS)


def _has(source: Atom, claimed: Atom) -> bool:
    if source.kind is not claimed.kind:
        return False
    if claimed.kind is Kind.NUMBER:
        (value, counter), (other_value, other_counter) = claimed.key, source.key
        return value == other_value and (counter == other_counter or not (counter and other_counter))
    if claimed.kind is Kind.ARTICLE and source.key[0] != claimed.key[0]:
        return False  # the main provisions are a part too, though nothing names them
    named = [part == own for part, own in zip(claimed.key, source.key, strict=False) if part]
    return all(named) and len(claimed.key) <= len(source.key)


def _articles(plain: Normalised) -> list[tuple[Span, Address]]:
    """The addresses with their places in the original text; 附則（令和五年法律第四十七号）第一条 belongs to 附則."""
    found = []
    for span, parsed in parse_addresses(plain.text):
        before = plain.text[max(0, span.start - _LONGEST_LABEL) : span.start]
        labelled = not parsed.tree and parsed.article and _LABELLED_SUPPLEMENT.search(before)
        address = replace(parsed, tree=SUPPLEMENT) if labelled else parsed
        if address.tree or address.article or address.paragraph:
            found.append((plain.original(span.start, span.end), address))
    return found


def _key(address: Address) -> tuple[str, ...]:
    return (address.tree, address.article, address.paragraph, address.item, *address.subitems)


def _part(number: int | None) -> str:
    return "" if number is None else str(number)


def _as_written(name: str, text: str, plain: Normalised) -> str:
    """The folded `name` as the text spells it; itself where folding changed its length."""
    start = plain.text.casefold().find(name)
    if start < 0 or len(plain.text.casefold()) != len(plain.text):
        return name
    span = plain.original(start, start + len(name))
    return text[span.start : span.end]


def _once(found: Iterable[Atom]) -> tuple[Atom, ...]:
    first: dict[tuple[Kind, tuple[str, ...]], Atom] = {}
    for atom in found:
        first.setdefault((atom.kind, atom.key), atom)
    return tuple(first.values())
