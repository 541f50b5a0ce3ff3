"""The script that measures retrieval prints a row a type, a row a stage, and differences in points."""

import argparse
import sys
from datetime import date
from pathlib import Path

import pytest

from assistant.models.progress import silent
from assistant_eval.metrics.intervals import Interval
from assistant_eval.records import Alternative, Question
from scripts import retrieval_table
from tests.stand_ins import DOCUMENTS, TRUTHFUL, ScriptedGenerator, open_small_assistant, small_settings


@pytest.fixture
def bench(tmp_path: Path) -> retrieval_table.Bench:
    """Each question's span is the last sentence of its document; one more question has no document."""
    quotes = [text.rstrip()[-8:] for text in DOCUMENTS.values()]
    questions = [
        Question(f"T{number}", "dev", "everyday", asked, ((Alternative(source, quote),),))
        for number, (asked, source, quote) in enumerate(zip(TRUTHFUL, DOCUMENTS, quotes, strict=True))
    ]
    lost = Question("T9", "dev", "list", "罰金はいくらですか", ((Alternative("none.md", "罰金"),),))
    retriever = open_small_assistant(tmp_path, ScriptedGenerator([])).retriever
    return retrieval_table.Bench(retriever, (*questions, lost), small_settings(tmp_path), silent)


def test_a_row_a_type_and_one_for_all(bench: retrieval_table.Bench) -> None:
    options = argparse.Namespace(split="dev", today=date(2026, 11, 22))
    rows = [line for line in retrieval_table._governance(bench, bench.run("検索"), options) if line.startswith("|")]
    assert [row.split("|")[1].strip() for row in rows[1:]] == ["日常のことば（everyday）", "列挙（list）", "**全体**"]
    assert "| 5 | 5 | 1.000（1.00–1.00） |" in rows[1]
    assert "| 1 | 1 | 0.000（0.00–0.00） |" in rows[2]
    assert "| 6 | 6 | 0.833（" in rows[3]


def test_a_row_a_stage(bench: retrieval_table.Bench) -> None:
    whole = bench.run("検索")
    rows = [line for line in retrieval_table._ablation(bench, whole) if line.startswith("|")][1:]
    assert len(rows) == 1 + len(retrieval_table.STAGES)
    assert rows[0].startswith("| （なし） |  | 0.833 |  | 1.000 |  |")


def test_every_weight_of_the_settings_is_a_stage(bench: retrieval_table.Bench) -> None:
    weights = {name for name in type(bench.settings.retrieval).model_fields if name.endswith("_weight")}
    assert weights - {"reranker_weight", "judge_weight"} == set(retrieval_table.STAGES.values())


def test_the_chain_stands_beside_the_product(bench: retrieval_table.Bench) -> None:
    rows = [line for line in retrieval_table._chain(bench, bench.run("検索")) if line.startswith("|")]
    assert rows[-1].startswith("| **全体** | 6 | 0.833（")  # five chunks in all, so it finds them too
    assert rows[-1].endswith("| +0.0（+0.0 から +0.0） |")


def test_figures_are_written_alike() -> None:
    assert retrieval_table._shown(Interval(0.9, 0.8512, 0.95)) == "0.900（0.85–0.95）"
    assert retrieval_table._points(Interval(-0.015, -0.1, 0.07)) == "-1.5（-10.0 から +7.0）"
    assert (retrieval_table._shown(None), retrieval_table._share(None), retrieval_table._points(None)) == ("–",) * 3


def test_a_part_alone_is_not_written_over_the_whole_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["retrieval_table.py", "--part", "chain", "--write", "table.md"])
    with pytest.raises(SystemExit):
        retrieval_table._options()
    assert "全部分" in capsys.readouterr().err
