"""Citation labels in what the model wrote: [1], ［1］, 【1】, [1,2], [1][3], [1、2], [出典1]."""

import re
import unicodedata
from typing import NamedTuple

from assistant.japanese.sentences import sentences

_GROUP = re.compile(
    r"[\[［【〔]\s*(?:出典|資料|文書|source)?\s*([0-9０-９]+(?:\s*[,，、・;；]\s*[0-9０-９]+)*)\s*[\]］】〕]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9０-９]+")
_LABELS_ONLY = re.compile(rf"(?:\s|[。．、]|{_GROUP.pattern})+", re.IGNORECASE)


class Labelled(NamedTuple):
    """A sentence without its labels, and the labels in the order they stood, each once."""

    text: str
    labels: tuple[int, ...]


def read_labels(sentence: str) -> Labelled:
    """Take the labels out of one sentence."""
    numbers = [
        int(unicodedata.normalize("NFKC", number))
        for group in _GROUP.finditer(sentence)
        for number in _NUMBER.findall(group.group(1))
    ]
    text = re.sub(r"\s+(?=[。、．])", "", _GROUP.sub("", sentence)).strip()
    return Labelled(text, tuple(dict.fromkeys(numbers)))


def labelled_sentences(text: str) -> list[Labelled]:
    """Cut what the model wrote into sentences; labels that follow the full stop belong to the sentence before it."""
    pieces: list[str] = []
    for span in sentences(text):
        piece = text[span.start : span.end]
        lead = _LABELS_ONLY.match(piece)
        if pieces and lead is not None:
            pieces[-1] += piece[: lead.end()]
            piece = piece[lead.end() :]
        if piece.strip():
            pieces.append(piece)
    return [labelled for piece in pieces if (labelled := read_labels(piece)).text]
