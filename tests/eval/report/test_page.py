"""The page of a run: verdict, warnings, figures and plots."""

import itertools
from typing import Any

from lxml import html

from assistant_eval.gate import Profile, Rule, apply
from assistant_eval.report.page import render_page
from tests.eval.report.made_up import made_up_report
from tests.eval.report.reading import read, words


def test_the_verdict_comes_first_with_the_reason(page: html.HtmlElement) -> None:
    first = page.xpath("//main/section")[0]
    assert "不合格 基準「標準」の 4 項目のうち 1 項目を満たしていません。" in words(first)
    assert "根拠付き正答率が 0.720 で、基準の ≥ 0.75 を満たしません" in words(first)
    for fact in ("Qwen2.5-1.5B-Instruct Q4_K_M", "5d41402abc4b", "a79e0291c4", "2 コア", "2026年11月22日 09:12"):
        assert fact in words(first)


def test_a_run_that_passed_and_one_without_a_gate_say_so(report: dict[str, Any]) -> None:
    rules = [own | {"passed": True} for own in report["gate"]["rules"]]
    passed = read(render_page(report | {"gate": report["gate"] | {"passed": True, "rules": rules}}))
    assert "合格 基準「標準」の 4 項目をすべて満たしました。" in words(passed.get_element_by_id("verdict"))
    without = read(render_page(report | {"gate": None}))
    assert "判定なし" in words(without.get_element_by_id("verdict"))


def test_the_reader_is_warned_of_what_weakens_the_figures(page: html.HtmlElement) -> None:
    told = words(page.find_class("warnings")[0])
    for warning in ("コミットしていない変更", "質問が 24 問しか", "動作に失敗", "採点できない指標", "κ = 0.52"):
        assert warning in told


def test_a_large_clean_run_has_no_warning(report: dict[str, Any]) -> None:
    large = made_up_report(questions=100)
    large["run"]["program"] |= {"dirty": False}
    large["run"] |= {"cached": 0}
    large["judge"] = None
    for answer in large["answers"]:
        answer["grader_failures"] = []
        answer["outcome"] = "partial" if answer["outcome"] == "failed" else answer["outcome"]
    assert read(render_page(large)).find_class("warnings") == []


def test_a_run_to_which_no_rule_applies_has_not_passed(report: dict[str, Any]) -> None:
    idle = apply(Profile("own", "試し", (Rule(metric="mutations", at_least=0.8),)), report | {"mutations": None})
    verdict = words(read(render_page(report | {"gate": idle})).find_class("verdict")[0])
    assert (
        "不合格 基準「試し」のどの項目も、この実行では測れていません。（1 項目は、この実行に該当しません）" in verdict
    )


def test_the_rules_come_with_those_that_failed_first(page: html.HtmlElement) -> None:
    rows = [[words(cell) for cell in row] for row in page.xpath("//details[@class='rules']//tbody/tr")]
    assert [row[0] for row in rows] == ["× 不合格", "○ 合格", "○ 合格", "－ 該当なし"]
    assert rows[0][1:6] == ["根拠付き正答率", "本製品", "すべての質問", "≥ 0.75", "72.0%"]
    assert rows[3][5] == "該当なし"


def test_a_run_of_one_system_has_one_column(report: dict[str, Any]) -> None:
    own = [row for row in report["answers"] if row["system"] == "plain-chain"]
    page = read(render_page(report | {"systems": report["systems"][1:2], "answers": own}))
    head = page.xpath("//section[@id='figures']/table/thead/tr/th")
    assert [words(cell).strip() for cell in head] == ["指標", "素朴なRAG"]
    assert len(page.find_class("question")) == len(own)
    assert len(page.find_class("answer")) == len(own)


def test_a_figure_has_its_interval_and_its_bar(page: html.HtmlElement) -> None:
    row = page.xpath("//section[@id='figures']/table/tbody/tr")[0]
    assert words(row.find("td")).strip() == "72.0% 64.0 ～ 80.0%"
    assert row.xpath("td[1]//*[local-name()='svg']/@aria-label") == ["本製品: 72.0%（64.0 ～ 80.0%）"]


