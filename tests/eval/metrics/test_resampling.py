import numpy as np
import pytest

from assistant_eval.metrics.intervals import bootstrap_interval, bootstrap_intervals, sums_and_counts
from assistant_eval.metrics.resampling import blocks_drawn, times_drawn


@pytest.mark.parametrize(("questions", "resamples"), [(1, 5), (7, 250), (40_000, 7), (150_000, 2)])
def test_the_draws_are_those_of_one_stream_however_they_are_cut_into_blocks(questions: int, resamples: int) -> None:
    drawn = np.random.default_rng(3).integers(questions, size=(resamples, questions))
    expected = np.array([np.bincount(row, minlength=questions) for row in drawn])
    assert (np.concatenate(list(blocks_drawn(questions, 3, resamples))) == expected).all()
    assert (np.array(list(times_drawn(questions, 3, resamples))) == expected).all()


def test_sums_and_counts_of_each_question() -> None:
    found = sums_and_counts([[1.0, None, 0.5], [], [None], [0.0]])
    assert found.tolist() == [[1.5, 2], [0, 0], [0, 0], [0, 1]]
    assert sums_and_counts([]).shape == (0, 2)


def test_intervals_made_together_are_those_made_alone() -> None:
    """Two metrics over equally many questions share the draws; one over fewer, and one over none, do not."""
    random = np.random.default_rng(2)
    many: list[list[list[float | None]]] = [
        [[float(value)] for value in random.random(30)],
        [[float(value), 1.0] for value in random.random(30)],
        [[None if number % 3 else float(number)] for number in range(30)],
        [[None]] * 30,
    ]
    found = bootstrap_intervals([sums_and_counts(own) for own in many], seed=5)
    assert found[3] is None
    for own, clusters in zip(found[:3], many[:3], strict=True):
        assert own == pytest.approx(bootstrap_interval(clusters, seed=5))
