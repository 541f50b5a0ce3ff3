"""The script that trains the shipped judges: what it reads, and the entry that it writes."""

import tomllib
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.judge.training.course import Made
from scripts.train_judges import CATALOGUE, ROOT, data_files, entered

COMMENTED = """# The judges: shipped inside the package.
# [[model]]
# name = "relevance-judge"
# page = "https://example.invalid/" # of the body
# files = [
#     { path = "relevance.safetensors", bytes = 0, sha256 = "" },
# ]
# [model.source]
# kind = "package"

# [[model]]
# name = "support-judge"
# files = [
#     { path = "support.safetensors", bytes = 0, sha256 = "" },
# ]
"""


def made(kind: str, size: int = 123) -> Made:
    return Made(kind, Path(f"w/{kind}.safetensors"), size, f"{size:064d}", Path("w/card.md"), 1.0)  # type: ignore[arg-type]


def test_an_entry_in_comments_comes_to_life_and_the_other_stays() -> None:
    (model,) = tomllib.loads(entered(COMMENTED, made("relevance")))["model"]
    assert model["files"] == [{"path": "relevance.safetensors", "bytes": 123, "sha256": f"{123:064d}"}]
    assert model["source"] == {"kind": "package"}
    assert "# The judges: shipped" in entered(COMMENTED, made("relevance"))


def test_an_entry_is_brought_up_to_date() -> None:
    once = entered(entered(COMMENTED, made("relevance")), made("support"))
    again = tomllib.loads(entered(once, made("support", 456)))["model"]
    assert [model["files"][0]["bytes"] for model in again] == [123, 456]


def test_the_same_judge_again_changes_nothing() -> None:
    once = entered(COMMENTED, made("support"))
    assert entered(once, made("support")) == once


def test_a_catalogue_without_the_entry_is_an_error() -> None:
    with pytest.raises(AssistantError, match="support-judge"):
        entered("", made("support"))


def test_the_programs_own_catalogue_has_both_entries() -> None:
    text = CATALOGUE.read_text(encoding="utf-8")
    for kind in ("relevance", "support"):
        text = entered(text, made(kind))
    names = [model["name"] for model in tomllib.loads(text)["model"]]
    assert names[-2:] == ["relevance-judge", "support-judge"]


def test_every_judgement_and_paraphrase_of_the_evaluation_is_kept_out_and_the_starter_corpus_is_not_read() -> None:
    files = data_files()
    questions = ROOT / "eval" / "questions"
    names = {path.name for path in questions.glob("*.jsonl") if "judgements" in path.name or "paraphrases" in path.name}
    assert {path.name for path in files.exclude} == names
    assert "starter-judgements.jsonl" in names
    assert not [path for path in files.corpus if path.is_relative_to(ROOT)]
    assert not [path for path in (*files.squad, *files.inference) if "valid" in path.name]
