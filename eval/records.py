"""The records of the evaluation: questions with what a right answer must hold, and what a system answered.

Offsets are Python string offsets into `Document.text`, end exclusive. Durations are seconds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from assistant.records import Note, Span, Timings

SPLITS: Final = ("dev", "test", "held")
REFUSALS: Final = ("far", "near-miss", "false-premise", "wrong-date", "injected")


class Alternative(NamedTuple):
    """Words that answer: `quote` stands in the file `source` (path relative to the corpus folder)."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what a right answer holds; README.md explains each field.

    `gold`: spans, all wanted, each a choice of alternatives. `nuggets`: facts, all wanted, each a choice of patterns.
    `forbidden`: patterns of which none may be shown. `refuse`: why it has no answer (one of REFUSALS), None where it
    has one. `as_of`: the day that the asker fixes. An unreviewed one counts nowhere.
    """

    id: str
    split: str
    type: str
    question: str
    gold: tuple[tuple[Alternative, ...], ...] = ()
    nuggets: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    refuse: str | None = None
    as_of: date | None = None
    reviewed: bool = True
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return self.refuse is None


@dataclass(frozen=True, slots=True)
class CitedWords:
    """What a sentence cites: the words of a document under a label of the answer."""

    label: int
    source: str
    locator: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer; `shown` tells whether the system let it through.

    `failed` names the checks that the system itself made and that failed; `reasons` are the same for people. `verbatim`:
    the system says that it is a sentence of a source and not the model's; the grading does not take its word for it.
    """

    text: str
    shown: bool
    citations: tuple[CitedWords, ...]
    failed: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that a system found, in the order of rank; `chosen` are the sentences of it that the model was shown."""

    label: int
    source: str
    title: str
    locator: str
    section_path: tuple[str, ...]
    start: int
    end: int
    chosen: tuple[Span, ...] = ()


class Tokens(NamedTuple):
    """Tokens of one generation: of the prompt, of those the ones reused from the last, and written."""

    prompt: int
    reused: int
    written: int


@dataclass(frozen=True, slots=True)
class Response:
    """What one system made of one question.

    `text` is what the reader sees; `refusal` the kind of a refusal, None where it answered; `evidence` what the model
    was given and `ranking` the ten best passages, None of a system that does not search; `labels` those that the model
    wrote, as it wrote them, and those beside sentences of the sources; `confidence` (0 to 1) how sure the system was that
    the documents answer; `failure` the error's text where it broke down. `notes` stand beside the answer and are no part
    of it: what they say is not graded.
    """

    question_id: str
    system: str
    text: str
    refusal: str | None
    sentences: tuple[Sentence, ...]
    evidence: tuple[Place, ...]
    ranking: tuple[Place, ...] | None
    labels: tuple[int, ...]
    raw_output: str
    confidence: float | None
    timings: Timings
    tokens: Tokens | None
    failure: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether something was shown as an answer."""
        return self.refusal is None and self.failure is None

    @property
    def shown(self) -> tuple[Sentence, ...]:
        """The sentences that the reader sees as an answer; those of a refusal are none."""
        return tuple(sentence for sentence in self.sentences if sentence.shown and self.answered)
