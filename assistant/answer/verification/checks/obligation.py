"""How strongly the claim obliges, permits or forbids, beside the source."""

import re
from typing import Final

from assistant.answer.verification.checks.outcome import outcome
from assistant.answer.verification.support import Support
from assistant.japanese.clauses import clauses
from assistant.japanese.modality import Strength, strength
from assistant.japanese.requirements import Requirement, demands, requirement
from assistant.records import Check

_CLEFT = re.compile(r"のは[、，]\s*\Z")
_UP_TO = re.compile(r"(?:られる|できる|よい|可能な)のは")
_BEYOND = re.compile(r"を?超え(?:て|る)")
# Deeds of which one is to refuse the other; they count where the sentence ends in them (断ってはならない, 断ることはできない).
_REFUSALS: Final = tuple(
    (re.compile(rf"(?:{one})[ぁ-ん]{{0,16}}[。．\s]*\Z"), re.compile(rf"(?:{other})[ぁ-ん]{{0,16}}[。．\s]*\Z"))
    for one, other in (
        ("応じ|従[うっいわ]|受け入れ", "断[るっりら]|拒[むみんま]|拒否|逆ら"),
        ("守[るらりっ]|遵守|順守", "破[るらりっ]|違反|反し"),
        ("残[しす]|保存|保管", "消[しすさ]|消去|削除|捨て"),
    )
)
_CAN_ASK = re.compile("を求められ(?:ます|る)")
_STRENGTH_NAMES: Final = {
    Strength.MUST: "義務（しなければならない）",
    Strength.MUST_NOT: "禁止（してはならない）",
    Strength.EFFORT: "努力義務（努める）",
    Strength.DESIRABLE: "推奨（望ましい）",
    Strength.MAY: "許容（できる）",
    Strength.NOT_REQUIRED: "不要（必要はない）",
    Strength.NONE: "義務の定めのない記述",
}


def obligation(claim: str, support: Support) -> Check:
    """A duty, prohibition, recommendation or permission is as strong in the claim as in the source, clause by clause.

    A plain statement may stand for a duty or a prohibition, never for what is only an effort, advisable, or allowed.
    """
    *before, end = clauses(claim)
    cleft = bool(before) and _CLEFT.search(before[-1]) is not None and strength(before[-1]) is not Strength.NONE
    needed = demanded(claim, support)
    for part in (*before, end):
        said = strength(part)
        if said is Strength.NONE and (part is not end or cleft):  # 「利用できるのは、…の範囲です」 says it in its topic
            continue
        meant = strength_meant(part, support)
        if needed and said is Strength.MUST and meant is Strength.MUST_NOT:
            continue
        if same_duty_in_other_words(part, said, meant, support):
            continue
        if said is meant is not Strength.NONE and _opposite_deed(part, support.sentence_for(part)):
            return outcome("obligation", False, "求められる行為が資料と逆です", contradicts=True)
        if said is not meant and not (said is Strength.NONE and meant in (Strength.MUST, Strength.MUST_NOT)):
            reason = f"義務の強さが資料と違います（文は{_STRENGTH_NAMES[said]}、資料は{_STRENGTH_NAMES[meant]}）"
            return Check("obligation", False, reason, contradicts=meant is not Strength.NONE)
    return Check("obligation", True)


def same_duty_in_other_words(part: str, said: Strength, meant: Strength, support: Support) -> bool:
    """Whether two strengths mean the same here.

    「認められるのは必要な範囲まで」 and 「必要な範囲を超えて行ってはならない」; 「断ってはならない」 and 「応じなければならない」;
    「求められます」 for 「求めることができる」.
    """
    if said is Strength.MAY and meant is Strength.MUST_NOT:
        return _UP_TO.search(part) is not None and _BEYOND.search(support.sentence_for(part)) is not None
    if {said, meant} == {Strength.MUST, Strength.MUST_NOT}:
        source = support.sentence_for(part)
        return any(
            (one.search(part) and other.search(source)) or (other.search(part) and one.search(source))
            for one, other in _REFUSALS
        )
    return said is Strength.DESIRABLE and meant is Strength.MAY and _CAN_ASK.search(part) is not None


def _opposite_deed(part: str, source: str) -> bool:
    """Whether the claim has 断る where the source has 応じる, or the like, both with the same strength."""
    return any(
        (one.search(part) and not other.search(part) and other.search(source) and not one.search(source))
        or (other.search(part) and not one.search(part) and one.search(source) and not other.search(source))
        for one, other in _REFUSALS
    )


def strength_meant(part: str, support: Support) -> Strength:
    """The strength of the matching clause of the source, or of its sentence where the clause has none of its own."""
    own = strength(support.clause_for(part))
    return own if own is not Strength.NONE else strength(support.sentence_for(part))


def demanded(claim: str, support: Support) -> Requirement | None:
    """What the source forbids to do without, where the claim asks for just that in positive words."""
    needed = requirement(support.sentence_for(claim))
    return needed if needed is not None and demands(claim, needed) else None
