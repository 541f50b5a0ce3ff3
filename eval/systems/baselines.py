"""The baselines: a plain chain over the same documents, and the model alone.

Both get the model that the product has. What they write is shown as it comes; whether a citation holds is left to the
grading. A sentence that says the sources do not tell is no answer.
"""

import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from assistant.answer.verification.labels import Labelled, labelled_sentences
from assistant.models.protocols import LanguageModel, Message, Token, Written
from assistant.records import Document, Timings
from assistant_eval.patterns import any_found
from assistant_eval.records import CitedWords, Place, Question, Response, Sentence
from assistant_eval.systems.plain_chain import CHUNK_CHARACTERS, OVERLAP_CHARACTERS, Chunk, PlainChain
from assistant_eval.systems.protocol import CountingGenerator

GIVEN: Final = 4  # chunks in the prompt
RANKED: Final = 10
DECLINED: Final = "declined"


class PlainRag:
    """Recursive splitter, the four nearest chunks, "answer from the sources, cite [n]"."""

    name = "plain-chain"

    def __init__(self, chain: PlainChain, generator: LanguageModel, context: Mapping[str, Any]) -> None:
        self._chain = chain
        self._generator = CountingGenerator(generator)
        own = {"system": self.name, "chunk": [CHUNK_CHARACTERS, OVERLAP_CHARACTERS, GIVEN], "prompt": _prompts()}
        self.context = {**context, **own}
        self.documents: Mapping[str, Document] = {chunk.document.source: chunk.document for chunk in chain.chunks}

    def respond(self, question: Question) -> Response:
        """Search, put the chunks into the prompt, and show what comes."""
        began, forward_before = time.perf_counter(), self._chain.embedder.forward_s
        chunks = self._chain.search(_asked(question), RANKED)
        retrieved = time.perf_counter() - began, self._chain.embedder.forward_s - forward_before
        places = tuple(_place(label, chunk) for label, chunk in enumerate(chunks, start=1))
        given = "\n\n".join(f"[{label}] {chunk.text}" for label, chunk in enumerate(chunks[:GIVEN], start=1))
        prompts = _prompts()
        messages = (
            Message("system", prompts["plain_chain"]),
            Message("user", f"{given}\n\n質問: {_asked(question)}"),
        )
        run = _write(self._generator, messages, began)
        written = labelled_sentences(run.text)
        by_label = {place.label: place for place in places[:GIVEN]}
        return Response(
            question_id=question.id,
            system=self.name,
            text=run.text.strip(),
            refusal=declined(written),
            sentences=tuple(_sentence(own, by_label) for own in written),
            evidence=places[:GIVEN],
            ranking=places,
            labels=tuple(label for own in written for label in own.labels),
            raw_output=run.text,
            confidence=min(max(chunks[0].cosine, 0.0), 1.0) if chunks else 0.0,
            timings=run.timings(*retrieved),
            tokens=self._generator.tokens,
        )


class ClosedBook:
    """The model alone, without a source."""

    name = "closed-book"

    def __init__(self, generator: LanguageModel, context: Mapping[str, Any]) -> None:
        self._generator = CountingGenerator(generator)
        self.context = {**context, "system": self.name, "prompt": _prompts()}
        self.documents: Mapping[str, Document] = {}

    def respond(self, question: Question) -> Response:
        """Ask the model and show what comes."""
        messages = (Message("system", _prompts()["closed_book"]), Message("user", _asked(question)))
        run = _write(self._generator, messages, time.perf_counter())
        written = labelled_sentences(run.text)
        return Response(
            question_id=question.id,
            system=self.name,
            text=run.text.strip(),
            refusal=declined(written),
            sentences=tuple(Sentence(own.text, True, ()) for own in written),
            evidence=(),
            ranking=None,
            labels=tuple(label for own in written for label in own.labels),
            raw_output=run.text,
            confidence=None,
            timings=run.timings(0.0, 0.0),
            tokens=self._generator.tokens,
        )


def declined(written: Sequence[Labelled]) -> str | None:
    """DECLINED where every sentence only says that the sources do not tell, or nothing was written; else None.

    A sentence says so by how it ends: 「確認できない場合は、提供してはならない。」 is an answer.
    """
    endings = [f"(?:{ending})[。.!]*$" for ending in _prompts()["declines"].split()]
    return DECLINED if all(any_found(endings, own.text) is not None for own in written) else None


@dataclass(frozen=True, slots=True)
class _Run:
    """What one generation gave; seconds."""

    text: str
    first_token_s: float | None
    total_s: float
    written: Written | None

    def timings(self, retrieve_s: float, embed_s: float) -> Timings:
        prefill_s, decode_s = (None, None) if self.written is None else (self.written.prefill_s, self.written.decode_s)
        return Timings(retrieve_s, embed_s, prefill_s, decode_s, self.first_token_s, self.total_s)


def _write(generator: LanguageModel, messages: Sequence[Message], began: float) -> _Run:
    text, first, end = "", None, None
    for event in generator.generate(messages):
        if isinstance(event, Token):
            first = time.perf_counter() - began if first is None else first
            text += event.text
        else:
            end = event
    return _Run(text, first, time.perf_counter() - began, end)


def _asked(question: Question) -> str:
    day = question.as_of
    return question.question if day is None else f"{question.question}（{day.year}年{day.month}月{day.day}日の時点で）"


def _place(label: int, chunk: Chunk) -> Place:
    document, (start, end) = chunk.document, chunk.span
    return Place(label, document.source, document.title, "", (), start, end)


def _sentence(own: Labelled, by_label: Mapping[int, Place]) -> Sentence:
    cited = [by_label[label] for label in own.labels if label in by_label]  # it quotes no words, only chunks
    return Sentence(
        own.text,
        True,
        tuple(CitedWords(place.label, place.source, "", place.start, place.end, "") for place in cited),
    )


@cache
def _prompts() -> dict[str, str]:
    raw = tomllib.loads(resources.files("assistant_eval.systems").joinpath("prompts.toml").read_text(encoding="utf-8"))
    return {name: text.strip() for name, text in raw.items()}
