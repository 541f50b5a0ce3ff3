"""The evaluation's own command line: which command is meant, what is bad usage, and what --help tells."""

import runpy
import sys

import pytest

from assistant_eval.cli import build_parser, main


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ([], "run"),
        (["starter"], "run"),
        (["--split", "held", "--limit", "3"], "run"),
        (["starter", "compare"], "run"),  # a suite of that name, not the command
        (["--config", "own.toml", "starter"], "run"),
        (["--config=own.toml"], "run"),
        (["run", "starter"], "run"),
        (["--config", "own.toml", "suites"], "suites"),
        (["report", "out"], "report"),
        (["compare", "a", "b"], "compare_runs"),
        (["check", "starter"], "eval_check"),
    ],
)
def test_the_command_that_is_meant(given: list[str], command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a command the suites are run."""
    called: list[str] = []

    def note(name: str) -> object:
        def run(options: object, settings: object) -> int:
            called.append(name)
            return 0

        return run

    monkeypatch.setattr("assistant_eval.cli.load_settings", lambda path: None)
    for place in ("commands.run", "commands.suites", "commands.report"):
        monkeypatch.setattr(f"assistant_eval.{place}", note(place.rpartition(".")[2]))
    monkeypatch.setattr("assistant_eval.comparison.commands.compare_runs", note("compare_runs"))
    monkeypatch.setattr("assistant_eval.authoring.commands.eval_check", note("eval_check"))
    assert main(given) == 0
    assert called == [command]


def test_defaults_of_a_run() -> None:
    parser, _ = build_parser()
    own = parser.parse_args(["run"])
    assert (own.suite, own.systems, own.profile, own.split, own.limit) == ([], ["assistant"], "default", None, None)
    assert (own.seed, own.fresh, own.judge, own.json, own.out, own.cache) == (1, False, "", False, None, None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--split", "train"], "train"),
        (["--systems", "chatgpt"], "chatgpt"),
        (["--limit", "0"], "1 以上の整数で指定してください: 0"),
        (["--limit", "many"], "1 以上の整数で指定してください: many"),
        (["--limit", "-3"], "--limit"),
        (["--seed", "x"], "x"),
        (["--nonsense"], "--nonsense"),
        (["report"], "RUN"),
        (["--config"], "--config"),
    ],
)
def test_bad_usage_exits_with_two_and_says_why(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "assistant eval" in err


def test_a_settings_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", "nowhere.toml", "suites"]) == 1
    assert "nowhere.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--help"], ("compare", "import", "new", "review", "check", "suites", "report", "assistant eval run --help")),
        (["run", "--help"], ("--split", "--systems", "--profile", "--judge", "--fresh", "closed-book", "starter")),
    ],
)
def test_help(given: list[str], told: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 0
    out = " ".join(capsys.readouterr().out.split())
    for word in told:
        assert word in out


def test_an_interruption_while_the_program_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    class Loading:
        def __getattr__(self, name: str) -> object:
            return interrupted()

    monkeypatch.setitem(sys.modules, "assistant_eval.cli", Loading())
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("assistant_eval", run_name="__main__")
    assert ended.value.code == 130


@pytest.mark.parametrize("given", ["-1", "1.5", "多"])
def test_a_seed_that_is_none_is_refused_before_the_work(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["starter", f"--seed={given}"]) == 2
    assert f"0 以上の整数で指定してください: {given}" in capsys.readouterr().err
