"""Questions by rule that one sentence of a statute, guideline or licence answers, as staff would type them.

For the training of the relevance judge, which otherwise sees only the questions of an encyclopaedia.
"""

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Final, NamedTuple

from assistant.judge.claims.inflection import inflection_of
from assistant.judge.claims.statement import balanced
from assistant.judge.claims.synonyms import Synonyms
from assistant.judge.questions import amount_questions, definition_questions, phrase_questions, setting_questions
from assistant.judge.questions.acts import Act
from assistant.judge.questions.ask import Ask
from assistant.judge.questions.everyday import reworded
from assistant.judge.questions.laid_out import LaidOut, laid_out
from assistant.judge.questions.matter import Matter, matters
from assistant.judge.questions.question_ends import cleft_end, closed_end, noun_end, open_end
from assistant.records import Span

KINDS: Final = (
    *("who", "whom", "what", "how-many", "when", "condition", "purpose", "definition", "duty", "permission"),
    *("prohibition", "topic"),
)
_EVERYDAY: Final = 0.6  # of the questions are in everyday words
_OTHER_VERB: Final = 0.5  # of those have another verb where the table knows one
_SHORTEST, _LONGEST = 6, 110  # characters of a question

_MARKUP = re.compile(r"\*\*|[\[\]|]")
_BEFORE_ANSWER: Final = re.compile(r"[、 ]*(?:又は|若しくは|及び|並びに|かつ)?、? *")
_ASKERS: Final[tuple[Callable[[Matter, bool, Random], Ask | None], ...]] = (
    phrase_questions.who,
    phrase_questions.whom,
    phrase_questions.what,
    phrase_questions.by_what,
    amount_questions.how_many,
    amount_questions.when,
    amount_questions.is_set_to,
    setting_questions.condition,
    setting_questions.exception,
    setting_questions.purpose,
    setting_questions.duty,
    lambda found, _, random: phrase_questions.where_to(found, random),
    lambda found, _, random: setting_questions.penalty(found, random),
    lambda found, _, random: definition_questions.short_name(found, random),
)


class Asked(NamedTuple):
    """A question of one of KINDS, and the span of the sentence that answers it."""

    kind: str
    question: str
    answer: Span


def questions(sentence: str, synonyms: Synonyms, random: Random, most: int) -> tuple[Asked, ...]:
    """At most `most` different questions that `sentence` answers; deterministic for a `random`.

    `synonyms`: best `everyday.question_words(load_synonyms())`, made once. Empty for headings, fragments, and sentences
    that say nothing a question could be asked for.
    """
    laid = laid_out(sentence)
    if laid is None or most < 1 or _breaks_off(laid):
        return ()
    made: dict[str, Asked] = {}
    for ask, act, brief in _asks(laid, random, most):
        question = _worded(ask, act, synonyms if brief else None, random)
        answer = _trimmed(laid.parts.text, ask.answer)
        said = laid.parts.text[answer.start : answer.end]
        if question is not None and question not in made and balanced(said) and not _MARKUP.search(said):
            made[question] = Asked(ask.kind, question, laid.source(*answer))
    chosen = list(made.values())
    random.shuffle(chosen)
    return tuple(chosen[:most])


def _breaks_off(laid: LaidOut) -> bool:
    """Whether the sentence begins in the middle, as lines cut out of a table or a column do."""
    first = laid.parts.words[0]
    return (
        first.part in ("助詞", "助動詞", "接尾辞")
        or first.surface in ("する", "した", "し", "さ", "せ", "い", "れ", "ー", "…")
        or first.surface[0] in "」』、。ーょゃゅっ"
    )


def _asks(laid: LaidOut, random: Random, most: int) -> Iterator[tuple[Ask, Act | None, bool]]:
    """Questions of every kind that the sentence allows, the act they are about, and whether to put them in everyday words."""
    found = matters(laid)
    for _ in range(1 + (most > 4)):
        for matter in found:
            for asker in _ASKERS:
                brief = random.random() < _EVERYDAY
                if (ask := asker(matter, brief, random)) is not None:
                    yield ask, matter.act, brief
        if (ask := definition_questions.definition(laid, random)) is not None:
            yield ask, None, False


def _trimmed(text: str, answer: Span) -> Span:
    """The answer without commas and blanks around it, and without the joining word before it."""
    lead = _BEFORE_ANSWER.match(text, answer.start, answer.end)
    start = answer.start if lead is None else lead.end()
    return Span(start, start + len(text[start : answer.end].rstrip("、 ")))


def _worded(ask: Ask, act: Act | None, synonyms: Synonyms | None, random: Random) -> str | None:
    """The question in words; None where it cannot end so, or is too long."""
    head = ask.head if synonyms is None else reworded(ask.head, synonyms, random, len(ask.head))
    if ask.end == "noun":
        end: str | None = noun_end(random)
    elif ask.end and act is not None:
        verb = act.verb
        others = () if synonyms is None else synonyms.verbs.get(verb.plain, ())
        if others and random.random() < _OTHER_VERB:
            verb = inflection_of(random.choice(others)) or verb
        if ask.end == "cleft":
            end = cleft_end(act.mood, verb, ask.word, random)
        else:
            end = (open_end if ask.end == "open" else closed_end)(act.mood, verb, random)
    else:
        end = ask.word
    question = None if end is None else (head + end).replace("、、", "、")
    return question if question is not None and _SHORTEST <= len(question) <= _LONGEST else None
