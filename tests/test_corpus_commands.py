"""`assistant corpus …` as typed: what is printed, what is asked, which exit code."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.corpus_commands import add_corpus_commands
from assistant.errors import AssistantError, UsageError
from assistant.ingest.manifest import read_manifest
from assistant.library.download import Limits
from assistant.records import Authority
from assistant.settings import load_settings
from tests.library.web_server import Reply, WebServer, serving

Run = Callable[..., tuple[int, str, str]]
RULE = "# AI利用規程\n\nこの規程は社員のAI利用について定める。\n\n## 第1章 総則\n\n社員は承認されたツールを使う。\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the default folder, `home/corpus`; the starter documents are an empty folder."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "starter").mkdir()
    (tmp_path / "規程.md").write_text(RULE, encoding="utf-8")
    monkeypatch.setattr("assistant.corpus_commands.starter_corpus", lambda: tmp_path / "starter")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        parser = ArgumentParser()
        parser.set_defaults(online=False)
        add_corpus_commands(parser.add_subparsers())
        options = parser.parse_args(["corpus", *arguments])
        assert options.online is (arguments[0] == "fetch")
        code: int = options.run(options, load_settings())
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a person sit at the terminal who types these lines and then ends the input."""

    def type_lines(*lines: str) -> None:
        left = list(lines)

        def read() -> str:
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", read)

    return type_lines


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("assistant.library.download.Limits", lambda: Limits(first_wait=0, pause=0, attempts=2))
    with serving() as server:
        yield server


def list_originals(folder: Path, *rows: tuple[str, str]) -> None:
    """Write a manifest that lists these titles and addresses."""
    text = "".join(
        f'[[original]]\ntitle = "{title}"\npublisher = "甲省"\nurl = "{url}"\nformat = "txt"\n'
        'authority = "guideline"\nlanguage = "ja"\nrights = "PDL 1.0"\n\n'
        for title, url in rows
    )
    (folder / "sources.toml").write_text(text, encoding="utf-8")


