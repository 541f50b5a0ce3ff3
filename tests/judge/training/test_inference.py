"""Sentence pairs with labels: read by column, broken rows named and skipped."""

from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.judge.support import CONTRADICTED, NOT_SUPPORTED, SUPPORTED
from assistant.judge.training.inference import read_inference
from assistant.judge.training.support import Lesson

HEAD = "pair_ID\tsentence_A_Ja\tsentence_B_Ja\tentailment_label_Ja"
ROWS = [
    "1\t犬が走る。\t犬が動く。\tentailment",
    "2\t犬が走る。\t猫がいる。\tneutral",
    "3\t犬が走る。\t犬は走らない。\tcontradiction",
]


def read(tmp_path: Path, *lines: str) -> tuple[list[Lesson], list[str]]:
    path = tmp_path / "組.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_inference(path)


def test_the_labels_become_the_three_judgements(tmp_path: Path) -> None:
    lessons, skipped = read(tmp_path, HEAD, *ROWS)
    assert [own.claims[0].label for own in lessons] == [SUPPORTED, NOT_SUPPORTED, CONTRADICTED]
    assert (lessons[0].evidence, lessons[0].claims[0].claim) == ("犬が走る。", "犬が動く。")
    assert skipped == []


@pytest.mark.parametrize(
    "broken", ["4\t\t猫がいる。\tneutral", "4\t犬が走る。\t\tneutral", "4\t犬\t猫\tunknown", "4\t犬"]
)
def test_a_broken_row_is_named(tmp_path: Path, broken: str) -> None:
    lessons, skipped = read(tmp_path, HEAD, ROWS[0], broken, ROWS[1])
    assert len(lessons) == 2
    (line,) = skipped
    assert line.startswith("組.tsv: 3 行目を飛ばしました")


def test_a_quotation_mark_is_a_character_like_any_other(tmp_path: Path) -> None:
    lessons, _ = read(tmp_path, HEAD, '1\t"犬が走る。\t犬が動く。\tentailment', ROWS[1])
    assert (len(lessons), lessons[0].evidence) == (2, '"犬が走る。')


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="entailment_label_Ja がありません"):
        read(tmp_path, "sentence_A_Ja\tsentence_B_Ja", "犬\t猫")


def test_a_file_without_usable_rows_is_refused_with_the_count(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="飛ばした行 1 件"):
        read(tmp_path, HEAD, "4\t犬\t猫\tunknown")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "組.tsv").write_bytes(f"{HEAD}\n{ROWS[0]}".encode("cp932"))
    with pytest.raises(AssistantError, match="読めません"):
        read_inference(tmp_path / "組.tsv")
