import json
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant_eval.mutation.paraphrases import Case, read_paraphrases

ROW = {"id": "p1", "source": "a.md", "quote": "3日以内に報告する。", "claim": "報告は3日以内です。"}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "paraphrases.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    return path


def test_rows_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW | {"id": "p2"})
    assert read_paraphrases(path) == (
        Case("p1", "a.md", "3日以内に報告する。", "報告は3日以内です。"),
        Case("p2", "a.md", "3日以内に報告する。", "報告は3日以内です。"),
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({name: value for name, value in ROW.items() if name != "claim"}, "claim がありません"),
        (ROW | {"label": "x"}, "label は知らない項目です"),
        (ROW | {"quote": " "}, "quote が文字列でないか、空です"),
        (ROW | {"id": 3}, "id が文字列でないか"),
        (["p1"], "{…} の形ではありません"),
        (ROW, "前の行にもあります"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: object, told: str) -> None:
    with pytest.raises(AssistantError, match="2 行目") as error:
        read_paraphrases(write(tmp_path, ROW, row))
    assert told in str(error.value)


def test_what_is_no_json_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "paraphrases.jsonl"
    path.write_text("{\n", encoding="utf-8")
    with pytest.raises(AssistantError, match="1 行目"):
        read_paraphrases(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="読めません"):
        read_paraphrases(tmp_path / "none.jsonl")
