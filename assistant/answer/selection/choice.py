"""Which sentences of the evidence are shown as the answer, word for word; code alone decides (docs/answers.md has why)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer.selection.companions import companions
from assistant.answer.selection.features import Sentence, describe
from assistant.answer.selection.weights import load_weights
from assistant.judge.protocols import RelevanceScorer
from assistant.records import Evidence
from assistant.retrieve.search import Found

MOST: Final = 4  # sentences chosen by themselves; companions come on top
MOST_WITH_COMPANIONS: Final = 14
_FEW: Final = 2  # sentences kept however far they fall behind
_FAR_BEHIND: Final = 0.25  # share of the best probability below which a further sentence is not shown


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence and the probability that it answers the question."""

    sentence: Sentence
    probability: float


def rank(
    question: str, found: Found, evidence: Sequence[Evidence], judge: RelevanceScorer | None
) -> tuple[Ranked, ...]:
    """The sentences of the evidence, likeliest answer first."""
    weights = load_weights()
    model = weights.sentence if judge is not None else weights.sentence_unread
    ranked = [
        Ranked(own, model.probability(own.features._asdict())) for own in describe(question, found, evidence, judge)
    ]
    return tuple(sorted(ranked, key=lambda own: (-own.probability, own.sentence.span)))


def choose(allowed: Sequence[Ranked], *, wants_list: bool) -> tuple[Sentence, ...]:
    """The sentences to show of those `allowed` (likeliest first), the likeliest passage first, each passage in reading order.

    With a sentence come those without which it would say something else: the exception behind it, the beginning that
    it refers to, and for a question that wants a list the rest of its enumeration.
    """
    if not allowed:
        return ()
    least = _FAR_BEHIND * allowed[0].probability
    best = [own for place, own in enumerate(allowed[:MOST]) if place < _FEW or own.probability >= least]
    known = [own.sentence for own in allowed]
    chosen: list[Sentence] = []
    for own in best:
        for sentence in companions(own.sentence, known, wants_list=wants_list):
            if sentence not in chosen and len(chosen) < MOST_WITH_COMPANIONS:
                chosen.append(sentence)
    order = {item: place for place, item in enumerate(dict.fromkeys(own.evidence.label for own in chosen))}
    return tuple(sorted(chosen, key=lambda own: (order[own.evidence.label], own.span)))
