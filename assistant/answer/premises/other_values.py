"""Numbers and dates that a question takes for granted, and the other ones that the evidence has for the same thing."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from assistant.answer.premises.statements import Statement, coverage, covers_topic, topic_words
from assistant.japanese.contrasts import limit_after
from assistant.japanese.dates import consistent, dates
from assistant.japanese.numerals import quantities

LEAST_COVERED: Final = 0.6
_SAME_VALUE_COVERED: Final = 0.35  # a statement that shares as much and has the value speaks for the question
_TIMES: Final = frozenset({"日", "営業日", "週間", "か月", "年", "時間"})
# Words of measure, which go with the number and do not tell what it is a number of.
_MEASURES: Final = frozenset((
    "年", "月", "日", "年間", "日間", "時間", "週間", "箇月", "か月", "以内", "以下", "以上", "未満", "人", "億",
    "万", "円", "ドル", "米", "%", "版", "回", "箇条", "つ", "越える", "超える", "付", "度",
))  # fmt: skip
_EVENT = re.compile(r"公布|公表|発効|施行|決定|発表|改[訂正定]|開催|成立|適用|発行|策定")
_DATE: Final = "date"
_SHARE: Final = "share"
_PLACES: Final = frozenset({"条", "項", "号", "章", "節", "部"})  # where something stands, not how much of it
_COUNTED = re.compile(r"の?([ァ-ヺー]{3,}|か条)")  # 「15のステップ」「28か条」: what is counted serves as the unit
_LEAST_OWN: Final = 0.4  # share of the words that a statement itself must have, headings aside
_RANGE = re.compile(r"[〜~～–-]|から|ないし")


class OtherValue(NamedTuple):
    """What the question says (14日以内), what a statement says of the same (30日以内), and that statement."""

    said: str
    meant: tuple[str, ...]
    statement: Statement


class _Value(NamedTuple):
    unit: str
    written: str
    start: int
    end: int


def other_values(
    assumed: str, table: Sequence[Statement], only: Sequence[re.Match[str]] | None = None
) -> Iterator[OtherValue]:
    """The values of `assumed` that no statement near to it has, with what the nearest one has instead.

    `only` restricts them to those inside these stretches of the assumption.
    """
    words = [word for word in topic_words(assumed) if word not in _MEASURES]
    if len(words) < 2:
        return
    scored = [(coverage(words, own), own) for own in table]
    for value in _values(assumed):
        if only is not None and not any(m.start() <= value.start and value.end <= m.end() for m in only):
            continue
        if any(score >= _SAME_VALUE_COVERED and _has(value, assumed, own.text) for score, own in scored):
            continue
        rivals = [
            (score, own)
            for score, own in scored
            if score >= LEAST_COVERED
            and len(own.words.intersection(words)) >= _LEAST_OWN * len(words)
            and covers_topic(assumed, own)
            and _same_event(assumed, own)
            and _rival(value, own)
        ]
        best = max((score for score, _ in rivals), default=0.0)
        shown: set[str] = set()
        for score, own in rivals:
            meant = _rival(value, own)
            if score == best and not shown >= set(meant):
                shown |= set(meant)
                yield OtherValue(value.written, meant, own)


def _values(text: str) -> tuple[_Value, ...]:
    found = []
    for quantity in quantities(text):
        counted = _COUNTED.match(text, quantity.end)
        unit = quantity.unit or (_SHARE if "/" in quantity.value else counted[1] if counted else "")
        if unit and unit not in _PLACES:
            limit = limit_after(text, quantity.end)
            end = quantity.end + len(limit) if text.startswith(limit, quantity.end) else quantity.end
            found.append(_Value(unit, text[quantity.start : end], quantity.start, quantity.end))
    found += [_Value(_DATE, text[d.start : d.end], d.start, d.end) for d in dates(text) if d.year is not None]
    return _ranges_joined(text, sorted(found, key=lambda value: value.start))


def _ranges_joined(text: str, values: Sequence[_Value]) -> tuple[_Value, ...]:
    """The two ends of a range (3〜5日以内) as one value, from the first to the last of them."""
    found: list[_Value] = []
    for value in values:
        before = found[-1] if found else None
        if before and before.unit == value.unit and _RANGE.fullmatch(text[before.end : value.start]):
            written = text[before.start : value.start] + value.written
            found[-1] = _Value(value.unit, written, before.start, value.end)
        else:
            found.append(value)
    return tuple(found)


def _has(value: _Value, assumed: str, statement: str) -> bool:
    """Whether a statement has the value itself, however written."""
    if value.unit == _DATE:
        own = next(d for d in dates(assumed) if d.start == value.start)
        return any(consistent(own, other) for other in dates(statement))
    own_value = next(q.value for q in quantities(assumed) if q.start == value.start)
    return any(q.value == own_value and q.unit in (value.unit, "") for q in quantities(statement))


def _rival(value: _Value, statement: Statement) -> tuple[str, ...]:
    """The values of the same kind in a statement, as written."""
    units = _TIMES if value.unit in _TIMES else {value.unit}
    return tuple(dict.fromkeys(own.written for own in _values(statement.text) if own.unit in units))


def _same_event(assumed: str, statement: Statement) -> bool:
    """Whether what happened on the day asked about (公布, 公表) happens in the statement too, where one is named."""
    events = set(_EVENT.findall(assumed))
    return not events or bool(events & set(_EVENT.findall(statement.text)))
