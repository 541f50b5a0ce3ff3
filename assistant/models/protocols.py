"""The seams of this room: whatever embeds texts, whatever judges pairs of them, and whatever writes them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


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
    """The end of a generation: tokens and seconds of the model's own evaluation; `stop` is why it ended."""

    prompt_tokens: int
    reused_tokens: int
    written_tokens: int
    prefill_s: float
    decode_s: float
    stop: str


class TextGenerator(Protocol):
    """A prompt to text, token by token."""

    @property
    def name(self) -> str:
        """Name in the catalogue."""

    def generate(
        self, messages: Sequence["Message"], cancel: threading.Event | None = None
    ) -> Iterator[Token | Written]:
        """Yield the tokens as they come and `Written` last; setting `cancel` ends it after the current token."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat prompt; role is system, user or assistant."""

    role: str
    content: str
