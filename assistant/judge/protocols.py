"""The seams of this room: whatever judges a question against passages, and evidence against claims."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.judge.opinions import Opinion, Pair, Reading
from assistant.models.embedder import Tokenized

if TYPE_CHECKING:
    import torch


class Encoder(Protocol):
    """The embedder, as far as a judge stands on it."""

    @property
    def name(self) -> str:
        """Name in the catalogue."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what its states depend on."""

    @property
    def precision(self) -> "torch.dtype":
        """What it computes in."""

    @property
    def encoder(self) -> "torch.nn.Module":
        """The transformer, a BERT or XLM-RoBERTa; never to be changed."""

    @property
    def marks(self) -> tuple[int, int, int]:
        """Token ids: before a sequence, after a text, padding."""

    def tokenize(self, texts: Sequence[str]) -> list[Tokenized]:
        """The tokens of each text, never cut."""


class RelevanceScorer(Protocol):
    """A question and passages, each (title and headings, text), to whether each passage answers it."""

    @property
    def forward_s(self) -> float:
        """Seconds spent reading so far."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        """What each passage has of an answer, and where."""

    def probabilities(self, question: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Calibrated probability that each text contains the answer, shape (n,)."""


class SupportScorer(Protocol):
    """Evidence and claims to whether the one supports the other."""

    @property
    def forward_s(self) -> float:
        """Seconds spent reading so far."""

    @property
    def least(self) -> float:
        """The probability of support from which a claim may be shown."""

    @property
    def sure(self) -> float:
        """The probability from which it may be shown although it shares few words with the evidence."""

    def read(self, pairs: Sequence[Pair]) -> tuple[Opinion, ...]:
        """Judge claims (`first`) against evidence (`second`) under its headings."""

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Of each (evidence, claim): supported, not supported, contradicted; calibrated, shape (n, 3)."""
