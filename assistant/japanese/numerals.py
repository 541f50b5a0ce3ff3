"""Quantities in running text, alike however they are written, so that those of a claim can be looked up in a source.

Numbers that count or order nothing of the text's own stay out: dates (see `dates`), enumerators at the start of a line,
reference marks such as [12], digits in addresses of web pages and in names (GPT-4, Llama 4), and kanji in words (一般).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from assistant.japanese.counters import COUNTER, canonical_counter
from assistant.japanese.dates import DateMention, consistent, dates, mentions
from assistant.japanese.kanji_numerals import KANJI_DIGITS, LARGE_UNITS, SMALL_UNITS, number_value
from assistant.japanese.normalise import normalise

__all__ = ["DateMention", "Quantity", "consistent", "dates", "quantities"]

_PLAIN_DIGITS: Final = 15  # longer integers are written with an exponent, so that all spellings of 10²⁵ are equal
_ENGLISH_MULTIPLIERS: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_KANJI = f"{KANJI_DIGITS}{SMALL_UNITS}"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)*"
_PART = rf"(?:{_ARABIC}[{SMALL_UNITS}]?|[{_KANJI}]+(?:・[{KANJI_DIGITS}]+)?)"
_NUMBER = rf"{_PART}(?:[{LARGE_UNITS}](?:{_PART}(?=[{LARGE_UNITS}]))?)*(?:(?<=[{LARGE_UNITS}]){_PART})?"
_LIMITS: Final = frozenset({"以上", "以下", "未満", "以内", "を超"})
_NOT_A_BRANCH = "つ部般定方人種点者件個回社切致層連覧括環因"
_QUANTITY = re.compile(
    rf"(?=[0-9$¥€£第数何Vvバ{_KANJI}])(?:"  # spares most positions the alternatives
    rf"(?P<power>(?:(?P<factor>{_ARABIC})[×x*])?(?P<base>[0-9]+)(?:\^|\*\*|の(?=[0-9]+乗))\{{?(?P<exponent>[0-9]{{1,4}})\}}?乗?)(?P<power_counter>{COUNTER})?"
    rf"|(?P<fraction>(?P<below>{_NUMBER})分の(?P<above>{_NUMBER})|(?<![0-9/])(?P<above_line>[0-9]+)/(?P<below_line>[0-9]+)(?![0-9/]))"
    rf"|(?:(?<![A-Za-z])[Vv](?:er(?:sion)?)?\.?\s?|バージョン)(?P<version>[0-9]+(?:\.[0-9]+)*)(?![0-9A-Za-z])"
    rf"|(?P<sign>[$¥€£])?(?P<ordinal>第)?(?P<vague>[数何](?=[{SMALL_UNITS}{LARGE_UNITS}]))?(?P<number>{_NUMBER}|(?<=[数何])[{LARGE_UNITS}])"
    rf"(?:\s(?P<english>thousand|million|billion|trillion)\b)?(?P<counter>{COUNTER})?"
    rf"(?:(?<=[編章節款条項号])(?P<branch>(?:の(?:[0-9]+|[{_KANJI}]+(?![{_KANJI}])(?![{_NOT_A_BRANCH}]))(?![0-9つ回人件個]))+))?"
    rf"(?P<range>(?:[~-]|から|ないし|乃至)(?=(?:第)?{_NUMBER}))?)"
)
_HIDDEN = re.compile(
    r"https?://[!-~]+|\[[0-9]{1,3}(?:[,、-][0-9]{1,3})*\]|[①-⓿❶-➓⑴-⒇]|[(（][0-9０-９]{1,2}[)）]|(?<=[「『(（])[0-9０-９]{1,2}[)）]"
    rf"|(?m:^[ \t　]*(?:[-*・•●○◦■□◆⚫➢#]+[ \t　]*)?(?:[(（]?(?:[0-9０-９]{{1,3}}(?:[.．-][0-9０-９]{{1,3}})*|[{_KANJI}]{{1,3}})(?:[)）]|[.．](?![0-9０-９])"
    rf"|[ \t　]+(?![a-z0-9０-９年月日時分秒人名社件個回条項号章節部版割倍度歳つか億万千百兆円ヶカ%％・~～]))|\*\*[0-9０-９]{{1,3}}\*\*))"
)
# Words that begin with a kanji numeral and what seems to be a counter.
_WORDS = re.compile(
    f"(?<![第{_KANJI}])一(?:部|層|方|番|種|般|定|人ひとり|人一人|人前|つひとつ|つ一つ|度|時|段|本化|件落着|点張|年生|社|号店)|第[一二三](?:者|歩|線|義|人者|次産業)|十分|十二分|二人三脚|五十嵐|四日市|十日町|三日月|二日酔"
    "|七五三|三三五五|四六時中|八百(?:屋|長|万)|六本木|二本松|千本|四半期|百科|千葉|万一|三百代言|二十四節気|千代|百貨|千人力|十字|二十面"
)
_COUNTED_ONE = re.compile(r"一(?:社(?=[はがでとのをに、。]|だけ|のみ|$)|度(?=に限り|だけ|のみ))")
_NAME_BEFORE = re.compile(r"[A-Za-z][+.'’]*[\s_-]?\Z")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its counter ("" for none), as `text[start:end]` has it; `value` is equal for equal numbers.

    Integers of up to 15 digits are written out, longer ones with an exponent (1e25), fractions as 2/3, addresses with
    their branch (30の4), editions as they stand (1.2), and inexact numbers after 数 (数10000).
    """

    value: str
    unit: str
    start: int
    end: int


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities that `text` names, in order, with offsets into it; the parts of dates are not among them."""
    normalised = normalise(_HIDDEN.sub(lambda hidden: " " * len(hidden[0]), text))
    masked = list(normalised.text)
    for mention in mentions(normalised.text):
        masked[mention.start : mention.end] = "\0" * (mention.end - mention.start)
    found = _find(_WORDS.sub(_hide_word, "".join(masked)))
    spans = ((quantity, normalised.original(quantity.start, quantity.end)) for quantity in found)
    return tuple(replace(quantity, start=span.start, end=span.end) for quantity, span in spans)


def _hide_word(word: re.Match[str]) -> str:
    return word[0] if _COUNTED_ONE.match(word.string, word.start()) else "\0" * len(word[0])


def _find(text: str) -> Iterator[Quantity]:
    """The quantities of normalised text; the first number of a range takes the counter of the second."""
    waiting: Quantity | None = None
    for match in _QUANTITY.finditer(text):
        quantity = _quantity(match)
        if waiting is not None:
            counter = quantity.unit if quantity is not None and match.start() <= waiting.end + 3 else ""
            yield replace(waiting, unit=counter)
            waiting = None
        if quantity is None:
            continue
        if match["range"] and not quantity.unit:
            waiting = replace(quantity, end=quantity.end - len(match["range"]))
        else:
            yield replace(quantity, end=quantity.end - len(match["range"] or ""))
    if waiting is not None:
        yield waiting


def _quantity(match: re.Match[str]) -> Quantity | None:
    """What the match stands for; None for a number in a name and for a kanji that does not count."""
    start, end = match.span()
    if match["power"]:
        value = Decimal(match["factor"] or 1) * Decimal(match["base"]) ** int(match["exponent"])
        return Quantity(_canonical(value), canonical_counter(match["power_counter"]), start, end)
    if match["fraction"]:
        above, below = match["above"] or match["above_line"], match["below"] or match["below_line"]
        return Quantity(f"{number_value(above)}/{number_value(below)}", "", start, end)
    if match["version"]:
        return Quantity(match["version"], "版", start, end)
    number = match["number"]
    counter = canonical_counter(match["counter"]) or canonical_counter(match["sign"])
    if not _counts(match, number, counter):
        return None
    if number.count(".") > 1 or counter == "版" or ("." in number and counter == "条"):
        value_text = number.replace(",", "")
    else:
        value = number_value(number) * _ENGLISH_MULTIPLIERS.get(match["english"] or "", 1)
        value_text = _canonical(value)
    branch = "".join(f"の{number_value(part)}" for part in (match["branch"] or "").split("の")[1:])
    return Quantity(("数" if match["vague"] else "") + value_text + branch, counter, start, end)


def _counts(match: re.Match[str], number: str, counter: str) -> bool:
    if match["ordinal"] or match["sign"] or match["vague"]:
        return True
    following = match.string[match.end() : match.end() + 2]
    if counter == "次":  # 二次的著作物, 一次資料
        return False
    if number[0] in _KANJI + LARGE_UNITS:
        return bool(counter) or len(number) >= 2 or following in _LIMITS
    before = match.string[max(0, match.start() - 4) : match.start()]
    if _NAME_BEFORE.search(before):
        spaced = before[-1].isspace() or before[-1].isalpha()
        return bool(match["english"]) or (bool(counter) and spaced)
    return bool(counter) or not (following[:1].isascii() and following[:1].isalpha())


def _canonical(value: Decimal) -> str:
    """`value` as a plain decimal, or as an integer with an exponent when it has more than 15 digits."""
    if value != value.to_integral_value():
        return f"{value.normalize():f}"
    digits = str(int(value))
    if len(digits) <= _PLAIN_DIGITS:
        return digits
    mantissa = digits.rstrip("0")
    return f"{mantissa}e{len(digits) - len(mantissa)}"
