"""Whether the claim denies what the source denies."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.answer.verification.checks.obligation import demanded, same_duty_in_other_words, strength_meant
from assistant.answer.verification.checks.outcome import outcome
from assistant.answer.verification.support import Support
from assistant.japanese.clauses import clauses
from assistant.japanese.contrasts import denied_by_prefix
from assistant.japanese.modality import Strength, negated, strength
from assistant.japanese.predicates import predicates
from assistant.japanese.requirements import forbids, requirement
from assistant.records import Check

_PREDICATE_NOUN = re.compile(r"([一-鿿]{2,})(?:です|だ|である|と(?:なり|し)ます|と(?:な|す)る)[。．！\s]*\Z")
_TOPIC_OF_PROHIBITION = re.compile(r"こと[はもをが]?[、，]\s*\Z")
_LIGHT: Final = frozenset({"する", "行う", "なる", "ある", "いる", "できる", "いう"})
# Verbs that report what somebody holds; that both report decides nothing (なると考えられる, ならないと考えられる).
_UNLESS = re.compile(r"(?:なければ|ない限り|ないうちは|[うくすつぬむぶぐる]まで)(?!な|い)")
_REPORTING: Final = frozenset({"考える", "思う", "解する", "解釈", "理解", "想定", "指摘", "示唆", "提言", "言う"})
_LIGHT_END = re.compile(r"(?:な[るりらっい]|あ[るりっ]|で[すあ]|だ|ませ|無い)[ぁ-ん]{0,4}[。．！\s]*\Z")


def polarity(claim: str, support: Support) -> Check:
    """The claim denies what the source denies and affirms what it affirms, predicate by predicate and on the whole.

    A predicate that the source has too is held against it there, also inside another clause (「含まれないことが示唆
    されている」). The claim's end is held against the matching clause, unless that predicate has decided it, or both lay
    the same duty or prohibition in other words (「してはならない」, 「することが禁止されている」).
    """
    end = clauses(claim)[-1]
    meant_duty = strength_meant(end, support)
    if same_duty_in_other_words(end, strength(end), meant_duty, support):
        return Check("polarity", True)
    same_duty = strength(end) is not Strength.NONE and strength(end) is meant_duty
    settled = {stem for stem, _ in predicates(end)} if same_duty else set()
    asked = requirement(support.sentence_for(claim))
    needed = demanded(claim, support)
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
    return outcome("polarity", negated(claim) == meant, reason, contradicts=True)


def _unless(text: str) -> set[str]:
    """The predicates of a condition that is denied or waited for: しなければ, しない限り, するまで, before a denial."""
    if not negated(text):
        return set()
    found = (list(predicates(clause[: match.end()])) for clause in clauses(text) if (match := _UNLESS.search(clause)))
    return {told[-1][0] for told in found if told}


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


def _told(stem: str, claim: str, support: Support) -> list[bool]:
    """Whether the source denies this predicate of the claim; of several clauses that have it, the matching one counts."""
    if stem in _unless(claim) | _unless(support.sentence):  # 確定するまで…しない is 確定しなければ…しない
        return []
    found = [told[stem] for clause in clauses(support.sentence) if stem in (told := dict(predicates(clause)))]
    if not found and denied_by_prefix(stem, support.sentence):
        return [True]
    if len(found) < 2:
        return found
    asked = next((clause for clause in clauses(claim) if stem in dict(predicates(clause))), claim)
    own = dict(predicates(support.clause_for(asked)))
    return [own[stem]] if stem in own else found
