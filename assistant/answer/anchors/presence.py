"""Whether sources carry what a question names: an answer from sources without it is about something else."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from assistant.answer.anchors.asked_dates import AS_OF, AskedDate, first_day, last_day
from assistant.answer.anchors.asked_names import lacking_names
from assistant.answer.anchors.asked_works import speaks_of
from assistant.answer.anchors.question_anchors import NAME, QUOTED, WORK, Anchor, anchors
from assistant.answer.anchors.series import ADDRESS, EDITION, MODEL, ORDINAL, SIZE, Member, members
from assistant.answer.verification.support import headings
from assistant.japanese.dates import DateMention, consistent, dates
from assistant.japanese.normalise import fold, normalise
from assistant.records import Authority, Evidence
from assistant.retrieve.work_names import listed, squash

_MOST_NEIGHBOURS: Final = 6
_BEGINNING: Final = 1_500  # characters of a document that tell what it is about
_JAPANESE = re.compile("[ぁ-ゖ]")
_LIST_MARK: Final = r"(?m:^[ \t#*-]*(?:第|\()?{number}\\?[.) :、])"


def missing(wanted: Sequence[Anchor], sources: Sequence[Evidence], today: date | None = None) -> tuple[Anchor, ...]:
    """The anchors without which the question cannot be answered from the sources; see `uncovered`.

    Of names that are listed side by side (GemmaやQwen) one is enough.
    """
    absent = uncovered(wanted, sources, today)
    return tuple(
        anchor
        for anchor in absent
        if anchor.beside == 0 or all(other in absent for other in wanted if other.beside == anchor.beside)
    )


def uncovered(wanted: Sequence[Anchor], sources: Sequence[Evidence], today: date | None = None) -> tuple[Anchor, ...]:
    """The anchors that no passage carries; one that belongs to another counts only in a document that has that too.

    Where that other is not there either, it alone is named. A day as of which is asked is not covered where all that the sources date is later, or where it lies after `today`.
    """
    absent = [anchor for anchor in wanted if not _found(anchor, wanted, sources, today)]
    return tuple(anchor for anchor in absent if anchor.within not in absent)


def is_about(question: str, evidence: Evidence) -> bool:
    """Whether a passage can speak of what `question` asks about; true where the question names nothing.

    It must have some name or work of the question's, and it may not speak only of neighbours of a model, size, meeting
    or recommendation that the question names: Llama 3.1 instead of Llama 4.
    """
    wanted = anchors(question)
    source = _read(evidence)
    heads = [anchor for anchor in wanted if anchor.kind in (NAME, WORK, MODEL)]
    if heads and not any(_carries(source, anchor, (evidence,)) or _introduces(evidence, anchor) for anchor in heads):
        return False
    strict = [anchor for anchor in wanted if anchor.kind in (MODEL, SIZE, ORDINAL) and anchor.member is not None]
    for anchor in strict:
        alike = [other for other in strict if anchor.same_series(other)]
        if neighbours(anchor, (evidence,)) and not any(_carries(source, other, (evidence,)) for other in alike):
            return False
    return True


def is_of_neighbour(wanted: Sequence[Anchor], sentence: str) -> bool:
    """Whether a sentence names only other members of a series that was asked about: 第1回 for 第3回, Gemma 3 for Gemma 4."""
    asked = [anchor for anchor in wanted if anchor.kind in (MODEL, SIZE, ORDINAL) and anchor.member is not None]
    named = members(sentence) if asked else ()
    for anchor in asked:
        alike = [member for member in named if anchor.member is not None and member.same_series(anchor.member)]
        values = {other.member.value for other in asked if other.member is not None and anchor.same_series(other)}
        if alike and not any(member.value in values for member in alike):
            return True
    return False


def neighbours(anchor: Anchor, sources: Sequence[Evidence]) -> tuple[str, ...]:
    """The other members of the anchor's series that the sources have, as they write them: Llama 4, Llama 3.1.

    Empty for names, works and articles; for a day as of which is asked, the earliest date that the sources know.
    """
    if anchor.kind == AS_OF:
        return tuple(written for _, written in sorted(day for source in sources for day in _read(source).days)[:1])
    if anchor.member is None or anchor.kind == ADDRESS:
        return ()
    found: dict[str, str] = {}
    for source in _own(anchor, sources):
        for member in _read(source).members:
            alike = member.text[0] == anchor.text[0] or anchor.kind != EDITION  # v1 is no neighbour of 第4版
            if alike and member.same_series(anchor.member) and member.value != anchor.member.value:
                found.setdefault(member.value, member.text.strip())
    return tuple(found[value] for value in sorted(found, key=_order)[:_MOST_NEIGHBOURS])


@dataclass(frozen=True, slots=True)
class _Source:
    """A passage with its headings as anchors are looked up in it; `days` are its dates with a year, as written."""

    text: str
    title: str
    places: str
    members: tuple[Member, ...]
    dates: tuple[DateMention, ...]
    days: tuple[tuple[date, str], ...]


def _read(evidence: Evidence) -> _Source:
    passage = evidence.hit.passage
    places = " ".join((*passage.section_path, passage.locator))
    return _read_text(f"{headings(evidence)}\n{passage.text}", evidence.hit.document.title, places)


@lru_cache(maxsize=128)
def _read_text(text: str, title: str, places: str) -> _Source:
    return _Source(text, title, places, members(text), dates(text), tuple(_days(text)))


def _found(anchor: Anchor, wanted: Sequence[Anchor], sources: Sequence[Evidence], today: date | None) -> bool:
    if anchor.asked_date is not None and anchor.kind == AS_OF:
        return _covers(anchor.asked_date, [a for a in wanted if a.kind in (NAME, WORK, MODEL)], sources, today)
    return any(_carries(_read(source), anchor, (source,)) for source in _own(anchor, sources))


def _own(anchor: Anchor, sources: Sequence[Evidence]) -> list[Evidence]:
    """The passages of documents that have what the anchor belongs to; all where it belongs to nothing."""
    head = anchor.within
    if head is None:
        return list(sources)
    documents = {source.hit.document.id for source in sources if _carries(_read(source), head, (source,))}
    return [source for source in sources if source.hit.document.id in documents]


def _carries(source: _Source, anchor: Anchor, evidence: Sequence[Evidence]) -> bool:
    if anchor.work is not None:
        return speaks_of(anchor.work, source.text, source.title)
    if anchor.member is not None and any(member.is_same(anchor.member) for member in source.members):
        return True
    if anchor.kind == QUOTED:
        return fold(anchor.text) in fold(source.text)
    if anchor.name:
        known = anchor.member is not None and any(map(anchor.member.same_series, source.members))  # by other versions
        told = not known and not lacking_names((anchor.name,), source.text)
        return told or _bears_name(source.title, anchor.name)
    if anchor.member is not None:
        return _is_listed(anchor.member, source)
    asked = anchor.asked_date
    return asked is not None and (
        any(consistent(asked.mention, known) for known in source.dates)
        or any(_is_published(asked.mention, item) for item in evidence)
    )


def _introduces(evidence: Evidence, anchor: Anchor) -> bool:
    """Whether the beginning of a passage's document has the name: an organisation whose paper it is."""
    return anchor.kind == NAME and not lacking_names((anchor.name,), evidence.hit.document.text[:_BEGINNING])


