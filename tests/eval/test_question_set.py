import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant_eval.question_set import parse_question, question_row, read_questions, write_questions
from assistant_eval.records import REFUSALS, Alternative, Question

ROW: dict[str, Any] = {
    "id": "T01",
    "split": "dev",
    "type": "as-of",
    "question": "速報の期限は？",
    "as_of": "2026-04-01",
    "gold": [
        [
            {"source": "incident.md", "quote": "3日以内に速報を提出"},
            {"source": "guideline.md", "quote": "説明しなければならない"},
        ],
        [{"source": "licence.md", "quote": "7億人を超える"}],
    ],
    "nuggets": [["3日以内", "三日以内"], ["速報"]],
    "forbidden": ["30日以内"],
    "note": "二つの資料",
}
QUESTION = Question(
    "T01",
    "dev",
    "as-of",
    "速報の期限は？",
    (
        (Alternative("incident.md", "3日以内に速報を提出"), Alternative("guideline.md", "説明しなければならない")),
        (Alternative("licence.md", "7億人を超える"),),
    ),
    (("3日以内", "三日以内"), ("速報",)),
    ("30日以内",),
    None,
    date(2026, 4, 1),
    True,
    "二つの資料",
)
GOLD = ((Alternative("a.md", "い"),),)


def write(folder: Path, *rows: object) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def told(path: Path) -> str:
    with pytest.raises(AssistantError) as error:
        read_questions(path)
    return str(error.value)


def test_a_row_is_read(tmp_path: Path) -> None:
    assert read_questions(write(tmp_path, ROW)) == (QUESTION,)


def test_the_least_that_a_row_says() -> None:
    found = parse_question({"id": 7, "question": " 何日？ ", "gold": [[{"source": "a.md", "quote": "い"}]]})
    assert found == Question("7", "test", "other", "何日？", GOLD)
    assert found.answerable


@pytest.mark.parametrize("refuse", REFUSALS)
def test_a_question_without_an_answer_is_reported_under_its_reason(refuse: str) -> None:
    found = parse_question({"id": "x", "question": "？", "type": "everyday", "refuse": refuse})
    assert (found.type, found.refuse, found.answerable) == (refuse, refuse, False)


def test_null_says_nothing(tmp_path: Path) -> None:
    """As exporters of tables write what a row does not have."""
    nulls = dict.fromkeys(("type", "as_of", "nuggets", "forbidden", "refuse", "reviewed", "note", "split"))
    assert read_questions(write(tmp_path, ROW | nulls)) == (
        Question("T01", "test", "other", QUESTION.question, QUESTION.gold),
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"split": "train"}, "split は dev、test、held のどれかです: train"),
        ({"refuse": "unknown"}, "refuse は far、near-miss、false-premise、wrong-date、injected のどれかです: unknown"),
        ({"refuse": ""}, "refuse は"),
        ({"gold": []}, "gold（根拠の語句）も refuse（答えられない理由）もありません"),
        ({"gold": None}, "gold（根拠の語句）も refuse（答えられない理由）もありません"),
        ({"gold": "3日"}, "gold は、語句の候補の並びの並びです"),
        ({"gold": [{"source": "a.md", "quote": "い"}]}, "gold は、語句の候補の並びの並びです"),
        ({"gold": [[]]}, "gold に空の所があります"),
        ({"gold": [[{"source": "a.md", "quote": " "}]]}, "gold に空の所があります"),
        ({"gold": [[{"source": "a.md", "quote": 3}]]}, "gold に空の所があります"),
        ({"gold": [[{"source": "a.md"}]]}, 'source と quote だけを書きます: {"source": "a.md"}'),
        ({"gold": [[{"source": "a.md", "quote": "い", "page": 3}]]}, "source と quote だけを書きます"),
        ({"gold": [["3日以内"]]}, "source と quote だけを書きます"),
        ({"as_of": "4月"}, "as_of は、実在する日を 2026-04-01 の形で書きます: 4月"),
        ({"as_of": "2026-02-30"}, "as_of は、実在する日を"),
        ({"as_of": 2026}, "as_of は、実在する日を"),
        ({"nuggets": ["3日"]}, "nuggets は、空でないパターンの並びの並びです"),
        ({"nuggets": [[]]}, "nuggets は、空でないパターンの並びの並びです"),
        ({"nuggets": [["３日"]]}, "nuggets のパターンが使えません: 全角"),
        ({"nuggets": [["(3日"]]}, "nuggets のパターンが使えません: 正規表現として読めません"),
        ({"forbidden": "30日"}, "forbidden はパターン（文字列）の並びです"),
        ({"forbidden": [".*"]}, "forbidden のパターンが使えません: 何も書かれていない回答にも"),
        ({"reviewed": "no"}, "reviewed は true か false です: no"),
        ({"question": "　"}, "question がありません"),
        ({"question": None}, "question がありません"),
        ({"question": "あ" * 2001}, "question が長すぎます（2,001 文字、上限 2,000 文字）"),
        ({"id": True}, "id がありません"),
        ({"id": ""}, "id がありません"),
        ({"answer": "3日", "b": 1}, "answer、b は知らない項目です"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, change: dict[str, object], why: str) -> None:
    path = write(tmp_path, ROW, ROW | {"id": "T02"} | change)
    message = told(path)
    assert f"2 行目が誤っています: {path}（" in message
    assert why in message


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('["T01"]', "オブジェクトではありません"),
        ('{"id": "T01"', "JSON として読めません"),
        ("[" * 100_000, "JSON として読めません"),
        ('{"id": "x", "question": "\\ud83d"}', "対のないサロゲート"),  # it could be neither asked nor written
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    message = told(path)
    assert "2 行目が誤っています" in message
    assert why in message


