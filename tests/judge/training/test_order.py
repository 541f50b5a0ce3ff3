"""The order of a run: every lesson once an epoch, by lot, those of like length together."""

import pytest

from assistant.judge.training.order import batches

LENGTHS = [(number * 37) % 101 for number in range(500)]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 500])
def test_every_lesson_comes_once_an_epoch(count: int) -> None:
    order = batches(LENGTHS[:count], 8, seed=1, epochs=2)
    taken = [number for own in order for number in own]
    assert sorted(taken) == sorted(list(range(count)) * 2)
    assert all(len(own) <= 8 for own in order)


def test_lessons_of_a_batch_are_of_like_length() -> None:
    order = [own for own in batches(LENGTHS, 8, seed=1, epochs=1) if len(own) == 8]
    spread = [max(LENGTHS[n] for n in own) - min(LENGTHS[n] for n in own) for own in order]
    assert sum(spread) / len(spread) < 15  # of 8 by lot alone: about 78


def test_the_seed_alone_decides() -> None:
    assert batches(LENGTHS, 8, 1, 2) == batches(LENGTHS, 8, 1, 2)
    assert batches(LENGTHS, 8, 1, 1) != batches(LENGTHS, 8, 2, 1)


def test_epochs_differ_from_one_another() -> None:
    both = batches(LENGTHS, 8, 1, 2)
    assert both[: len(both) // 2] == batches(LENGTHS, 8, 1, 1)
    assert both[: len(both) // 2] != both[len(both) // 2 :]
