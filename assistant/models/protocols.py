"""The seams of this room: whatever embeds texts, whatever judges pairs of them, and whatever writes them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.models.constraints import Constraint


class TextEmbedder(Protocol):
    """Texts to unit vectors; `fingerprint` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """Name in the catalogue."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what the vectors depend on."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def forward_s(self) -> float:
        """Seconds spent in the model's forward pass so far."""

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimensions) in the order of `texts`; `progress(done, total)` as it goes."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of shape (dimensions,)."""


class PairScorer(Protocol):
    """A question and texts to how relevant each text is."""

    @property
    def name(self) -> str:
        """Name in the catalogue."""

    @property
    def forward_s(self) -> float:
        """Seconds spent scoring so far."""

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts),), higher is more relevant; on any scale, but one for all texts of a call."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text as the model writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """The end of a generation: tokens and seconds of the model's own evaluation; `stop` is why it ended.

    "end": the model or the constraint was done; "stop": a stop text was written, with which the text ends; "length":
    there was no room for more tokens; "cancelled".
    """

    prompt_tokens: int
    reused_tokens: int
    written_tokens: int
    prefill_s: float
    decode_s: float
    stop: str


@dataclass(frozen=True, slots=True)
class Scored:
    """Natural log-probabilities of the options as what comes next, in their order; none when it was cancelled.

    An option's is the sum over its tokens; that the text ends after it is not counted.
    """

    logprobs: tuple[float, ...]
    prompt_tokens: int
    reused_tokens: int
    prefill_s: float


@dataclass(frozen=True, slots=True)
class Warmed:
    """A loaded model with a beginning of prompts evaluated; `restored`: it was read from disk.

    `prefix_tokens` is 0 where it was cancelled.
    """

    prefix_tokens: int
    restored: bool
    load_s: float
    prefill_s: float


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat prompt; role is system, user or assistant."""

    role: str
    content: str


class LanguageModel(Protocol):
    """What an answer needs of a model; a last message of the assistant is the beginning of its text, which it continues.

    Everything waits its turn, first come, first served. Raise `AssistantError` for a prompt that is too long, before
    anything is computed, and `ModelDied` when the process ended; the next call starts it again.
    """

    @property
    def name(self) -> str:
        """Name in the catalogue."""

    def generate(
        self,
        messages: Sequence[Message],
        cancel: threading.Event | None = None,
        *,
        constraint: Constraint | None = None,
        stop: tuple[str, ...] = (),
        max_tokens: int | None = None,
    ) -> Iterator[Token | Written]:
        """Yield the tokens as they come and `Written` last; the first stop text written ends it."""

    def score(
        self, messages: Sequence[Message], options: Sequence[str], cancel: threading.Event | None = None
    ) -> Scored:
        """How probable each (short) option is as the next text; what was evaluated is there for the next call."""

    def room(self, messages: Sequence[Message]) -> int:
        """How many tokens may be added to the prompt; negative: it is so much too long."""

    def warm(self, constant: Sequence[Message], cancel: threading.Event | None = None) -> Warmed:
        """Load the model and evaluate the messages that many prompts begin with, or restore that from disk."""
