"""Citation labels in what the model wrote: [1], ［1］, 【1】, [1,2], [1][3], [1、2], [出典1]."""

import re
import unicodedata
from typing import Final, NamedTuple

from assistant.japanese.sentences import sentences

_NUMBERS = r"[0-9０-９]{1,2}(?:\s*[,，、・;；\-–~〜～]\s*[0-9０-９]{1,2})*"
_GROUP = re.compile(
    rf"[\[［【〔]\s*(?:出典|資料|文書|source)?\s*({_NUMBERS})\s*[\]］】〕]|[（(]\s*(?:出典|資料|文書|source)\s*({_NUMBERS})\s*[）)]",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"(?<=[\]］】〕])\s*(?:および|及び|、|,|と)\s*(?=[\[［【〔]\s*{_NUMBERS}\s*[\]］】〕])")
_PART = re.compile(r"([0-9]+)(?:\s*[-–~〜]\s*([0-9]+))?")
_LABELS_ONLY = re.compile(rf"(?:\s|[。．、]|{_GROUP.pattern})+", re.IGNORECASE)
_YES_OR_NO = re.compile(r"\A(?:はい|いいえ|ええ)[、。,，]\s*(?=\S)")


_ANSWER_WORDS: Final = frozenset({"はい。", "いいえ。", "ええ。"})


class Labelled(NamedTuple):
    """A sentence without its labels, and the labels in the order they stood, each once."""

    text: str
    labels: tuple[int, ...]


def read_labels(sentence: str) -> Labelled:
    """Take the labels out of one sentence, and a 「はい、」 before it, which no source could confirm by itself."""
    sentence = _BETWEEN.sub("", sentence)
    numbers: list[int] = []
    for group in _GROUP.finditer(sentence):
        for first, last in _PART.findall(unicodedata.normalize("NFKC", group[1] or group[2])):
            numbers.extend(range(int(first), int(last or first) + 1))
    text = re.sub(r"\s+(?=[。、．])", "", _GROUP.sub("", sentence)).strip()
    return Labelled(_YES_OR_NO.sub("", text), tuple(dict.fromkeys(numbers)))


def labelled_sentences(text: str) -> list[Labelled]:
    """Cut what the model wrote into sentences; labels that follow the full stop belong to the sentence before it."""
    pieces: list[str] = []
    for span in sentences(text):
        piece = text[span.start : span.end]
        lead = _LABELS_ONLY.match(piece)
        if pieces and lead is not None:
            pieces[-1] += piece[: lead.end()]
            piece = piece[lead.end() :]
        if pieces and pieces[-1].strip() in _ANSWER_WORDS:
            piece = pieces.pop() + piece
        if piece.strip():
            pieces.append(piece)
    return [labelled for piece in pieces if (labelled := read_labels(piece)).text]
