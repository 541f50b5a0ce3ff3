"""The page of a run: what stands on it, and that nothing in it can be more than text."""

import base64
import copy
import hashlib
import json
import re
from typing import Any

import pytest
from lxml import html

from assistant_eval.report.page import render_page
from tests.eval.report.made_up import made_up_report

HOSTILE = (
    "</script></noscript></textarea><img src=x onerror=window.hacked=1>\"' onload=window.hacked=1 x='\u202e逆\u2066"
)


def read(page: str) -> html.HtmlElement:
    """The page as a browser without scripts has it: what waits in <noscript> is part of it."""
    return html.document_fromstring(page)


def words(element: html.HtmlElement | None) -> str:
    assert element is not None
    return re.sub(r"\s+", " ", element.text_content())


def hostile(value: Any, key: str = "") -> Any:
    """The same with `HOSTILE` behind every text that people, documents or models may have written."""
    kept = {
        "name",
        "system",
        "metric",
        "group",
        "better",
        "unit",
        "outcome",
        "started_at",
        "finished_at",
        "refuse",
        "source",
    }
    if isinstance(value, dict):
        return {name: hostile(own, name) for name, own in value.items()}
    if isinstance(value, list):
        return [hostile(own, key) for own in value]
    return value + HOSTILE if isinstance(value, str) and key not in kept else value


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return made_up_report()


@pytest.fixture(scope="module")
def page(report: dict[str, Any]) -> html.HtmlElement:
    return read(render_page(report))


def test_the_verdict_comes_first_with_the_reason(page: html.HtmlElement) -> None:
    first = page.xpath("//main/section")[0]
    assert "不合格 基準「標準」の 4 項目のうち 1 項目を満たしていません。" in words(first)
    assert "根拠付き正答率が 0.720 で、基準の 0.75 以上 を満たしません" in words(first)
    for fact in ("Qwen2.5-1.5B-Instruct Q4_K_M", "5d41402abc4b", "a79e0291c4", "2 コア", "2026-11-22 09:12"):
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
    large["judge"] = None
    for answer in large["answers"]:
        answer["grader_failures"] = []
        answer["outcome"] = "partial" if answer["outcome"] == "failed" else answer["outcome"]
    assert read(render_page(large)).find_class("warnings") == []


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
    assert sum("の時間" in title for title in titles) == 3
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
    assert "0 問" in words(read(render_page(empty)).get_element_by_id("answers"))


def one_answer(report: dict[str, Any], **more: Any) -> html.HtmlElement:
    """The page of a single answer of the first system."""
    own = next(row for row in report["answers"] if row["system"] == "assistant" and row["outcome"] == "correct")
    return read(render_page(report | {"answers": [own | more]})).find_class("question")[0]


def test_a_question_opens_to_all_that_was_found(report: dict[str, Any]) -> None:
    question = one_answer(report)
    told = words(question)
    for part in (
        "正解の箇所",
        "伏せた文（1）",
        "資料にない数字です: 「7日」",
        "表示した文と引用（2）",
        "第4条",
        "確信度",
        "全体",
    ):
        assert part in told
    assert [own.text for own in question.xpath(".//mark[@class='failed']")] == ["7日"]
    gold = question.xpath(".//div[@class='passage']//mark[contains(@class, 'gold')]")
    assert {own.text for own in gold} == {"漏えいを知った日から３日以内"}
    assert question.xpath(".//div[@class='passage']//mark[@class='chosen']")
    assert "この質問では実行していません" in told  # the other two systems


def test_forbidden_words_are_marked_in_the_answer(report: dict[str, Any]) -> None:
    text = "速報は、５日以内に 提出しなければならない。"
    question = one_answer(
        report, text=text, forbidden=[{"pattern": "5日以内に提出", "words": "5日以内に提出"}], nuggets=[]
    )
    assert [own.text for own in question.xpath(".//div[@class='shown']/mark")] == ["５日以内に 提出"]
    assert "書いてはならない文言: 5日以内に提出" in words(question)


@pytest.mark.parametrize(
    ("outcome", "refuse", "label"),
    [
        ("refused", None, "答えがあるのに控えた"),
        ("refused", "far", "正しく控えた"),
        ("answered-unanswerable", "far", "答えがないのに回答"),
        (None, None, "判定できない"),
    ],
)
def test_an_outcome_is_told_in_words(
    report: dict[str, Any], outcome: str | None, refuse: str | None, label: str
) -> None:
    assert label in words(one_answer(report, outcome=outcome, refuse=refuse).find("summary"))


def test_the_policy_allows_this_style_and_this_script_alone(report: dict[str, Any]) -> None:
    page = render_page(report)
    policy = read(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    script = page[page.rindex("<script>") + 8 : page.rindex("</script>")]
    hashes = [base64.b64encode(hashlib.sha256(own.encode()).digest()).decode() for own in (style, script)]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_page_names_no_other_resource(page: html.HtmlElement) -> None:
    assert page.xpath("//link | //img | //iframe | //object | //embed | //*[@src] | //*[@style] | //base") == []
    assert all(link.startswith("#") for link in page.xpath("//@href"))


def test_hostile_texts_stay_texts_everywhere(report: dict[str, Any]) -> None:
    written = render_page(hostile(copy.deepcopy(report)))
    page = read(written)
    assert page.xpath("//img | //*[@onerror] | //*[@onload]") == []
    assert len(page.xpath("//script")) == 2
    assert written.lower().count("</noscript>") == written.count("<noscript>") == 24
    assert "<img" not in written
    assert "〔U+202E〕逆〔U+2066〕" in words(page)
    for data in page.xpath("//script"):
        data.drop_tree()
    assert not {"\u202e", "\u2066"} & set(page.text_content())


def test_the_island_of_json_reads_back(report: dict[str, Any]) -> None:
    own = copy.deepcopy(report)
    own["answers"][0]["question"] = HOSTILE
    written = render_page(own)
    island = re.search(r'<script type="application/json" id="rows">(.*?)</script>', written, re.DOTALL)
    assert island is not None
    assert "<" not in island[1]
    rows = json.loads(island[1])
    assert len(rows) == 24
    assert "</script></noscript>" in rows[0]["text"]
    assert [answer["outcome"] for answer in rows[0]["answers"]] == ["correct", "correct", "refused-answerable"]


def test_a_lone_surrogate_can_be_written_to_a_file(report: dict[str, Any]) -> None:
    own = copy.deepcopy(report)
    own["answers"][0]["question"] = "壊れた\ud800文字"
    assert "壊れた〔U+D800〕文字" in render_page(own).encode("utf-8").decode("utf-8")


def test_the_same_report_gives_the_same_page(report: dict[str, Any]) -> None:
    assert render_page(report) == render_page(copy.deepcopy(report))


def test_with_very_many_answers_only_the_words_around_marks_are_kept(
    report: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant_eval.report.answers.MOST_WHOLE", 0)
    own = copy.deepcopy(next(row for row in report["answers"] if row["system"] == "assistant" and row["gold"]))
    own["evidence"][0]["text"] += "この先は遠い。" * 40
    page = read(render_page(report | {"answers": [own]}))
    passage = page.find_class("passage")[0].text_content()
    assert "漏えいを知った日から３日以内" in passage
    assert passage.endswith("…")
    assert len(passage) < 250
    assert "前後だけを載せています" in words(page)
