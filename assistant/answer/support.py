"""Where in a passage a claim stands: the sentence, and the clause of it, that share most of its words."""

import re
from dataclasses import dataclass
from typing import Final

from assistant.japanese.tokens import character_bigrams, content_words
from assistant.records import Evidence, Span

_FEW_WORDS: Final = 3
_CLAUSE_END = re.compile(
    r"(?<=が、)|(?<=ため、)|(?<=ので、)|(?<=ものの、)|(?<=一方、)|(?<=おり、)|(?<=ますし、)|(?<=だし、)"
)
_KEPT: Final = 0.9  # a clause stands for its sentence when it keeps this share of the overlap


@dataclass(frozen=True, slots=True)
class Support:
    """The sentence of a passage nearest to a claim; `window` adds its neighbours, `clause` is the part that matches.

    `overlap` is the share (0–1) of the claim's content words, those of the headings aside, found in the sentence.
    """

    evidence: Evidence
    sentence: Span
    text: str
    clause: str
    window: str
    headings: str
    overlap: float


def headings(evidence: Evidence) -> str:
    """What the passage stands under: title, short names, edition, headings, locator."""
    metadata = evidence.hit.document.metadata
    names = (evidence.hit.document.title, *metadata.abbreviations, metadata.edition or "")
    return " ".join((*names, *evidence.hit.passage.section_path, evidence.hit.passage.locator))


def find_support(claim: str, evidence: Evidence) -> Support | None:
    """Return the sentence of `evidence` that overlaps most with `claim`; None where the passage has no sentence."""
    text = evidence.hit.document.text
    above = headings(evidence)
    scored = [(overlap(claim, text[span.start : span.end], above), -n) for n, span in enumerate(evidence.sentences)]
    if not scored:
        return None
    share, position = max(scored)
    number = -position
    around = evidence.sentences[max(0, number - 1) : number + 2]
    span = evidence.sentences[number]
    sentence = text[span.start : span.end]
    clause = _clause(claim, sentence, above, share)
    return Support(evidence, span, sentence, clause, text[around[0].start : around[-1].end], above, share)


def overlap(claim: str, sentence: str, above: str) -> float:
    """Share of the claim's content words that the sentence has; words of the headings count neither way."""
    words, given = set(content_words(claim)), set(content_words(above))
    wanted = words - given
    if len(wanted) >= _FEW_WORDS:
        return len(wanted & set(content_words(sentence))) / len(wanted)
    bigrams = set(character_bigrams(claim))
    return len(bigrams & set(character_bigrams(sentence))) / len(bigrams) if bigrams else 0.0


def _clause(claim: str, sentence: str, above: str, share: float) -> str:
    clauses = [clause for clause in _CLAUSE_END.split(sentence) if clause.strip()]
    if len(clauses) < 2:
        return sentence
    best_share, best_clause = max(
        ((overlap(claim, clause, above), clause) for clause in clauses), key=lambda pair: pair[0]
    )
    return best_clause if best_share >= _KEPT * share else sentence
