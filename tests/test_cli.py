"""The command line: what is printed, what is written, which exit code; nothing ever ends in a traceback."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer.pipeline import Assistant
from assistant.cli import main
from assistant.errors import AssistantError
from assistant.index.build import build_index
from assistant.settings import Settings
from tests.stand_ins import DAY, TRUTHFUL, HashingEmbedder, ScriptedGenerator, open_small_assistant, small_corpus

Run = Callable[..., tuple[int, str, str]]
QUESTION = "漏えいの速報はいつまでに提出しますか"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command over the five-passage corpus with the stand-ins in the models' place."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assistant = open_small_assistant(tmp_path, ScriptedGenerator([]))
    monkeypatch.setattr("assistant.opening.open_assistant", lambda settings, folder=None: assistant)
    monkeypatch.setattr("assistant.opening.open_retriever", lambda settings, folder=None: assistant.retriever)
    monkeypatch.setattr("assistant.opening.defer_embedder", lambda settings: HashingEmbedder())

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


def test_ask_prints_sources_and_the_words_of_the_sources(run: Run) -> None:
    code, out, _ = run("ask", QUESTION)
    assert code == 0
    quote = "    事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。\n"
    assert out.index("資料\n") < out.index("資料の文（原文のまま）\n  [1] 漏えい等報告の手引") < out.rindex(quote)
    assert "法的助言ではありません" in out


def test_a_follow_up_is_understood_after_the_questions_before_it_as_they_were_understood(run: Run) -> None:
    before = ("--before", QUESTION, "--before", "では、確報は？")
    code, out, _ = run("ask", *before, "それは何日以内ですか")
    assert code == 0
    assert "前の質問を受けて、" in out.splitlines()[0]
    assert "確報" in out.splitlines()[0]
    assert "漏えい" in out.splitlines()[0]
    assert "前の質問を受けて" not in run("ask", "それは何日以内ですか")[1]
    assert json.loads(run("ask", "--json", *before, "それは何日以内ですか")[1])["question"] == "それは何日以内ですか"


def test_a_row_of_a_batch_may_say_what_was_asked_before(run: Run, tmp_path: Path) -> None:
    rows = [
        {"id": 1, "question": "では、確報は？", "before": [QUESTION]},
        {"id": 2, "question": QUESTION},
        {"id": 3, "question": QUESTION, "before": "一つ"},
        {"id": 4, "question": QUESTION, "before": [""]},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    code, _, err = run("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    first, second = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert code == 1
    assert (first["id"], first["asked"]) == (1, "漏えいの確報はいつまでに提出しますか？")
    assert second["id"] == 2
    assert not second["asked"]
    assert "3 行目: before が" in err
    assert "4 行目: 質問が空です" in err


@pytest.mark.parametrize(
    ("arguments", "form"), [([], "auto"), (["--form", "prose"], "prose"), (["--form", "quotes"], "quotes")]
)
def test_the_form_on_the_command_line_comes_before_the_settings(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], form: str
) -> None:
    asked: list[str] = []

    def opened(settings: Settings, folder: Path | None = None) -> Assistant:
        asked.append(settings.answer.form)
        raise AssistantError("ここまで")

    monkeypatch.setattr("assistant.opening.open_assistant", opened)
    assert run("ask", *arguments, QUESTION)[0] == 1
    assert asked == [form]


def test_ask_json_is_one_answer_object(run: Run) -> None:
    code, out, _ = run("ask", "--json", QUESTION)
    row = json.loads(out)
    assert (code, row["refused"]) == (0, False)
    assert (
        row["claims"][0]["citations"][0]["quote"]
        == "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。"
    )


def test_search_json_is_the_evidence_best_first(run: Run) -> None:
    code, out, _ = run("search", "-k", "2", "--json", QUESTION)
    rows = json.loads(out)
    assert (code, rows[0]["source"], len(rows)) == (0, "incident.md", 2)


def test_ask_batch_answers_every_row_in_order(run: Run, tmp_path: Path) -> None:
    rows = [{"id": n, "question": question} for n, question in enumerate(TRUTHFUL)]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    code, _, _ = run("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert code == 0
    assert [answer["id"] for answer in answers] == [0, 1, 2, 3, 4]
    assert not any(answer["refused"] for answer in answers)


def test_a_broken_line_of_a_batch_is_named_and_the_others_answered(run: Run, tmp_path: Path) -> None:
    lines = [json.dumps({"id": 1, "question": QUESTION}), "{oops", json.dumps({"id": 3, "question": "あ" * 20_000})]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    code, _, err = run("search", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert code == 1
    assert "2 行目" in err
    assert "3 行目" in err
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == [1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "質問が空です"),
        (["ask", "   "], "質問が空です"),
        (["ask", "あ" * 20_000], "質問が長すぎます"),
        (["search", ""], "質問が空です"),
        (["search", "-k", "0", "質問"], "-k"),
        (["search", "-k", "many", "質問"], "many"),
        (["ask", "--batch", "x.jsonl"], "--out"),
        (["ask", "--batch", "x.jsonl", "--out", "y.jsonl", "質問"], "同時に"),
        (["ask", "--out", "y.jsonl", "質問"], "--batch"),
        (["ask", "--batch", "x.jsonl", "--out", "y.jsonl", "--before", "前"], "--before"),
        (["ask", "--before", " ", "質問"], "質問が空です"),
        (["ask", "--form", "poem", "質問"], "poem"),
        (["nonsense"], "nonsense"),
        ([], "COMMAND"),
    ],
)
def test_bad_usage_exits_with_two_and_says_why(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["index", "--corpus", "nowhere"], "nowhere"),
        (["ask", "--batch", "nowhere.jsonl", "--out", "y.jsonl"], "nowhere.jsonl"),
        (["--config", "nowhere.toml", "doctor"], "nowhere.toml"),
        (["models", "show", "no-such-model"], "no-such-model"),
        (["models", "verify"], "assistant setup"),
    ],
)
def test_a_failure_exits_with_one_and_says_what_and_where(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert said in err


def test_index_prints_a_summary_and_what_was_skipped(run: Run, tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path / "new")
    (corpus / "photo.png").write_bytes(b"\x89PNG")
    code, _, err = run("index", "--corpus", str(corpus), "--index", "made")
    assert code == 0
    assert "文書 5・パッセージ 5" in err
    assert "photo.png" in err
    assert (tmp_path / "made" / "CURRENT").is_file()


def test_a_port_in_use_is_said_before_anything_is_loaded(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, _, err = run("serve", "--port", port)
    assert code == 1
    assert port in err


def test_missing_models_name_the_command_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert main(["ask", "質問です"]) == 1
    assert "assistant setup" in capsys.readouterr().err


def test_an_index_of_another_embedder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    build_index((small_corpus(tmp_path),), tmp_path / "index", HashingEmbedder(), 400, DAY)
    assert main(["search", "質問です"]) == 1
    assert "別の埋め込みモデル" in capsys.readouterr().err


def test_doctor_names_what_is_missing_and_exits_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)
    failed = {finding["name"] for finding in findings if not finding["passed"]}
    assert {"埋め込み", "生成"} <= failed


def test_help_and_version_exit_with_zero() -> None:
    for flag in ("--help", "--version"):
        done = subprocess.run([sys.executable, "-m", "assistant", flag], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
