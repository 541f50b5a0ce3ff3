"""Before the model speaks: is what the question names in the evidence at all?"""

from collections.abc import Sequence

from assistant.answer.anchors import missing_anchors
from assistant.answer.support import headings
from assistant.records import Evidence, Refusal

NO_EVIDENCE = "no-evidence"
NO_SUCH_ADDRESS = "no-such-address"
MISSING_ANCHOR = "missing-anchor"
NOT_ANSWERED = "not-answered"


def gate(
    question: str, evidence: Sequence[Evidence], lacking: Sequence[str] = (), least_relevance: float = 0.0
) -> Refusal | None:
    """Refuse when there is no evidence, when something that the question names stands nowhere in it, or when none of it answers.

    `lacking` says which addresses of the question do not exist: 「AI法に第30条はありません（第28条まで）。」 A passage
    answers when the relevance judge gives it at least `least_relevance`; where no judge has read any, none is refused.
    """
    if lacking:
        return Refusal(NO_SUCH_ADDRESS, "".join(lacking))
    if not evidence:
        return Refusal(NO_EVIDENCE, "資料に、この質問に関係する箇所が見つかりませんでした。")
    missing = missing_anchors(question, "\n".join(f"{headings(item)}\n{item.hit.passage.text}" for item in evidence))
    if not missing:
        return _unanswered(evidence, least_relevance)
    named = "、".join(f"「{anchor}」" for anchor in missing)
    return Refusal(MISSING_ANCHOR, f"見つかった資料に{named}の記載がないため、お答えできません。")


def _unanswered(evidence: Sequence[Evidence], least: float) -> Refusal | None:
    relevances = [item.hit.relevance for item in evidence if item.hit.relevance is not None]
    if not relevances or max(relevances) >= least:
        return None
    return Refusal(
        NOT_ANSWERED, "見つかった資料の中に、この質問に答える箇所がありませんでした。近い箇所だけを示します。"
    )
