"""`assistant judges`: usage, going on after an interruption, what was made and how to use it."""

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.errors import AssistantError
from assistant.judge.judge_file import write_judge
from assistant.judge.training import course
from assistant.judge.training.course import Made, Options
from assistant.judge.training.sources import DataFiles, Report
from assistant.models.catalogue import FILE_NAME, find_entry
from assistant.models.inventory import pull
from assistant.models.transfer import sha256_of
from tests.judge.judge_files import small_judge

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("assistant.opening.open_embedder", lambda settings: None)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["judges", *arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """The options of each training; nothing is trained, and the relevance judge is made of a few numbers."""
    found: list[Options] = []

    def train(
        options: Options, embedder: object, day: date, report: Report
    ) -> tuple[tuple[Made, ...], tuple[str, ...]]:
        found.append(options)
        report("学習", 20, 100, "判定 0.5・残り約 3 分")
        path = options.out / "relevance.safetensors"
        write_judge(path, small_judge())
        made = Made("relevance", path, path.stat().st_size, sha256_of(path), options.out / "relevance.md", 27.4)
        return (made,), tuple(f"行 {number}" for number in range(12))

    monkeypatch.setattr(course, "train_judges", train)
    return found


def test_without_data_the_usage_is_said(run: Run) -> None:
    code, _, err = run("train", "--only", "support")
    assert (code, "--corrections" in err) == (2, True)


def test_every_option_arrives(run: Run, asked: list[Options], tmp_path: Path) -> None:
    arguments = (
        "--squad a.json b.json --inference c.tsv --corpus d --corrections e.jsonl --exclude f.jsonl --only support"
    )
    assert run("train", *arguments.split(), "--out", "o", "--seed", "7")[0] == 0
    (options,) = asked
    assert options.files == DataFiles(
        (Path("a.json"), Path("b.json")), (Path("c.tsv"),), (Path("d"),), Path("e.jsonl"), (Path("f.jsonl"),)
    )
    assert (options.kinds, options.seed, options.out, options.work) == (("support",), 7, Path("o"), Path("o/work"))
    run("train", "--corpus", "d")
    assert (asked[1].kinds, asked[1].out) == (("relevance", "support"), tmp_path / "home" / "judges")


def test_what_was_made_is_told_so_that_it_can_be_used_as_it_stands(
    run: Run, asked: list[Options], tmp_path: Path
) -> None:
    code, out, err = run("train", "--corpus", "d", "--out", "o")
    assert code == 0
    assert "27 分" in out
    assert "読み飛ばしたデータ: 12 件" in err
    assert "ほか 2 件" in err
    assert "残り約 3 分" in err
    entry = out[out.index("[[model]]") : out.index("assistant models pull")]
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / FILE_NAME).write_text(entry, encoding="utf-8")
    assert find_entry("our-relevance-judge", folder).role == "judge"
    assert pull("our-relevance-judge", folder).is_dir()
    settings = tomllib.loads(out[out.index("[models]") :])
    assert settings == {"models": {"relevance_judge": "our-relevance-judge"}}


def test_broken_off_it_says_how_to_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(course, "train_judges", interrupted)
    code, _, err = run("train", "--corpus", "d", "--out", "o")
    assert code == 130
    assert "もう一度実行すると続きから" in err
    assert str(Path("o/work")) in err


def test_fresh_throws_the_checkpoints_of_what_is_trained_away(run: Run, asked: list[Options], tmp_path: Path) -> None:
    for kind in ("relevance", "support"):
        (tmp_path / "o" / "work" / kind).mkdir(parents=True)
        (tmp_path / "o" / "work" / kind / "checkpoint.json").write_text("{}", encoding="utf-8")
    run("train", "--corpus", "d", "--out", "o")
    assert (tmp_path / "o" / "work" / "support" / "checkpoint.json").exists()
    run("train", "--corpus", "d", "--out", "o", "--only", "support", "--fresh")
    assert not (tmp_path / "o" / "work" / "support").exists()
    assert (tmp_path / "o" / "work" / "relevance" / "checkpoint.json").exists()


def test_what_goes_wrong_in_a_training_is_said_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise AssistantError("学習データを読めません: a.json")

    monkeypatch.setattr(course, "train_judges", failing)
    assert run("train", "--squad", "a.json") == (1, "", "エラー: 学習データを読めません: a.json\n")


def test_an_out_that_is_a_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "o").write_text("", encoding="utf-8")
    code, _, err = run("train", "--corpus", "d", "--out", "o")
    assert (code, "--out" in err) == (2, True)


def test_show_prints_the_card_of_a_file_and_of_all_in_a_folder(run: Run, tmp_path: Path) -> None:
    for kind in ("relevance", "support"):
        write_judge(tmp_path / f"{kind}.safetensors", small_judge(kind))
    code, out, _ = run("show", "relevance.safetensors")
    assert (code, "JaQuAD: CC BY-SA 3.0" in out, "support" in out) == (0, True, False)
    rows = json.loads(run("show", ".", "--json")[1])
    assert [rows[f"{kind}.safetensors"]["kind"] for kind in ("relevance", "support")] == ["relevance", "support"]


def test_show_of_nothing_is_said(run: Run, tmp_path: Path) -> None:
    assert run("show", "nowhere.safetensors")[0] == 1
    code, _, err = run("show", ".")
    assert (code, "*.safetensors" in err) == (2, True)
