"""`assistant eval import|new|review|check` as typed: what is printed, what is written, which exit code."""

import io
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError, UsageError
from assistant.models.protocols import LanguageModel, Message, Token, Written
from assistant_eval.authoring.commands import add_authoring_commands
from assistant_eval.question_set import read_questions
from assistant_eval.suite import find_suite
from tests.eval.authoring.test_proposing import REPLIES, small_index
from tests.stand_ins import ScriptedGenerator, small_corpus, small_settings

Run = Callable[..., tuple[int, str, str]]
SQUAD = {
    "data": [
        {
            "title": "梅雨",
            "paragraphs": [
                {
                    "context": "北海道に梅雨はない。",
                    "qas": [
                        {
                            "id": "a",
                            "question": "梅雨がないのはどこ？",
                            "answers": [{"text": "北海道", "answer_start": 0}],
                        },
                        {"id": "b", "question": "沖縄は？", "answers": [], "is_impossible": True},
                    ],
                }
            ],
        }
    ]
}
CSV = "質問,資料,引用,担当\n速報の期限は？,incident.md,3日以内に速報を提出,甲\n確報の期限は？,incident.md,,乙\n"


class _Closing:
    """A scripted generator that is closed as the real one is."""

    def __init__(self, generator: LanguageModel) -> None:
        self.name = generator.name
        self.closed = False
        self._generator = generator

    def generate(self, messages: list[Message], cancel: Any = None) -> Iterator[Token | Written]:
        return self._generator.generate(messages, cancel)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder with the two files to import; the index is that of the five documents."""
    monkeypatch.chdir(tmp_path)
    index = small_index(tmp_path)
    monkeypatch.setattr("assistant_eval.authoring.commands._open_index", lambda options, settings: index)
    (tmp_path / "rain.json").write_text(json.dumps(SQUAD), encoding="utf-8")
    (tmp_path / "table.csv").write_text(CSV, encoding="cp932")

    def call(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        parser = ArgumentParser()
        add_authoring_commands(parser.add_subparsers(required=True))
        options = parser.parse_args(arguments)
        code: int = options.run(options, small_settings(tmp_path))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> _Closing:
    generator = _Closing(ScriptedGenerator(REPLIES))
    monkeypatch.setattr("assistant.opening.open_generator", lambda settings: generator)
    return generator


def test_squad_becomes_a_suite_that_fits_its_documents(run: Run) -> None:
    code, out, err = run("import", "rain.json", "--out", "rain.jsonl")
    assert (code, out) == (0, "○ 取り込んだ質問 2、除いた行 0: rain.jsonl\n○ 文書 1: rain-corpus\n")
    assert "assistant eval check rain.toml" in err
    assert len(find_suite("rain.toml").questions) == 2
    code, out, _ = run("check", "rain.toml")
    assert code == 0
    assert out == (
        "rain: 質問 2（うち確認待ち 0）\n  分割: 試験用 2\n  種類: other 1\n  答えられない理由: 似て非なる 1\n"
        "○ すべて文書に合っています\n"
    )


def test_a_table_becomes_a_file_and_its_broken_row_is_named(run: Run) -> None:
    code, out, err = run("import", "table.csv", "--out", "table.jsonl")
    assert (code, out) == (1, "○ 取り込んだ質問 1、除いた行 1: table.jsonl\n")
    assert "× table.csv の 3 行目: 引用がありません" in err
    assert "使わない列: 担当" in err
    assert [own.id for own in read_questions(Path("table.jsonl"))] == ["row-2"]


def test_a_file_that_is_there_is_overwritten_only_by_force(run: Run) -> None:
    Path("table.jsonl").write_text("大切なもの", encoding="utf-8")
    with pytest.raises(AssistantError, match="--force"):
        run("import", "table.csv", "--out", "table.jsonl")
    assert Path("table.jsonl").read_text(encoding="utf-8") == "大切なもの"
    assert run("import", "table.csv", "--out", "table.jsonl", "--force")[0] == 1
    assert len(read_questions(Path("table.jsonl"))) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("table.csv", "--out", "table.txt"), ".jsonl のファイル"),
        (("table.csv", "--out", "a.jsonl", "--corpus", "docs"), "SQuAD 形式のときだけ"),
        (("table.xlsx", "--out", "a.jsonl"), "形式が分かりません"),
        (("flat.jsonl", "--out", "flat.jsonl", "--force"), "同じファイル"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        run("import", *arguments)


def test_the_format_given_wins_over_the_suffix(run: Run) -> None:
    Path("rain.json").rename("rain.csv")
    assert run("import", "rain.csv", "--format", "squad", "--out", "rain.jsonl", "--corpus", "docs")[0] == 0
    assert Path("docs/梅雨.md").is_file()


def test_proposals_are_made_reviewed_and_checked(run: Run, generator: _Closing) -> None:
    code, out, err = run("new", "--out", "own/set.jsonl", "-n", "3")
    assert (code, out) == (0, "○ 新しい質問 3、確認待ち 3: own/set.jsonl\n")
    assert "assistant eval review own/set.jsonl" in err
    assert generator.closed
    code, out, _ = run("review", "own/set.jsonl", typed="a\nr\n")
    assert code == 0
    assert out.endswith("採用 1、削除 1、確認待ち 1: own/set.jsonl\n")
    code, out, _ = run("check", "own/set.jsonl")
    assert code == 0
    assert out.startswith("set: 質問 2（うち確認待ち 1）\n  分割: 試験用 2\n  種類: 日常のことば 2\n")


def test_proposing_goes_on_until_so_many_wait(run: Run, generator: _Closing) -> None:
    run("new", "--out", "set.jsonl", "-n", "2")
    assert run("new", "--out", "set.jsonl", "-n", "2")[1] == "○ 新しい質問 0、確認待ち 2: set.jsonl\n"
    code, out, err = run("new", "--out", "set.jsonl", "-n", "9")
    assert (code, out) == (0, "○ 新しい質問 3、確認待ち 5: set.jsonl\n")
    assert "届きませんでした" in err
    assert len(read_questions(Path("set.jsonl"))) == 5


def test_a_number_below_one_is_refused(run: Run) -> None:
    with pytest.raises(UsageError, match="-n は 1 以上"):
        run("new", "--out", "set.jsonl", "-n", "0")


def test_faults_are_named_and_make_it_1(run: Run) -> None:
    rows = [
        {"id": "a", "question": "期限は？", "gold": [[{"source": "incident.md", "quote": "5日以内"}]]},
        {"id": "b", "question": "期限は？", "gold": [[{"source": "none.md", "quote": "3日以内"}]]},
    ]
    Path("set.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    code, out, _ = run("check", "set.jsonl")
    assert code == 1
    assert out.splitlines()[-3:] == [
        "× a: 資料 incident.md に「5日以内」がありません",
        "× b: 資料 none.md がありません",
        "誤り 2",
    ]


def test_a_suite_whose_documents_are_not_here_says_so(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "rain.json", "--out", "rain.jsonl")
    Path("rain-corpus").rename("moved")
    with pytest.raises(AssistantError, match=r"照合できません。資料がここにありません: .*rain-corpus"):
        run("check", "rain.toml")
    assert "質問 2" in capsys.readouterr().out


def test_an_index_beside_the_suites_own_documents_is_refused(run: Run) -> None:
    run("import", "rain.json", "--out", "rain.jsonl")
    with pytest.raises(UsageError, match="--index は指定できません"):
        run("check", "rain.toml", "--index", "index")


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The commands ask for an index as all others do: built with the embedder of the settings."""
    from argparse import Namespace

    from assistant_eval.authoring import commands as authoring_commands

    small_corpus(tmp_path)
    with pytest.raises(AssistantError, match="index"):
        authoring_commands._open_index(Namespace(index=None), small_settings(tmp_path))
