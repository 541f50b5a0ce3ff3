"""The seam of this room: whatever answers a question, and the generator that keeps count for it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from assistant.models.constraints import Constraint
from assistant.models.protocols import LanguageModel, Message, Scored, Token, Warmed, Written
from assistant.records import Document
from assistant_eval.records import Question, Response, Tokens


class System(Protocol):
    """A question to what the reader sees of an answer."""

    @property
    def name(self) -> str:
        """Name in reports and on the command line."""

    @property
    def context(self) -> Mapping[str, Any]:
        """All that an answer depends on besides the question, as JSON: models, index, prompt, settings."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that its citations lead into, by source."""

    def respond(self, question: Question) -> Response:
        """Answer; raise `AssistantError` where the system breaks down."""


class CountingGenerator:
    """A language model that keeps the tokens of its last generation; `tokens` None: it has not written."""

    def __init__(self, generator: LanguageModel) -> None:
        self.name = generator.name
        self.tokens: Tokens | None = None
        self._generator = generator

    def generate(
        self,
        messages: Sequence[Message],
        cancel: threading.Event | None = None,
        *,
        constraint: Constraint | None = None,
        stop: tuple[str, ...] = (),
        max_tokens: int | None = None,
    ) -> Iterator[Token | Written]:
        """Yield what the model yields."""
        self.tokens = None
        written = self._generator.generate(messages, cancel, constraint=constraint, stop=stop, max_tokens=max_tokens)
        for event in written:
            if isinstance(event, Written):
                self.tokens = Tokens(event.prompt_tokens, event.reused_tokens, event.written_tokens)
            yield event

    def score(
        self, messages: Sequence[Message], options: Sequence[str], cancel: threading.Event | None = None
    ) -> Scored:
        """As the model."""
        return self._generator.score(messages, options, cancel)

    def room(self, messages: Sequence[Message]) -> int:
        """As the model."""
        return self._generator.room(messages)

    def warm(self, constant: Sequence[Message], cancel: threading.Event | None = None) -> Warmed:
        """As the model."""
        return self._generator.warm(constant, cancel)
