"""The verifier as the judge of a sentence and its citations, for systems that have none of their own."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.answer.labels import Labelled
from assistant.answer.verify import verify
from assistant.japanese.sentences import sentences
from assistant.records import Document, Evidence, Hit, Passage, Span, Verdict
from assistant_eval.records import CitedWords, Place

_sentences = lru_cache(maxsize=16_384)(sentences)  # the same passages are cited by many answers


def evidence_of(place: Place, document: Document) -> Evidence:
    """A place of a document as evidence under its label, all of its sentences on the table."""
    text = document.text[place.start : place.end]
    spans = tuple(Span(place.start + start, place.start + end) for start, end in _sentences(text))
    passage = Passage(
        f"{document.id}:{place.start}", document.id, place.start, place.end, place.section_path, place.locator, text
    )
    return Evidence(place.label, Hit(passage, document, 0.0, place.label, ()), spans)


def entails(claim: str, evidence: Sequence[Evidence], question: str, least_overlap: float) -> bool:
    """Whether the verifier accepts `claim` on these passages alone, each of them cited."""
    labels = tuple(item.label for item in evidence)
    return (
        bool(labels) and verify(Labelled(claim, labels), evidence, question, least_overlap).verdict is Verdict.SUPPORTED
    )


def cited_evidence(
    citations: Sequence[CitedWords], evidence: Sequence[Place], documents: Mapping[str, Document]
) -> tuple[Evidence, ...]:
    """The passages that citations point into, each once; what leads nowhere is left out."""
    by_label = {place.label: place for place in evidence if place.source in documents}
    labels = dict.fromkeys(own.label for own in citations if own.label in by_label)
    return tuple(evidence_of(by_label[label], documents[by_label[label].source]) for label in labels)
