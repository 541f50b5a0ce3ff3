"""What chooses the next token from the model's logits (in the worker): free, along given texts, or by a grammar.

Always the most probable token of those that are allowed, so that the same prompt gives the same text.
"""

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from assistant.models.grammar import GrammarGuide
from assistant.models.spelling import Spelling, spelling_of_choices, spelling_of_spans
from assistant.models.vocabulary import Logits, Vocabulary

if TYPE_CHECKING:
    from llama_cpp import Llama


class Guide(Protocol):
    """Chooses tokens one after the other; the end of the output is a choice like any other."""

    @property
    def opening(self) -> str:
        """What the output begins with whatever the model thinks."""

    def choose(self, logits: Logits) -> int | None:
        """The next token; None for the end."""

    def take(self, token: int) -> bytes | None:
        """Note the token that was written; returns the rest of the output where there is no choice any more."""

    def end(self) -> bytes:
        """What makes the output whole, when no more tokens may be evaluated."""

    def close(self) -> None:
        """Free what it holds."""


class FreeGuide:
    """Everything is allowed."""

    opening: Final = ""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def choose(self, logits: Logits) -> int | None:
        """See `Guide`."""
        token = int(logits.argmax())
        return None if self._vocabulary.is_end(token) else token

    def take(self, token: int) -> bytes | None:
        """See `Guide`."""
        return None

    def end(self) -> bytes:
        """See `Guide`."""
        return b""

    def close(self) -> None:
        """See `Guide`."""


class SpelledGuide:
    """Only what stands in some given texts."""

    def __init__(self, spelling: Spelling, opening: str, vocabulary: Vocabulary) -> None:
        self.opening = opening
        self._spelling = spelling
        self._vocabulary = vocabulary
        self._closing = False

    def choose(self, logits: Logits) -> int | None:
        """See `Guide`."""
        pieces = self._vocabulary.pieces
        going_on = [
            pieces[piece] for piece in self._spelling.continuations(self._vocabulary.longest) if piece in pieces
        ]
        ending: set[int] = set()
        if self._spelling.may_end:
            closing = self._spelling.closing
            beginnings = (closing[:size] for size in range(1, len(closing) + 1))
            ending = (
                {pieces[piece] for piece in beginnings if piece in pieces} if closing else set(self._vocabulary.ends)
            )
            ending -= set(going_on)  # where the text itself goes on with the closing, the span does
        allowed = np.array([*sorted(going_on), *sorted(ending)])
        token = int(allowed[logits[allowed].argmax()])
        if token not in ending:
            return token
        self._closing = bool(self._spelling.closing)
        return token if self._closing else None

    def take(self, token: int) -> bytes | None:
        """See `Guide`."""
        piece = self._vocabulary.text(token)
        if self._closing:
            return self._spelling.closing[len(piece) :]
        self._spelling = self._spelling.after(piece)
        return self._spelling.rest

    def end(self) -> bytes:
        """See `Guide`."""
        return self._spelling.shortest_end()

    def close(self) -> None:
        """See `Guide`."""


def guide_for(constraint: dict[str, Any] | None, llama: "Llama", vocabulary: Vocabulary) -> Guide:
    """The guide for a constraint as `constraints.wire` wrote it; raise `GrammarError`."""
    if constraint is None:
        return FreeGuide(vocabulary)
    if "grammar" in constraint:
        return GrammarGuide(constraint["grammar"], llama, vocabulary)
    if "choices" in constraint:
        return SpelledGuide(spelling_of_choices(constraint["choices"]), "", vocabulary)
    given = {key: constraint[key] for key in ("least", "starts", "ends", "closing")}
    return SpelledGuide(spelling_of_spans(constraint["spans"], **given), constraint["opening"], vocabulary)
