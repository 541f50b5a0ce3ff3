"""Fewer resamples than a training takes: here it matters that there are intervals, not how exact they are."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if Path(str(request.path)).name != "test_measures.py":
        monkeypatch.setattr("assistant.judge.training.measures.RESAMPLES", 50)
