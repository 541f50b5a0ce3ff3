"""A sentence of a source as a claim of the answer: true to its words because it is nothing else."""

from assistant.answer.selection.features import Sentence
from assistant.records import Check, Citation, Claim, Evidence, Span

QUOTE = "quote"


def quoted(sentence: Sentence) -> Claim:
    """The sentence as a claim that cites itself."""
    return Claim(sentence.text, (cite(sentence.evidence, sentence.span),), (Check(QUOTE, True),), verbatim=True)


def cite(item: Evidence, span: Span) -> Citation:
    """The words of a document at `span`, under the label of the passage that they are in."""
    hit = item.hit
    return Citation(
        item.label,
        hit.passage.id,
        hit.document.id,
        hit.document.title,
        hit.passage.locator,
        span.start,
        span.end,
        hit.document.text[span.start : span.end],
    )
