"""Dates in running text, Western and Japanese eras, and whether a source names the date that a claim names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from assistant.japanese.kanji_numerals import KANJI_DIGITS, number_value
from assistant.japanese.normalise import normalise

# Year before the first year of each era; the letters are those of forms and file names (R7.5.28).
_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LETTERS: Final = {"S": "昭和", "H": "平成", "R": "令和"}
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_SMALL = f"(?:[0-9]{{1,2}}|[{KANJI_DIGITS}十]{{1,3}})(?![0-9])"
_ERA_YEAR = f"(?:明治|大正|昭和|平成|令和)(?:元|{_SMALL})年"
_WESTERN_YEAR = f"(?<![0-9{KANJI_DIGITS}.,])(?:[12][0-9]{{3}}|[一二][{KANJI_DIGITS}]{{3}})"
# In statutes 六月以下 and 三月以内 are lengths of time.
_DURATION = "[間額次例曜]|以[上下内]|未満|を超|を経過|ごと|毎|前|の(?:懲役|禁錮|拘禁|期間)"
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_MENTION = re.compile(
    rf"(?=[0-9明大昭平令A-S{KANJI_DIGITS}十])(?:"  # spares most positions the alternatives
    rf"(?P<era>{_ERA_YEAR})(?:\({_WESTERN_YEAR}年?\))?(?:度|(?P<era_month>{_SMALL})月(?:(?P<era_day>{_SMALL})日)?)?"
    rf"|(?P<year>{_WESTERN_YEAR})年(?!代|[0-9]*間)(?:\({_ERA_YEAR}\))?(?:度|(?P<month>{_SMALL})月(?:(?P<day>{_SMALL})日)?)?"
    rf"|(?P<first_year>{_WESTERN_YEAR})(?=[~-][12][0-9]{{3}}年(?!間))"
    rf"|(?<![0-9./-])(?P<iso_year>[12][0-9]{{3}})(?P<separator>[-/.])(?P<iso_month>[0-9]{{1,2}})(?P=separator)(?P<iso_day>[0-9]{{1,2}})(?![0-9]|[./-][0-9])"
    rf"|(?<![A-Za-z0-9])(?P<letter>[SHR])(?P<letter_year>[0-9]{{1,2}})[./](?P<letter_month>[0-9]{{1,2}})[./](?P<letter_day>[0-9]{{1,2}})(?![0-9])"
    rf"|(?<![0-9{KANJI_DIGITS}十百千.])(?P<only_month>{_SMALL})月(?!{_DURATION})(?:(?P<only_day>{_SMALL})日(?!間))?"
    rf"|\b(?P<day_first>[0-9]{{1,2}})(?:st|nd|rd|th)?\s(?P<day_first_month>{_MONTH}),?\s(?P<day_first_year>[12][0-9]{{3}})\b"
    rf"|\b(?P<month_first>{_MONTH})\s(?:(?P<month_first_day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s)?(?P<month_first_year>[12][0-9]{{3}})\b)"
)
_FORMS: Final = (
    ("era", "era_month", "era_day"),
    ("year", "month", "day"),
    ("first_year", None, None),
    ("iso_year", "iso_month", "iso_day"),
    ("letter_year", "letter_month", "letter_day"),
    (None, "only_month", "only_day"),
    ("day_first_year", "day_first_month", "day_first"),
    ("month_first_year", "month_first", "month_first_day"),
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as the text names it (None: not named), in the Gregorian calendar; `start:end` are its characters."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int


def dates(text: str) -> tuple[DateMention, ...]:
    """The dates that `text` names, in order, with offsets into it; 年度 counts as its year, 同年 and 翌日 are left out."""
    normalised = normalise(text)
    spans = ((mention, normalised.original(mention.start, mention.end)) for mention in mentions(normalised.text))
    return tuple(replace(mention, start=span.start, end=span.end) for mention, span in spans)


def consistent(claim: DateMention, source: DateMention) -> bool:
    """Whether the source names every part of the date that the claim names, and names it alike."""
    pairs = ((claim.year, source.year), (claim.month, source.month), (claim.day, source.day))
    return all(claimed is None or claimed == named for claimed, named in pairs)


def mentions(text: str) -> Iterator[DateMention]:
    """The dates of text that is normalised already, with offsets into it."""
    for match in _MENTION.finditer(text):
        for year_group, month_group, day_group in _FORMS:
            parts = [None if group is None else match[group] for group in (year_group, month_group, day_group)]
            if any(parts):
                mention = DateMention(
                    None if parts[0] is None else _year(parts[0], match["letter"]),
                    None if parts[1] is None else _month(parts[1]),
                    None if parts[2] is None else int(number_value(parts[2])),
                    match.start(),
                    match.end(),
                )
                if _possible(mention):
                    yield mention
                break


def _year(written: str, letter: str | None) -> int:
    era = _ERA_LETTERS[letter] if letter else written[:2]
    if era not in _ERAS:
        return int(number_value(written))
    count = written.removeprefix(era).removesuffix("年")
    return _ERAS[era] + (1 if count == "元" else int(number_value(count)))


def _month(written: str) -> int:
    name = written.rstrip(".").casefold()
    if name[0].isascii() and name[0].isalpha():
        return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))
    return int(number_value(written))


def _possible(mention: DateMention) -> bool:
    return (mention.month is None or 1 <= mention.month <= 12) and (mention.day is None or 1 <= mention.day <= 31)
