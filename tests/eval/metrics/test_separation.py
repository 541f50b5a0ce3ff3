import math
from random import Random

import pytest

from assistant_eval.metrics.separation import separation


def brute_force(answerable: list[float], unanswerable: list[float]) -> tuple[float, float]:
    pairs = [(a > b) + (a == b) / 2 for a in answerable for b in unanswerable]
    allowed = [t for t in {*answerable, *unanswerable} if sum(a < t for a in answerable) <= 0.05 * len(answerable)]
    return sum(pairs) / len(pairs), sum(b < max(allowed) for b in unanswerable) / len(unanswerable)


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_counting_every_pair_and_trying_every_threshold(seed: int) -> None:
    random = Random(seed)
    answerable = [float(random.randrange(3, 12)) for _ in range(41)]  # whole numbers: many ties
    unanswerable = [float(random.randrange(0, 9)) for _ in range(17)]
    found = separation(answerable, unanswerable, 1)
    assert found is not None
    assert (found.auroc.mean, found.refused.mean) == pytest.approx(brute_force(answerable, unanswerable))
    assert found.auroc.low < found.auroc.mean < found.auroc.high


def test_nothing_found_stands_below_everything() -> None:
    found = separation([1.0, 2.0], [-math.inf, -math.inf], 1)
    assert found is not None
    assert (*found.auroc, *found.refused) == (1.0,) * 6


def test_one_of_twenty_may_be_refused_for_nothing() -> None:
    answerable = [0.0, *(10.0 for _ in range(19))]
    found = separation(answerable, [5.0], 1)
    assert found is not None and found.refused.mean == 1.0
    found = separation([0.0, *answerable[:-1]], [5.0], 1)  # two of twenty would be one too many
    assert found is not None and found.refused.mean == 0.0


def test_paired_conditions_are_drawn_together() -> None:
    # Questions differ much among themselves, but each falls by one: drawn apart, the interval would be wider.
    answerable = [float(3 * number) for number in range(30)]
    unanswerable = [value - 1 for value in answerable]
    paired = separation(answerable, unanswerable, 1, paired=True)
    apart = separation(answerable, unanswerable, 1)
    assert paired is not None and apart is not None
    assert paired.auroc.mean == apart.auroc.mean
    assert paired.auroc.high - paired.auroc.low < (apart.auroc.high - apart.auroc.low) / 3


def test_without_one_of_the_sorts_there_is_no_value() -> None:
    assert separation([], [1.0], 1) is None
    assert separation([1.0], [], 1) is None


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        separation([math.nan], [1.0], 1)
    with pytest.raises(ValueError, match="2 and 1"):
        separation([1.0, 2.0], [1.0], 1, paired=True)
