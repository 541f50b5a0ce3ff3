"""A training run from data to a judge's file: lessons, network, loop, calibration, card."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import torch

from assistant.judge import relevance as relevance_judge
from assistant.judge import support as support_judge
from assistant.judge.judge_file import JudgeFile, JudgeKind
from assistant.judge.network import JudgeNetwork
from assistant.judge.stored import stored
from assistant.judge.training.candidates import candidates
from assistant.judge.training.loop import Loss, Progress, Schedule, train
from assistant.judge.training.relevance import Lesson, RelevanceLessons
from assistant.judge.training.squad import QuestionSet
from assistant.judge.training.support import Lesson as SupportLesson
from assistant.judge.training.support import SupportLessons
from assistant.models.embedder import SentenceEmbedder

LOWER_LAYERS: Final = 5
RANK: Final = 128  # directions stored of each matrix's difference
_MOST_CANDIDATES: Final = 10

Report = Callable[[str, int, int, str], None]
"""What a run tells: the part, how much of it is done, of how much, and a remark."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run depends on besides its lessons."""

    folder: Path
    seed: int = 1
    epochs: int = 1
    layer_rate: float = 1.5e-4


def relevance_lessons(asked: QuestionSet, report: Report) -> list[Lesson]:
    """A lesson for each question of a set, with the passages that a search would confuse."""
    found = candidates(asked, _MOST_CANDIDATES, lambda done, total: report("紛らわしい箇所", done, total, ""))
    return [
        Lesson(
            own.question,
            asked.passages[own.passage],
            own.answer,
            tuple(asked.passages[number] for number in beside.near),
            tuple(asked.passages[number] for number in beside.far),
        )
        for own, beside in zip(asked.questions, found, strict=True)
    ]


def train_relevance(lessons: Sequence[Lesson], embedder: SentenceEmbedder, plan: Plan, report: Report) -> JudgeNetwork:
    """Train the relevance judge's network; see `_trained`."""
    prepared = RelevanceLessons(lessons, embedder, plan.seed, plan.epochs)
    network = _network(embedder, plan, relevance_judge.SCORED, relevance_judge.TOKEN_OUTPUTS, relevance_judge.OUTPUTS)
    return _trained(network, _Course(prepared.loss, prepared.steps, lessons), embedder, plan, report)


def train_support(
    lessons: Sequence[SupportLesson], embedder: SentenceEmbedder, plan: Plan, report: Report
) -> JudgeNetwork:
    """Train the support judge's network; see `_trained`."""
    prepared = SupportLessons(lessons, embedder, plan.seed, plan.epochs)
    network = _network(embedder, plan, support_judge.SCORED, support_judge.TOKEN_OUTPUTS, support_judge.OUTPUTS)
    return _trained(network, _Course(prepared.loss, prepared.steps, lessons), embedder, plan, report)


def _network(embedder: SentenceEmbedder, plan: Plan, scored: str, token_outputs: int, outputs: int) -> JudgeNetwork:
    torch.manual_seed(plan.seed)
    network = JudgeNetwork(embedder.encoder, LOWER_LAYERS, scored, token_outputs, outputs)
    network.layers.to(embedder.precision)
    return network


class _Course(NamedTuple):
    """What is learnt: the loss of each step, how many steps, and the lessons behind them."""

    loss: Loss
    steps: int
    lessons: Sequence[Lesson] | Sequence[SupportLesson]


def _trained(
    network: JudgeNetwork, course: _Course, embedder: SentenceEmbedder, plan: Plan, report: Report
) -> JudgeNetwork:
    """Train, telling of it; the curve lies in the plan's folder as a line of JSON for each report, for the model card."""
    schedule = Schedule(course.steps, layer_rate=plan.layer_rate, head_rate=4 * plan.layer_rate)
    depends_on = {
        "embedder": embedder.fingerprint,
        "lower": LOWER_LAYERS,
        "schedule": repr(schedule),
        "seed": plan.seed,
    }
    key = identity(depends_on | {"lessons": [repr(own) for own in course.lessons]})
    plan.folder.mkdir(parents=True, exist_ok=True)
    with (plan.folder / "curve.jsonl").open("a", encoding="utf-8") as curve:
        for progress in train(network, course.loss, schedule, plan.folder, key):
            curve.write(json.dumps({"step": progress.done, "losses": dict(progress.losses)}, ensure_ascii=False) + "\n")
            curve.flush()
            report("学習", progress.done, progress.steps, _remark(progress))
    return network


def _remark(progress: Progress) -> str:
    return " ".join(f"{name} {value:.3f}" for name, value in progress.losses.items())


def as_file(
    kind: JudgeKind,
    network: JudgeNetwork,
    embedder: SentenceEmbedder,
    calibration: Mapping[str, Any],
    card: Mapping[str, Any],
) -> JudgeFile:
    """The trained network as it is stored: fp16, the layers as truncated differences from the embedder's."""
    tensors = {name: own.half() for name, own in stored(network, RANK).items()}
    return JudgeFile(kind, embedder.name, embedder.fingerprint, LOWER_LAYERS, calibration, card, tensors)


def identity(depends_on: Mapping[str, Any]) -> str:
    """SHA-256 of what a result depends on."""
    return hashlib.sha256(json.dumps(depends_on, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
