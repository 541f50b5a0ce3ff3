"""The sentences of documents to train on: each under its headings, with those beside it; and passages of all lengths."""

import re
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Final, NamedTuple

from assistant.ingest.splitting import split
from assistant.ingest.windows import window_heading
from assistant.japanese.normalise import fold
from assistant.japanese.sentences import sentences
from assistant.judge.training.squad import QuestionSet, Text
from assistant.records import Document

PASSAGE_CHARACTERS: Final = 400
_LENGTHS: Final = (15, 200)  # characters of a sentence that is worth learning from
_JAPANESE = re.compile(r"[ぁ-ん]")
_BLANKS = re.compile(r"\s+")


class Said(NamedTuple):
    """A sentence, what it stands under, and the sentences before and after it in its passage ("" for none)."""

    heading: str
    before: str
    sentence: str
    after: str


def texts_of(documents: Iterable[Document]) -> list[Text]:
    """The passages of documents under their title and innermost headings, numbered by document."""
    return [
        Text(number, window_heading(passage.section_path, document.title), passage.text)
        for number, document in enumerate(documents)
        for passage in split(document, PASSAGE_CHARACTERS)
    ]


def said_in(texts: Iterable[Text], excluded: Sequence[str]) -> list[Said]:
    """The Japanese sentences of passages, each once; none that holds one of the `excluded` words or stands inside them."""
    barred = bars(excluded)
    found: dict[str, Said] = {}
    for text in texts:
        own = [_BLANKS.sub(" ", text.text[span.start : span.end]).strip() for span in sentences(text.text)]
        own = ["" if barred(sentence) else sentence for sentence in own]  # not shown beside another one either
        for number, sentence in enumerate(own):
            if not (_LENGTHS[0] <= len(sentence) <= _LENGTHS[1] and _JAPANESE.search(sentence)):
                continue
            before = own[number - 1] if number else ""
            after = own[number + 1] if number + 1 < len(own) else ""
            found.setdefault(_squeezed(sentence), Said(text.heading, before, sentence, after))
    return list(found.values())


def bars(excluded: Sequence[str]) -> Callable[[str], bool]:
    """Whether a sentence holds one of the `excluded` words or stands inside them; blanks and forms of characters aside."""
    banned = [_squeezed(own) for own in excluded if own.strip()]

    def barred(sentence: str) -> bool:
        squeezed = _squeezed(sentence)
        return any(words in squeezed or squeezed in words for words in banned)

    return barred


def some_of(asked: QuestionSet, most: int, random: Random) -> list[Text]:
    """At most `most` of a set's passages by lot, in their order."""
    drawn = random.sample(range(len(asked.passages)), min(most, len(asked.passages)))
    return [asked.passages[number] for number in sorted(drawn)]


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", fold(text))
