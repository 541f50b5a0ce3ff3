"""One answer graded: every metric that applies to it, what the graders could not tell, and the words behind it.

A grader that breaks down on an answer leaves no value and is counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from assistant.records import Document, Evidence
from assistant_eval.graders import (
    ANSWERS,
    CITATIONS,
    FAITHFULNESS,
    RETRIEVAL,
    SUPPORT,
    Cited,
    Entails,
    Places,
    Values,
    answer_grades,
    citation_grades,
    cost_grades,
    faithfulness_grades,
    retrieval_grades,
    supported_grades,
)
from assistant_eval.judging import cited_evidence, entails
from assistant_eval.metrics.answers import Outcome
from assistant_eval.patterns import PatternTimeout
from assistant_eval.records import Question, Response

Result = TypeVar("Result")
ON_CITED_WORDS: Final = (*SUPPORT, *CITATIONS, *FAITHFULNESS)


@dataclass(frozen=True, slots=True)
class Failure:
    """A grader that broke down: the grades that are missing for it, and why."""

    grades: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Graded:
    """A response with its grades.

    `supported` tells of each sentence whether the verifier accepts it on what it cites; None for one not shown.
    `nuggets` and `forbidden` hold the words found for each; `gold_ranks` the rank of each gold span among the ten.
    """

    question: Question
    response: Response
    outcome: Outcome | None
    values: Values
    supported: tuple[bool | None, ...]
    nuggets: tuple[str | None, ...]
    forbidden: tuple[str | None, ...]
    gold_ranks: tuple[int | None, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What answers are held against: the documents by source, the places of the gold, the verifier's least overlap."""

    documents: Mapping[str, Document]
    gold_places: Callable[[Question], Places]
    least_overlap: float


def grade(question: Question, response: Response, grounds: Grounds) -> Graded:
    """Grade what a system made of a question."""
    sheet = _Sheet()
    unjudged: tuple[bool | None, ...] = tuple(None for _ in response.sentences)
    if response.failure is not None:
        return Graded(question, response, Outcome.FAILED, {}, unjudged, (), (), (), ())

    def gold() -> Places:
        return grounds.gold_places(question) if question.answerable else ()

    ranks = sheet.attempt(RETRIEVAL, lambda: retrieval_grades(question, response, grounds.documents))
    cited = sheet.attempt(ON_CITED_WORDS, lambda: ({}, _cited(response, grounds.documents)))
    supported = None
    if cited is not None:
        judge = _judge(question, grounds.least_overlap)
        supported = sheet.attempt(SUPPORT, lambda: supported_grades(response, cited, judge))
        sheet.attempt(FAITHFULNESS, lambda: faithfulness_grades(response, cited))
        sheet.attempt(CITATIONS, lambda: citation_grades(response, cited, judge, grounds.documents, gold()))
    told = sheet.attempt(ANSWERS, lambda: answer_grades(question, response, supported))
    sheet.add(cost_grades(response))
    return Graded(
        question,
        response,
        None if told is None else told.outcome,
        sheet.values,
        supported or unjudged,
        () if told is None else told.nuggets,
        () if told is None else told.forbidden,
        ranks or (),
        tuple(sheet.failures),
    )


def _cited(response: Response, documents: Mapping[str, Document]) -> Cited:
    return [cited_evidence(own.citations, response.evidence, documents) for own in response.sentences]


def _judge(question: Question, least_overlap: float) -> Entails:
    """The verifier on the evidence of one response; what several graders ask is judged once."""
    known: dict[tuple[str, tuple[int, ...]], bool] = {}

    def judge(claim: str, evidence: Sequence[Evidence]) -> bool:
        key = claim, tuple(item.label for item in evidence)
        if key not in known:
            known[key] = entails(claim, evidence, question.question, least_overlap)
        return known[key]

    return judge


@dataclass(slots=True)
class _Sheet:
    """The grades of one answer as they come."""

    values: Values = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def attempt(self, grades: tuple[str, ...], grader: Callable[[], tuple[Values, Result]]) -> Result | None:
        """Enter what a grader gives; None where it breaks down."""
        try:
            values, result = grader()
        except PatternTimeout as pattern:
            self.failures.append(Failure(grades, f"パターンの照合に時間がかかりすぎました: {pattern}"))
        except Exception as error:  # noqa: BLE001 – one answer that breaks a grader must not end a run of hours
            self.failures.append(Failure(grades, f"{type(error).__name__}: {error}"))
        else:
            self.add(values)
            return result
        return None

    def add(self, values: Values) -> None:
        self.values |= values
