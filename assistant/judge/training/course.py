"""A whole training: from files of data to the judges' files, each with its model card; goes on where it was broken off.

What takes long, the network's training, is kept in the work folder every few hundred steps. All else is made anew, the
same for the same seed.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from assistant.errors import AssistantError
from assistant.judge import support as support_judge
from assistant.judge.judge_file import JudgeFile, JudgeKind, write_judge
from assistant.judge.loaded import LoadedJudge
from assistant.judge.relevance import RelevanceJudge
from assistant.judge.training.card import TITLES, Learnt, Training, card_page, card_row
from assistant.judge.training.curve import draw, read_curve
from assistant.judge.training.outcome import Outcome
from assistant.judge.training.relevance_material import RelevanceAmounts, relevance_material
from assistant.judge.training.relevance_outcome import relevance_outcome
from assistant.judge.training.runs import Plan, as_file, train_relevance, train_support
from assistant.judge.training.sessions import machine, minutes_spent, session
from assistant.judge.training.sources import DataFiles, Report, Sources, read_sources
from assistant.judge.training.support_material import SupportAmounts, support_material
from assistant.judge.training.support_outcome import support_outcome
from assistant.judge.training.terms import terms_of
from assistant.models.embedder import SentenceEmbedder
from assistant.models.transfer import disk_error, require_space, sha256_of

KINDS: Final[tuple[JudgeKind, ...]] = ("relevance", "support")
_SPACE: Final = 1_000_000_000  # bytes: two checkpoints at a time, and the files themselves


@dataclass(frozen=True, slots=True)
class Options:
    """What to train, on what, and where: files and cards go to `out`, checkpoints to `work`."""

    files: DataFiles
    out: Path
    work: Path
    kinds: tuple[JudgeKind, ...] = KINDS
    seed: int = 1
    relevance: RelevanceAmounts = field(default_factory=RelevanceAmounts)
    support: SupportAmounts = field(default_factory=SupportAmounts)


class Made(NamedTuple):
    """A trained judge on disk."""

    kind: JudgeKind
    path: Path
    bytes: int
    sha256: str
    card: Path
    minutes: float


class _Trained(NamedTuple):
    judge_file: JudgeFile
    outcome: Outcome
    counts: Mapping[str, int]


def train_judges(
    options: Options, embedder: SentenceEmbedder, day: date, report: Report
) -> tuple[tuple[Made, ...], tuple[str, ...]]:
    """Train every judge asked for, one after the other; what was made, and what of the data was skipped and why.

    Raise `AssistantError` for unusable data, a checkpoint of another training, a full disk, and where another process
    trains in the same work folder.
    """
    from filelock import FileLock, Timeout

    try:
        options.work.mkdir(parents=True, exist_ok=True)
        options.out.mkdir(parents=True, exist_ok=True)
        require_space(options.work, _SPACE)
        with FileLock(options.work / ".lock", timeout=0):
            sources = read_sources(options.files, options.seed, report)
            made = [_train(kind, options, sources, embedder, day, report) for kind in options.kinds]
    except Timeout as error:
        raise AssistantError(
            f"別の学習が同じフォルダで動いています: {options.work}。終わるのを待ってください"
        ) from error
    except OSError as error:
        raise disk_error(error, options.work) from error
    return tuple(made), sources.skipped


def start_over(work: Path, kinds: tuple[JudgeKind, ...]) -> None:
    """Throw away how far the trainings came."""
    for kind in kinds:
        if (work / kind).is_dir():
            shutil.rmtree(work / kind)


def _train(
    kind: JudgeKind, options: Options, sources: Sources, embedder: SentenceEmbedder, day: date, report: Report
) -> Made:
    folder = options.work / kind

    def told(step: str, done: int, total: int, remark: str) -> None:
        report(f"{TITLES[kind]}: {step}", done, total, remark)

    with session(folder):
        own = (_relevance if kind == "relevance" else _support)(options, sources, embedder, folder, told)
    points = read_curve(folder / "curve.jsonl")
    steps = points[-1].step if points else 0
    training = Training(kind, day, options.seed, steps, minutes_spent(folder), machine())
    learnt = _learnt(kind, options.files, sources, own.counts)
    path, card = options.out / f"{kind}.safetensors", options.out / f"{kind}.md"
    write_judge(path, replace(own.judge_file, card=card_row(training, learnt, own.outcome)))
    card.write_text(card_page(training, learnt, own.outcome), encoding="utf-8")
    (options.out / f"{kind}.svg").write_text(draw(points, f"{TITLES[kind]}の損失"), encoding="utf-8")
    return Made(kind, path, path.stat().st_size, sha256_of(path), card, training.minutes)


def _relevance(
    options: Options, sources: Sources, embedder: SentenceEmbedder, folder: Path, report: Report
) -> _Trained:
    material = relevance_material(sources, options.relevance, options.seed, report)
    network = train_relevance(material.lessons, embedder, Plan(folder, options.seed), report)
    raw: dict[str, Any] = {"slope": 1.0, "offset": 0.0}
    judge_file = as_file("relevance", network, embedder, raw, {})
    outcome = relevance_outcome(RelevanceJudge(embedder, judge_file), material, options.seed, report)
    return _Trained(replace(judge_file, calibration=outcome.calibration), outcome, material.counts)


def _support(options: Options, sources: Sources, embedder: SentenceEmbedder, folder: Path, report: Report) -> _Trained:
    material = support_material(sources, options.support, options.seed)
    network = train_support(material.lessons, embedder, Plan(folder, options.seed), report)
    judge_file = as_file("support", network, embedder, {}, {})
    shape = support_judge.SCORED, support_judge.TOKEN_OUTPUTS, support_judge.OUTPUTS
    outcome = support_outcome(LoadedJudge(embedder, judge_file, *shape), material, options.seed, report)
    return _Trained(replace(judge_file, calibration=outcome.calibration), outcome, material.counts)


def _learnt(kind: JudgeKind, files: DataFiles, sources: Sources, counts: Mapping[str, int]) -> Learnt:
    used = [*files.squad, *(files.inference if kind == "support" else ())]
    if files.corrections is not None:
        used.append(files.corrections)
    return Learnt(
        tuple(terms_of(used)),
        sources.documents,
        counts,
        tuple(path.name for path in files.exclude),
        len(sources.excluded),
        len(sources.skipped),
    )
