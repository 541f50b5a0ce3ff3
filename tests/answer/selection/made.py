"""Sentences on the table, made by hand for the tests of what is chosen of them."""

from collections.abc import Sequence

import numpy as np

from assistant.answer.selection.choice import Ranked
from assistant.answer.selection.features import Features, Sentence
from assistant.ingest.windows import windows
from assistant.japanese.sentences import display
from assistant.records import Evidence
from assistant.retrieve.question import analyse
from assistant.retrieve.search import Found
from assistant.retrieve.works import works_of

NOTHING = Features(0.0, 0.0, 0.0, 0.0, 0.0)


def sentences_of(item: Evidence) -> tuple[Sentence, ...]:
    """Its sentences in their order; nothing speaks for any of them."""
    text = item.hit.document.text
    return tuple(
        Sentence(item, number, span, display(text[span.start : span.end]), NOTHING)
        for number, span in enumerate(item.sentences)
    )


def ranked(*sentences: Sentence, least: float = 0.5) -> tuple[Ranked, ...]:
    """The sentences as if they were likely in this order, all between `least` and 1."""
    step = (1.0 - least) / max(1, len(sentences) - 1)
    return tuple(Ranked(own, 1.0 - place * step) for place, own in enumerate(sentences))


def found_for(question: str, items: Sequence[Evidence], cosines: Sequence[float]) -> Found:
    """The passages as found for a question, every window of one with the same cosine."""
    vectors = tuple(
        np.full(len(windows(item.hit.passage.text)), cosine, dtype=np.float32)
        for item, cosine in zip(items, cosines, strict=True)
    )
    hits = tuple(item.hit for item in items)
    return Found(analyse(question, works_of(())), hits, vectors, (None,) * len(hits))
