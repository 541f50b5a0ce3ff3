"""Words that answer, widened to the sentence around them, so that they stand in one place of their document only."""

from collections.abc import Sequence

from assistant.records import Span
from assistant_eval.patterns import squeezed


def widened(paragraph: str, sentences: Sequence[Span], words: Span, text: str) -> str:
    """The sentence of `paragraph` around `words`, with its neighbours where `text` holds it more than once.

    `sentences` are those of the paragraph. A paragraph that itself stands twice in `text` is returned whole.
    """
    first = max((number for number, own in enumerate(sentences) if own.start <= words.start), default=0)
    last = min((number for number, own in enumerate(sentences) if own.end >= words.end), default=len(sentences) - 1)
    last = max(first, last)
    whole = squeezed(text)
    while True:
        quote = paragraph[sentences[first].start : sentences[last].end]
        if whole.count(squeezed(quote)) <= 1:
            return quote
        if last + 1 < len(sentences):
            last += 1
        elif first > 0:
            first -= 1
        else:
            return quote
