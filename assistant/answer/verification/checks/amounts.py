"""Numbers and dates: each stands in the matching part of the source, with its unit, its limit, and the right count of items."""

import re
from typing import Final

from assistant.answer.verification.checks.outcome import outcome
from assistant.answer.verification.support import Support, nearest
from assistant.japanese.clauses import groups
from assistant.japanese.contrasts import limit_after
from assistant.japanese.listed import COUNTERS, list_length, miscounted, series_lengths
from assistant.japanese.numerals import Quantity, consistent, dates, quantities
from assistant.records import Check

# Units whose numbers name a place or an edition; only these may come from the headings above a passage.
_ORDINALS: Final = frozenset({"条", "項", "号", "章", "節", "部", "編", "版", "年", "回"})
_NO_COUNT = re.compile(r"ずつ|でも(?!って)")  # 「一つずつ」, 「一つでも」


def numbers(claim: str, support: Support) -> Check:
    """Every number of the claim stands in the matching part of the sentence with its unit and its limit (以内, 超)."""
    wrong = []
    for part in groups(claim, lambda clause: bool(quantities(clause))):
        for quantity in quantities(part):
            written = part[quantity.start : quantity.end]
            same = _same_number(quantity, part, support)
            limit = limit_after(part, quantity.end)
            if quantity.value == "1" and _NO_COUNT.match(part, quantity.end):
                continue
            if not same and _counted(quantity, support):
                continue
            if not same:
                wrong.append(written)
            elif limit and limit not in same:
                wrong.append(written + limit)
    return outcome("numbers", not wrong, f"引用した文にない数です: {'、'.join(wrong)}")


def _same_number(quantity: Quantity, part: str, support: Support) -> set[str]:
    """The limits that follow this number in the matching part of the sentence; empty when the number is not there."""
    rivals = groups(support.sentence, lambda clause: any(q.unit == quantity.unit for q in quantities(clause)))
    for group in nearest(part, rivals) if quantity.unit else (support.sentence,):
        known = quantities(group)
        same = [
            q
            for q in known
            if q.value == quantity.value and (not q.unit or not quantity.unit or q.unit == quantity.unit)
        ]
        if same:
            return {limit_after(group, q.end) for q in same}
    rival = any(q.unit == quantity.unit for q in quantities(support.sentence))
    above = ((q.value, q.unit) for q in quantities(support.headings))
    if not rival and quantity.unit in _ORDINALS and (quantity.value, quantity.unit) in above:
        return {""}
    return set()


def _counted(quantity: Quantity, support: Support) -> bool:
    """Whether the claim counts what the source only lists: 「四つ」 over a series or a list of four."""
    if quantity.unit not in COUNTERS or not quantity.value.isdigit() or int(quantity.value) < 2:
        return False
    if any(own.unit in COUNTERS for own in quantities(support.sentence)):
        return False
    length = int(quantity.value)
    return length in series_lengths(support.sentence) or length == list_length(support.evidence.hit.passage.text)


def days(claim: str, support: Support) -> Check:
    """Every date of the claim agrees, in all the parts that it names, with a date of the matching part of the sentence."""
    missing = []
    rivals = groups(support.sentence, lambda clause: bool(dates(clause)))
    for part in groups(claim, lambda clause: bool(dates(clause))):
        source = [other for group in nearest(part, rivals) for other in dates(group)]
        if not dates(support.sentence):
            source = [other for other in dates(support.headings) if other.month is None]
        missing += [part[d.start : d.end] for d in dates(part) if not any(consistent(d, other) for other in source)]
    return outcome("dates", not missing, f"引用した文にない日付です: {'、'.join(missing)}")


def counts(claim: str, support: Support) -> Check:
    """What the claim lists before a number of things is as many: 「原因、経過の二つ」."""
    wrong = miscounted(claim)
    return outcome("counts", not wrong, f"「{wrong}」と、挙げられたものの数が合いません", contradicts=True)
