"""What speaks for a sentence of the evidence as an answer; all of it known before the language model has said a word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.windows import window_heading, windows
from assistant.japanese.self_reference import asks_of_document, is_of_itself
from assistant.japanese.sentences import display
from assistant.japanese.tokens import content_words
from assistant.judge.protocols import RelevanceScorer
from assistant.records import Evidence, Span
from assistant.retrieve.search import Found
from assistant.retrieve.thesaurus import load_thesaurus

READ: Final = 12  # sentences that the relevance judge reads one by one
_WORDS: Final = 0.2  # cosine that all of the question's words count for in choosing what the judge reads
_REFERENCES: Final = re.compile(
    r"\A[第0-9０-９一二三四五六七八九十章節部編.．\s]*(?:主な|一次)?(?:出典|典拠|参考(?:文献|資料|情報|にした資料)?|参照(?:資料|文献)?|一次資料|引用文献|References|Sources|Bibliography)"
    r"(?:一覧|・参考)?\s*\Z",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"[-*・\s]*https?://\S+\s*\Z")
_UNREAD: Final = -8.0  # logit of a sentence that the judge was not given


class Features(NamedTuple):
    """One sentence beside the question.

    `cosine`: how far its window lies behind the best one, at most 0; `place`: passages before its own; `read`: the
    relevance judge's logit of the sentence alone; `shared` and `concepts`: shares (0 to 1) of the question's content
    words and of what it means in the words of the sources.
    """

    cosine: float
    place: float
    read: float
    shared: float
    concepts: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage on the table, as spans into its document and as one line, with its features."""

    evidence: Evidence
    number: int
    span: Span
    text: str
    features: Features

    @property
    def heading(self) -> str:
        """The title and the innermost headings that it stands under."""
        return heading_of(self.evidence)


def heading_of(item: Evidence) -> str:
    """The title and the innermost headings of a passage."""
    return window_heading(item.hit.passage.section_path, item.hit.document.title)


def describe(
    question: str, found: Found, evidence: Sequence[Evidence], judge: RelevanceScorer | None
) -> tuple[Sentence, ...]:
    """The sentences of the evidence in their order with their features; a judge reads the READ most promising ones."""
    asked = _Asked.of(question)
    rough = [
        own for item, cosines in zip(evidence, found.cosines, strict=True) for own in _sentences(item, cosines, asked)
    ]
    best = max((own.features.cosine for own in rough), default=0.0)
    measured = [own.features._replace(cosine=own.features.cosine - best) for own in rough]
    promising = sorted(range(len(rough)), key=lambda n: -(measured[n].cosine + _WORDS * measured[n].shared))[:READ]
    if judge is not None and promising:
        readings = judge.read(question, [(rough[n].heading, rough[n].text) for n in promising])
        for number, reading in zip(promising, readings, strict=True):
            measured[number] = measured[number]._replace(read=reading.logit)
    return tuple(replace(own, features=features) for own, features in zip(rough, measured, strict=True))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question's words, and the ways to write what it means."""

    words: frozenset[str]
    concepts: tuple[tuple[frozenset[str], ...], ...]
    of_documents: bool = False  # whether it is the documents themselves that are asked about

    @classmethod
    def of(cls, question: str) -> "_Asked":
        concepts = load_thesaurus().concepts(question)
        written = tuple(tuple(map(frozenset, concept.written)) for concept in concepts)
        return cls(frozenset(content_words(question)), written, asks_of_document(question))

    def shared(self, words: frozenset[str]) -> float:
        return len(self.words & words) / len(self.words) if self.words else 0.0

    def met(self, words: frozenset[str]) -> float:
        met = sum(any(written <= words for written in concept) for concept in self.concepts)
        return met / len(self.concepts) if self.concepts else 0.0


def _sentences(item: Evidence, cosines: NDArray[np.float32], asked: _Asked) -> Iterator[Sentence]:
    """The sentences of a passage that have any content words; the cosine as it is."""
    hit = item.hit
    above = frozenset(content_words(heading_of(item)))
    within = windows(hit.passage.text)
    titles = {own.title for own in hit.document.sections if own.start < hit.passage.end and hit.passage.start < own.end}
    for number, span in enumerate(item.sentences):
        start, end = span.start - hit.passage.start, span.end - hit.passage.start
        near = [c for c, own in zip(cosines.tolist(), within, strict=True) if own.start < end and start < own.end]
        text = display(hit.document.text[span.start : span.end])
        words = frozenset(content_words(text))
        if not asked.of_documents and is_of_itself(text):
            continue  # as of when a document is does not answer
        if near and words and text.lstrip("# ") not in titles and not _only_points(item, text):
            place = float(item.label - 1)
            features = Features(max(near), place, _UNREAD, asked.shared(words | above), asked.met(words))
            yield Sentence(item, number, span, text, features)


def _only_points(item: Evidence, text: str) -> bool:
    """Whether a sentence is a heading, or one of a list of references: it says where something stands, not what."""
    path = item.hit.passage.section_path
    return text.lstrip("# ") in path or bool(path and _REFERENCES.search(path[-1])) or _ADDRESS.match(text) is not None
