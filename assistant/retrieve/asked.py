"""The addresses and places that a question asks for, in any spelling, and the works that they belong to."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.japanese.addresses import SUPPLEMENT, Address, parse_addresses
from assistant.japanese.law_names import law_before
from assistant.japanese.normalise import Normalised
from assistant.retrieve.places import Place, places_in
from assistant.retrieve.works import Mention

# Circled and Roman numbers stand for paragraphs behind an article (28条①); they wait here while the rest is normalised.
_FIRST_KEPT: Final = 0xE001
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN: Final = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_KEPT: Final = f"[{chr(_FIRST_KEPT)}-{chr(_FIRST_KEPT + 31)}]"
KEEP: Final = {ord(sign): _FIRST_KEPT + place for place, sign in enumerate(_CIRCLED + _ROMAN)}
_NO_COUNTER: Final = r"(?![0-9年月日.万億千個件人社つ点章節版条項号部倍%円])"
_BARE_ARTICLE = re.compile(rf"\s?第?[0-9]{{1,3}}(?=(?:の[0-9]{{1,3}}){{0,3}}{_NO_COUNTER})")
_SHORT_LAW = re.compile(r"(?<![一-鿿ァ-ヺー])(?:法|令|規則|施行令|施行規則)(?=[0-9])")
_MARKED_PARAGRAPH = re.compile(rf"(?<=条)((?:の[0-9]{{1,3}})*)({_KEPT})(?:([一二三四五六七八九十]{{1,2}})(?![一-鿿]))?")
_BRANCHLESS = re.compile(r"(?<=条)の(?=第?[0-9一二三四五六七八九十]{1,3}[項号])")
_NUMBERED_TREE = re.compile(r"(別表|別記様式)(?=[0-9])")
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?i:articles?|art\.)\s?([0-9]{1,3})(?![0-9])(?:\s?\(([0-9]{1,2})\))?(?:\s?\(([a-z]{1,3})\))?"
)
_SUPPLEMENT = re.compile(SUPPLEMENT)
_TO_ADDRESS = re.compile(
    r"(?:[（(][^（）()]{0,60}[）)])?[」』”\"]?(?:[のはでと、,:：\s]|では|における|に関して|について|上の|第[0-9一二三四五六七八九十]+[編章節])*"
    r"(?:附則|別表)?"
)
_JOINED = re.compile(r"(?:[、,・/\s]|及び|又は|および|または|と|や|から|~|～|の)*")
_SAME = re.compile(
    r"(?:同(?:法|令|規則|条例)?|改正(?:法律?|政令|省令|規則)|この法律|本法|(?<![一-鿿ァ-ヺー])法律?)の?\Z"
)
_ENGLISH_GAP = re.compile(r"(?:\s|of|the|in|under|,)*", re.IGNORECASE)
_LAWS_LAST: Final = "法令則律著個規情競"
_MOST: Final = 50  # addresses of one question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's words `text[start:end]` point to `address` of `works` (keys; empty where the question tells none).

    `law` is the law's name where the question names one that is no work of the collection (民法709条), else None.
    """

    start: int
    end: int
    address: Address
    works: tuple[str, ...]
    law: str | None = None


def asked_addresses(text: str, normalised: Normalised, named: Sequence[Mention]) -> tuple[Asked, ...]:
    """The addresses in a question.

    `normalised` is the text after `text.translate(KEEP)`; `named` are the mentions in it, offsets into it.
    """
    spelled = _spelled_out(normalised, named)
    in_text = [Mention(*normalised.original(m.start, m.end), m.keys) for m in named]
    found: list[tuple[int, int, Address, str | None]] = []
    for span, address in parse_addresses(spelled.text)[:_MOST]:
        if address.is_relative or not (address.tree or address.article):
            continue
        place = spelled.original(*span)
        found.append((place.start, place.end, address, law_before(spelled.text, span.start)))
    for start, end, address in _others(spelled):
        place = spelled.original(start, end)
        if not any(place.start < other[1] and other[0] < place.end for other in found):
            found.append((place.start, place.end, address, None))
    return tuple(_with_works(text, sorted(found, key=lambda one: one[0])[:_MOST], in_text))


