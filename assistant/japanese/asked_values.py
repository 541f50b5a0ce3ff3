"""What a question asks for (いつ, 何日以内, いくら, 何兆トークン, どのモデル), and whether a sentence tells one.

A source that speaks of the matter but has no amount does not answer 「いくら」. Values are told only by plain signs; a
question without any asks for none.
"""

import re
from dataclasses import dataclass
from typing import Final

from assistant.japanese.asked_words import asked_words, tells_word, word_name
from assistant.japanese.counters import COUNTER, canonical_counter
from assistant.japanese.normalise import normalise
from assistant.japanese.numerals import consistent, dates, quantities

DATE: Final = "date"
DAY: Final = "day"
MONEY: Final = "money"
SHARE: Final = "share"
SPAN: Final = "span"
UNTIL: Final = "until"
HOURS: Final = "hours"
_MONEY_UNITS: Final = frozenset({"円", "ドル", "ユーロ", "ポンド"})
_SHARE_UNITS: Final = frozenset({"%", "割", "ポイント", "倍"})
_TIME_UNITS: Final = frozenset({"日", "週間", "か月", "年", "時間", "分", "秒", "営業日"})

_HOUR_UNITS: Final = frozenset({"時間", "分", "秒", "日"})

# 「期限はどのように決まりますか」 and 「費用は誰が払いますか」 ask for no value.
_HOW_LARGE: Final = r"(?:どの|どれ)(?:くらい|ぐらい|程度|ほど)|いくら|いつ|何[日年月か週時円割%]|\??\Z"
_COUNTED = re.compile(
    rf"何(?:千|百|十)?[億万兆]?(?P<counter>{COUNTER})(?!も|か(?!か[らりるっ]))(?P<after>に|から|付|以内|の?何日|ですか\?)?"
)
_OF_DAY = re.compile(r"何月何日|月の?何日|日付|年月日")
_WHEN = re.compile(
    rf"いつ(?!で?も|からでも|か(?![らな教知を分わ])|の間|まで)|(?:施行|公布|公表|発効|適用開始|改正|発行|締結)日(?:(?:は|って)、?(?:{_HOW_LARGE})|を(?:教|示|書|答))"
)
_OF_FRAME = re.compile(r"の?(?:、)?(?:何月)?(?:の)?何日|の?何月")
_UNTIL = re.compile(
    rf"いつまで(?!も)|(?:期限|期間|年数)(?:(?:は|って)?、?(?:{_HOW_LARGE})|を教)|(?:どの|どれ)(?:くらい|ぐらい)の期間"
)
_HOW_MUCH = re.compile(
    rf"いくら(?!で?も)|(?:金額|料金|費用|上限額|賠償額|罰金額|価格)(?:(?:は|って)、?(?:{_HOW_LARGE})|を教)"
    r"|(?:安い|高い|安く済む)のは(?:どれ|どちら|どこ|何|いくら)"
)
_HOW_GREAT = re.compile(
    rf"(?:割合|比率|パーセンテージ)(?:(?:は|って)、?(?:{_HOW_LARGE})|を教|で(?!す))|(?:どの|どれ)(?:くらい|ぐらい)の割合"
)
_UNITLESS: Final = frozenset(
    {"つ", "個", "項目", "種類", "点", "番", "位", "回", "条", "項", "号", "章", "節", "版", "年代", "度", "部", "編"}
)
_WITHOUT_NUMBER: Final = {
    DATE: re.compile(r"未定|定まってい|決まってい|公布(?:の日|後)|施行(?:の日|前|されてい)|まだ"),
    UNTIL: re.compile(r"まで"),
    SPAN: re.compile(
        r"速やか|直ち|遅滞なく|すぐ|即時|翌日|同日|無期限|期[限間]は?(?:な|あり|定め)|事前に|あらかじめ|前に"
    ),
    MONEY: re.compile(r"無償|無料|金額の定め|額の定め"),
    SHARE: re.compile(r"半数|半分|過半|分の|大半|すべて"),
}

