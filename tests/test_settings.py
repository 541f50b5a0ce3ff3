from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.settings import load_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "assistant.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_relative_paths_start_at_the_file(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, '[index]\nfolder = "index/starter"\n[models]\nthreads = 1\n'))
    assert settings.index.folder == tmp_path / "index" / "starter"
    assert settings.models.threads == 1


def test_without_a_file_everything_lies_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    settings = load_settings()
    assert settings.models.folder == tmp_path / "home" / "models"
    assert settings.index.folder == tmp_path / "home" / "index"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[retrieval]\ncandidate = 5\n", "retrieval.candidate"),
        ("[retrieval]\npassages = 0\n", "retrieval.passages"),
        ("[answer]\noverlap = 0.01\n", "answer.overlap"),
        ("[nonsense]\n", "nonsense"),
        ("models = 3\n", "models"),
        ("[index\n", "書式"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(AssistantError, match=named):
        load_settings(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="nowhere"):
        load_settings(tmp_path / "nowhere.toml")


NO_JUDGES = '[models]\nrelevance_judge = ""\nsupport_judge = ""\n'


def test_the_models_in_use_include_a_reranker_only_when_one_is_set(tmp_path: Path) -> None:
    models = load_settings(write(tmp_path, NO_JUDGES)).models
    assert models.reranker == ""
    assert models.names == (models.generator, models.embedder)
    models = load_settings(write(tmp_path, NO_JUDGES + 'reranker = "own"\n')).models
    assert models.names == (models.generator, models.embedder, "own")


def test_the_models_in_use_include_the_judges_that_are_set(tmp_path: Path) -> None:
    models = load_settings(write(tmp_path, '[models]\nrelevance_judge = "r"\nsupport_judge = "s"\n')).models
    assert models.names == (models.generator, models.embedder, "r", "s")