def test_what_does_not_apply_is_said_and_never_zero(page: html.HtmlElement) -> None:
    cells = page.xpath("//th[.//a[@href='#g-ndcg_10']]/../td")
    assert [words(cell).strip()[:4] for cell in cells][2] == "該当なし"
    assert cells[2].xpath(".//*[local-name()='rect']") == []


def test_a_metric_is_explained_where_it_stands_and_in_the_glossary(page: html.HtmlElement) -> None:
    link = page.xpath("//section[@id='figures']/table//a")[0]
    tip = page.get_element_by_id(link.get("aria-describedby"))
    assert "答えのある質問のうち" in tip.text_content()
    assert tip.text_content() in page.get_element_by_id(link.get("href")[1:]).text_content()


def test_grader_failures_are_counted_beside_the_figure(page: html.HtmlElement) -> None:
    assert words(page.find_class("ungraded")[0]) == "採点不能 2 件"


def test_every_plot_is_told_in_numbers_too(page: html.HtmlElement) -> None:
    boxes = page.find_class("plot-box")
    titles = [words(box.find("figcaption")) for box in boxes]
    assert any("リスク・カバレッジ曲線" in title for title in titles)
    assert any("書き換えた文を見破れるか" in title for title in titles)
    assert sum("の時間" in title for title in titles) == 4
    assert sum("答えられない質問に答えた率" in title for title in titles) == 1
    assert all(box.xpath(".//tbody/tr") for box in boxes)


def test_parts_that_a_run_does_not_have_leave_no_empty_section(report: dict[str, Any]) -> None:
    none: dict[str, Any] = {
        name: {"risk_coverage": None, "area": None, "calibration": [], "ece": None} for name in report["curves"]
    }
    page = read(render_page(report | {"mutations": None, "judge": None, "curves": none}))
    assert page.xpath("//*[@id='mutations']") == []
    assert "リスク・カバレッジ曲線" not in words(page)


def test_a_run_without_questions_still_has_a_page(report: dict[str, Any]) -> None:
    empty = report | {"answers": [], "figures": [], "curves": {}, "mutations": None, "judge": None, "gate": None}
    empty |= {"systems": [], "run": report["run"] | {"peak_bytes": {}, "index": [], "systems_s": 0.0, "harness_s": 0.0}}
    assert "0 問" in words(read(render_page(empty)).get_element_by_id("answers"))


def test_headings_leave_out_no_level_and_tables_name_their_columns(page: html.HtmlElement) -> None:
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(after - before for before, after in itertools.pairwise(levels)) == 1
    assert page.xpath("//table[not(thead/tr/th[@scope='col'])]") == []
    assert page.xpath("//form//*[self::input or self::select][not(ancestor::label)]") == []
    assert len(set(page.xpath("//@id"))) == len(page.xpath("//@id"))
    assert page.xpath("//*[local-name()='svg'][@class='plot' or @class='bar'][not(@aria-label)]") == []


def test_the_verifier_is_told_over_all_changes(page: html.HtmlElement) -> None:
    told = words(page.get_element_by_id("mutations"))
    assert "規則と審査モデルを合わせた検証（本製品の検証）は、書き換えた 275 文のうち 251 文を見破りました" in told
    assert "数えなかった書き換えが 14 文" in told
    assert "提供者 → 利用者" in told
    assert "見逃した書き換え（1）" in told  # of rules and judge
    scope = page.xpath("//section[@id='mutations']//tr[td[text()='範囲の限定・一般化']]")[0]
    assert [words(cell) for cell in scope] == ["範囲の限定・一般化", "規則のみ", "該当なし", "", "0/0 → 0/0 文"]


def test_the_rules_alone_are_told_where_the_product_has_no_judge(report: dict[str, Any]) -> None:
    alone = {name: own for name, own in report["mutations"].items() if name != "with_judge"}
    told = words(read(render_page(report | {"mutations": alone})).get_element_by_id("mutations"))
    assert "規則だけの検証は、書き換えた 275 文のうち 237 文を見破りました（86.2%（76.2 ～ 91.2%））" in told
    assert "不正な目的の場合は、 → （削除）" in told
    assert "審査モデル" not in told


def test_a_metric_that_is_neither_better_high_nor_low_says_neither(page: html.HtmlElement) -> None:
    row = page.xpath("//tr[th//a[@href='#g-written_tokens']]/th")[0]
    assert words(row.find_class("better")[0]) == "24 問"
