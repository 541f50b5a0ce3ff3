"""The seam of this room: whatever answers a question, and the generator that keeps count for it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from assistant.models.protocols import Message, TextGenerator, Token, Written
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
    """A generator that keeps the tokens of its last generation."""

    def __init__(self, generator: TextGenerator) -> None:
        self.name = generator.name
        self.tokens: Tokens | None = None
        self._generator = generator

    def generate(self, messages: Sequence[Message], cancel: threading.Event | None = None) -> Iterator[Token | Written]:
        """Yield what the generator yields."""
        self.tokens = None
        for event in self._generator.generate(messages, cancel):
            if isinstance(event, Written):
                self.tokens = Tokens(event.prompt_tokens, event.reused_tokens, event.written_tokens)
            yield event
