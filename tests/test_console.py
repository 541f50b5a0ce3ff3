"""What a person reads in the terminal."""

from dataclasses import replace

import pytest

from assistant.answer.pipeline import EvidenceFound, Finished
from assistant.console import show_answer, show_evidence
from assistant.records import Answer, Citation, Claim, Evidence, Refusal, Span, Timings
from tests.answer.evidence import evidence

TEXT = "前置きの文です。報告は3日以内に行う。"
NOTE = "旧版（2020-04-01。2026-11-21 に有効なのは 2025-04-01 からの版）"
TIMINGS = Timings(0.1, 0.0, None, None, None, 0.2)


def old_edition() -> Evidence:
    item = evidence(1, TEXT, "漏えい報告規程")
    return replace(item, hit=replace(item.hit, note=NOTE), chosen=(Span(8, len(TEXT)),))


def test_search_prints_the_remark_and_the_chosen_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    show_evidence((old_edition(), evidence(2, TEXT, "現行の規程")))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "[1] 漏えい報告規程（冒頭） 1.md 1.0000",
        f"    ※{NOTE}",
        "    報告は3日以内に行う。",
    ]
    assert lines[3:] == ["[2] 現行の規程（冒頭） 2.md 1.0000", f"    {TEXT}"]


def test_an_answer_has_the_remark_at_the_source_and_at_the_citation(capsys: pytest.CaptureFixture[str]) -> None:
    item = old_edition()
    quote = item.hit.document.text[8:]
    citation = Citation(1, item.hit.passage.id, item.hit.document.id, "漏えい報告規程", "冒頭", 8, len(TEXT), quote)
    answer = Answer("質問", (Claim(quote, (citation,), ()),), None, (item,), TIMINGS)
    show_answer([EvidenceFound((item,)), Finished(answer)], show_withheld=False)
    sources, rest = capsys.readouterr().out.split("回答")[:2]
    assert f"    ※{NOTE}\n    報告は3日以内に行う。\n" in sources
    assert f"「{quote}」 ※{NOTE}" in rest


def test_a_refusal_shows_the_chosen_sentences_of_the_nearest_passages(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer("質問", (), Refusal("x", "お答えできません。"), (old_edition(),), TIMINGS)
    show_answer([Finished(answer)], show_withheld=False)
    out = capsys.readouterr().out
    assert "近い箇所 [1]: 報告は3日以内に行う。" in out
    assert "前置き" not in out
    assert f"※{NOTE}" in out
