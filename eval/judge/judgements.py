"""Hand-labelled judgements, and how far a judge, or the verifier in its place, agrees with them.

A row: `id`, `source` (path relative to the corpus folder), `quote` (words that stand there), `claim`, and `label`, what a
person says of the claim on the quote alone. A judge tells only supported from not, so the two other labels count as one.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.ingest.splitting import split
from assistant.records import Document, Evidence
from assistant_eval.gold import holds
from assistant_eval.judge.model import Judge, Unjudged
from assistant_eval.judging import entails, evidence_of
from assistant_eval.metrics.agreement import Confusion, accuracy, cohen_kappa, confusion
from assistant_eval.metrics.intervals import Interval
from assistant_eval.mutation.paraphrases import Case
from assistant_eval.records import Place
from assistant_eval.running import Counted

SUPPORTED: Final = "supported"
LABELS: Final = (SUPPORTED, "unsupported", "contradicted")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim about the words `quote` of the file `source`, and what a person says of it (one of LABELS)."""

    id: str
    source: str
    quote: str
    claim: str
    label: str


@dataclass(frozen=True, slots=True)
class JudgeAgreement:
    """How far a judge agrees with a person over `sample` judgements, of which `unjudged` got no verdict.

    Accuracy, kappa and counts are those of the others; None where there is none (kappa: or nothing beyond chance).
    """

    accuracy: Interval | None
    kappa: float | None
    confusion: Confusion
    sample: int
    unjudged: int


def read_judgements(*paths: Path) -> tuple[Judgement, ...]:
    """Read files of judgements; raise `AssistantError` naming the line that is wrong, also an id that comes twice."""
    found: dict[str, Judgement] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            if not line.strip():
                continue
            try:
                judgement = parse_judgement(json.loads(line))
            except (ValueError, TypeError) as error:
                raise AssistantError(
                    f"判定のファイルの {number} 行目が誤っています: {path}（{error}）。書式は eval/README.md にあります"
                ) from error
            if judgement.id in found:
                raise AssistantError(
                    f"判定のファイルの {number} 行目の id {judgement.id} は、前にもあります: {path}。別の id にしてください"
                )
            found[judgement.id] = judgement
    return tuple(found.values())


def parse_judgement(row: object) -> Judgement:
    """A judgement from its JSON object; raise ValueError or TypeError whose text says, for people, what is wrong."""
    if not isinstance(row, dict):
        raise TypeError("オブジェクトではありません")
    names = [field.name for field in fields(Judgement)]
    if unknown := sorted(set(row) - set(names)):
        raise ValueError(f"{'、'.join(unknown)} は知らない項目です")
    for name in names:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise ValueError(f"{name} がありません")
    if row["label"] not in LABELS:
        raise ValueError(f"label は {'、'.join(LABELS)} のどれかです: {row['label']}")
    return Judgement(**{name: row[name].strip() for name in names})


def judgement_faults(judgements: Iterable[Judgement | Case], documents: Mapping[str, Document]) -> tuple[str, ...]:
    """What of judgements (or paraphrases) does not fit the documents (by source) as they were read, a line for each; () is sound."""
    found = []
    for own in judgements:
        if own.source not in documents:
            found.append(f"{own.id}: 資料 {own.source} がありません")
        elif not holds(documents[own.source].text, own.quote):
            found.append(f"{own.id}: 資料 {own.source} に「{own.quote}」がありません")
    return tuple(found)


def agreement(judge: Judge, judgements: Sequence[Judgement], counted: Counted, seed: int) -> JudgeAgreement:
    """Put each claim and its quote to `judge`."""
    return _agreement(lambda own: judge.supports(own.claim, own.quote), judgements, counted, seed)


def verifier_agreement(
    judgements: Sequence[Judgement],
    documents: Mapping[str, Document],
    passage_characters: int,
    least_overlap: float,
    seed: int,
) -> JudgeAgreement:
    """Put each claim to the verifier, citing the passage that holds its quote; a quote that none holds is unjudged.

    The verifier is asked as in the program: it gets the passage with its headings, and finds the sentence by itself. No
    question narrows what it may be about.
    """

    @cache
    def passages(source: str) -> tuple[Evidence, ...]:
        document = documents[source]
        cut = enumerate(split(document, passage_characters), start=1)
        return tuple(
            evidence_of(
                Place(label, source, document.title, own.locator, own.section_path, own.start, own.end), document
            )
            for label, own in cut
        )

    def verify(own: Judgement) -> bool:
        every = passages(own.source) if own.source in documents else ()
        held = next((item for item in every if holds(item.hit.passage.text, own.quote)), None)
        if held is None:
            raise Unjudged(f"資料 {own.source} に「{own.quote}」を含む箇所がありません")
        return bool(entails(own.claim, (held,), "", least_overlap))

    return _agreement(verify, judgements, lambda done, total: None, seed)


def _agreement(
    decide: Callable[[Judgement], bool], judgements: Sequence[Judgement], counted: Counted, seed: int
) -> JudgeAgreement:
    judged: list[bool] = []
    labelled: list[bool] = []
    for number, own in enumerate(judgements, start=1):
        try:
            judged.append(decide(own))
            labelled.append(own.label == SUPPORTED)
        except Unjudged:
            pass  # counted below: whatever has no verdict
        counted(number, len(judgements))
    return JudgeAgreement(
        accuracy(judged, labelled, seed),
        cohen_kappa(judged, labelled),
        confusion(judged, labelled),
        len(judgements),
        len(judgements) - len(judged),
    )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise AssistantError(f"判定のファイルを開けません: {path}（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise AssistantError(f"判定のファイルが UTF-8 ではありません: {path}（{error}）") from error
