"""What the relevance judge learns from, and what it is measured on: questions with the passages a search would confuse."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from assistant.errors import AssistantError
from assistant.judge.training.corrections import CORRECTION_WEIGHT
from assistant.judge.training.made_questions import MadeQuestions, made_questions
from assistant.judge.training.relevance import Lesson
from assistant.judge.training.runs import relevance_lessons
from assistant.judge.training.sources import Report, Sources, held_out, joined
from assistant.judge.training.squad import Asked, QuestionSet


@dataclass(frozen=True, slots=True)
class RelevanceAmounts:
    """How many questions at most: to learn of question sets and of rule, and to be kept out of either."""

    people: int = 12_000
    rules: int = 2_500
    held_people: int = 400
    held_rules: int = 150


@dataclass(frozen=True, slots=True)
class RelevanceMaterial:
    """`held_people` and `held_rules` are kept from training; their passages are no negatives there either."""

    lessons: tuple[Lesson, ...]
    held_people: tuple[Lesson, ...]
    held_rules: tuple[Lesson, ...]
    counts: Mapping[str, int]


def relevance_material(sources: Sources, amounts: RelevanceAmounts, seed: int, report: Report) -> RelevanceMaterial:
    """Draw the questions and find the passages that look like their answers; the same seed gives the same material.

    Raise `AssistantError` where nothing is left to learn.
    """
    random = Random(f"{seed}:relevance")
    made = made_questions(sources.corpus, sources.excluded, random)
    whole = joined((sources.squad, made.asked))
    people, own = whole.questions[: len(sources.squad.questions)], whole.questions[len(sources.squad.questions) :]
    held = _held_passages(sources, made)
    drawn = [
        _some([asked for asked in questions if (asked.passage in held) is kept], most, random)
        for questions, kept, most in (
            (people, False, amounts.people),
            (own, False, amounts.rules),
            (people, True, amounts.held_people),
            (own, True, amounts.held_rules),
        )
    ]
    lessons = _lessons(whole, [asked for part in drawn for asked in part], report)
    ends = [sum(len(part) for part in drawn[: number + 1]) for number in range(len(drawn))]
    kept_texts = frozenset(whole.passages[number] for number in held)
    learnt = tuple(
        lesson._replace(
            near=tuple(text for text in lesson.near if text not in kept_texts),
            far=tuple(text for text in lesson.far if text not in kept_texts),
        )
        for lesson in lessons[: ends[1]]
    )
    corrected = sources.corrections.relevance
    if not learnt and not corrected:
        raise AssistantError(
            "関連の審査モデルを学習できる質問が一つもありません。--squad・--corpus・--corrections のどれかに質問か文書を加えてください"
        )
    counts = {"人が書いた質問": len(drawn[0]), "規則で作った質問": len(drawn[1]), "訂正": len(corrected)}
    return RelevanceMaterial(
        learnt + corrected * CORRECTION_WEIGHT,
        tuple(lessons[ends[1] : ends[2]]),
        tuple(lessons[ends[2] :]),
        counts | {"取り置いた質問": len(drawn[2]) + len(drawn[3]), "箇所": len(whole.passages)},
    )


def _held_passages(sources: Sources, made: MadeQuestions) -> frozenset[int]:
    """Of question sets whole documents; of one's own, which may be few, single passages, in all editions of a document alike."""
    first = len(sources.squad.passages)
    of_sets = (number for number, text in enumerate(sources.squad.passages) if held_out(text.document))
    chosen = [held_out(zlib.crc32(text.text.encode())) for text in sources.corpus]
    return frozenset((*of_sets, *(first + number for number, own in enumerate(made.cut_from) if chosen[own])))


def _some(questions: Sequence[Asked], most: int, random: Random) -> list[Asked]:
    drawn = random.sample(range(len(questions)), min(most, len(questions)))
    return [questions[number] for number in sorted(drawn)]


def _lessons(whole: QuestionSet, questions: Sequence[Asked], report: Report) -> list[Lesson]:
    """The lessons of all these questions, in their order."""
    if not questions:
        return []
    asked = QuestionSet(whole.passages, tuple(questions), ())
    return relevance_lessons(asked, report)
