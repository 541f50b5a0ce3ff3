"""What an answer states: the facts wanted, statements forbidden, and what became of the question.

A right answer to an answerable question states every nugget and nothing forbidden. Nuggets are the facts that an answer
must hold (Voorhees 2003, TREC question answering track), here each a choice of patterns. `PatternTimeout` passes
through every function that searches: a grader's failure is the caller's to count, never a wrong answer.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from assistant_eval.patterns import any_found, found


class Outcome(StrEnum):
    """What became of a question: CORRECTED and ANSWERED_UNANSWERABLE are of unanswerable ones alone, REFUSED and FAILED of all."""

    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"
    REFUSED = "refused"
    CORRECTED = "corrected"
    ANSWERED_UNANSWERABLE = "answered-unanswerable"
    FAILED = "failed"


_QUESTION: Final = re.compile(r"\?[」』\")\s]*\Z|(?:です|ます|でしょう|ません)か。?\s*\Z")
_TRUTH_ANSWERABLE: Final[Mapping[Outcome, float | None]] = {
    Outcome.CORRECT: 1.0,
    Outcome.REFUSED: 0.0,
    Outcome.PARTIAL: -1.0,
    Outcome.WRONG: -1.0,
    Outcome.FAILED: None,
}
_TRUTH_UNANSWERABLE: Final[Mapping[Outcome, float | None]] = {
    Outcome.REFUSED: 1.0,
    Outcome.CORRECTED: 1.0,
    Outcome.ANSWERED_UNANSWERABLE: -1.0,
    Outcome.FAILED: None,
}


def stated(sentences: Sequence[str]) -> str:
    """The sentences that state something, a line each: a question, also the asker's own given back, states nothing."""
    return "\n".join(own for own in sentences if not _QUESTION.search(unicodedata.normalize("NFKC", own)))


def nuggets_found(text: str, nuggets: Sequence[Sequence[str]]) -> list[str | None]:
    """The words of `text` (squeezed) that show each nugget, None where no pattern of the nugget is found.

    Raise `PatternTimeout`.
    """
    return [any_found(patterns, text) for patterns in nuggets]


def nugget_recall(nuggets: Sequence[str | None]) -> float | None:
    """The share of the nuggets that were found (`nuggets_found` gives them); None where none is wanted."""
    return sum(words is not None for words in nuggets) / len(nuggets) if nuggets else None


def forbidden_stated(text: str, patterns: Sequence[str]) -> list[str | None]:
    """The words of `text` (squeezed) that each forbidden pattern finds, None where it finds none.

    Raise `PatternTimeout`.
    """
    return [found(pattern, text) for pattern in patterns]


def outcome(
    answerable: bool, answered: bool, nuggets: Sequence[str | None], forbidden: Sequence[str | None], failed: bool
) -> Outcome | None:
    """What became of a question; None where it was answered and nothing tells whether rightly.

    `nuggets` and `forbidden` hold the words that were found (`nuggets_found`, `forbidden_stated`). A system that failed
    is FAILED, one that did not answer REFUSED, whatever its text. An answer to an answerable question is WRONG if it
    states something forbidden or no nugget, PARTIAL if it states some nuggets, CORRECT if it states all; one to an
    unanswerable question is CORRECTED if the question has nuggets (the correction), all are stated and nothing
    forbidden is, else ANSWERED_UNANSWERABLE. An answer to an answerable question without nuggets that states nothing
    forbidden has no outcome.
    """
    if failed:
        return Outcome.FAILED
    if not answered:
        return Outcome.REFUSED
    spoiled = any(words is not None for words in forbidden)
    recall = nugget_recall(nuggets)
    if not answerable:
        return Outcome.CORRECTED if recall == 1 and not spoiled else Outcome.ANSWERED_UNANSWERABLE
    if spoiled or recall == 0:
        return Outcome.WRONG
    if recall is None:
        return None
    return Outcome.CORRECT if recall == 1 else Outcome.PARTIAL


def truth_score(reached: Outcome | None, answerable: bool) -> float | None:
    """1 for a right answer, 0 for none, −1 for one that is not right; None where it failed or has no outcome.

    Yang et al. 2024 (CRAG, NeurIPS), the three-way form of their automatic evaluation: accurate 1, missing 0,
    incorrect −1. Here an answer with some facts missing (PARTIAL) is not accurate and scores −1: who reads it takes it
    for whole; its share is reported beside. To refuse an unanswerable question, or to correct it, is the right answer:
    1. Raise `ValueError` for an outcome that such a question cannot have.
    """
    if reached is None:
        return None
    scores = _TRUTH_ANSWERABLE if answerable else _TRUTH_UNANSWERABLE
    if reached not in scores:
        raise ValueError(f"{reached} is no outcome of a question with answerable={answerable}")
    return scores[reached]


def grounded_correct(reached: Outcome | None, answerable: bool, supported: Sequence[bool]) -> float | None:
    """1.0 where the answer is correct and all that it shows is supported, else 0.0: the headline figure.

    `supported` tells of each claim shown whether what it cites supports it. A correct answer without any claim stands
    on nothing: 0.0, as are refused, partial and wrong ones. None where the question is unanswerable, the system failed
    or there is no outcome. Ours: the correctness of TREC's nuggets and the support of AIS (Rashkin et al. 2023) at once.
    """
    if not answerable or reached is None or reached is Outcome.FAILED:
        return None
    return float(reached is Outcome.CORRECT and len(supported) > 0 and all(supported))
