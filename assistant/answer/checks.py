"""The checks of a claim against the one sentence that it stands on; each gives a reason that a person understands."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from assistant.answer.support import Support, nearest
from assistant.japanese.actors import actors, missing_actors
from assistant.japanese.clauses import clauses, groups
from assistant.japanese.contrasts import added_scope, denied_by_prefix, dropped_hedges, limit_after, turned_words
from assistant.japanese.modality import Strength, negated, strength
from assistant.japanese.names import missing_names
from assistant.japanese.normalise import find, fold
from assistant.japanese.numerals import Quantity, consistent, dates, quantities
from assistant.japanese.predicates import predicates
from assistant.japanese.requirements import Requirement, demands, forbids, requirement
from assistant.records import Check

_PREDICATE_NOUN = re.compile(r"([一-鿿]{2,})(?:です|だ|である|と(?:なり|し)ます|と(?:な|す)る)[。．！\s]*\Z")
_TOPIC_OF_PROHIBITION = re.compile(r"こと[はもをが]?[、，]\s*\Z")
_CLEFT = re.compile(r"のは[、，]\s*\Z")
_QUOTED = re.compile(r"[「『]([^「」『』]{2,})[」』]")
# Units whose numbers name a place or an edition; only these may come from the headings above a passage.
_ORDINALS: Final = frozenset({"条", "項", "号", "章", "節", "部", "編", "版", "年", "回"})
_LIGHT: Final = frozenset({"する", "行う", "なる", "ある", "いる", "できる", "いう"})
# Verbs that report what somebody holds; that both report decides nothing (なると考えられる, ならないと考えられる).
_REPORTING: Final = frozenset({"考える", "思う", "解する", "解釈", "理解", "想定", "指摘", "示唆", "提言", "言う"})
_LIGHT_END = re.compile(r"(?:な[るりらっい]|あ[るりっ]|で[すあ]|だ|ませ|無い)[ぁ-ん]{0,4}[。．！\s]*\Z")
_STRENGTH_NAMES: Final = {
    Strength.MUST: "義務（しなければならない）",
    Strength.MUST_NOT: "禁止（してはならない）",
    Strength.EFFORT: "努力義務（努める）",
    Strength.DESIRABLE: "推奨（望ましい）",
    Strength.MAY: "許容（できる）",
    Strength.NOT_REQUIRED: "不要（必要はない）",
    Strength.NONE: "義務の定めのない記述",
}


def numbers(claim: str, support: Support) -> Check:
    """Every number of the claim stands in the matching part of the sentence with its unit and its limit (以内, 超)."""
    wrong = []
    for part in groups(claim, lambda clause: bool(quantities(clause))):
        for quantity in quantities(part):
            written = part[quantity.start : quantity.end]
            same = _same_number(quantity, part, support)
            limit = limit_after(part, quantity.end)
            if not same:
                wrong.append(written)
            elif limit and limit not in same:
                wrong.append(written + limit)
    return _check("numbers", not wrong, f"引用した文にない数です: {'、'.join(wrong)}")


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


def days(claim: str, support: Support) -> Check:
    """Every date of the claim agrees, in all the parts that it names, with a date of the matching part of the sentence."""
    missing = []
    rivals = groups(support.sentence, lambda clause: bool(dates(clause)))
    for part in groups(claim, lambda clause: bool(dates(clause))):
        source = [other for group in nearest(part, rivals) for other in dates(group)]
        if not dates(support.sentence):
            source = [other for other in dates(support.headings) if other.month is None]
        missing += [part[d.start : d.end] for d in dates(part) if not any(consistent(d, other) for other in source)]
    return _check("dates", not missing, f"引用した文にない日付です: {'、'.join(missing)}")


def named(claim: str, support: Support) -> Check:
    """Every proper name of the claim stands in the sentence, or above it where the sentence names nobody else."""
    missing = missing_names(claim, support.sentence)
    if missing and not missing_names(support.sentence, claim):
        missing = missing_names(claim, f"{support.sentence}\n{support.headings}")
    return _check("names", not missing, f"引用した文にない名称です: {'、'.join(missing)}")


def quoted(claim: str, support: Support) -> Check:
    """Every term that the claim puts in quotation marks stands in the sentence or the headings above it."""
    source = f"{support.sentence}\n{support.headings}"
    missing = [term for term in _QUOTED.findall(claim) if find(term, source) is None]
    return _check(
        "quoted", not missing, f"引用した文にない語句の引用です: {'、'.join(f'「{term}」' for term in missing)}"
    )


def acting(claim: str, support: Support) -> Check:
    """Whoever the claim names stands in the sentence, or, where that names nobody, in the passage around it.

    A full name may stand for the short one that the document uses for it (人工知能戦略本部 for 「本部」).
    """
    short = actors(support.sentence)
    document = fold(support.evidence.hit.document.text)
    missing = tuple(
        actor
        for actor in missing_actors(claim, support.sentence)
        if not (any(actor.endswith(name) for name in short) and actor in document)
    )
    if missing and not actors(support.sentence):
        missing = missing_actors(claim, f"{support.evidence.hit.passage.text}\n{support.headings}")
    return _check("actors", not missing, f"引用した文にない主体です: {'、'.join(missing)}")


def polarity(claim: str, support: Support) -> Check:
    """The claim denies what the source denies and affirms what it affirms, predicate by predicate and on the whole.

    A predicate that the source has too is held against it there, also inside another clause (「含まれないことが示唆
    されている」). The claim's end is held against the matching clause, unless that predicate has decided it, or both lay
    the same duty or prohibition in other words (「してはならない」, 「することが禁止されている」).
    """
    end = clauses(claim)[-1]
    same_duty = strength(end) is not Strength.NONE and strength(end) is _strength_meant(end, support)
    settled = {stem for stem, _ in predicates(end)} if same_duty else set()
    asked = requirement(support.sentence)
    needed = _demanded(claim, support)
    if needed:
        settled |= {needed.needed, needed.without_it}
    turned, last, last_known = [], "", False
    for stem, denied in _said(claim, forbidden=same_duty and strength(end) is Strength.MUST_NOT):
        known = [] if stem in _LIGHT or stem in settled else _told(stem, claim, support)
        if known and denied not in known:
            turned.append(stem)
        last, last_known = stem, bool(known) and stem not in _REPORTING
    if asked is not None and forbids(claim, asked):
        turned.append(asked.needed)
    if turned:
        return Check("polarity", False, f"「{'」「'.join(turned)}」の肯定と否定が資料と逆です", contradicts=True)
    if same_duty or needed or (last_known and not _LIGHT_END.search(claim)):
        return Check("polarity", True)
    noun = _PREDICATE_NOUN.search(claim)
    said = noun[1] if noun else last
    prefixed = bool(said) and denied_by_prefix(said, support.sentence)  # 非常勤 denies without a negative
    meant = negated(support.clause_for(end)) is not prefixed
    reason = f"肯定と否定が資料と逆です（資料は{'否定' if meant else '肯定'}の文）"
    return _check("polarity", negated(claim) == meant, reason, contradicts=True)


def _said(claim: str, *, forbidden: bool) -> Iterator[tuple[str, bool]]:
    """Each predicate of the claim and whether it denies; what a prohibition at its end is about, it denies.

    「照合することは、してはならない」 denies 照合 although it stands in a clause of its own.
    """
    *before, end = clauses(claim)
    for clause in before:
        told = list(predicates(clause))
        if forbidden and told and _TOPIC_OF_PROHIBITION.search(clause):
            told[-1] = (told[-1][0], not told[-1][1])
        yield from told
    yield from predicates(end)


def _demanded(claim: str, support: Support) -> Requirement | None:
    """What the source forbids to do without, where the claim asks for just that in positive words."""
    needed = requirement(support.sentence)
    return needed if needed is not None and demands(claim, needed) else None


def _told(stem: str, claim: str, support: Support) -> list[bool]:
    """Whether the source denies this predicate of the claim; of several clauses that have it, the matching one counts."""
    found = [told[stem] for clause in clauses(support.sentence) if stem in (told := dict(predicates(clause)))]
    if not found and denied_by_prefix(stem, support.sentence):
        return [True]
    if len(found) < 2:
        return found
    asked = next((clause for clause in clauses(claim) if stem in dict(predicates(clause))), claim)
    own = dict(predicates(support.clause_for(asked)))
    return [own[stem]] if stem in own else found


def obligation(claim: str, support: Support) -> Check:
    """A duty, prohibition, recommendation or permission is as strong in the claim as in the source, clause by clause.

    A plain statement may stand for a duty or a prohibition, never for what is only an effort, advisable, or allowed.
    """
    *before, end = clauses(claim)
    cleft = bool(before) and _CLEFT.search(before[-1]) is not None and strength(before[-1]) is not Strength.NONE
    needed = _demanded(claim, support)
    for part in (*before, end):
        said = strength(part)
        if said is Strength.NONE and (part is not end or cleft):  # 「利用できるのは、…の範囲です」 says it in its topic
            continue
        meant = _strength_meant(part, support)
        if needed and said is Strength.MUST and meant is Strength.MUST_NOT:
            continue
        if said is not meant and not (said is Strength.NONE and meant in (Strength.MUST, Strength.MUST_NOT)):
            reason = f"義務の強さが資料と違います（文は{_STRENGTH_NAMES[said]}、資料は{_STRENGTH_NAMES[meant]}）"
            return Check("obligation", False, reason, contradicts=meant is not Strength.NONE)
    return Check("obligation", True)


def _strength_meant(part: str, support: Support) -> Strength:
    own = strength(support.clause_for(part))
    return own if own is not Strength.NONE else strength(support.sentence)


def scope(claim: str, support: Support) -> Check:
    """The claim neither restricts (のみ) nor generalises (すべて, 必ず) where the sentence does not."""
    added = added_scope(claim, support.sentence)
    return _check("scope", not added, f"資料にない限定・一般化です: {'、'.join(added)}")


def opposites(claim: str, support: Support) -> Check:
    """No word of the claim is the opposite of one in the sentence (有償 for 無償)."""
    turned = turned_words(claim, support.sentence)
    return _check("opposites", not turned, f"資料の語と反対の語です: {'、'.join(turned)}", contradicts=True)


def hedges(claim: str, support: Support) -> Check:
    """What the source only holds possible, plans or reports as an opinion is not stated as a fact."""
    dropped = dropped_hedges(claim, support.clause_for(clauses(claim)[-1]))
    return _check("hedges", not dropped, f"資料は断定していません（{'、'.join(dropped)}）")


CHECKS: Final[tuple[Callable[[str, Support], Check], ...]] = (
    *(numbers, days, named, quoted, acting, polarity, obligation, scope, opposites, hedges),
)


def _check(name: str, passed: bool, reason: str, *, contradicts: bool = False) -> Check:
    return Check(name, True) if passed else Check(name, False, reason, contradicts)
