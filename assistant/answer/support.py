"""Where in a passage a claim stands: the sentence that shares most of its words, and the clauses of it that answer its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from assistant.japanese.clauses import clauses
from assistant.japanese.tokens import content_words
from assistant.records import Evidence, Span

_FEW_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Support:
    """The sentence of a passage nearest to a claim; `headings` is what the passage stands under.

    `overlap` is the share (0–1) of the claim's content words, those of the headings aside, found in the sentence.
    """

    evidence: Evidence
    span: Span
    sentence: str
    headings: str
    overlap: float

    def clause_for(self, part: str) -> str:
        """The clause of the sentence that shares most words with `part` of a claim; the later one of equals."""
        return nearest(part, clauses(self.sentence))[-1]


def headings(evidence: Evidence) -> str:
    """What the passage stands under: title, short names, edition, headings, locator."""
    metadata = evidence.hit.document.metadata
    names = (evidence.hit.document.title, *metadata.abbreviations, metadata.edition or "")
    return " ".join((*names, *evidence.hit.passage.section_path, evidence.hit.passage.locator))


def find_support(claim: str, evidence: Evidence) -> Support | None:
    """Return the sentence of `evidence` that overlaps most with `claim`; None where the passage has no sentence."""
    text = evidence.hit.document.text
    above = headings(evidence)
    found = [
        Support(evidence, span, text[span.start : span.end], above, overlap(claim, text[span.start : span.end], above))
        for span in evidence.sentences
    ]
    return max(found, key=lambda support: support.overlap, default=None)


def overlap(claim: str, sentence: str, above: str) -> float:
    """Share of the claim's content words that the sentence has; words of the headings count neither way.

    A claim of one or two such words must have all of them; one without any says nothing that could be checked.
    """
    words = set(content_words(claim))
    wanted = words - set(content_words(above))
    if len(wanted) < _FEW_WORDS:
        wanted = words
    if not wanted:
        return 0.0
    share = len(wanted & set(content_words(sentence))) / len(wanted)
    return share if len(wanted) >= _FEW_WORDS or share == 1 else 0.0


def nearest(part: str, candidates: Iterable[str]) -> list[str]:
    """Those of `candidates` that share most content words with `part`, numbers aside, in their order."""
    words = _words(part)
    scored = [(len(words & _words(candidate)), candidate) for candidate in candidates]
    best = max((score for score, _ in scored), default=0)
    return [candidate for score, candidate in scored if score == best]


def _words(text: str) -> set[str]:
    return {word for word in content_words(text) if not any(map(str.isdigit, word))}
