"""The graders: what the metrics say of one response, by the names of the grades.

Each gives the grades with what else it found on the way. Grades are lists: one value, or one a sentence, a citation, a
number …; None and an empty list are "not applicable".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.records import Document, Evidence
from assistant_eval.gold import answers
from assistant_eval.judging import quoted
from assistant_eval.metrics import citations
from assistant_eval.metrics.answers import (
    Outcome,
    forbidden_stated,
    grounded_correct,
    nugget_recall,
    nuggets_found,
    outcome,
    stated,
    truth_score,
)
from assistant_eval.metrics.atoms import Kind, atoms_found
from assistant_eval.metrics.cost import overhead
from assistant_eval.metrics.faithfulness import polarity_kept, strength_kept
from assistant_eval.metrics.refusal import answered_although, over_refusal
from assistant_eval.metrics.retrieval import rank_gain, span_found
from assistant_eval.records import CitedWords, Place, Question, Response

Values = dict[str, list[float | None]]
Entails = Callable[[str, Sequence[Evidence]], bool]
Places = tuple[tuple[str, str], ...]
"""Places of documents: (source, locator)."""
Cited = Sequence[tuple[Evidence, ...]]
"""For each sentence of a response the passages that its citations lead into."""
RETRIEVAL: Final = (
    "ndcg_10",
    "mrr_10",
    "recall_5",
    "recall_10",
    "gold_in_evidence",
    "all_gold_in_evidence",
    "gold_in_chosen",
)
SUPPORT: Final = ("supported", "grounded_correct")
CITATIONS: Final = ("label_valid", "quote_exact", "citation_recall", "citation_precision", "locator_accuracy")
ATOMS: Final = {
    Kind.NUMBER: "number_found",
    Kind.DATE: "date_found",
    Kind.ARTICLE: "article_found",
    Kind.NAME: "name_found",
}
FAITHFULNESS: Final = ("verbatim", *ATOMS.values(), "polarity_kept", "strength_kept")
ANSWERS: Final = (
    *("grounded_correct", "truth_score", "wrong_shown", "answered_although", "over_refusal", "nugget_recall"),
    *("correct", "partial", "wrong", "correct_when_answered"),
)


def retrieval_grades(
    question: Question, response: Response, documents: Mapping[str, Document]
) -> tuple[Values, tuple[int | None, ...]]:
    """How well the gold was found, and the rank of each gold span; nothing for a system that does not search."""
    if response.ranking is None:
        return {}, ()
    ranks = _ranks(question, [(own, _words(own, documents)) for own in response.ranking], documents)
    given = _ranks(question, [(own, _words(own, documents)) for own in response.evidence], documents)
    chosen = [(own, _chosen(own, documents)) for own in response.evidence if own.chosen]
    every = max(1, len(response.evidence))
    at_5, at_10, shown = span_found(5, ranks), span_found(10, ranks), span_found(every, given)
    picked = span_found(every, _ranks(question, chosen, documents)) if chosen else None
    gain = rank_gain(10, ranks)
    return {
        "ndcg_10": [None if gain is None else gain.ndcg],
        "mrr_10": [None if gain is None else gain.reciprocal_rank],
        "recall_5": [None if at_5 is None else at_5.share],
        "recall_10": [None if at_10 is None else at_10.share],
        "gold_in_evidence": [None if shown is None else shown.share],
        "all_gold_in_evidence": [None if shown is None else shown.all],
        "gold_in_chosen": [None if picked is None else picked.share],
    }, ranks


def _ranks(
    question: Question, texts: Sequence[tuple[Place, str]], documents: Mapping[str, Document]
) -> tuple[int | None, ...]:
    """For each gold span the rank of the first place that holds it; () for an unanswerable question."""
    spans = question.gold if question.answerable else ()
    return tuple(
        next(
            (rank for rank, (place, text) in enumerate(texts, 1) if answers(documents[place.source], text, span)), None
        )
        for span in spans
    )


def _words(place: Place, documents: Mapping[str, Document]) -> str:
    return documents[place.source].text[place.start : place.end]


def _chosen(place: Place, documents: Mapping[str, Document]) -> str:
    """The chosen sentences of a place in one text, so that words across two neighbours are found."""
    return "".join(documents[place.source].text[start:end] for start, end in place.chosen)


def supported_grades(response: Response, cited: Cited, judge: Entails) -> tuple[Values, tuple[bool | None, ...]]:
    """Whether each sentence shown stands on what it cites; None for one not shown."""
    verdicts = tuple(
        judge(own.text, evidence) if own.shown and response.answered else None
        for own, evidence in zip(response.sentences, cited, strict=True)
    )
    return {"supported": [float(verdict) for verdict in verdicts if verdict is not None]}, verdicts


def citation_grades(
    response: Response, cited: Cited, judge: Entails, documents: Mapping[str, Document], gold: Places
) -> tuple[Values, None]:
    """Where the citations of the sentences shown lead; labels are judged in what is withheld, too."""
    known = tuple(place.label for place in response.evidence)
    values: Values = {"label_valid": [*citations.label_validity(response.labels, known)]}
    if not response.answered:
        return values, None
    statements = [(own.text, items) for own, items in zip(response.sentences, cited, strict=True) if own.shown]
    in_words = [own for sentence in response.shown for own in sentence.citations if own.quote]
    places = [(own.source, own.locator) for own in in_words if own.locator]
    return values | {
        "quote_exact": [_quote_exact(own, documents) for own in in_words],
        "citation_recall": [*citations.citation_recall(statements, judge)] if response.evidence else [],
        "citation_precision": [*citations.citation_precision(statements, judge)],
        "locator_accuracy": [*(citations.locator_accuracy(places, gold) or [])],
    }, None


def _quote_exact(own: CitedWords, documents: Mapping[str, Document]) -> float:
    text = documents[own.source].text if own.source in documents else ""  # words of no document stand nowhere
    return citations.quote_exact(text, own.start, own.end, own.quote)


def faithfulness_grades(response: Response, cited: Cited) -> tuple[Values, None]:
    """Whether the sentences shown that cite something keep to the words that they cite."""
    values: Values = {name: [] for name in FAITHFULNESS}
    for sentence, evidence in zip(response.sentences, cited, strict=True):
        if not (sentence.shown and response.answered and evidence):
            continue
        values["verbatim"].append(float(quoted(sentence.text, evidence)))
        quotes = [own.quote for own in sentence.citations if own.quote]
        words = "\n".join(quotes or [item.hit.passage.text for item in evidence])
        above = "\n".join(
            " ".join((item.hit.document.title, *item.hit.passage.section_path, item.hit.passage.locator))
            for item in evidence
        )
        for kind, found in atoms_found(sentence.text, words, above).items():
            values[ATOMS[kind]] += found
        values["polarity_kept"].append(polarity_kept(sentence.text, words))
        values["strength_kept"].append(strength_kept(sentence.text, words))
    return values, None


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer states."""

    outcome: Outcome | None
    nuggets: tuple[str | None, ...]
    forbidden: tuple[str | None, ...]


