"""Places of texts that are no statutes, in a question and in a locator: 第4部 P-6)i, 提言3, 3.2.1, Section 1(b), p.31."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from assistant.japanese.addresses import NUMBER, number_text
from assistant.japanese.normalise import normalise

_NO_COUNT: Final = "(?![0-9]|つ|個|点|種|件|人|社|回|年|月|日|倍|割|%|項目|要素|条件|段階)"
_UNIT = re.compile(rf"(?:第({NUMBER})([部編章節款])|(?<![0-9第])([0-9]{{1,2}})([章節]))(?![者品門署屋])")
_TOPIC = re.compile(
    r"(?<![一-鿿])(提言|原則|指針|論点|脚注|注|図|表|問|質問|ステップ|ケース|事例|付録|附録|別添|別紙|参考資料|資料)"
    rf"\s?([0-9]{{1,3}}){_NO_COUNT}|(?<![A-Za-z])(Q)\s?([0-9]{{1,3}}){_NO_COUNT}"
)
_CODE = re.compile(r"(?<![A-Za-z0-9-])([A-Z]-[0-9]{1,2})(?![0-9A-Za-z.-])(?:\)?\s?\.?([ivx]{1,4})(?![A-Za-z]))?\)?")
_PAGE = re.compile(
    r"(?<![A-Za-z])(?:pp?\.\s?|p|P\.?\s?)([0-9]{1,4})(?![0-9A-Za-z])|([0-9]{1,4})(?:ページ|頁)(?:目)?(?!分|以上|程度)"
)
_TAIL: Final = (
    r"(?:\.?\s?\((?:[0-9]{1,2}|[a-z]|[ivx]{1,4}|[ア-ン])\)|\.(?:[0-9]{1,2}|[ivx]{1,4}|[a-zA-Z])(?![A-Za-z]))*"
)
_WORDED = re.compile(
    rf"(?<![A-Za-z])(?i:sections?|sec\.|clause|§|セクション)\s?((?:[0-9]{{1,2}}|[IVX]{{1,5}})(?![A-Za-z0-9]){_TAIL}(?:\s?[a-z](?![A-Za-z]))?)"
)
_ATTACHED = re.compile(
    r"(?<![A-Za-z])(?i:(attachment|appendix|annex|exhibit|schedule|chapter|recital|part))\s([A-Z]|[IVX]{1,5}|[0-9]{1,3})(?![A-Za-z0-9])"
)
_DOTTED = re.compile(
    rf"(?<![0-9.A-Za-z$¥-])(?<![A-Za-z][\s-])(?:[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{2,3}}|[0-9]{{1,2}}\.[0-9]{{1,2}}\.[A-Z](?![A-Za-z])|[0-9]{{1,2}}\.[0-9]{{1,2}}(?=[のにでをは、。?節]|項|から|\Z))(?![0-9版])|"
    rf"(?<![0-9.A-Za-z])[0-9]{{1,2}}(?:\.?\([0-9a-z]{{1,3}}\)|\.[a-z](?![A-Za-z])){_TAIL}"
)
_PLAIN = re.compile(r"[0-9]+|[ivx]{2,4}|[a-z]|[ア-ン]")
_PLAIN_ONLY = re.compile(r"(?:Section)?[\s0-9.()a-zIVXァ-ン、-]*")
_HEAD_WORD = re.compile(r"\A[^\w]*")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a question names at `start:end`: marks that say their kind (4部, p-6, 提言3, p.31), then plain ones.

    `works` are the keys of the works that it belongs to, empty where the question tells none.
    """

    start: int
    end: int
    text: str
    named: tuple[str, ...]
    plain: tuple[str, ...]
    works: tuple[str, ...] = ()


class Marks(NamedTuple):
    """The marks of a place: those that say their kind, and the plain numbers and letters in order (1.b.iv → 1, b, iv)."""

    named: tuple[str, ...]
    plain: tuple[str, ...]


class _Found(NamedTuple):
    start: int
    end: int
    marks: Marks


def places_in(text: str) -> tuple[tuple[int, int, Marks], ...]:
    """The places that normalised text names, in order; parts that follow one another are one place (第4部P-6)."""
    merged: list[_Found] = []
    for found in sorted(_places(text), key=lambda one: (one.start, -one.end)):
        if merged and found.start < merged[-1].end:
            continue
        last = merged[-1] if merged else None
        if last is not None and re.fullmatch(r"[\sの、,]?", text[last.end : found.start]) and not last.marks.plain:
            marks = Marks((*last.marks.named, *found.marks.named), found.marks.plain)
            merged[-1] = _Found(last.start, found.end, marks)
        else:
            merged.append(found)
    return tuple((one.start, one.end, one.marks) for one in merged)


def marks_of(locator: str, section_path: Sequence[str]) -> Marks:
    """The marks of a passage, from its locator and the chapters above it."""
    plain = re.sub(r"「[^」]*」?", " ", normalise(locator).text)
    named: list[str] = []
    rest = plain
    for found in sorted(_named(plain), key=lambda one: -one.start):
        named[:0] = found.marks.named
        rest = f"{rest[: found.start]} {' '.join(found.marks.plain)} {rest[found.end :]}"
    for title in section_path:
        if (unit := _UNIT.match(normalise(title).text)) is not None:
            named.append(_unit(unit))
    numbers = _plain(rest) if _PLAIN_ONLY.fullmatch(rest.strip()) else ()
    return Marks(tuple(dict.fromkeys(named)), numbers)


def begins_with(title: str, mark: str) -> bool:
    """Whether a heading or a passage begins with a mark that says its kind: 提言3：…"""
    head = normalise(title[:40]).text.casefold().replace(" ", "")
    return re.match(re.escape(mark) + "(?![0-9])", _HEAD_WORD.sub("", head)) is not None


def _places(text: str) -> Iterator[_Found]:
    yield from _named(text)
    for match in _WORDED.finditer(text):
        yield _Found(*match.span(), Marks((), _plain(match[1])))
    for match in _DOTTED.finditer(text):
        yield _Found(*match.span(), Marks((), _plain(match[0])))


def _named(text: str) -> Iterator[_Found]:
    for match in _UNIT.finditer(text):
        yield _Found(*match.span(), Marks((_unit(match),), ()))
    for match in _TOPIC.finditer(text):
        yield _Found(*match.span(), Marks(((match[1] or match[3].lower()) + (match[2] or match[4]),), ()))
    for match in _CODE.finditer(text):
        yield _Found(*match.span(), Marks((match[1].lower(),), (match[2],) if match[2] else ()))
    for match in _PAGE.finditer(text):
        yield _Found(*match.span(), Marks((f"p.{int(match[1] or match[2])}",), ()))
    for match in _ATTACHED.finditer(text):
        yield _Found(*match.span(), Marks((f"{match[1]} {match[2]}".lower(),), ()))


def _unit(match: re.Match[str]) -> str:
    return number_text(match[1] or match[3]) + (match[2] or match[4])


def _plain(written: str) -> tuple[str, ...]:
    return tuple(_PLAIN.findall(written.replace("Section", "").lower()))
