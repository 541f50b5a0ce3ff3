"""Time spent is counted over all sessions, also those that were broken off."""

from pathlib import Path

import pytest

from assistant.judge.training.sessions import machine, minutes_spent, session


def test_sessions_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 120.0, 1000.0, 1060.0])
    monkeypatch.setattr("assistant.judge.training.sessions.time.monotonic", lambda: next(now))
    folder = tmp_path / "work" / "support"
    with session(folder):
        pass
    with pytest.raises(KeyboardInterrupt), session(folder):
        raise KeyboardInterrupt
    assert minutes_spent(folder) == 3.0


def test_no_session_no_minutes(tmp_path: Path) -> None:
    assert minutes_spent(tmp_path) == 0.0
    (tmp_path / "sessions.jsonl").write_text("{", encoding="utf-8")
    assert minutes_spent(tmp_path) == 0.0


def test_the_machine_is_named_with_its_cores() -> None:
    assert machine().endswith(" コア")
    assert len(machine()) > len("、1 コア")
