"""How many threads beside other programs."""

from pathlib import Path

import pytest

from assistant.models.cores import Load, read_load, threads_beside


@pytest.mark.parametrize(
    ("all_s", "own_s", "cores", "most", "expected"),
    [
        (2.0, 2.0, 2, 2, 2),
        (0.3, 0.0, 2, 2, 2),
        (2.0, 1.0, 2, 2, 1),
        (2.0, 0.7, 2, 2, 1),
        (2.0, 0.0, 2, 2, 1),
        (2.0, 2.1, 2, 2, 2),
        (4.0, 3.0, 8, 4, 4),
        (8.0, 2.0, 8, 8, 2),
    ],
    ids=[
        "only we compute",
        "a little besides",
        "one other thread",
        "two other threads that share with our one",
        "the others take everything",
        "clocks that disagree",
        "cores enough for both",
        "six of eight taken",
    ],
)
def test_the_model_takes_what_others_leave(all_s: float, own_s: float, cores: int, most: int, expected: int) -> None:
    assert threads_beside(Load(0, 0, 0), Load(1, all_s, own_s), cores, most) == expected


def test_only_busy_time_of_our_cores_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0})
    stat = tmp_path / "stat"
    #                  user nice sys idle iowait irq softirq steal guest guest_nice
    stat.write_text("cpu 9 9 9 9 9 9 9 9 9 9\ncpu0 100 100 100 5000 5000 0 0 100 700 700\ncpu1 100 0 0 0 0 0 0 0 0 0\n")
    load = read_load(stat)
    assert load is not None
    assert load.all_s == 4.0


def test_a_system_that_does_not_tell_is_no_error(tmp_path: Path) -> None:
    assert read_load(tmp_path / "nowhere") is None
