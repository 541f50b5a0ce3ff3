"""Members of series in any text: model versions and sizes, meetings, recommendations, editions, articles.

The same reader goes over questions and sources, so that 提言7 can be told missing beside 提言1 and 提言2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer.anchors.asked_names import one_spelling
from assistant.japanese.normalise import normalise
from assistant.japanese.numerals import Quantity, quantities

MODEL: Final = "model"
SIZE: Final = "size"
ORDINAL: Final = "ordinal"
EDITION: Final = "edition"
ADDRESS: Final = "address"
PLACE: Final = "place"

_UNITS: Final = {"条": ADDRESS, "章": ADDRESS, "節": ADDRESS, "版": EDITION}
_UNITS_AFTER_DAI: Final = {"部": ADDRESS, "編": ADDRESS, "回": ORDINAL, "期": ORDINAL}
_COUNTERS: Final = frozenset({*_UNITS, *_UNITS_AFTER_DAI})
_LONGEST_WORD: Final = 8
_MOST_BETWEEN: Final = 50  # members of a range
_WORD_BEFORE = re.compile(r"([一-鿿ァ-ヺー]{2,})\s?\Z")
# Words before a number that is an amount, a rank or a mark of time, whatever the counter.
_AMOUNT = re.compile(
    r"(?:[約計額価費率数量比値均]|以[上下内]|最大|最小|上位|下位|トップ|ベスト|ワースト|売上高?|利益|年商|年収|給与|残業|人口|社員|従業員|全員|合わせて|令和|平成|昭和|午前|午後|西暦)\Z"
)
_VERSION: Final = r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}(?![0-9A-Za-z]|\.[0-9])(?!\s?(?:年|月|日|[条項号章節回版部期編人社件個点種円歳倍]|つ|億|万|千|ヶ|か[月所国]|%|パーセント|ページ|時間))"
_MODEL = re.compile(
    rf"(?<![A-Za-z0-9@.])(?P<family>[A-Za-z]{{2,}}\+{{0,2}}(?:\s[A-Z][A-Za-z]+)?)[\s_-]?(?P<version>{_VERSION})"
)
_NEXT_VERSION = re.compile(rf"\s?(?:[、,・/]|及び|又は|および|または|と|や|から|~|and|or)\s?(?P<version>{_VERSION})")
_SIZE = re.compile(
    r"(?<![A-Za-z0-9.])(?P<size>[0-9]{1,4}(?:\.[0-9]{1,2})?)\s?(?:B|b|ビリオン)(?![A-Za-z0-9])|(?<=[A-Za-z0-9][-_])(?P<glued>[0-9]{1,4}(?:\.[0-9])?)[Bb](?![A-Za-z0-9])"
)
_ROMAN_NUMERALS: Final = frozenset(
    ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
)
_ROMAN = re.compile(r"(?P<word>[一-鿿ァ-ヺー]{2,8})[「 　]?(?P<value>[IVXＩＶＸ]{1,4}|[Ⅰ-Ⅻ])(?![A-Za-z0-9.&'-])")
_MADE_UP = re.compile(
    r"(?:会社|企業|法人|団体|製品|商品|サービス|モデル|システム|ツール|アプリ|事業者|取引先|顧客|個人|社員|旧|新)\Z"
)
_PLACE = re.compile(
    r"(?<![A-Za-z0-9-])(?P<letter>[A-Z])\s?-\s?(?P<number>[0-9]{1,2})\s?\)\s?(?P<point>[ivx]{1,4})?(?![A-Za-z0-9])"
)
_POINT = re.compile("[ivx]+\\Z")
_BRACKETED = re.compile(r"(?<![A-Za-z0-9条項号.)])[(（](?P<number>[0-9０-９]{1,2})[)）]")
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_JOINED = re.compile(r"\s?(?:[、,・/]|及び|又は|および|または|並びに|と|や)\s?(?:第)?")
_TO = re.compile(r"\s?(?:[~〜～-]|から|ないし)\s?(?:第)?")
_NO_FAMILY: Final = frozenset((
    "section", "article", "articles", "art", "version", "ver", "v", "no", "vol", "page", "pp", "top", "chapter", "part",
    "annex", "recital", "step", "level", "over", "about", "than", "of", "in", "the", "to", "at", "or", "and", "for", "ai",
    "may", "june", "july", "january", "february", "march", "april", "august", "september", "october", "november",
    "december", "license", "licence", "agreement", "apache", "cc", "by",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """`value` of a series: `label` is the family of a model, the word before a number (提言), or the unit (回).

    `text` is how it is written, `start` where.
    """

    kind: str
    label: str
    value: str
    text: str
    start: int

    def same_series(self, other: "Member") -> bool:
        """Whether two members count the same things; 本提言 and 提言 do."""
        return self.kind == other.kind and (self.label.endswith(other.label) or other.label.endswith(self.label))

    def is_same(self, other: "Member") -> bool:
        """Whether two members are one; D-5) holds D-5)i."""
        if self.kind == other.kind == PLACE and not (_POINT.search(self.value) and _POINT.search(other.value)):
            return self.label == other.label and _POINT.sub("", self.value) == _POINT.sub("", other.value)
        return self.value == other.value and self.same_series(other)


def members(text: str) -> tuple[Member, ...]:
    """The members of series that `text` names; those of models and sizes have offsets into its one spelling."""
    return (*_numbered(text), *_roman(text), *_places(text), *_bracketed(text), *_models(text), *_sizes(text))


def _numbered(text: str) -> Iterator[Member]:
    """第9回, 提言7, 第1.2版, 第45条; a list or range after a word continues it: 提言1、2, レベル1〜3."""
    last: Member | None = None
    end = 0
    for quantity in quantities(text):
        gap = text[end : quantity.start] if last is not None else ""
        member = _member(text, quantity)
        if member is None and last is not None and _continues(quantity, gap):
            member = replace(last, value=quantity.value, text=last.label + quantity.value, start=quantity.start)
        if member is not None:
            if last is not None and member.same_series(last) and _TO.fullmatch(gap):
                yield from _between(last, member)
            yield member
        last, end = member, quantity.end


def _member(text: str, quantity: Quantity) -> Member | None:
    written = text[quantity.start : quantity.end]
    kind = _UNITS.get(quantity.unit) or (_UNITS_AFTER_DAI.get(quantity.unit) if written.startswith("第") else None)
    if kind is not None:
        return Member(kind, quantity.unit, quantity.value, written, quantity.start)
    if quantity.unit:
        return None
    word = _WORD_BEFORE.search(text, max(0, quantity.start - _LONGEST_WORD), quantity.start)
    if word is None or _AMOUNT.search(word[1]) or one_spelling(word[1]).isascii():  # ラマ4 is a model
        return None
    return Member(ORDINAL, word[1], quantity.value, text[word.start() : quantity.end], word.start())


def _continues(quantity: Quantity, gap: str) -> bool:
    joined = _JOINED.fullmatch(gap) or _TO.fullmatch(gap)
    return joined is not None and not quantity.unit and quantity.value.isdigit()


def _between(first: Member, last: Member) -> Iterator[Member]:
    if first.value.isdigit() and last.value.isdigit() and int(last.value) - int(first.value) < _MOST_BETWEEN:
        for number in range(int(first.value) + 1, int(last.value)):
            text = f"第{number}{last.label}" if last.label in _COUNTERS else f"{last.label}{number}"
            yield replace(last, value=str(number), text=text)


def _roman(text: str) -> Iterator[Member]:
    """行動IV, 類型Ⅱ; 企業X and サービスC are made up."""
    for match in _ROMAN.finditer(text):
        value = normalise(match["value"]).text
        if value in _ROMAN_NUMERALS and not _MADE_UP.search(match["word"]):
            yield Member(ORDINAL, match["word"], value, match[0], match.start())


def _places(text: str) -> Iterator[Member]:
    """The places of guidelines that a letter, a number and perhaps a small numeral name: D-5), P-6)ii."""
    plain = normalise(text)
    for match in _PLACE.finditer(plain.text):
        start, end = plain.original(*match.span())
        yield Member(PLACE, match["letter"], match["number"] + (match["point"] or ""), text[start:end], start)


def _bracketed(text: str) -> Iterator[Member]:
    """(5) and ⑤, which number the points of an enumeration."""
    for match in _BRACKETED.finditer(text):
        yield Member(ORDINAL, "()", str(int(match["number"])), match[0], match.start())
    for place, sign in enumerate(text):
        if sign in _CIRCLED:
            yield Member(ORDINAL, "()", str(_CIRCLED.index(sign) + 1), sign, place)


def _models(text: str) -> Iterator[Member]:
    """Llama 4, Qwen2.5, GPT-5, and the versions that follow the first: Llama 3.1、3.3."""
    plain = one_spelling(text)
    for match in _MODEL.finditer(plain):
        family = match["family"]
        if family.split()[-1].casefold() in _NO_FAMILY:
            continue
        version: re.Match[str] | None = match
        while version is not None:
            value = version["version"].removesuffix(".0")
            label = family.split()[0].casefold()
            text_ = match[0] if version is match else f"{family} {version['version']}"
            yield Member(MODEL, label, value, text_, version.start())
            version = _NEXT_VERSION.match(plain, version.end())


def _sizes(text: str) -> Iterator[Member]:
    """Numbers of parameters as they name a model: 14B, 0.5B."""
    plain = one_spelling(text)
    for match in _SIZE.finditer(plain):
        yield Member(SIZE, "b", match["size"] or match["glued"], match[0], match.start())
