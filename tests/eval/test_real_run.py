"""`assistant eval` as CI runs it: a few questions over the starter corpus, the real embedder, the small model."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import load_settings
from assistant_eval.cli import main

pytestmark = [pytest.mark.models, pytest.mark.timeout(1200)]

QUESTIONS = 4


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with the small model; what the evaluation keeps lies below the test's folder."""
    models = load_settings().models.folder
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    path = tmp_path / "assistant.toml"
    path.write_text(
        f'[models]\nfolder = "{models}"\ngenerator = "qwen2.5-coder-0.5b-instruct"\nmax_answer_tokens = 48\n',
        encoding="utf-8",
    )
    return path


def run(config: Path, out: Path, *more: str) -> tuple[int, dict[str, Any]]:
    code = main(
        ["--config", str(config), "starter", "--split", "dev", "--limit", str(QUESTIONS), "--out", str(out), *more]
    )
    return code, json.loads((out / "report.json").read_text(encoding="utf-8"))


def test_a_run_over_the_starter_corpus_tells_the_same_when_it_is_made_again(config: Path, tmp_path: Path) -> None:
    code, first = run(config, tmp_path / "first")
    assert code == (0 if first["gate"]["passed"] else 1)
    assert first["run"]["answered"] == QUESTIONS
    assert len(first["answers"]) == QUESTIONS
    assert all(row["failure"] is None and row["grader_failures"] == [] for row in first["answers"])
    assert "<title>" in (tmp_path / "first" / "report.html").read_text(encoding="utf-8")
    exact = [row for row in first["figures"] if (row["metric"], row["group"]) == ("quote_exact", "all")]
    assert [row["mean"] for row in exact] in ([None], [1.0])  # what is shown is quoted to the letter
    assert first["mutations"]["overall"]["made"] > 100

    _, taken_over = run(config, tmp_path / "second")
    assert (taken_over["run"]["answered"], taken_over["run"]["cached"]) == (0, QUESTIONS)
    assert taken_over["figures"] == first["figures"]

    _, anew = run(config, tmp_path / "third", "--fresh")
    assert anew["run"]["answered"] == QUESTIONS
    assert [_told(row) for row in anew["answers"]] == [_told(row) for row in first["answers"]]


def _told(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["id"], row["text"], row["outcome"], [sentence["text"] for sentence in row["sentences"]]