# The units of which one tells a value of the kind; an age (3年前) dates as well.
_UNITS_OF: Final = {
    DATE: _TIME_UNITS, DAY: frozenset[str](), SPAN: _TIME_UNITS, HOURS: _HOUR_UNITS, UNTIL: _TIME_UNITS, MONEY: _MONEY_UNITS,
    SHARE: _SHARE_UNITS,
}  # fmt: skip

_LIKE: Final = {DATE: (DATE,), SPAN: (SPAN,), UNTIL: (DATE, SPAN, UNTIL), MONEY: (MONEY,), SHARE: (SHARE,)}


@dataclass(frozen=True, slots=True)
class AskedValue:
    """What is asked for: DATE, DAY, SPAN (of time), HOURS, UNTIL (a date or a span), MONEY, SHARE, a counter (社, トークン), or a kind of `asked_words`."""

    kind: str

    @property
    def name(self) -> str:
        """What it is called in a message."""
        names = {DATE: "時期", DAY: "日付", SPAN: "期間", HOURS: "時間", UNTIL: "期限", MONEY: "金額", SHARE: "割合"}
        return names.get(self.kind) or word_name(self.kind) or f"数（{self.kind}）"


def asked_values(question: str) -> tuple[AskedValue, ...]:
    """What `question` asks for, each kind once."""
    plain = normalise(question).text
    kinds = [_kind(match) for match in _COUNTED.finditer(plain)]
    signs = ((_OF_DAY, DAY), (_WHEN, DATE), (_UNTIL, UNTIL), (_HOW_MUCH, MONEY), (_HOW_GREAT, SHARE))
    kinds += [kind for pattern, kind in signs if pattern.search(plain)]
    if DAY in kinds:
        kinds = [kind for kind in kinds if kind not in (DATE, SPAN, UNTIL)]  # 「何年何月何日」 counts nothing
    return tuple(AskedValue(kind) for kind in dict.fromkeys((*kinds, *asked_words(plain))) if kind)


def tells(sentence: str, asked: AskedValue, question: str) -> bool:
    """Whether `sentence` has a value of this kind that `question` does not say itself; of what, is another matter."""
    plain = normalise(sentence).text
    if any(_WITHOUT_NUMBER[kind].search(plain) for kind in _LIKE.get(asked.kind, ())):
        return True
    if word_name(asked.kind):
        return tells_word(sentence, asked.kind, question)
    if asked.kind in (DATE, DAY) and _tells_date(sentence, asked, question):
        return True
    said = {(own.value, own.unit) for own in quantities(question)}
    units = {own.unit for own in quantities(sentence) if (own.value, own.unit) not in said}
    if asked.kind == UNTIL and dates(sentence):
        return True
    return bool(units & _UNITS_OF.get(asked.kind, frozenset({asked.kind})))


def _tells_date(sentence: str, asked: AskedValue, question: str) -> bool:
    """Whether a date stands there that is new; a day that is asked for must lie in the month or year that the question says."""
    known = dates(question)
    told = dates(sentence)
    if asked.kind == DATE:
        return any(not any(consistent(own, other) for other in known) for own in told)
    frames = [own for own in known if own.day is None and _OF_FRAME.match(question, own.end)]
    days = [own for own in told if own.day is not None]
    return any(not frames or any(consistent(frame, own) for frame in frames) for own in days)


def _kind(match: re.Match[str]) -> str:
    """The kind of 「何…」; "" where no number has to stand in an answer (何点, 何条 …)."""
    unit = canonical_counter(match["counter"])
    if unit in _MONEY_UNITS:
        return MONEY
    if unit in _SHARE_UNITS:
        return SHARE
    if unit in ("年", "か月", "日") and match["after"] in ("に", "から", "付"):
        return DATE
    if unit == "時間" and match["after"] != "以内":
        return HOURS
    if unit in _TIME_UNITS:
        return SPAN
    return "" if unit in _UNITLESS else unit
