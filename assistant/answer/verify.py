"""The verifier: does a sentence stand on what it cites?

A claim is held against each passage it cites, there against the one sentence that shares most of its words, and every
check must pass against that sentence. A passage about another work than the question's cannot carry a claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.anchors import is_about
from assistant.answer.checks import CHECKS
from assistant.answer.labels import Labelled
from assistant.answer.support import Support, find_support
from assistant.records import Check, Citation, Claim, Evidence


def verify(sentence: Labelled, evidence: Sequence[Evidence], question: str, least_overlap: float) -> Claim:
    """Check one sentence of the answer to `question` against the passages it cites, and, where none of them carries it, against the others.

    A sentence is re-attributed only when every check passes there; otherwise the failures are those of the passage that
    it cites, or, without a label that exists, of the nearest one.
    """
    by_label = {item.label: item for item in evidence}

    def against(item: Evidence) -> _Outcome:
        return _against(sentence.text, item, question, least_overlap)

    cited = [against(by_label[label]) for label in sentence.labels if label in by_label]
    passed = [outcome for outcome in cited if outcome.passed]
    others: list[_Outcome] = []
    if not passed:
        others = [against(item) for item in evidence if item.label not in sentence.labels]
        passed = sorted((outcome for outcome in others if outcome.passed), key=lambda outcome: -outcome.overlap)[:1]
    if passed:
        return Claim(sentence.text, tuple(_citation(o.support) for o in passed if o.support), passed[0].checks)
    nearest = max(cited or others, key=lambda outcome: outcome.overlap, default=None)
    citations = tuple(_citation(outcome.support) for outcome in cited if outcome.support)
    checks = nearest.checks if nearest is not None else ()
    return Claim(sentence.text, citations, (_label_check(sentence.labels, by_label), *checks))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the checks of one claim against one passage gave."""

    checks: tuple[Check, ...]
    support: Support | None

    @property
    def passed(self) -> bool:
        return self.support is not None and all(check.passed for check in self.checks)

    @property
    def overlap(self) -> float:
        return self.support.overlap if self.support is not None else 0.0


def _against(claim: str, evidence: Evidence, question: str, least_overlap: float) -> _Outcome:
    support = find_support(claim, evidence)
    if support is None:
        return _Outcome((Check("overlap", False, "引用先の資料に文がありません"),), None)
    reason = f"資料の文と重なる語が少なすぎます（{support.overlap:.0%}、必要 {least_overlap:.0%}）"
    enough = Check("overlap", support.overlap >= least_overlap, "" if support.overlap >= least_overlap else reason)
    about = is_about(question, evidence)
    work = Check("work", about, "" if about else "質問で尋ねられたものとは別の対象についての資料です")
    return _Outcome((enough, work, *(check(claim, support) for check in CHECKS)), support)


def _label_check(labels: tuple[int, ...], known: dict[int, Evidence]) -> Check:
    unknown = [label for label in labels if label not in known]
    if unknown:
        return Check("label", False, f"存在しない資料番号です: {', '.join(f'[{label}]' for label in unknown)}")
    return Check("label", bool(labels), "" if labels else "資料番号が付いていません")


def _citation(support: Support) -> Citation:
    hit = support.evidence.hit
    span = support.span
    return Citation(
        support.evidence.label,
        hit.passage.id,
        hit.document.id,
        hit.document.title,
        hit.passage.locator,
        span.start,
        span.end,
        hit.document.text[span.start : span.end],
    )
