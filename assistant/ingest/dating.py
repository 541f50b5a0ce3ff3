"""When a document was published and from when it is in force, as its first page or its closing provision says."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from assistant.ingest.title_page import is_date
from assistant.japanese.dates import DateMention, dates

TAIL: Final = 3000  # characters at the end, where the closing provisions stand
_LONGEST: Final = 120
_PUBLISHED: Final = r"last (?:modified|updated|revised)|(?:release|publication|issue|revision|last updated) date|(?:published|released|updated|revised)(?: on)?|dated?|(?:最終)?(?:改[定訂正]|更新)|制定|策定|公表|公開|発行|作成"
_IN_FORCE: Final = r"effective(?: date)?(?: as of| from)?|in force (?:from|since)|施行|適用(?:開始)?|発効|実施"
# 「制定日: 」, 「項目: 施行日 | 内容: 」, 「Llama 4 Version Effective Date: 」
_BEFORE: Final = r"(?:\A|[\s（(|:：])(?:{})(?:年月日|日付|日|時期)?[\s:：|、,（(]*(?:[^\s:：|。、]{{1,8}}[:：]\s*)?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s*)?\Z"
_AFTER: Final = (
    r"[\s）)]*(?:付け?|から|より)?\s*(?:一部|全部|最終|第[0-9一二三四五六七八九]+[回次])?(?:{})日?(?=[\s）)、・/／]|\Z)"
)
_LABELS: Final = {
    name: (re.compile(_BEFORE.format(words), re.IGNORECASE), re.compile(_AFTER.format(words)))
    for name, words in (("in_force_from", _IN_FORCE), ("published", _PUBLISHED))
}
_LONGEST_LEAD: Final = 45  # Japanese characters before the date, its label included; Latin ones take twice as many
_EDITION_FIRST = re.compile(r"(?:version|ver\.?|v|第)\s?[0-9]+(?:\.[0-9]+)*版?[\s,、（(]*\Z", re.IGNORECASE)
_CLOSING = re.compile(r"(?:この|本)(?:規程|規則|要領|要綱|指針|ガイドライン|細則|規約|基準|内規|手順)は、?\s*\Z")
_COMES_INTO_FORCE = re.compile(r"(?:から|より)(?:これを)?(?:施行|実施|適用)")


def published_and_in_force(lines: Sequence[str], tail: str) -> tuple[date | None, date | None]:
    """The latest date of each kind that the first page labels; a date alone on its line is one of publication."""
    found: dict[str, list[date]] = {"published": [], "in_force_from": []}
    alone: list[date] = []
    for line in lines:
        if len(line) > _LONGEST:
            continue
        for mention in dates(line):
            day = first_day(mention)
            name = _label(line, mention)
            if day is not None and name is not None:
                found[name].append(day)
            elif day is not None and mention.month is not None and is_date(line):
                alone.append(day)
    in_force = found["in_force_from"] or list(_closing(tail))
    published = max(found["published"], default=None) or (alone[0] if alone else None)
    return published, max(in_force, default=None)


def first_day(mention: DateMention) -> date | None:
    """The day named, or the first of the month; None for a year alone and for days that no month has."""
    if mention.year is None or mention.month is None:
        return None
    try:
        return date(mention.year, mention.month, mention.day or 1)
    except ValueError:
        return None


def _label(line: str, mention: DateMention) -> str | None:
    """`published` or `in_force_from` where words right before or behind the date say so, outside a sentence."""
    if line.rstrip().endswith(("。", "．")) or (line.rstrip().endswith(".") and len(line) > _LONGEST_LEAD):
        return None
    before, behind = line[: mention.start], line[mention.end :]
    if len(before) <= _LONGEST_LEAD * (1 + before.isascii()):
        for name, (leads, follows) in _LABELS.items():
            if leads.search(unicodedata.normalize("NFKC", before)) or follows.match(behind):
                return name
        if _EDITION_FIRST.search(unicodedata.normalize("NFKC", before)):
            return "published"
    return None


def _closing(tail: str) -> Iterator[date]:
    """The days from which 「この規程は、…から施行する。」 puts the text in force."""
    for line in tail.split("\n"):
        for mention in dates(line) if "は" in line and _COMES_INTO_FORCE.search(line) else ():
            day = first_day(mention)
            if day and _CLOSING.search(line[: mention.start]) and _COMES_INTO_FORCE.match(line[mention.end :]):
                yield day
