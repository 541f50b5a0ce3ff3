"""The page of a comparison, over what `compare` finds in made-up reports."""

import copy
import re
from typing import Any

import pytest
from lxml import html

from assistant_eval.comparison.comparing import compare
from assistant_eval.report.comparison_page import render_comparison
from tests.eval.report.made_up import made_up_report
from tests.eval.report.reading import HOSTILE, hostile, read, words


@pytest.fixture(scope="module")
def comparison() -> dict[str, Any]:
    """B answers the first question wrongly that A had right, and is asked one question less."""
    first = made_up_report()
    second = copy.deepcopy(first)
    second["run"]["settings"] = {"answer": {"passages": 8}}
    own = [row for row in second["answers"] if row["system"] == "assistant"]
    assert own[0]["outcome"] == "correct"
    own[0] |= {"outcome": "wrong", "grades": own[0]["grades"] | {"grounded_correct": [0.0]}}
    second["answers"].remove(own[-1])
    return compare(first, second, "assistant", "assistant", 1)


@pytest.fixture(scope="module")
def page(comparison: dict[str, Any]) -> html.HtmlElement:
    return read(render_comparison(comparison))


def test_what_differs_between_the_runs_is_told(page: html.HtmlElement) -> None:
    rows = [[words(cell) for cell in row] for row in page.xpath("//table[contains(@class, 'facts')]/tbody/tr")]
    assert ["設定 answer.passages", "6", "8"] in rows
    assert ["回答モデル", "Qwen2.5-1.5B-Instruct Q4_K_M"] in rows  # the same for both: one cell


def test_changes_are_counted_and_the_worse_come_first(page: html.HtmlElement) -> None:
    assert "悪くなった 1 問" in words(page.get_element_by_id("verdict"))
    first = page.find_class("question")[0]
    assert "悪くなった" in words(first.find("summary"))
    assert [own.get("aria-label") for own in first.find_class("answer")] == ["A 本製品", "B 本製品"]


def test_a_metric_has_both_values_the_difference_and_p(page: html.HtmlElement) -> None:
    row = page.xpath("//tr[th//a[@href='#g-grounded_correct']]")[0]
    told = {cell.get("data-label"): words(cell).strip() for cell in row.findall("td")}
    # Of twelve answerable questions A has eight right, B one less.
    assert (told["A"], told["B"]) == ("66.7%", "58.3%")
    assert told["差"].startswith("−8.3 ポイント")
    assert (told["p"], told["判定"], told["良／悪"]) == ("1.000", "差は不明", "0 問／1 問")


def test_the_interval_of_a_difference_says_its_unit_once(page: html.HtmlElement) -> None:
    row = page.xpath("//tr[th//a[@href='#g-grounded_correct']]")[0]
    assert re.fullmatch(r"−[\d.]+ ～ \+\d\.\d ポイント", words(row.find_class("interval")[0]))


def test_the_glossary_holds_the_metrics_shown_and_no_other(page: html.HtmlElement) -> None:
    shown = {link[3:] for link in page.xpath("//section[@id='figures']//a/@href")}
    entries = {own[2:] for own in page.xpath("//dl[@class='glossary']/div/@id")}
    assert shown == entries == {"grounded_correct", "truth_score", "supported", "total_s", "total_s_p95"}


def test_a_cost_has_no_test(page: html.HtmlElement) -> None:
    row = page.xpath("//tr[th//a[@href='#g-total_s']]")[0]
    assert [words(cell).strip() for cell in row.findall("td")][3:5] == ["検定なし", "－"]


def test_questions_without_a_partner_are_listed(page: html.HtmlElement) -> None:
    assert "もう一方にありません" in words(page.get_element_by_id("unmatched"))


def test_hostile_texts_stay_texts(comparison: dict[str, Any]) -> None:
    kept = ("verdict", "change", "adjusted", "statistic")
    own = hostile(comparison)
    for rows, originals in ((own["questions"], comparison["questions"]), (own["metrics"], comparison["metrics"])):
        for row, original in zip(rows, originals, strict=True):
            row |= {key: original[key] for key in kept if key in original}
    written = render_comparison(own)
    assert HOSTILE not in written
    assert read(written).xpath("//img | //*[@onerror] | //*[@onload]") == []
    assert len(read(written).xpath("//script")) == 2
