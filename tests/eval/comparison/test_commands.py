import argparse
import json
from pathlib import Path

import pytest

from assistant.errors import AssistantError, UsageError
from assistant.settings import Settings
from assistant_eval.comparison.commands import add_compare
from tests.eval.made_report import made_answer, made_report
from tests.stand_ins import small_settings


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Two runs: in `old` the assistant is wrong and the plain chain right, in `new` the assistant is right."""
    for name, answers in {
        "old": [made_answer(1, "wrong"), made_answer(1, "correct", "plain-chain")],
        "new": [made_answer(1, "correct")],
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.json").write_text(json.dumps(made_report(answers)), encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_compare(parser.add_subparsers(required=True))
    paths = [str(folder / own) if own in {"old", "new", "page.html"} else own for own in arguments]
    options = parser.parse_args(["compare", *paths])
    settings: Settings = small_settings(folder)
    code: int = options.run(options, settings)
    return code


def test_two_runs(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(runs, "old", "new") == 0
    shown = capsys.readouterr().out
    assert "良くなった 1 問" in shown
    assert shown.count("本製品") == 2


@pytest.mark.parametrize(
    "arguments", [("old",), ("old", "old", "--systems", "assistant", "plain-chain")], ids=["one", "the same twice"]
)
def test_one_run_is_its_assistant_against_its_plain_chain(
    runs: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(runs, *arguments, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [own["system"] for own in found["sides"]] == ["assistant", "plain-chain"]
    assert found["questions"][0]["change"] == "better"


def test_the_systems_of_two_runs_are_chosen(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(runs, "old", "new", "--systems", "plain-chain", "assistant", "--json")
    found = json.loads(capsys.readouterr().out)
    assert [own["system"] for own in found["sides"]] == ["plain-chain", "assistant"]
    assert found["questions"][0]["change"] == "same"


def test_a_run_without_the_baseline_says_which_systems_it_has(runs: Path) -> None:
    with pytest.raises(AssistantError, match="方式 plain-chain がありません（あるのは assistant）"):
        run(runs, "new")


def test_a_system_is_not_compared_with_itself(runs: Path) -> None:
    with pytest.raises(UsageError, match="同じ方式どうしは比べられません: assistant"):
        run(runs, "old", "--systems", "assistant", "assistant")


def test_a_page_is_written_beside_the_table(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("assistant_eval.report.comparison_page")
    assert run(runs, "old", "new", "--out", "page.html") == 0
    assert f"比較: {runs / 'page.html'}" in capsys.readouterr().out
    page = (runs / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "良くなった" in page
    assert not (runs / "page.html.part").exists()