def asked_places(
    text: str, normalised: Normalised, named: Sequence[Mention], addresses: Sequence[Asked]
) -> tuple[Place, ...]:
    """The places of guidelines and licences in a question; what is a work's name or an address is none."""
    spelled = _substituted(normalised, re.compile(_KEPT), lambda sign: f"({_kept_number(sign[0])})")
    in_text = [Mention(*normalised.original(m.start, m.end), m.keys) for m in named]
    taken = [*((m.start, m.end) for m in in_text), *((asked.start, asked.end) for asked in addresses)]
    places: list[Place] = []
    for start, end, marks in places_in(spelled.text)[:_MOST]:
        span = spelled.original(start, end)
        if any(first < span.end and span.start < last for first, last in taken):
            continue
        works, _ = _works_at(text, span.start, span.end, None, in_text)
        places.append(Place(span.start, span.end, " ".join((*marks.named, *marks.plain)), *marks, works))
    return tuple(places)


def _spelled_out(normalised: Normalised, named: Sequence[Mention]) -> Normalised:
    """The text with short spellings written out: 著30の4 → 著30条の4, 法28① → 法28条1項, 別表1 → 別表第1."""
    ends = {mention.end for mention in named if normalised.text[mention.end - 1] in _LAWS_LAST}
    ends |= {match.end() for match in _SHORT_LAW.finditer(normalised.text)}
    edits = ((m.end(), m.end(), "条") for end in sorted(ends) if (m := _BARE_ARTICLE.match(normalised.text, end)))
    spelled = _edited(normalised, edits)
    for pattern, written in (
        (_MARKED_PARAGRAPH, _paragraph),
        (_BRANCHLESS, lambda _: ""),
        (_NUMBERED_TREE, lambda tree: tree[1] + "第"),
    ):
        spelled = _substituted(spelled, pattern, written)
    return spelled


def _paragraph(match: re.Match[str]) -> str:
    return f"{match[1]}第{_kept_number(match[2])}項" + (f"第{match[3]}号" if match[3] else "")


def _kept_number(sign: str) -> int:
    return (ord(sign) - _FIRST_KEPT) % len(_CIRCLED) + 1


def _substituted(text: Normalised, pattern: re.Pattern[str], written: Callable[[re.Match[str]], str]) -> Normalised:
    return _edited(text, ((*match.span(), written(match)) for match in pattern.finditer(text.text)))


def _edited(text: Normalised, edits: Iterable[tuple[int, int, str]]) -> Normalised:
    """`text` with pieces replaced; the new characters stand for all of the piece, inserted ones for the one before."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, written in edits:
        pieces += (text.text[done:start], written)
        span = text.original(start, end) if end > start else text.original(start - 1, start)
        starts += [*text.starts[done:start], *[span.start] * len(written)]
        ends += [*text.ends[done:start], *[span.end] * len(written)]
        done = end
    if not pieces:
        return text
    pieces.append(text.text[done:])
    return Normalised("".join(pieces), (*starts, *text.starts[done:]), (*ends, *text.ends[done:]))


def _others(spelled: Normalised) -> Iterator[tuple[int, int, Address]]:
    for match in _ENGLISH.finditer(spelled.text):
        subitems = (match[3],) if match[3] else ()
        yield (*match.span(), Address(article=str(int(match[1])), paragraph=match[2] or "", subitems=subitems))
    for match in _SUPPLEMENT.finditer(spelled.text):
        yield (*match.span(), Address(SUPPLEMENT))


def _with_works(
    text: str, found: Sequence[tuple[int, int, Address, str | None]], named: Sequence[Mention]
) -> Iterator[Asked]:
    before: Asked | None = None
    for start, end, address, law in found:
        gap = None if before is None else text[before.end : start]
        if before is not None and (start == before.start or (gap is not None and _JOINED.fullmatch(gap))):
            works, unknown = before.works, before.law
        else:
            works, unknown = _works_at(text, start, end, law, named)
        before = Asked(start, end, address, works, unknown)
        yield before


def _works_at(
    text: str, start: int, end: int, law: str | None, named: Sequence[Mention]
) -> tuple[tuple[str, ...], str | None]:
    """The works that the words at `start:end` belong to: the name beside them, else the last before, else the next.

    With them the law's name where it is no work of the collection.
    """
    earlier = [mention for mention in named if mention.end <= start]
    if earlier and _TO_ADDRESS.fullmatch(text, earlier[-1].end, start):
        return earlier[-1].keys, None
    if law is not None and not _SAME.search(text[max(0, start - 6) : start]):
        ends_in_name = earlier and earlier[-1].end > start - len(law) - 1
        if not ends_in_name:
            return (), law
    later = [mention for mention in named if mention.start >= end]
    if later and _ENGLISH_GAP.fullmatch(text, end, later[0].start):
        return later[0].keys, None
    nearest = earlier[-1:] or later[:1]
    return (nearest[0].keys if nearest else ()), None
