"""False premises: what a question takes for granted and the evidence denies or gives otherwise.

Only what a statement of the evidence contradicts in so many words is corrected, and the correction shows that sentence.
The support judge has no say here. On development questions it would have vetoed 15 of 61 corrections, nearly all of them
right, and where the rules were silent it saw a contradiction in two premises, both of answerable questions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.answer.premises.assumptions import Assumption, AssumptionKind, assumptions, given_values
from assistant.answer.premises.denials import absence, denial
from assistant.answer.premises.other_values import other_values
from assistant.answer.premises.statements import Statement, statements
from assistant.japanese.sentences import display
from assistant.records import Claim, Evidence

_MOST: Final = 2  # corrections shown of one question


class CorrectionKind(StrEnum):
    """What is wrong with a premise."""

    OTHER_VALUE = "other-value"
    DENIED = "denied"
    NO_SUCH_THING = "no-such-thing"


@dataclass(frozen=True, slots=True)
class Correction:
    """A premise of a question (in its words, normalised), what a reader is told of it, and the sentence that corrects it.

    `claim` is that sentence, verbatim and cited.
    """

    kind: CorrectionKind
    premise: str
    message: str
    claim: Claim


def corrections(question: str, evidence: Sequence[Evidence]) -> tuple[Correction, ...]:
    """What `question` takes for granted and a sentence of `evidence` contradicts; at most two, none where nothing is sure."""
    table = statements(evidence)
    found: dict[tuple[int, int], Correction] = {}
    for assumption in assumptions(question):
        for correction, statement in _of(assumption, table):
            found.setdefault((statement.evidence.label, statement.span.start), correction)
    return tuple(found.values())[:_MOST]


def _of(assumption: Assumption, table: Sequence[Statement]) -> Iterator[tuple[Correction, Statement]]:
    kind, text = assumption
    if kind in (AssumptionKind.STATED, AssumptionKind.GIVEN):
        only = given_values(text) if kind is AssumptionKind.GIVEN else None
        for other in other_values(text, table, only):
            meant = "」「".join(other.meant)
            message = f"ご質問の「{other.said}」は資料の記載と違います。資料にあるのは「{meant}」です。"
            yield _correction(CorrectionKind.OTHER_VALUE, text, message, other.statement), other.statement
    if kind in (AssumptionKind.STATED, AssumptionKind.REASON):
        denied = denial(text, table)
        if denied is not None:
            message = f"ご質問の「{text}」という点は、資料の記載と異なります。"
            yield _correction(CorrectionKind.DENIED, text, message, denied), denied
    if kind is AssumptionKind.SOUGHT:
        absent = absence(text, table)
        if absent is not None:
            message = "ご質問が前提としているものは、資料では、存在しないとされています。"
            yield _correction(CorrectionKind.NO_SUCH_THING, text, message, absent), absent


def _correction(kind: CorrectionKind, premise: str, message: str, statement: Statement) -> Correction:
    citation = statement.citation
    return Correction(kind, premise, message, Claim(display(citation.quote), (citation,), (), verbatim=True))
