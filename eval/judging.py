"""The verifier's rules as the judge of a sentence and its citations, the same for every system.

A sentence of a source that cites its own place stands on it by definition, so the rules are not asked: they are made for
restatements, and may take a heading, an item of a list or a row of a table for too little to stand on.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.answer.verification.labels import Labelled
from assistant.answer.verification.verify import verify
from assistant.japanese.normalise import fold
from assistant.japanese.sentences import sentences
from assistant.judge.protocols import SupportScorer
from assistant.records import Document, Evidence, Hit, Passage, Span, Verdict
from assistant_eval.records import CitedWords, Place

_sentences = lru_cache(maxsize=16_384)(sentences)  # the same passages are cited by many answers
_folded = lru_cache(maxsize=16_384)(fold)


def evidence_of(place: Place, document: Document) -> Evidence:
    """A place of a document as evidence under its label, all of its sentences on the table."""
    text = document.text[place.start : place.end]
    spans = tuple(Span(place.start + start, place.start + end) for start, end in _sentences(text))
    passage = Passage(
        f"{document.id}:{place.start}", document.id, place.start, place.end, place.section_path, place.locator, text
    )
    return Evidence(place.label, Hit(passage, document, 0.0, place.label, ()), spans)


def entails(
    claim: str,
    evidence: Sequence[Evidence],
    question: str,
    least_overlap: float,
    judge: SupportScorer | None = None,
) -> bool:
    """Whether `claim` is a sentence of these passages, or the verifier accepts it on them, each of them cited.

    Without a `judge` its rules decide alone.
    """
    labels = tuple(item.label for item in evidence)
    if not labels:
        return False
    return (
        quoted(claim, evidence)
        or verify(Labelled(claim, labels), evidence, question, least_overlap, judge).verdict is Verdict.SUPPORTED
    )


def quoted(claim: str, evidence: Sequence[Evidence]) -> bool:
    """Whether `claim` is word for word a sentence of one of the passages, or several in a row, none of them in part.

    Width, case and line breaks make no difference.
    """
    wanted = fold(claim)
    return wanted != "" and any(_is_run(wanted, item) for item in evidence)


def _is_run(wanted: str, item: Evidence) -> bool:
    text = item.hit.document.text
    for number, first in enumerate(item.sentences):
        for last in item.sentences[number:]:
            run = _folded(text[first.start : last.end])
            if run == wanted:
                return True
            if len(run) > len(wanted):
                break
    return False


def cited_evidence(
    citations: Sequence[CitedWords], evidence: Sequence[Place], documents: Mapping[str, Document]
) -> tuple[Evidence, ...]:
    """The passages that citations point into, each once; what leads nowhere is left out."""
    by_label = {place.label: place for place in evidence if place.source in documents}
    labels = dict.fromkeys(own.label for own in citations if own.label in by_label)
    return tuple(evidence_of(by_label[label], documents[by_label[label].source]) for label in labels)