def test_added_listed_shown_removed_restored(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("list")
    assert (code, "文書 0" in out) == (0, True)
    code, out, err = run("add", "規程.md", "--authority", "internal-rule", "--published", "2026-04-01")
    assert (code, "追加しました" in out, "assistant index --corpus" in err) == (0, True, True)
    code, out, _ = run("list")
    assert "○ AI利用規程" in out
    assert "internal-rule・2026-04-01" in out
    code, out, _ = run("show", "規程.md")
    assert [line for line in ("公表日: 2026-04-01", "第1章 総則", "社員は承認された") if line not in out] == []
    code, out, _ = run("remove", "規程.md", "--yes")
    assert "assistant corpus add --restore 規程.md" in out
    assert not (tmp_path / "home" / "corpus" / "規程.md").exists()
    assert run("add", "--restore", "規程.md")[0] == 0
    entry = read_manifest(tmp_path / "home" / "corpus")[0]["規程.md"]
    assert entry.metadata.authority is Authority.INTERNAL_RULE


def test_json_for_programs(run: Run) -> None:
    run("add", "規程.md", "--edition", "第2版")
    known = {"edition": "第2版", "authority": "internal-rule", "language": "ja"}
    row = json.loads(run("list", "--json")[1])[0]
    assert (row["source"], row["metadata"], row["problem"]) == ("規程.md", known, "")
    shown = json.loads(run("show", "規程.md", "--json")[1])
    assert (shown["title"], shown["metadata"]) == ("AI利用規程", known)


def test_the_same_file_again_is_said(run: Run) -> None:
    run("add", "規程.md")
    code, out, _ = run("add", "規程.md")
    assert (code, "同じ内容の文書が既にあります" in out) == (0, True)


def test_a_person_is_asked_for_what_is_missing(run: Run, typed: Callable[..., None], tmp_path: Path) -> None:
    typed("", "king", "guideline", "-", "第3版", "昨日", "2026-04-01", "", "", "社外秘")
    code, _, err = run("add", "規程.md", "--corpus", "mine")
    assert code == 0
    assert "題名 [AI利用規程]" in err
    assert "'king' は使えません" in err
    assert "'昨日' は使えません" in err
    entry = read_manifest(tmp_path / "mine")[0]["規程.md"]
    metadata = entry.metadata
    assert (entry.title, metadata.authority, metadata.publisher) == ("AI利用規程", Authority.GUIDELINE, None)
    assert (metadata.edition, str(metadata.published), metadata.language) == ("第3版", "2026-04-01", "ja")
    assert metadata.rights == "社外秘"


def test_what_was_given_is_not_asked(run: Run, typed: Callable[..., None]) -> None:
    typed("", "", "", "", "", "", "")
    _, _, err = run("add", "規程.md", "--title", "規程", "--rights", "社外秘")
    assert "題名" not in err
    assert "権利" not in err


def test_ending_the_input_adds_nothing(run: Run, typed: Callable[..., None], tmp_path: Path) -> None:
    typed("題名だけ")
    code, _, err = run("add", "規程.md", "--corpus", "mine")
    assert (code, "中止" in err) == (1, True)
    assert not (tmp_path / "mine").exists()


def test_removal_is_confirmed(run: Run, typed: Callable[..., None], tmp_path: Path) -> None:
    run("add", "規程.md")
    with pytest.raises(UsageError, match="--yes"):
        run("remove", "規程.md")
    typed("n")
    assert "取り除きませんでした" in run("remove", "規程.md")[1]
    assert (tmp_path / "home" / "corpus" / "規程.md").exists()
    typed("y")
    run("remove", "規程.md")
    assert not (tmp_path / "home" / "corpus" / "規程.md").exists()


def test_one_bad_file_is_named_and_the_others_are_added(run: Run, tmp_path: Path) -> None:
    code, out, err = run("add", "nowhere.md", "規程.md")
    assert (code, "nowhere.md" in err, "規程.md" in out) == (1, True, True)


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (["add"], UsageError, "--restore"),
        (["add", "規程.md", "--restore", "規程.md"], UsageError, "--restore"),
        (["add", "規程.md", "規程.md", "--title", "甲"], UsageError, "--title"),
        (["add", "--restore", "nowhere"], AssistantError, "nowhere"),
        (["fetch"], UsageError, "--all"),
        (["fetch", "甲", "--all"], UsageError, "--all"),
        (["fetch", "甲"], UsageError, "甲"),
        (["list", "--corpus", "nowhere"], AssistantError, "nowhere"),
        (["list", "--corpus", "規程.md"], UsageError, "フォルダ"),
        (["show", "nowhere"], AssistantError, "nowhere"),
        (["remove", "nowhere", "--yes"], AssistantError, "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: list[str], error: type[AssistantError], said: str) -> None:
    with pytest.raises(error, match=said) as caught:
        run(*arguments)
    assert caught.type is error


def test_fetch_names_terms_results_and_failures(run: Run, web: WebServer, tmp_path: Path) -> None:
    good, gone = web.at("/good", Reply("本文です。".encode())), web.url + "/gone"
    list_originals(tmp_path / "starter", ("よい原典", good), ("消えた原典", gone), ("頼まない原典", web.url + "/other"))
    code, out, err = run("fetch", "よい", "消えた")
    assert code == 1
    assert "[1/2] よい原典（甲省、txt）\n    権利: PDL 1.0\n" in out
    assert "新規: originals/よい原典.txt" in out
    assert "HTTP 404" in out
    assert "取得 1/2" in err
    assert f"× 消えた原典 {gone}" in err
    assert not any("other" in path for path in web.asked)
    listing = run("list", "--originals")[1]
    assert "○ よい原典" in listing
    assert "・ 消えた原典" in listing


def test_fetch_says_that_an_original_changed(run: Run, web: WebServer, tmp_path: Path) -> None:
    url = web.at("/a", Reply("旧".encode()), Reply("新しい".encode()))
    list_originals(tmp_path / "starter", ("原典", url))
    assert run("fetch", "--all")[0] == 0
    code, out, _ = run("fetch", "--all")
    assert code == 0
    assert "変更あり: originals/原典.txt（9 バイト" in out
    assert "3 バイト" in out
    assert ".removed/" in out
    row = json.loads(run("fetch", "--all", "--json")[1])[0]
    assert (row["state"], len(row["fetched"]["previous"])) == ("same", 1)
