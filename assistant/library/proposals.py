"""Metadata that a file seems to carry in its text, to be proposed to a person who adds it, never taken unasked."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from assistant.ingest.corpus import CorpusFile, read_document
from assistant.japanese.dates import dates
from assistant.records import Authority, Document, Metadata

_HEAD: Final = 1500
_TAIL: Final = 3000
_LONGEST_TITLE: Final = 80
_TITLE_LINES: Final = 30
_NAMED_TITLE: Final = re.compile(r"(?:title|題名|タイトル|表題)\s*[:：]\s*[\"']?([^\"']+)", re.IGNORECASE)
_EDITION: Final = re.compile(
    r"第\s?[0-9]+(?:\.[0-9]+)*\s?版|\b[Vv]er(?:sion|\.)?\s?[0-9]+(?:\.[0-9]+)*|\bv[0-9]+(?:\.[0-9]+)+|初版|[0-9]{4}年(?:[0-9]{1,2}月)?版"
)
_PUBLISHER: Final = re.compile(
    r"^(?:(?:株式会社|一般社団法人|独立行政法人)\S{1,30}|\S{1,30}(?:省|庁|府|委員会|株式会社|機構|協会|学術会議))$",
    re.M,
)
_IN_FORCE: Final = re.compile(r"(?:から|より)(?:これを)?(?:施行|実施|適用)|施行日|施行$")
_AUTHORITIES: Final = (
    (Authority.ORDER, r"(?:施行令|施行規則|省令|政令|府令|委員会規則)(?:（[^）]*）)?$"),
    (Authority.STATUTE, r"法(?:律)?(?:（[^）]*）)?$"),
    (Authority.GUIDELINE, r"ガイドライン|ガイド|指針|手引|ガイダンス|Guid(?:e|ance)|Framework"),
    (Authority.LICENCE, r"ライセンス|利用許諾|(?i:licen[cs]e|terms of use|use policy)"),
    (Authority.INTERNAL_RULE, r"規程|社内|規則|内規|細則|手順書|手順|ひな形|チェックリスト|ポリシー|[Pp]olicy"),
)
_KANA: Final = re.compile(r"[ぁ-んァ-ヶ]")
_LETTER: Final = re.compile(r"[^\W\d_]")
STATUTE_RIGHTS: Final = "著作権の対象外（著作権法13条）"


def propose(path: Path) -> tuple[str, Metadata]:
    """A title and metadata for a file: what it says of itself, else what its text suggests, else nothing.

    Raise `UnreadableFile` where it cannot be read.
    """
    document = read_document(CorpusFile(path, path.name, None))
    title = _title(document, path)
    head = unicodedata.normalize("NFKC", document.text[:_HEAD])
    known = document.metadata
    authority = known.authority or _authority(title)
    edition = _EDITION.search(unicodedata.normalize("NFKC", title)) or _EDITION.search(head)
    publisher = _PUBLISHER.search(head)
    in_force_from = known.in_force_from or _in_force_from(document.text)
    return title, replace(
        known,
        authority=authority,
        edition=known.edition or (edition.group() if edition else None),
        publisher=known.publisher or (publisher.group().strip() if publisher else None),
        published=known.published or _first_date(head),
        in_force_from=in_force_from,
        language=known.language or _language(document.text),
        rights=known.rights or (STATUTE_RIGHTS if authority in (Authority.STATUTE, Authority.ORDER) else None),
    )


def _title(document: Document, path: Path) -> str:
    if document.title != path.stem:
        return document.title
    lines = [line.strip(" \t*#_") for line in document.text.splitlines()[:_TITLE_LINES]]
    named = next((match.group(1) for line in lines if (match := _NAMED_TITLE.match(line))), None)
    first = named or next((line for line in lines if len(_LETTER.findall(line)) >= 2), "")
    return first if 2 <= len(first) <= _LONGEST_TITLE and first[-1] not in "。．." else path.stem


def _authority(title: str) -> Authority | None:
    return next((authority for authority, pattern in _AUTHORITIES if re.search(pattern, title)), None)


def _first_date(text: str) -> date | None:
    """The first day that the beginning names in full."""
    return next((day for found in dates(text) if (day := _day(found.year, found.month, found.day))), None)


def _in_force_from(text: str) -> date | None:
    """The last day that a 附則 at the end (or the beginning) names as the one from which the text is in force."""
    for part in (text[-_TAIL:], text[:_HEAD]):
        normal = unicodedata.normalize("NFKC", part)
        days = [
            day
            for found in dates(normal)
            if (day := _day(found.year, found.month, found.day)) and _IN_FORCE.match(normal, found.end)
        ]
        if days:
            return days[-1]
    return None


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _language(text: str) -> str | None:
    """`ja` where there is kana, `en` where nearly all letters are Latin."""
    sample = text[:20_000]
    letters = _LETTER.findall(sample)
    if len(letters) < 20:
        return None
    if len(_KANA.findall(sample)) > len(letters) / 20:
        return "ja"
    return "en" if sum(letter.isascii() for letter in letters) > len(letters) * 0.95 else None
