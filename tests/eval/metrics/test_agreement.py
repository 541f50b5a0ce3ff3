from collections.abc import Callable, Sequence

import pytest

from assistant_eval.metrics.agreement import Confusion, accuracy, cohen_kappa, confusion

# Fifty grant proposals, each read by two people: 20 yes and yes, 5 yes and no, 10 no and yes, 15 no and no.
JUDGED = [True] * 25 + [False] * 25
LABELLED = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
Measure = Callable[[Sequence[bool], Sequence[bool]], object]


def accuracy_of_seed_one(judged: Sequence[bool], labelled: Sequence[bool]) -> object:
    return accuracy(judged, labelled, seed=1)


def test_the_four_counts() -> None:
    counts = confusion(JUDGED, LABELLED)
    assert counts == Confusion(both=20, only_judged=5, only_labelled=10, neither=15)
    assert counts.items == 50


def test_kappa_by_hand() -> None:
    """p_o = 35/50 = .7; p_e = 25/50 · 30/50 + 25/50 · 20/50 = .5; (.7 − .5) / (1 − .5) = .4."""
    assert cohen_kappa(JUDGED, LABELLED) == pytest.approx(0.4)


def test_kappa_with_uneven_frequencies_by_hand() -> None:
    """Of 10, judged true 8 and labelled true 7, 6 both: p_o = (6 + 1)/10 = .7; p_e = .8 · .7 + .2 · .3 = .62; .08/.38."""
    judged = [True] * 8 + [False] * 2
    labelled = [True] * 6 + [False] * 2 + [True, False]
    assert confusion(judged, labelled) == Confusion(6, 2, 1, 1)
    assert cohen_kappa(judged, labelled) == pytest.approx(0.08 / 0.38)


def test_kappa_does_not_mind_who_judges_and_what_is_called_true() -> None:
    assert cohen_kappa(LABELLED, JUDGED) == cohen_kappa(JUDGED, LABELLED)
    swapped = cohen_kappa([not own for own in JUDGED], [not own for own in LABELLED])
    assert swapped == cohen_kappa(JUDGED, LABELLED)


def test_full_agreement_is_one() -> None:
    assert cohen_kappa([True, True, False], [True, True, False]) == 1.0


def test_full_disagreement_is_minus_one_where_both_are_even() -> None:
    """p_o = 0; p_e = .5 · .5 + .5 · .5 = .5; (0 − .5) / .5."""
    assert cohen_kappa([True, False], [False, True]) == -1.0


def test_a_judge_who_always_says_yes_agrees_by_chance_alone() -> None:
    """Right on 2 of 3, but p_e is 2/3 as well."""
    assert cohen_kappa([True, True, True], [True, True, False]) == 0.0


def test_two_who_always_say_the_same_have_no_kappa_though_they_agree() -> None:
    assert cohen_kappa([True] * 3, [True] * 3) is None
    assert cohen_kappa([False] * 3, [False] * 3) is None
    told = accuracy([True] * 3, [True] * 3, seed=1)
    assert told is not None
    assert told.mean == 1.0


def test_two_who_always_say_the_opposite_have_a_kappa_of_zero() -> None:
    """p_o = 0 and p_e = 1 · 0 + 0 · 1 = 0: the formula is defined, and says that chance would do as badly."""
    assert cohen_kappa([True, True], [False, False]) == 0.0


def test_accuracy_by_hand() -> None:
    told = accuracy(JUDGED, LABELLED, seed=1)
    assert told is not None
    assert told.mean == pytest.approx(35 / 50)
    # A share of .7 of 50 has a standard error of √(.7 · .3 / 50) = .065; 1.96 of it on either side.
    assert told.low == pytest.approx(0.7 - 1.96 * 0.065, abs=0.03)
    assert told.high == pytest.approx(0.7 + 1.96 * 0.065, abs=0.03)
    assert accuracy(JUDGED, LABELLED, seed=1) == told


def test_nothing_is_not_zero() -> None:
    assert accuracy([], [], seed=1) is None
    assert cohen_kappa([], []) is None
    assert confusion([], []) == Confusion(0, 0, 0, 0)


@pytest.mark.parametrize("measure", [accuracy_of_seed_one, cohen_kappa, confusion])
def test_sequences_of_different_lengths_are_an_error(measure: Measure) -> None:
    with pytest.raises(ValueError, match="2 judged, 1 labelled"):
        measure([True, False], [True])
