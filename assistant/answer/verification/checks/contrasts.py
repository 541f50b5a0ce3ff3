"""Small words that turn a claim round: のみ, すべて, opposites, hedges, comparisons, 前 and 後."""

from assistant.answer.verification.checks.outcome import outcome
from assistant.answer.verification.support import Support
from assistant.japanese.clauses import clauses
from assistant.japanese.comparing import turned_comparison, turned_order
from assistant.japanese.contrasts import added_scope, dropped_hedges, turned_words
from assistant.records import Check


def scope(claim: str, support: Support) -> Check:
    """The claim neither restricts (のみ) nor generalises (すべて, 必ず) where the sentence does not."""
    added = added_scope(claim, support.sentence)
    return outcome("scope", not added, f"資料にない限定・一般化です: {'、'.join(added)}")


def opposites(claim: str, support: Support) -> Check:
    """No word of the claim is the opposite of one in the sentence (有償 for 無償)."""
    turned = turned_words(claim, support.sentence)
    return outcome("opposites", not turned, f"資料の語と反対の語です: {'、'.join(turned)}", contradicts=True)


def hedges(claim: str, support: Support) -> Check:
    """What the source only holds possible, plans or reports as an opinion is not stated as a fact."""
    dropped = dropped_hedges(claim, support.clause_for(clauses(claim)[-1]))
    return outcome("hedges", not dropped, f"資料は断定していません（{'、'.join(dropped)}）")


def comparison(claim: str, support: Support) -> Check:
    """What is more, longer, earlier or has priority in the source is so in the claim."""
    turned = turned_comparison(claim, support.sentence)
    if turned:
        return outcome("comparison", False, f"比較の向きが資料と逆です: {turned}", contradicts=True)
    side = turned_order(claim, support.sentence_for(claim))
    return outcome("comparison", not side, f"前後が資料と逆です（文は「{side}」）", contradicts=True)
