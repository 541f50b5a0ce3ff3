"""What in a question may be put in the place of what: a work for a work, a model for a model, 提供者 for 開発者, 27条 for 28条."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from assistant.japanese.addresses import parse_addresses
from assistant.japanese.alternatives import alternatives, sibling
from assistant.japanese.dates import mentions as date_mentions
from assistant.japanese.normalise import normalise
from assistant.retrieve.works import Works, mentions

_LAW: Final = "law"
_NAME: Final = "name"
_ADDRESS: Final = "address"
_DATE: Final = "date"
_LATIN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z]*(?:[+.-]+[A-Za-z0-9+]+)*(?:\s(?:[A-Z][A-Za-z]*|with|of))*(?:\s?-?[0-9]+(?:\.[0-9]+)*)?(?![A-Za-z0-9条])"
)
_NO_NAMES: Final = frozenset((
    "ai", "api", "llm", "rag", "it", "pc", "nda", "eu", "url", "id", "faq", "ok", "notice", "what", "how", "does", "do", "is",
    "are", "can", "why", "when", "who", "where", "which", "may", "must", "should", "japan", "the", "a", "i", "we", "and", "in",
))  # fmt: skip
_LAW_NAME = re.compile(
    r"(?:EU\s?)?(?:AI)?[一-鿿]*(?<![方手技用文立司作適寸療])(?:法|ガイドライン|規程|条例|規則|指針)(?![一-鿿ァ-ヺ人的律令])|(?:EU\s)?AI\s(?:Promotion\s)?Act"
)
_LAW_LIKE = re.compile(r"(?:法|法律|令|規則|条例|ガイドライン|規程|指針|Act)\Z", re.IGNORECASE)
_LICENCE_WORDS = re.compile(r"の?\s?(?:(?:利用)?規約|ライセンス(?:契約)?|利用規定|\sLicense)\Z")


class Slot(NamedTuple):
    """`text[start:end]` is a thing of `kind`; another of that kind may stand in its place."""

    start: int
    end: int
    kind: str


def slots(text: str, works: Works) -> tuple[Slot, ...]:
    """The slots of normalised `text` in order, without overlap; a work or a name wins over the words in it."""
    found: list[Slot] = []
    normalised = normalise(text)
    for mention in mentions(normalised, text, works):
        end = mention.end
        if licence := _LICENCE_WORDS.search(text, mention.start, end):
            end = licence.start()
        if end > mention.start:
            kind = _LAW if _LAW_LIKE.search(text[mention.start : end]) else _NAME
            found.append(Slot(mention.start, end, kind))
    _add(found, (Slot(*match.span(), _LAW) for match in _LAW_NAME.finditer(text)))
    _add(
        found,
        (Slot(span.start, span.end, _ADDRESS) for span, address in parse_addresses(text) if not address.is_relative),
    )
    _add(found, (Slot(*match.span(), _NAME) for match in _LATIN.finditer(text) if _is_name(match[0])))
    _add(found, (Slot(date.start, date.end, _DATE) for date in date_mentions(text)))
    _add(found, (Slot(*one) for one in alternatives(text)))
    return tuple(sorted(found))


def only_slot(words: str, works: Works) -> Slot | None:
    """The slot that `words` consist of, but for 「AI」 before a role and licence words behind; None where there is more."""
    latin = _LATIN.fullmatch(words)
    if latin is not None and _is_name(words):
        named = [slot for slot in slots(words, works) if slot.kind == _LAW and slot.end - slot.start == len(words)]
        return named[0] if named else Slot(0, len(words), _NAME)
    for slot in slots(words, works):
        if words[: slot.start] in ("", "AI", "AI ") and not _LICENCE_WORDS.sub("", words[slot.end :]):
            return slot
    return None


def put_in(words: str, text: str, works: Works, instead_of: str = "", mark: str = "") -> str | None:
    """`text` with `words` in the place of what is of the same kind there; None where nothing is.

    `instead_of` names what is to go, `mark` the particles behind `words`. Where several things could go, it is one that
    has the same particles, else the first.
    """
    slot = only_slot(words, works)
    new = words if slot is None else words[slot.start : slot.end]
    if instead_of and instead_of in text:
        return text.replace(instead_of, words)
    if slot is None:
        place = sibling(words, text)
        return None if place is None else text[: place[0]] + words + text[place[1] :]
    same = [own for own in slots(text, works) if own.kind == slot.kind and _is_another(new, text[own.start : own.end])]
    if not same:
        return None
    old = _chosen(new, same, text, mark)
    replaced = text[old.start : old.end]
    for own in reversed(same):  # each place where the same thing is named
        if text[own.start : own.end] == replaced:
            text = text[: own.start] + new + text[own.end :]
    return text


def names_something(text: str, works: Works) -> bool:
    """Whether `text` names a work, a model, an article: a thing that a question can be about without what was said before."""
    return any(slot.kind in (_LAW, _NAME) for slot in slots(text, works))


def _is_another(new: str, old: str) -> bool:
    """Whether two things of a kind are different ones; 「Built with Llama」 is none beside 「Llama 4」 but a part of it."""
    if not new.isascii() or " " not in new or new[-1].isdigit():
        return new != old
    return set(new.casefold().split()).isdisjoint(old.casefold().split())


def _chosen(new: str, same: Sequence[Slot], text: str, mark: str) -> Slot:
    """A name with a version takes the place of one with a version, where there is one."""
    versioned = [slot for slot in same if text[slot.end - 1].isdigit()]
    if new[-1].isdigit() and versioned:
        return versioned[0]
    for particles in (mark, mark.removesuffix("は")):
        fitting = [slot for slot in same if particles and text.startswith(particles, slot.end)]
        if fitting:
            return fitting[0]
    return same[0]


def _is_name(text: str) -> bool:
    return text.casefold().split(" ")[0] not in _NO_NAMES and sum(map(str.isalpha, text)) >= 2


def _add(found: list[Slot], more: Iterable[Slot]) -> None:
    for slot in more:
        if not any(slot.start < own.end and own.start < slot.end for own in found):
            found.append(slot)
