"""What a person reads in the terminal."""

from dataclasses import replace

import pytest

from assistant.answer.pipeline import PREMISE, ClaimChecked, Event, EvidenceFound, Finished
from assistant.console import show_answer, show_evidence
from assistant.records import Answer, Check, Claim, Evidence, Note, Refusal, Span, Timings
from tests.answer.cited import claim, source
from tests.answer.evidence import evidence

TEXT = "前置きの文です。報告は3日以内に行う。"
NOTE = "旧版（2020-04-01。2026-11-21 に有効なのは 2025-04-01 からの版）"
TIMINGS = Timings(0.1, 0.0, None, None, None, 0.2)


def old_edition() -> Evidence:
    item = evidence(1, TEXT, "漏えい報告規程")
    return replace(item, hit=replace(item.hit, note=NOTE), chosen=(Span(8, len(TEXT)),))


def answered(item: Evidence, *claims: Claim) -> Answer:
    return Answer("質問", claims, None, (item,), TIMINGS)


def test_search_prints_the_remark_and_the_chosen_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    show_evidence((old_edition(), evidence(2, TEXT, "現行の規程")))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "[1] 漏えい報告規程（冒頭） 1.md 1.0000",
        f"    ※{NOTE}",
        "    報告は3日以内に行う。",
    ]
    assert lines[3:] == ["[2] 現行の規程（冒頭） 2.md 1.0000", f"    {TEXT}"]


def test_an_answer_has_the_remark_at_the_source_and_at_the_quotation(capsys: pytest.CaptureFixture[str]) -> None:
    item = old_edition()
    quote = replace(claim(item, quote="報告は3日以内に行う。"), verbatim=True)
    show_answer([EvidenceFound((item,)), Finished(answered(item, quote))], show_withheld=False)
    sources, rest = capsys.readouterr().out.split("回答\n")
    assert f"    ※{NOTE}\n    報告は3日以内に行う。\n" in sources
    assert f"    報告は3日以内に行う。\n    ※{NOTE}\n" in rest


def test_what_the_model_cites_besides_the_quotations_is_shown_as_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    item = source(1, "報告は3日以内に行う。確報は30日以内に行う。", "漏えい報告規程", note=NOTE)
    quote = replace(claim(item, quote="報告は3日以内に行う。"), verbatim=True)
    first, second = (
        claim(item, "3日以内です。", "報告は3日以内に行う。"),
        claim(item, "30日以内です。", "確報は30日以内に行う。"),
    )
    show_answer([Finished(answered(item, first, second, quote))], show_withheld=False)
    cited = capsys.readouterr().out.split("引用\n")[1].split("\n\n")[0]
    assert cited == f"  [1] 漏えい報告規程 第1条「確報は30日以内に行う。」\n    ※{NOTE}"


def test_a_refusal_shows_the_chosen_sentences_of_the_nearest_passages(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer("質問", (), Refusal("x", "お答えできません。"), (old_edition(),), TIMINGS)
    show_answer([Finished(answer)], show_withheld=False)
    out = capsys.readouterr().out
    assert "近い箇所 [1]: 報告は3日以内に行う。" in out
    assert "前置き" not in out
    assert f"※{NOTE}" in out


def test_a_conclusion_stands_above_the_quotations_and_what_to_know_below(capsys: pytest.CaptureFixture[str]) -> None:
    item = source(1, "報告は3日以内に行う。確報は30日以内に行う。", "漏えい報告規程")
    quotes = [
        replace(claim(item, quote=words), verbatim=True)
        for words in ("報告は3日以内に行う。", "確報は30日以内に行う。")
    ]
    conclusion = claim(item, "報告の期限は3日です。", "報告は3日以内に行う。")
    notes = (Note("conflict", "資料間で記述が異なります。\n[1] 甲\n[2] 乙", (1, 2)),)
    answer = replace(answered(item, conclusion, *quotes), notes=notes)
    events: list[Event] = [EvidenceFound((item,)), *map(ClaimChecked, (*quotes, conclusion)), Finished(answer)]
    show_answer(events, show_withheld=False)
    said = capsys.readouterr().out.split("回答\n")[1]
    assert said.startswith(
        "結論（AI が作成）\n"
        "  報告の期限は3日です。[1]（漏えい報告規程 第1条）\n"
        "\n"
        "資料の文（原文のまま）\n"
        "  [1] 漏えい報告規程 第1条\n"
        "    報告は3日以内に行う。\n"
        "    確報は30日以内に行う。\n"
        "\n"
        "ご注意\n"
        "  資料間で記述が異なります。\n"
        "    [1] 甲\n"
        "    [2] 乙\n"
        "\n"
        "この回答は AI が作成しました。"
    )


def test_a_wrong_premise_is_told_before_the_sentence_that_corrects_it(capsys: pytest.CaptureFixture[str]) -> None:
    item = source(1, "報告は3日以内に行う。", "漏えい報告規程")
    quote = replace(claim(item), verbatim=True)
    notes = (
        Note(PREMISE, "ご質問の「7日」は資料の記載と違います。", (1,)),
        Note("commentary", "[1] は解説です。", (1,)),
    )
    show_answer([Finished(replace(answered(item, quote), notes=notes))], show_withheld=False)
    out = capsys.readouterr().out
    assert out.startswith("回答\n  ご質問の「7日」は資料の記載と違います。\n資料の文（原文のまま）\n")
    assert out.index("報告は3日以内に行う。") < out.index("ご注意\n  [1] は解説です。")
    assert out.count("7日") == 1


def test_what_a_follow_up_was_taken_to_ask_is_told_first(capsys: pytest.CaptureFixture[str]) -> None:
    item = source(1, "報告は3日以内に行う。", "漏えい報告規程")
    show_answer([EvidenceFound((item,), "報告の期限は何ですか？")], show_withheld=False)
    told = "前の質問を受けて、『報告の期限は何ですか？』についての質問として扱いました"
    assert capsys.readouterr().out.startswith(f"{told}\n\n資料\n")
    show_answer([EvidenceFound((item,))], show_withheld=False)
    assert capsys.readouterr().out.startswith("資料\n")


def test_withheld_sentences_are_counted_and_told_with_their_reasons_on_demand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    item = source(1, "報告は3日以内に行う。", "漏えい報告規程")
    bad = replace(claim(item, "7日以内です。"), checks=(Check("numbers", False, "引用した文にない数です: 7日"),))
    answer = answered(item, bad, replace(claim(item), verbatim=True))
    show_answer([Finished(answer)], show_withheld=False)
    out = capsys.readouterr().out
    assert "表示しなかった文: 1 件（--show-withheld" in out
    assert "7日" not in out
    show_answer([Finished(answer)], show_withheld=True)
    assert "  × 7日以内です。\n      引用した文にない数です: 7日\n" in capsys.readouterr().out


def test_an_answer_without_notes_has_no_heading_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    item = source(1, "報告は3日以内に行う。", "漏えい報告規程")
    show_answer([Finished(answered(item, claim(item)))], show_withheld=False)
    assert "ご注意" not in capsys.readouterr().out
