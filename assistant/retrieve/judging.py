"""The relevance judge's reading of the best candidates: one more part of their scores, and where in them the answer is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from assistant.index.opened import Index
from assistant.ingest.windows import window_heading
from assistant.judge.opinions import Reading
from assistant.judge.protocols import RelevanceScorer
from assistant.retrieve.scoring import Candidates
from assistant.settings import RetrievalSettings

JUDGE: Final = "judge"


@dataclass(frozen=True, slots=True)
class Readings:
    """What the judge made of passages, by their numbers in the index; empty without a judge."""

    by_passage: Mapping[int, Reading] = field(default_factory=dict)

    def scored(self, candidates: Candidates, weight: float) -> Candidates:
        """The candidates with the judge's opinion added: none where it is the worst or was not asked, more above that."""
        if not self.by_passage or not weight:
            return candidates
        worst = min(reading.logit for reading in self.by_passage.values())
        part = [
            weight * (self.by_passage[number].logit - worst) if number in self.by_passage else 0.0
            for number in candidates.numbers.tolist()
        ]
        return Candidates(candidates.numbers, {**candidates.parts, JUDGE: np.array(part, dtype=np.float32)})


def read_best(
    question: str, numbers: Sequence[int], index: Index, judge: RelevanceScorer | None, settings: RetrievalSettings
) -> Readings:
    """Have the judge read the first of the ranked passages `numbers`."""
    if judge is None:
        return Readings()
    best = list(numbers[: settings.judged])
    readings = judge.read(question, [(_heading(index, number), index.passages[number].text) for number in best])
    return Readings(dict(zip(best, readings, strict=True)))


def _heading(index: Index, number: int) -> str:
    return window_heading(index.passages[number].section_path, index.cards[index.owners[number]].title)
