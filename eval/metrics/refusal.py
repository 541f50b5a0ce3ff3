"""When a system answers and when it refuses: too often, too seldom, and how well its confidence tells the two apart."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


def over_refusal(answerable: bool, refused: bool | None) -> float | None:
    """1.0 where an answerable question was refused, else 0.0; None for an unanswerable one and where it failed.

    `refused` is None where the system failed, for that is neither. The mean is the share of answerable questions that
    were refused for nothing (the false refusals of Röttger et al. 2024, XSTest).
    """
    return None if not answerable or refused is None else float(refused)


def answered_although(answerable: bool, refused: bool | None, corrected: bool = False) -> float | None:
    """1.0 where an unanswerable question was answered, else 0.0; None for an answerable one and where it failed.

    `refused` is None where the system failed. An answer that corrects what the question takes for granted
    (`Outcome.CORRECTED`) is as good as a refusal: 0.0. The mean is the error of SQuAD 2.0's unanswerable questions
    (Rajpurkar et al. 2018).
    """
    return None if answerable or refused is None else float(not (refused or corrected))


class Point(NamedTuple):
    """The share of all questions that is covered, and the share of those covered that is wrong (both 0 to 1)."""

    coverage: float
    risk: float


class RiskCoverage(NamedTuple):
    """The risk–coverage curve, its points by rising coverage, and its `area` (0 to 1, less is better)."""

    points: tuple[Point, ...]
    area: float | None


def risk_coverage(
    confidences: Sequence[float | None], wrong: Sequence[bool], answered: Sequence[bool]
) -> RiskCoverage | None:
    """How the risk grows as less confident answers are let through; None where nothing is asked or a confidence lacks.

    The sequences have an entry a question. Questions are covered from the most confident down (El-Yaniv & Wiener 2010,
    JMLR 11); coverage counts over all questions, and those refused are never covered, so the curve ends at the share
    answered. `wrong` and `confidences` of refused ones are not read. A threshold cannot part equal confidences: there
    is a point for each different one.

    The area is the mean of the risks after 1, 2, … questions answered (AURC: Geifman, Uziel & El-Yaniv 2019, after
    Geifman & El-Yaniv 2017), that is the area under the curve divided by the coverage it reaches; without the division
    a system would better it by refusing more. Read it beside the coverage. Equal confidences count with the expected
    number of wrong ones over all their orders. None where all are refused. Raise `ValueError` for sequences of
    different lengths and for a confidence that is no finite number.
    """
    asked = len(confidences)
    if not asked == len(wrong) == len(answered):
        raise ValueError(f"entries differ: {asked} confidences, {len(wrong)} wrong, {len(answered)} answered")
    covered: list[tuple[float, bool]] = []
    for confidence, error, own in zip(confidences, wrong, answered, strict=True):
        if own and confidence is None:
            return None  # its place in the order is unknown, and with it every point below the first
        if own and confidence is not None:
            covered.append((_finite(confidence), error))
    if not asked:
        return None
    if not covered:
        return RiskCoverage((), None)
    return _curve(np.array([own for own, _ in covered]), np.array([error for _, error in covered]), asked)


def _curve(confidences: NDArray[np.float64], wrong: NDArray[np.bool_], asked: int) -> RiskCoverage:
    """The curve of the answered ones."""
    # Equal confidences form a group; np.unique sorts upwards, so the sign is turned.
    _, group, sizes = np.unique(-confidences, return_inverse=True, return_counts=True)
    errors = np.bincount(group, weights=wrong)
    ends = np.cumsum(sizes)
    points = zip((ends / asked).tolist(), (np.cumsum(errors) / ends).tolist(), strict=True)
    expected = np.cumsum(np.repeat(errors / sizes, sizes))  # wrong ones after 1, 2, … covered
    area = np.mean(expected / np.arange(1, len(wrong) + 1))
    return RiskCoverage(tuple(Point(*point) for point in points), float(area))


def _finite(confidence: float) -> float:
    if not math.isfinite(confidence):
        raise ValueError(f"a confidence must be a finite number: {confidence}")
    return confidence