def _bears_name(title: str, name: str) -> bool:
    """Whether the reviewed list knows the document under this name: the Gemma Terms of Use are those of Gemma 3."""
    known = listed(title)
    return known is not None and squash(name) in known.names


def _is_listed(member: Member, source: _Source) -> bool:
    """Whether the source has the number without the word: 「3. 整備」 under 提言, Section 5 for 5条 of a licence in English."""
    if any(map(member.same_series, source.members)):
        return False
    if member.kind == ADDRESS:
        place = re.search(rf"(?<![0-9.]){re.escape(member.value)}(?![0-9])", normalise(source.places).text)
        return place is not None or (not _JAPANESE.search(source.text) and _numbers_point(member.value, source.text))
    if member.kind != ORDINAL or member.label not in source.text:
        return False
    return _numbers_point(member.value, source.text)


def _numbers_point(value: str, text: str) -> bool:
    """Whether a line of `text` begins with the number: 「3. 整備」, 「（３）」."""
    return re.search(_LIST_MARK.format(number=re.escape(value)), unicodedata.normalize("NFKC", text)) is not None


def _is_published(asked: DateMention, evidence: Evidence) -> bool:
    metadata = evidence.hit.document.metadata
    days = (metadata.published, metadata.in_force_from)
    return any(consistent(asked, DateMention(day.year, day.month, day.day, 0, 0)) for day in days if day is not None)


def _covers(asked: AskedDate, heads: Sequence[Anchor], sources: Sequence[Evidence], today: date | None) -> bool:
    """Whether the sources can say what held on a day: they know of something no later, and it is not to come."""
    first, last = first_day(asked.mention), last_day(asked.mention)
    if first is None or last is None:
        return True
    begun = [] if asked.of_beginning else [day for item in sources if (day := _begins(item)) is not None]
    if (today is not None and first > today) or (begun and min(begun) > last):
        return False
    days = _days_of(heads, sources)
    return not days or min(days)[0] <= last


def _days_of(heads: Sequence[Anchor], sources: Sequence[Evidence]) -> list[tuple[date, str]]:
    """The dates, as written, of the sentences that speak of what is asked about, else all dates of the sources."""
    names = tuple(head.name for head in heads if head.name)
    everything = [day for source in sources for day in _read(source).days]
    told = (
        day
        for source in sources
        for line in re.split(r"[\n。]", source.hit.passage.text)
        if names and len(lacking_names(names, line)) < len(names)
        for day in _days(line)
    )
    return list(told) or everything


def _days(text: str) -> Iterator[tuple[date, str]]:
    """The dates of `text` with a year, by their first day, as written."""
    return ((day, text[mention.start : mention.end]) for mention in dates(text) if (day := first_day(mention)))


def _begins(evidence: Evidence) -> date | None:
    """Since when a document holds; None for a commentary, which is of its own day."""
    metadata = evidence.hit.document.metadata
    return None if metadata.authority is Authority.COMMENTARY else metadata.in_force_from or metadata.published


def _order(value: str) -> tuple[float, str]:
    number = re.match(r"[0-9]+(?:\.[0-9]+)?", value)
    return (float(number[0]) if number else float("inf"), value)
