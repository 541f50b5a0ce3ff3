from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.models.inventory import State, ensure, list_models, pull, show, verify

from .package_index import entry_toml

CONTENT = b"weights of a tiny model"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "weights.gguf").write_bytes(CONTENT)
    text = entry_toml("tiny", CONTENT, 'kind = "file"\npath = "weights.gguf"')
    (tmp_path / "catalogue.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_model_of_both_catalogues_is_listed(folder: Path) -> None:
    ensure(["tiny"], folder)
    states = {status.entry.name: status.state for status in list_models(folder)}
    assert states["tiny"] is State.INSTALLED
    assert {name for name, state in states.items() if state is State.ABSENT} == {
        "qwen2.5-coder-1.5b-instruct", "qwen2.5-coder-0.5b-instruct", "multilingual-e5-small",
    }  # fmt: skip


def test_an_unknown_name_is_refused_before_anything_is_fetched(folder: Path) -> None:
    with pytest.raises(AssistantError, match="gpt-9"):
        ensure(["tiny", "gpt-9"], folder)
    assert show("tiny", folder).state is State.ABSENT


def test_a_damaged_model_is_shown_with_its_problem_and_ensured_again(folder: Path) -> None:
    ensure(["tiny"], folder)
    (folder / "tiny" / "tiny.gguf").write_bytes(b"")
    status = show("tiny", folder)
    assert status.state is State.DAMAGED
    assert "tiny.gguf" in status.problem
    assert ensure(["tiny"], folder) == (folder / "tiny",)
    assert show("tiny", folder).state is State.INSTALLED


def test_pull_repairs_what_only_verification_finds(folder: Path) -> None:
    ensure(["tiny"], folder)
    (folder / "tiny" / "tiny.gguf").write_bytes(CONTENT.swapcase())
    with pytest.raises(AssistantError, match=r"tiny\.gguf"):
        verify("tiny", folder)
    pull("tiny", folder)
    assert verify("tiny", folder).state is State.INSTALLED
    assert (folder / "tiny" / "tiny.gguf").read_bytes() == CONTENT


def test_pull_of_a_whole_model_needs_no_source(folder: Path) -> None:
    ensure(["tiny"], folder)
    (folder / "weights.gguf").unlink()
    assert pull("tiny", folder) == folder / "tiny"
