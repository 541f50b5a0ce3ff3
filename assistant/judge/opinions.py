"""What judges read, and what they make of it."""

from dataclasses import dataclass
from typing import NamedTuple

from assistant.records import Span


class Pair(NamedTuple):
    """A question or claim, the headings above the other text ("" for none), and that text."""

    first: str
    heading: str
    second: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the judge makes of one passage.

    `logit`: whether it contains the answer, any real number; `probability`: the same, calibrated; `tokens`: for each
    token of the passage its characters and how much it looks like the edge of an answer, comparable among the passages
    of one question.
    """

    logit: float
    probability: float
    tokens: tuple[tuple[Span, float], ...]

    def best_within(self, span: Span) -> float:
        """The best token score inside a range of the passage's characters; -inf where no token lies in it."""
        inside = [score for at, score in self.tokens if at.start < span.end and at.end > span.start]
        return max(inside, default=float("-inf"))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judge makes of a claim: calibrated probabilities that add up to one, and where it stumbles most.

    `doubt` is the range of the claim's characters with the highest token score; None for an empty claim.
    """

    supported: float
    not_supported: float
    contradicted: float
    doubt: Span | None
