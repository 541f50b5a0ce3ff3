"""The script that measures the judges: rows of every part over five paragraphs, and doors that say what is wrong."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.models.progress import silent
from assistant_eval.collections_to_search import Collections
from scripts import judges_table
from scripts.judges_table import REAL, STARTER, Work
from tests.eval.knowing_judge import DecidedJudge, KnowingJudge, small_squad
from tests.stand_ins import TRUTHFUL, HashingEmbedder, small_corpus, small_settings

Row = dict[str, object]
QUOTES = {
    "rules/usage.md": "生成AIに入力してはならない",
    "guideline.md": "利用者に説明しなければならない",
    "licence.md": "他のモデルの学習に用いることができる",
    "incident.md": "3日以内に速報",
    "minutes.md": "令和6年5月22日に開催",
}
CLAIM = "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """All of our own questions and claims are about the small corpus; the judge knows the answers."""
    monkeypatch.setattr(judges_table, "QUESTIONS", tmp_path)
    answered: list[Row] = [
        {
            "id": f"{split}{number}",
            "split": split,
            "type": "everyday",
            "question": asked,
            "gold": [[{"source": own[0], "quote": own[1]}]],
        }
        for split in ("dev", "test")
        for number, (asked, own) in enumerate(zip(TRUTHFUL, QUOTES.items(), strict=True))
    ]
    lacking: list[Row] = [
        {"id": f"n-{split}", "split": split, "question": "罰金はいくらですか", "refuse": "near-miss"}
        for split in ("dev", "test")
    ]
    held: list[Row] = [
        {
            "id": "h1",
            "split": "held",
            "question": "開けてはいけない問い",
            "gold": [[{"source": "minutes.md", "quote": "第9回"}]],
        }
    ]
    case: Row = {"source": "incident.md", "quote": "3日以内に速報", "claim": CLAIM}
    wrong = case | {"claim": "事業者は、漏えいを知った日から5日以内に速報を提出しなければならない。"}
    judged: list[Row] = [case | {"id": "j1", "label": "supported"}, wrong | {"id": "j2", "label": "contradicted"}]
    write(tmp_path, "starter", answered + lacking)
    write(tmp_path, "retrieval", [*answered[:5], *held])
    write(tmp_path, "refusals", lacking[:1])
    for name in ("starter-paraphrases", "real-paraphrases"):
        write(tmp_path, name, [case | {"id": "p1"}])
    for name in ("development-judgements", "starter-judgements"):
        write(tmp_path, name, judged)
    options = argparse.Namespace(
        part=list(judges_table.PARTS), questions=None, split="dev", judges=None, squad=small_squad(tmp_path)
    )
    corpus, settings = small_corpus(tmp_path), small_settings(tmp_path)
    known = KnowingJudge(dict(zip(TRUTHFUL, QUOTES.values(), strict=True)))
    collections = Collections(
        tmp_path / "indexes", options.squad, {STARTER: corpus, REAL: corpus}, settings, HashingEmbedder(), known,
        judges_table.TODAY, silent,
    )  # fmt: skip
    return Work(options, settings, collections, DecidedJudge(lambda evidence, claim: claim in evidence), silent)


def write(folder: Path, name: str, rows: Sequence[Row]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def rows_of(lines: Sequence[str], *parts: str) -> list[list[str]]:
    """The cells of the rows that hold all of `parts`."""
    rows = [
        line for line in "\n".join(lines).split("\n") if line.startswith("| ") and all(part in line for part in parts)
    ]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_every_set_is_told_apart_by_every_signal(work: Work) -> None:
    lines = list(judges_table._relevance(work))
    for name, kind in (
        ("JSQuAD valid", "near-miss"),
        ("JSQuAD valid", "far"),
        ("付属資料 dev", "near-miss"),
        ("実文書 dev", "near-miss"),
    ):
        assert [row[3] for row in rows_of(lines, name, f"（{kind}）")] == [
            "融合の点数",
            "余弦",
            "BM25÷語数",
            "審査（最高のロジット）",
        ]
    judged = rows_of(lines, "付属資料 dev", "審査")[0]
    assert judged[2] == "5・1"
    assert judged[4:] == ["1.000（1.000–1.000）"] * 2  # the judge knows the five answers, and none to the sixth


def test_ranks_without_the_judge_are_those_of_the_search(work: Work) -> None:
    work.options.part = ["rerank"]
    lines = list(judges_table._relevance(work))
    assert not rows_of(lines, "AUROC")
    assert rows_of(lines, "実文書 dev", "R@5")[0][1:4] == ["5", "R@5", "1.000（1.000–1.000）"]


def test_held_questions_stay_closed_unless_they_are_asked_for(work: Work) -> None:
    assert {
        own.split for name in (*judges_table.STARTER_SETS, "実文書 dev") for own in judges_table._own_set(name)[1]
    } == {"dev", "test"}
    assert "開けてはいけない問い" not in [own.question for own in judges_table._own_set("実文書 dev")[1]]
    assert "開けてはいけない問い" in [own.question for own in judges_table._own_set("実文書 held")[1]]


def test_a_sample_is_the_same_each_time_and_no_larger_than_asked(work: Work) -> None:
    work.options.questions = 2
    first, second = judges_table._measured_squad(work), judges_table._measured_squad(work)
    assert len(first) == 2
    assert first == second


def test_mutations_before_each_verifier(work: Work) -> None:
    lines = list(judges_table._mutations(work))
    heads = rows_of(lines, "変えたもの")
    assert len(heads) == 3
    assert heads[0][1:4] == ["規則だけ（件）", "審査だけ（件）", "規則と審査（件）"]
    assert [row[2].split("（")[0] for row in rows_of(lines, "**全体**")] == ["1.000"] * 3  # no mutant is a copy
    assert [row[3].split("（")[0] for row in rows_of(lines, "判定が合った割合")] == ["1.000"] * 2


def test_without_a_support_judge_the_rules_stand_alone(work: Work) -> None:
    assert list(judges_table._verifiers(replace(work, support=None), REAL)) == ["規則だけ"]


def test_calibration_over_gold_passages_and_judgements(work: Work) -> None:
    lines = list(judges_table._calibration(work))
    assert rows_of(lines, "retrieval.jsonl dev")[0][1] == "25"  # five passages for each of five questions
    assert rows_of(lines, "retrieval.jsonl dev")[0][2].startswith("0.110（")  # (5 · |0.85 − 1| + 20 · |0.1 − 0|) / 25
    assert rows_of(lines, "development-judgements")[0][2].startswith("0.150（")  # (|0.9 − 1| + |0.2 − 0|) / 2
    assert rows_of(lines, "0.80–0.87")[0][1:] == ["5", "0.850", "1.000"]


def test_a_part_alone_is_not_written_over_the_whole_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["judges_table.py", "--part", "cost", "--write", "table.md"])
    with pytest.raises(SystemExit):
        judges_table._options()
    assert "全部分" in capsys.readouterr().err
