"""The product: the same call as the command line and the page make."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from assistant.answer.pipeline import Assistant, answer
from assistant.answer.presentation import shown_text
from assistant.answer.verification.labels import labelled_sentences
from assistant.answer.writing.prompt import load_templates
from assistant.records import Answer, Claim, Document, Evidence, Hit, Verdict
from assistant.retrieve.filters import Filters
from assistant.retrieve.search import Found, search
from assistant_eval.records import CitedWords, Place, Question, Response, Sentence
from assistant_eval.systems.protocol import CountingGenerator

PRODUCT: Final = "assistant"
RANKED: Final = 10


class Product:
    """The assistant over one index, in its form; it is told the day that a question fixes, as `ask --as-of` is."""

    def __init__(self, assistant: Assistant, context: Mapping[str, Any], name: str = PRODUCT) -> None:
        self.name = name
        self._generator = CountingGenerator(assistant.generator)
        self._assistant = replace(assistant, generator=self._generator)
        self._context = context
        self.documents = by_source(assistant.retriever.index.documents)

    @property
    def context(self) -> dict[str, Any]:
        """All that an answer depends on besides the question."""
        settings = self._assistant.settings
        return {
            **self._context,
            "system": self.name,
            "form": asdict(self._assistant.form),
            "prompt": asdict(load_templates()),
            "retrieval": settings.retrieval.model_dump(mode="json"),
            "answer": settings.answer.model_dump(mode="json"),
            "today": self._assistant.retriever.today().isoformat(),
        }

    def respond(self, question: Question) -> Response:
        """Answer as `assistant ask` does; the ten best passages are searched apart, outside the answer's time."""
        filters = Filters(as_of=question.as_of)
        self._generator.tokens = None
        result = answer(self._assistant, question.question, filters)
        found = search(result.question, self._assistant.retriever, RANKED, filters)
        sources = {item.hit.document.id: item.hit.document.source for item in result.evidence}
        return Response(
            question_id=question.id,
            system=self.name,
            text=shown_text(result),
            refusal=None if result.refusal is None else result.refusal.kind,
            sentences=tuple(_sentence(claim, sources) for claim in result.claims),
            evidence=tuple(_evidence(item) for item in result.evidence),
            ranking=tuple(_place(hit) for hit in found.hits),
            labels=(*_written_labels(result), *_quoted_labels(result)),
            raw_output=result.raw_output,
            confidence=_confidence(found),
            timings=result.timings,
            tokens=self._generator.tokens,
            notes=result.notes,
        )


def by_source(documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents of an index by their source and by the other files with the same content."""
    return {source: document for document in documents.values() for source in (document.source, *document.also)}


def _written_labels(result: Answer) -> Iterator[int]:
    """The labels in the model's text."""
    return (label for written in labelled_sentences(result.raw_output) for label in written.labels)


def _quoted_labels(result: Answer) -> Iterator[int]:
    """The labels behind sentences of the sources, each once a sentence."""
    quoted = (claim for claim in result.claims if claim.verbatim)
    return (label for claim in quoted for label in dict.fromkeys(own.label for own in claim.citations))


def _sentence(claim: Claim, sources: Mapping[str, str]) -> Sentence:
    return Sentence(
        claim.text,
        claim.verdict is Verdict.SUPPORTED,
        tuple(
            CitedWords(own.label, sources[own.document_id], own.locator, own.start, own.end, own.quote)
            for own in claim.citations
        ),
        tuple(check.name for check in claim.checks if not check.passed),
        claim.reasons,
        claim.verbatim,
    )


def _evidence(item: Evidence) -> Place:
    return replace(_place(item.hit), label=item.label, chosen=item.chosen)


def _place(hit: Hit) -> Place:
    passage, document = hit.passage, hit.document
    return Place(
        hit.rank, document.source, document.title, passage.locator, passage.section_path, passage.start, passage.end
    )


def _confidence(found: Found) -> float:
    """The relevance judge's best probability that a passage answers; without the judge the best cosine of a window."""
    if found.missing:
        return 0.0
    judged = [hit.relevance for hit in found.hits if hit.relevance is not None]
    if judged:
        return max(judged)
    best = max((float(own.max()) for own in found.cosines if len(own)), default=0.0)
    return min(max(best, 0.0), 1.0)