def answer_grades(
    question: Question, response: Response, supported: Sequence[bool | None] | None
) -> tuple[Values, Told]:
    """What the answer states; `supported` None where that grader broke down.

    An answerable question without nuggets has no grade of rightness, refused or answered: counting its refusals alone
    would pull the mean down.
    """
    text = stated([own.text for own in response.shown])
    nuggets, forbidden = nuggets_found(text, question.nuggets), forbidden_stated(text, question.forbidden)
    answerable, answered = question.answerable, response.answered
    reached = outcome(answerable, answered, nuggets, forbidden, failed=False)
    shown = [verdict for verdict in supported or () if verdict is not None]
    graded = answerable and bool(question.nuggets)
    told = reached if graded or not answerable else None
    values: Values = {
        "grounded_correct": [None if supported is None else grounded_correct(told, answerable, shown)],
        "truth_score": [truth_score(told, answerable)],
        "wrong_shown": [float(any(words is not None for words in forbidden)) if question.forbidden else None],
        "answered_although": [answered_although(answerable, not answered, reached is Outcome.CORRECTED)],
        "over_refusal": [over_refusal(answerable, not answered)],
        "nugget_recall": [nugget_recall(nuggets) if answerable else None],
        "correct": [float(reached is Outcome.CORRECT) if graded else None],
        "partial": [float(reached is Outcome.PARTIAL) if graded else None],
        "wrong": [float(reached is Outcome.WRONG) if graded else None],
        "correct_when_answered": [float(reached is Outcome.CORRECT) if graded and answered else None],
    }
    return values, Told(reached, tuple(nuggets), tuple(forbidden))


def cost_grades(response: Response) -> Values:
    """What the answer cost."""
    timings, tokens = response.timings, response.tokens
    return {
        "evidence_s": [timings.retrieve_s if response.evidence else None],
        "first_claim_s": [timings.first_claim_s],
        "first_token_s": [timings.first_token_s],
        "total_s": [timings.total_s],
        "overhead": [overhead(timings.total_s, timings.prefill_s, timings.decode_s)],
        "prompt_tokens": [None if tokens is None else float(tokens.prompt)],
        "written_tokens": [None if tokens is None else float(tokens.written)],
    }
