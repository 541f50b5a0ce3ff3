import re
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant_eval.commands import BEGIN, END, write_tables
from assistant_eval.markdown_table import markdown_lines
from tests.eval.report.made_up import made_up_report


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    report = made_up_report()
    width = 0
    for line in markdown_lines(report):
        cells = line.count("|")
        if not line.startswith("|"):
            width = 0
        elif not width:
            width = cells
        assert not line.startswith("|") or cells == width, line


def test_what_was_run_and_every_figure_are_told() -> None:
    report = made_up_report()
    text = "\n".join(markdown_lines(report))
    assert report["run"]["models"]["generator"]["name"] in text
    assert all(f"| {metric['label']} |" in text for metric in report["metrics"])
    assert ("合格" in text) or ("不合格" in text)


def test_what_rules_and_judge_caught_stands_beside_what_the_rules_did() -> None:
    report = made_up_report()
    rows = [line.split(" | ") for line in markdown_lines(report) if line.startswith("| 正しい言い換えを退けた率")]
    assert [[cell.strip("| ").split()[-1] for cell in row[1:]] for row in rows] == [["9/90", "12/90"]]
    del report["mutations"]["with_judge"]
    (alone,) = [line for line in markdown_lines(report) if line.startswith("| 正しい言い換えを退けた率")]
    assert alone.count("|") == 3 and "9/90" in alone


def test_what_does_not_apply_is_said_and_is_no_zero() -> None:
    report = made_up_report()
    metric = report["metrics"][0]
    for row in report["figures"]:
        if row["metric"] == metric["name"]:
            row |= {"mean": None, "low": None, "high": None, "questions": 0, "values": 0}
    (line,) = [line for line in markdown_lines(report) if line.startswith(f"| {metric['label']} |")]
    assert line.count("該当なし") == len(report["systems"])
    assert re.search(r"\d", line) is None


def test_only_what_stands_between_the_marks_is_rewritten(tmp_path: Path) -> None:
    document = tmp_path / "evaluation.md"
    document.write_text(f"# 題\n\n{BEGIN}\n古い表\n{END}\n\n続き\n", encoding="utf-8")
    write_tables(made_up_report(), document)
    text = document.read_text(encoding="utf-8")
    assert text.startswith(f"# 題\n\n{BEGIN}\n- 実行: ")
    assert text.endswith(f"{END}\n\n続き\n")
    assert "古い表" not in text
    write_tables(made_up_report(), document)
    assert document.read_text(encoding="utf-8") == text


def test_a_document_that_is_not_there_is_made(tmp_path: Path) -> None:
    write_tables(made_up_report(), tmp_path / "new.md")
    assert (tmp_path / "new.md").read_text(encoding="utf-8").startswith(BEGIN)


@pytest.mark.parametrize("text", ["# 題\n", f"{BEGIN}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{BEGIN}\n{END}\n"])
def test_a_document_without_a_pair_of_marks_is_left_alone(text: str, tmp_path: Path) -> None:
    document = tmp_path / "evaluation.md"
    document.write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError, match="目印"):
        write_tables(made_up_report(), document)
    assert document.read_text(encoding="utf-8") == text
