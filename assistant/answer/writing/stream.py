"""Sentences out of a stream of tokens, each handed on once nothing more can belong to it."""

from collections.abc import Iterable, Iterator
from typing import Final

from assistant.answer.verification.labels import Labelled, labelled_sentences

_NEWS: Final = frozenset("。．！？!?\n]］】〕")  # only after one of these can a sentence have ended
_OPENING: Final = "[［【〔"


def finished_sentences(pieces: Iterable[str]) -> Iterator[Labelled]:
    """Yield each sentence when the next one has begun (labels may follow a full stop), the last one at the end."""
    text, given = "", 0
    for piece in pieces:
        text += piece
        if _NEWS.isdisjoint(piece) and _NEWS.isdisjoint(text[-len(piece) - 1 : -len(piece)]):
            continue
        read = labelled_sentences(text)
        unfinished = 2 if read and read[-1].text[0] in _OPENING else 1  # a bracket may be the rest of a label
        ready = read[:-unfinished]
        yield from ready[given:]
        given = max(given, len(ready))
    yield from labelled_sentences(text)[given:]
