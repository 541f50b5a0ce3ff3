from pathlib import Path

import pytest

from assistant.errors import AssistantError, UsageError
from assistant_eval.authoring.imported import CorpusText, Imported, Row, Skipped, check_free, gather, save
from assistant_eval.authoring.importers import guess_format
from assistant_eval.question_set import parse_question, read_questions
from assistant_eval.suite import find_suite

QUESTION = parse_question({"id": "q1", "question": "どこ", "gold": [[{"source": "梅雨.md", "quote": "北海道"}]]})
TEXT = CorpusText("梅雨.md", "# 梅雨\n\n北海道に梅雨はない。\n")


def test_sound_rows_are_kept_and_the_others_named() -> None:
    good = {"id": "a", "question": "富士山は？", "refuse": "far"}
    rows: list[Row | Skipped] = [
        Row("1 行目", good),
        Skipped("2 行目", "形が違います"),
        Row("3 行目", {"id": "b"}),
        Row("4 行目", good),
    ]
    questions, skipped = gather(rows)
    assert [own.id for own in questions] == ["a"]
    assert [own.place for own in skipped] == ["2 行目", "3 行目", "4 行目"]


def test_nothing_is_written_where_no_row_is_sound(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="何も書き込みませんでした"):
        save(Imported((), texts=(TEXT,)), tmp_path / "new" / "set.jsonl", tmp_path / "corpus")
    assert list(tmp_path.iterdir()) == []


def test_questions_without_documents_are_one_file(tmp_path: Path) -> None:
    save(Imported((QUESTION,)), tmp_path / "new" / "set.jsonl", None)
    assert read_questions(tmp_path / "new" / "set.jsonl") == (QUESTION,)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["set.jsonl"]


@pytest.mark.parametrize("corpus", ["documents", "../elsewhere"])
def test_questions_with_documents_are_a_suite_that_can_be_run(tmp_path: Path, corpus: str) -> None:
    home = tmp_path / "home"
    save(Imported((QUESTION,), texts=(TEXT,)), home / "set.jsonl", home / corpus)
    suite = find_suite(str(home / "set.toml"))
    assert suite.questions == (QUESTION,)
    assert suite.corpus == ((home / corpus).resolve(),)
    assert (home / corpus / "梅雨.md").read_text(encoding="utf-8") == TEXT.text


def test_a_corpus_folder_called_starter_is_not_the_packaged_one(tmp_path: Path) -> None:
    save(Imported((QUESTION,), texts=(TEXT,)), tmp_path / "set.jsonl", tmp_path / "starter")
    assert find_suite(str(tmp_path / "set.toml")).corpus == ((tmp_path / "starter").resolve(),)


def test_what_is_there_already_is_named(tmp_path: Path) -> None:
    out, corpus = tmp_path / "set.jsonl", tmp_path / "corpus"
    check_free(out, corpus)
    corpus.mkdir()
    check_free(out, corpus)
    (tmp_path / "set.toml").touch()
    check_free(out, None)
    with pytest.raises(AssistantError, match=r"set\.toml"):
        check_free(out, corpus)
    (tmp_path / "set.toml").unlink()
    (corpus / "old.md").touch()
    with pytest.raises(AssistantError, match="空でないフォルダ"):
        check_free(out, corpus)
    out.touch()
    with pytest.raises(AssistantError, match=r"set\.jsonl"):
        check_free(out, None)


@pytest.mark.parametrize(
    ("name", "expected"), [("a.json", "squad"), ("a.JSONL", "squad"), ("a.csv", "csv"), ("a.tsv", "csv")]
)
def test_the_suffix_tells_the_format(name: str, expected: str) -> None:
    assert guess_format(Path(name)) == expected


def test_another_suffix_asks_for_the_format() -> None:
    with pytest.raises(UsageError, match="--format に squad か csv"):
        guess_format(Path("a.xlsx"))
