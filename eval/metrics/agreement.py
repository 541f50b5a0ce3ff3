"""How far a judge may be trusted: its verdicts against those of a person on the same items."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant_eval.metrics.intervals import Interval, bootstrap_interval


class Confusion(NamedTuple):
    """Counts of items by what was judged and what the person labelled (true is "supported")."""

    both: int
    only_judged: int
    only_labelled: int
    neither: int

    @property
    def items(self) -> int:
        """How many items there are."""
        return sum(self)


def confusion(judged: Sequence[bool], labelled: Sequence[bool]) -> Confusion:
    """Count the four combinations; raise `ValueError` for different lengths."""
    pairs = _paired(judged, labelled)
    return Confusion(
        both=pairs.count((True, True)),
        only_judged=pairs.count((True, False)),
        only_labelled=pairs.count((False, True)),
        neither=pairs.count((False, False)),
    )


def accuracy(judged: Sequence[bool], labelled: Sequence[bool], seed: int) -> Interval | None:
    """The share of items judged as labelled with its 95% bootstrap interval, items drawn one by one; None without any.

    Raise `ValueError` for different lengths.
    """
    return bootstrap_interval([[float(own == other)] for own, other in _paired(judged, labelled)], seed)


def cohen_kappa(judged: Sequence[bool], labelled: Sequence[bool]) -> float | None:
    """Agreement beyond chance, (p_o − p_e) / (1 − p_e), −1 to 1 (Cohen 1960, Educational and Psychological Measurement 20).

    p_o is the share of equal verdicts, p_e the share that two raters with these frequencies would reach by chance. None
    where nothing is left beyond chance (p_e = 1: no item, or both gave one and the same verdict to all). A rater who
    always says the same, the other not, has 0 however often he is right. Raise `ValueError` for different lengths.
    """
    counts = confusion(judged, labelled)
    items = counts.items
    judged_true, labelled_true = counts.both + counts.only_judged, counts.both + counts.only_labelled
    # In whole numbers (times items²), so that p_e = 1 is met exactly.
    observed = items * (counts.both + counts.neither)
    expected = judged_true * labelled_true + (items - judged_true) * (items - labelled_true)
    return None if expected == items**2 else (observed - expected) / (items**2 - expected)


def _paired(judged: Sequence[bool], labelled: Sequence[bool]) -> list[tuple[bool, bool]]:
    if len(judged) != len(labelled):
        raise ValueError(f"entries differ: {len(judged)} judged, {len(labelled)} labelled")
    return list(zip(judged, labelled, strict=True))
