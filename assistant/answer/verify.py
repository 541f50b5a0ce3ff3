"""The verifier: does a sentence stand on what it cites?

A claim is held against each passage it cites. Every check must pass against one and the same passage: the label exists,
the words overlap with one sentence, the numbers, dates, names and quoted terms stand there, and neither the negation nor
the strength of an obligation has changed.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from assistant.answer.labels import Labelled
from assistant.answer.support import Support, find_support
from assistant.japanese.modality import Strength, negated, strength
from assistant.japanese.names import missing_names
from assistant.japanese.normalise import find
from assistant.japanese.numerals import consistent, dates, quantities
from assistant.japanese.predicates import predicates
from assistant.records import Check, Citation, Claim, Evidence

_QUOTED = re.compile(r"[「『]([^「」『』]{2,})[」』]")
_STRENGTH_NAMES: Final = {
    Strength.MUST: "義務（しなければならない）",
    Strength.MUST_NOT: "禁止（してはならない）",
    Strength.EFFORT: "努力義務（努める）",
    Strength.DESIRABLE: "推奨（望ましい）",
    Strength.MAY: "許容（できる）",
    Strength.NOT_REQUIRED: "不要（必要はない）",
    Strength.NONE: "義務の定めのない記述",
}


def verify(sentence: Labelled, evidence: Sequence[Evidence], least_overlap: float) -> Claim:
    """Check one sentence against the passages it cites, and, where none of them carries it, against the others.

    A sentence is re-attributed only when every check passes there; otherwise the failures are those of the passage that
    it cites, or, without a label that exists, of the nearest one.
    """
    by_label = {item.label: item for item in evidence}
    cited = [_against(sentence.text, by_label[label], least_overlap) for label in sentence.labels if label in by_label]
    passed = [outcome for outcome in cited if outcome.passed]
    others: list[_Outcome] = []
    if not passed:
        others = [
            _against(sentence.text, item, least_overlap) for item in evidence if item.label not in sentence.labels
        ]
        passed = sorted((outcome for outcome in others if outcome.passed), key=lambda outcome: -outcome.overlap)[:1]
    if passed:
        return Claim(sentence.text, tuple(_citation(o.support) for o in passed if o.support), passed[0].checks)
    nearest = max(cited or others, key=lambda outcome: outcome.overlap, default=None)
    citations = tuple(_citation(outcome.support) for outcome in cited if outcome.support)
    checks = nearest.checks if nearest is not None else ()
    return Claim(sentence.text, citations, (_label_check(sentence.labels, by_label), *checks))


class _Outcome:
    """What the checks of one claim against one passage gave."""

    __slots__ = ("checks", "support")

    def __init__(self, checks: tuple[Check, ...], support: Support | None) -> None:
        self.checks = checks
        self.support = support

    @property
    def passed(self) -> bool:
        return self.support is not None and all(check.passed for check in self.checks)

    @property
    def overlap(self) -> float:
        return self.support.overlap if self.support is not None else 0.0


def _against(claim: str, evidence: Evidence, least_overlap: float) -> _Outcome:
    support = find_support(claim, evidence)
    if support is None:
        return _Outcome((Check("overlap", False, "引用先の資料に文がありません"),), None)
    checks = [check(claim, support) for check in CHECKS]
    return _Outcome((_overlap_check(support, least_overlap), *checks), support)


def _overlap_check(support: Support, least: float) -> Check:
    reason = f"資料の文と重なる語が少なすぎます（{support.overlap:.0%}、必要 {least:.0%}）"
    return _check("overlap", support.overlap >= least, reason)


def _label_check(labels: tuple[int, ...], known: dict[int, Evidence]) -> Check:
    unknown = [label for label in labels if label not in known]
    if unknown:
        return Check("label", False, f"存在しない資料番号です: {', '.join(f'[{label}]' for label in unknown)}")
    return _check("label", bool(labels), "資料番号が付いていません")


def numbers(claim: str, support: Support) -> Check:
    """Every number of the claim stands in the cited words, with the same unit where both name one."""
    source = quantities(support.window) + quantities(support.headings)
    known = {(quantity.value, quantity.unit) for quantity in source}
    values_without_unit = {quantity.value for quantity in source if not quantity.unit}
    missing = [
        claim[q.start : q.end]
        for q in quantities(claim)
        if (q.value, q.unit) not in known
        and q.value not in values_without_unit
        and not (q.unit == "" and any(q.value == value for value, _ in known))
    ]
    return _check("numbers", not missing, f"引用先にない数字です: {'、'.join(missing)}")


def days(claim: str, support: Support) -> Check:
    """Every date of the claim agrees with a date of the cited words in all the parts that it names."""
    source = dates(support.window) + dates(support.headings)
    missing = [
        claim[date.start : date.end] for date in dates(claim) if not any(consistent(date, other) for other in source)
    ]
    return _check("dates", not missing, f"引用先にない日付です: {'、'.join(missing)}")


def named(claim: str, support: Support) -> Check:
    """Every proper name of the claim stands in the passage or the headings above it."""
    missing = missing_names(claim, support.evidence.hit.passage.text + "\n" + support.headings)
    return _check("names", not missing, f"引用先にない名称です: {'、'.join(missing)}")


def quoted(claim: str, support: Support) -> Check:
    """Every term that the claim puts in quotation marks stands in the passage or the headings above it."""
    source = support.evidence.hit.passage.text + "\n" + support.headings
    missing = [term for term in _QUOTED.findall(claim) if find(term, source) is None]
    return _check("quoted", not missing, f"引用先にない語句の引用です: {'、'.join(f'「{term}」' for term in missing)}")


def polarity(claim: str, support: Support) -> Check:
    """The claim denies what the source denies and affirms what it affirms, predicate by predicate.

    A predicate that the source has too is held against it there, also inside another clause (「含まれないことが示唆
    されている」); where the source lacks the claim's last predicate, the main clauses are compared.
    """
    known: dict[str, set[bool]] = {}
    for stem, denied in predicates(support.text):
        known.setdefault(stem, set()).add(denied)
    said = predicates(claim)
    turned = [stem for stem, denied in said if stem in known and denied not in known[stem]]
    if turned:
        return _check("polarity", False, f"「{'」「'.join(turned)}」の肯定と否定が資料と逆です", contradicts=True)
    if said and said[-1][0] in known:
        return Check("polarity", True)
    meant = negated(support.clause)
    reason = f"肯定と否定が資料と逆です（資料は{'否定' if meant else '肯定'}の文）"
    return _check("polarity", negated(claim) == meant, reason, contradicts=True)


def obligation(claim: str, support: Support) -> Check:
    """A duty, prohibition, recommendation or permission is as strong in the claim as in the source."""
    said, meant = strength(claim), strength(support.clause)
    agrees = said in (meant, Strength.NONE)
    reason = f"義務の強さが資料と違います（文は{_STRENGTH_NAMES[said]}、資料は{_STRENGTH_NAMES[meant]}）"
    return _check("obligation", agrees, reason, contradicts=meant is not Strength.NONE)


CHECKS: Final[tuple[Callable[[str, Support], Check], ...]] = (numbers, days, named, quoted, polarity, obligation)


def _check(name: str, passed: bool, reason: str, *, contradicts: bool = False) -> Check:
    return Check(name, True) if passed else Check(name, False, reason, contradicts)


def _citation(support: Support) -> Citation:
    hit = support.evidence.hit
    span = support.sentence
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
