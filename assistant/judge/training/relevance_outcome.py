"""The trained relevance judge on the questions that were kept from it: calibration and figures."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.judge.calibration import logistic
from assistant.judge.relevance import RelevanceJudge
from assistant.judge.training.fitting import platt
from assistant.judge.training.measures import auroc, calibration_error, measured, reliability
from assistant.judge.training.outcome import Figure, Outcome, quoted
from assistant.judge.training.relevance import Lesson
from assistant.judge.training.relevance_material import RelevanceMaterial
from assistant.judge.training.sources import Report
from assistant.judge.training.squad import Text

_OF_A_KIND: Final = 3  # passages without the answer that are read, of the same document and of all
_WORST: Final = 5


class Read(NamedTuple):
    """A question's logits: of the passage with the answer, of others of its document, of others of all documents.

    `ahead`: the passage that stands highest of all without the answer; `by_people`: not by rule.
    """

    lesson: Lesson
    right: float
    near: NDArray[np.float64]
    far: NDArray[np.float64]
    ahead: Text | None
    by_people: bool

    @property
    def wrong(self) -> NDArray[np.float64]:
        """The logits of all passages without the answer."""
        return np.concatenate((self.near, self.far))


def relevance_outcome(judge: RelevanceJudge, material: RelevanceMaterial, seed: int, report: Report) -> Outcome:
    """Calibrate on every other question that was kept out, measure on the rest."""
    held = [(own, True) for own in material.held_people] + [(own, False) for own in material.held_rules]
    read = []
    for number, (lesson, by_people) in enumerate(held, start=1):
        read.append(_read(judge, lesson, by_people))
        report("測定", number, len(held), "")
    fitted, kept = read[::2], read[1::2]
    logits, right = _pairs(fitted)
    slope, offset = platt(logits, right)

    def chances(of: Sequence[Read]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        own, came = _pairs(of)
        return logistic(slope * own + offset).astype(np.float64), came

    people = [own for own in kept if own.by_people]
    rules = [own for own in kept if not own.by_people]
    error = _figure("ece", "確率のずれ（ECE、15 区間）", kept, lambda own: calibration_error(*chances(own)), seed)
    return Outcome(
        {"slope": slope, "offset": offset},
        len(fitted),
        (
            *_figures(people, "people", "人が書いた質問", seed),
            *_figures(rules, "rules", "規則で作った質問", seed),
            error,
        ),
        reliability(*chances(kept)),
        _worst(people),
    )


def _read(judge: RelevanceJudge, lesson: Lesson, by_people: bool) -> Read:
    near = list(lesson.near[:_OF_A_KIND])
    far = [text for text in lesson.far if text not in near][:_OF_A_KIND]
    assert lesson.passage is not None  # only corrections lack it, and they are not kept out
    passages = [lesson.passage, *near, *far]
    logits = np.array([own.logit for own in judge.read(lesson.question, [(own.heading, own.text) for own in passages])])
    ahead = passages[1 + int(np.argmax(logits[1:]))] if len(passages) > 1 else None
    return Read(lesson, float(logits[0]), logits[1 : 1 + len(near)], logits[1 + len(near) :], ahead, by_people)


def _pairs(read: Sequence[Read]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    logits = np.concatenate([np.zeros(0), *(np.array([own.right, *own.wrong]) for own in read)])
    right = [is_first for own in read for is_first in (True, *[False] * len(own.wrong))]
    return logits, np.array(right, dtype=np.bool_)


def _figures(read: Sequence[Read], key: str, of: str, seed: int) -> tuple[Figure, ...]:
    return (
        _figure(
            f"{key}_near_auroc",
            f"{of}: 同じ文書の紛らわしい箇所との AUROC",
            read,
            lambda own: _auroc(own, "near"),
            seed,
        ),
        _figure(f"{key}_far_auroc", f"{of}: ほかの箇所との AUROC", read, lambda own: _auroc(own, "far"), seed),
        _figure(f"{key}_first", f"{of}: 答えのある箇所が一番上に来る割合", read, _first, seed),
    )


def _auroc(read: Sequence[Read], kind: str) -> float:
    wrong = [own.near if kind == "near" else own.far for own in read]
    return auroc(np.array([own.right for own in read]), np.concatenate([np.zeros(0), *wrong]))


def _first(read: Sequence[Read]) -> float:
    return float(np.mean([own.right > own.wrong.max(initial=-np.inf) for own in read])) if read else float("nan")


def _figure(key: str, name: str, read: Sequence[Read], value: Callable[[Sequence[Read]], float], seed: int) -> Figure:
    found = measured(len(read), lambda drawn: value([read[number] for number in drawn]), seed)
    return Figure(key, name, found, len(read))


def _worst(read: Sequence[Read]) -> tuple[str, ...]:
    """Questions whose passage stands farthest below one without the answer."""
    missed = [own for own in read if own.ahead is not None and own.right < own.wrong.max()]
    missed.sort(key=lambda own: own.right - own.wrong.max())
    return tuple(
        f"質問「{quoted(own.lesson.question)}」で、答えのない箇所「{quoted(own.ahead.text)}」"
        f"（{quoted(own.ahead.heading)}）を、答えのある箇所より上にした"
        for own in missed[:_WORST]
        if own.ahead is not None
    )
