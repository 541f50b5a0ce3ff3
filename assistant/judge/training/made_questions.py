"""Questions that rules make of documents' own sentences, as a set like those that people wrote."""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

from assistant.japanese.sentences import sentences
from assistant.judge.claims.synonyms import load_synonyms
from assistant.judge.questions.asking import questions
from assistant.judge.questions.everyday import question_words
from assistant.judge.training.squad import Asked, QuestionSet, Text, cut
from assistant.judge.training.statements import bars
from assistant.records import Span

_OF_A_SENTENCE: Final = 3


class MadeQuestions(NamedTuple):
    """The questions, and for each of their passages the number of the text that it was cut out of."""

    asked: QuestionSet
    cut_from: tuple[int, ...]


def made_questions(texts: Sequence[Text], excluded: Sequence[str], random: Random) -> MadeQuestions:
    """The passages of `texts`, cut as those of question sets, and questions about their sentences but the `excluded` ones."""
    words = question_words(load_synonyms())
    barred = bars(excluded)
    pieces: list[Text] = []
    cut_from: list[int] = []
    for number, text in enumerate(texts):
        own = [text._replace(text=text.text[span.start : span.end]) for span in cut(text.text, random)]
        pieces += own
        cut_from += [number] * len(own)
    asked = []
    for number, piece in enumerate(pieces):
        for span in sentences(piece.text):
            sentence = piece.text[span.start : span.end]
            if barred(sentence):
                continue
            for made in questions(sentence, words, random, _OF_A_SENTENCE):
                answer = Span(span.start + made.answer.start, span.start + made.answer.end)
                asked.append(Asked(made.question, number, answer))
    return MadeQuestions(QuestionSet(tuple(pieces), tuple(asked), ()), tuple(cut_from))
