"""What a training came to: calibration, figures with intervals, reliability, the worst examples; for file and card."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.japanese.sentences import display
from assistant.judge.training.measures import Bin, Measured

QUOTED = 60  # characters of a text that a card may quote


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure under a short key for programs; `name` is for people, `count` is of what it was taken (pairs, claims).

    None where there was nothing to take it of.
    """

    key: str
    name: str
    measured: Measured | None
    count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The calibration that goes into the judge's file, and how it does on what neither training nor calibration saw.

    `calibrated_on`: how many questions or claims the calibration was fitted to (0: none, the logits are used raw).
    """

    calibration: Mapping[str, Any]
    calibrated_on: int
    figures: tuple[Figure, ...]
    reliability: tuple[Bin, ...]
    worst: tuple[str, ...]


def quoted(text: str) -> str:
    """The beginning of a text on one line, short enough to be quoted."""
    shown = " ".join(display(text).split())
    return shown if len(shown) <= QUOTED else f"{shown[: QUOTED - 1]}…"