def test_an_id_may_not_come_twice(tmp_path: Path) -> None:
    assert "3 行目の id 7 は、前の行にもあります" in told(write(tmp_path, ROW, ROW | {"id": "7"}, ROW | {"id": 7}))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert f"質問のファイルを開けません: {tmp_path / 'none.jsonl'}" in told(tmp_path / "none.jsonl")
    assert "質問のファイルを開けません" in told(tmp_path)
    (tmp_path / "sjis.jsonl").write_bytes("質問".encode("cp932"))
    assert "UTF-8 ではありません" in told(tmp_path / "sjis.jsonl")


def test_blank_lines_a_mark_at_the_beginning_and_windows_line_breaks_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    line = json.dumps(ROW, ensure_ascii=False)
    path.write_bytes(f"\ufeff{line}\r\n\r\n  \r\n".encode())
    assert read_questions(path) == (QUESTION,)


def test_an_empty_file_holds_no_questions(tmp_path: Path) -> None:
    assert read_questions(write(tmp_path)) == ()


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        replace(QUESTION, reviewed=False, note='「引用」"と\t記号'),
        Question("r", "held", "wrong-date", "いつ？", GOLD, (("5月",),), (), "wrong-date"),
        Question(
            "l", "dev", "other", "行の\u2028区切りと\u0085改行\x0b？", GOLD, note="\u2029"
        ),  # one line all the same
        Question("e", "test", "other", "😀は？", GOLD),
    ],
)
def test_what_is_written_is_read_again(tmp_path: Path, question: Question) -> None:
    path = tmp_path / "out.jsonl"
    write_questions(path, [QUESTION, replace(question, id="other")])
    assert read_questions(path) == (QUESTION, replace(question, id="other"))
    assert [own.name for own in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_row_says_only_what_there_is_to_say() -> None:
    assert question_row(Question("r", "dev", "far", "天気は？", refuse="far")) == {
        "id": "r",
        "split": "dev",
        "question": "天気は？",
        "refuse": "far",
    }


def test_the_old_file_stays_where_writing_fails(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    with pytest.raises(UnicodeEncodeError):
        write_questions(path, [replace(QUESTION, note="\ud83d")])
    assert read_questions(path) == (QUESTION,)
