"""Whether what was found answers a question at all: a calibrated look at the search alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from assistant.answer.anchors.asked_works import asked_works
from assistant.answer.selection.choice import Ranked
from assistant.answer.selection.features import Sentence
from assistant.answer.selection.weights import load_weights
from assistant.answer.verification.likeness import likeness
from assistant.answer.verification.support import headings
from assistant.japanese.asked_subject import subject_phrases
from assistant.japanese.asked_values import AskedValue, asked_values, tells
from assistant.japanese.tokens import content_words
from assistant.retrieve.search import Found

_NEVER: Final = 1e-6
_KANJI = re.compile("[一-鿿]")
_LIKELY: Final = 4  # sentences that are likely answers whatever words they share
_BESIDE: Final = (
    0.5  # of the question's words in the sentence that has most, how much one that tells the value must have
)


def signs(found: Found, best: float) -> dict[str, float]:
    """What speaks for an answer: the best passage's score (points), the relevance judge's best probability, the best sentence's logit.

    `best` is the probability of the best sentence. The relevance is 0 where no judge has read anything.
    """
    bounded = min(max(best, _NEVER), 1 - _NEVER)
    return {
        "score": max((hit.score for hit in found.hits), default=0.0),
        "relevance": max((hit.relevance for hit in found.hits if hit.relevance is not None), default=0.0),
        "best": log(bounded / (1 - bounded)),
    }


def answerable(found: Found, ranked: Sequence[Ranked]) -> float:
    """The probability that the question is answered by what was found, 0 to 1; calibrated on development questions."""
    if not ranked:
        return 0.0
    weights = load_weights()
    read = any(hit.relevance is not None for hit in found.hits)
    model = weights.answerable if read else weights.answerable_unread
    return model.probability(signs(found, ranked[0].probability))


def untold(question: str, sentences: Sequence[Sentence]) -> tuple[AskedValue, ...]:
    """What is asked for (何円, 何日以内, どのモデル) and no sentence tells of what the question is about; () where one of them is told.

    Of `sentences`, likeliest answer first, those count that are likely, or share at least half as many of the
    question's words as the one that shares most; and they must have, themselves or in their headings, half the words of
    each phrase that the value is asked of. A phrase that no sentence has is in other words than the sources' and tells
    nothing.
    """
    wanted = asked_values(question)
    if not wanted:
        return ()
    told = [_Told.of(own) for own in sentences]
    phrases = [phrase for phrase in subject_phrases(_without_works(question)) if any(own.has(phrase) for own in told)]
    least = _BESIDE * max((own.features.shared for own in sentences), default=0.0)
    near = [
        own
        for place, own in enumerate(sentences)
        if (place < _LIKELY or own.features.shared >= least) and all(map(told[place].has, phrases))
    ]
    missing = tuple(value for value in wanted if not any(tells(own.text, value, question) for own in near))
    return missing if len(missing) == len(wanted) else ()


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence with its headings; the row of a list or table, which is no sentence, with its whole passage."""

    text: str
    words: frozenset[str]

    @classmethod
    def of(cls, own: Sentence) -> "_Told":
        around = own.text if own.text.endswith("。") else own.evidence.hit.passage.text
        text = f"{headings(own.evidence)}\n{around}"
        return cls(text, frozenset(content_words(text)))

    def has(self, phrase: frozenset[str]) -> bool:
        """Whether half of the words stand there, as they are, by a synonym, or with other kana (届出, 届け出る)."""
        return 2 * sum(map(self._stands, phrase)) >= len(phrase)

    def _stands(self, word: str) -> bool:
        kanji = _KANJI.findall(word)
        spelt = re.compile("[ぁ-ゖ]?".join(kanji)) if len(kanji) > 1 else None
        return likeness(word, self.words) == 1.0 or (spelt is not None and spelt.search(self.text) is not None)


def _without_works(question: str) -> str:
    """The question without the works that it names: whose value is asked, not where it stands."""
    for work in asked_works(question):
        question = question.replace(work.text, "", 1)
    return question
