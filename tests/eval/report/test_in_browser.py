"""The page in a real browser, opened from a file: with scripts, without them, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant_eval.comparison.comparing import compare
from assistant_eval.report.comparison_page import render_comparison
from assistant_eval.report.page import render_page
from tests.eval.report.made_up import made_up_report
from tests.eval.report.reading import hostile

pytestmark = pytest.mark.browser
OpenFile = Callable[..., Page]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return made_up_report(questions=64)


@pytest.fixture(scope="module")
def written(report: dict[str, Any]) -> str:
    return render_page(report)


def test_a_question_opens_with_the_keyboard(written: str, open_file: OpenFile) -> None:
    page = open_file(written)
    question = page.locator("details.question").first
    expect(question.locator(".answer")).to_have_count(0)  # nothing is made before it is wanted
    question.locator(":scope > summary").press("Enter")
    expect(question.locator(".answer")).to_have_count(3)
    expect(question.locator(".answer").first).to_contain_text("本製品")
    evidence = question.locator("details.evidence").first
    evidence.locator("summary").press("Enter")
    expect(evidence.locator("mark.gold").first).to_be_visible()


def test_filters_narrow_the_list_and_can_be_taken_back(
    written: str, report: dict[str, Any], open_file: OpenFile
) -> None:
    page = open_file(written)
    expect(page.locator("#count")).to_have_text("64 問のうち 64 問が該当（50 問を表示）")
    page.get_by_role("button", name="さらに表示").click()
    expect(page.locator("details.question")).to_have_count(64)
    wrong = [row for row in report["answers"] if row["system"] == "assistant" and row["outcome"] == "wrong"]
    assert wrong, "the made-up report must have a wrong answer"
    page.get_by_label("対象", exact=True).select_option("本製品")
    page.get_by_label("結果", exact=True).select_option("誤答")
    expect(page.locator("details.question")).to_have_count(len(wrong))
    page.get_by_role("button", name="条件を消す").click()
    expect(page.locator("#count")).to_contain_text("64 問が該当")
    page.get_by_label("質問の種類", exact=True).select_option("範囲外")
    expect(page.locator("details.question")).to_have_count(8)


def test_the_search_finds_full_width_and_spaced_words(written: str, open_file: OpenFile) -> None:
    page = open_file(written)
    page.keyboard.press("/")
    expect(page.get_by_label("語句で探す")).to_be_focused()
    page.keyboard.type("Ｓ００１ ２")
    expect(page.locator("details.question")).to_have_count(1)
    expect(page.locator("details.question .id")).to_have_text("S0012")


def test_the_slowest_come_first_when_asked(written: str, report: dict[str, Any], open_file: OpenFile) -> None:
    page = open_file(written)
    page.get_by_label("対象", exact=True).select_option("本製品")
    page.get_by_label("並べ替え", exact=True).select_option("時間の長い順")
    own = [row for row in report["answers"] if row["system"] == "assistant"]
    slowest = max(own, key=lambda row: row["timings"]["total_s"])
    expect(page.locator("details.question .id").first).to_have_text(slowest["id"])


def test_the_chosen_system_can_be_read_alone(written: str, open_file: OpenFile) -> None:
    page = open_file(written)
    page.get_by_label("対象", exact=True).select_option("素朴なRAG")
    page.get_by_label("選んだ対象の回答だけ開く", exact=True).check()
    question = page.locator("details.question").first
    question.locator(":scope > summary").click()
    expect(question.locator(".answer:visible")).to_have_count(1)
    expect(question.locator(".answer:visible")).to_contain_text("素朴なRAG")


def test_a_link_to_a_question_opens_it_beyond_the_first_fifty(written: str, open_file: OpenFile) -> None:
    page = open_file(written)
    page.evaluate("location.hash = '#q60'")
    expect(page.locator("#q60 .answer")).to_have_count(3)
    expect(page.locator("#q60 > summary")).to_be_in_viewport()


def test_a_metric_is_explained_on_focus(written: str, open_file: OpenFile) -> None:
    page = open_file(written)
    term = page.locator("#figures .term").first
    expect(term.locator(".tip")).to_be_hidden()
    term.locator("a").focus()
    expect(term.locator(".tip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(term.locator(".tip")).to_be_hidden()


def test_without_scripts_all_can_be_read(written: str, open_file: OpenFile) -> None:
    page = open_file(written, java_script_enabled=False)
    expect(page.locator("svg.plot").first).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("details.question")).to_have_count(64)
    question = page.locator("details.question").last
    question.locator(":scope > summary").click()
    expect(question.locator(".answer .shown").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(written: str, open_file: OpenFile, width: int) -> None:
    page = open_file(written, width=width)
    page.locator("details.question > summary").first.click()
    expect(page.locator(".answer").first).to_be_visible()
    page.evaluate("document.querySelectorAll('details:not(.question)').forEach((fold) => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_texts_run_nothing(report: dict[str, Any], open_file: OpenFile) -> None:
    page = open_file(render_page(hostile(made_up_report(questions=8))))
    for question in page.locator("details.question").all():
        question.locator(":scope > summary").click()
        expect(question.locator(".answer")).to_have_count(3)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0


def test_the_policy_stops_a_script_that_got_in(written: str, open_file: OpenFile) -> None:
    page = open_file(written, complaint="Content Security Policy")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.hacked = 1'}))")
    assert page.evaluate("window.hacked") is None


def test_a_link_to_a_question_wins_over_a_filter(written: str, open_file: OpenFile) -> None:
    page = open_file(written)
    page.get_by_label("語句で探す").fill("S0012")
    expect(page.locator("#count")).to_contain_text("1 問が該当")
    page.evaluate("location.hash = '#q60'")
    expect(page.locator("#count")).to_contain_text("64 問が該当")
    page.wait_for_timeout(200)  # what a filter would still have to do
    expect(page.locator("#q60 > summary")).to_be_in_viewport()


def test_the_set_and_the_part_of_questions_can_be_chosen(
    written: str, report: dict[str, Any], open_file: OpenFile
) -> None:
    page = open_file(written)
    page.get_by_label("評価セット", exact=True).select_option("社内規程")
    page.get_by_label("分割", exact=True).select_option("試験用")
    wanted = {row["id"] for row in report["answers"] if (row["suite"], row["split"]) == ("社内規程", "test")}
    expect(page.locator("#count")).to_contain_text(f"{len(wanted)} 問が該当")
    assert set(page.locator("details.question .id").all_text_contents()) == wanted
    page.get_by_label("語句で探す").fill("どこにもない語")
    expect(page.locator("#count")).to_have_text("64 問のうち 0 問が該当（0 問を表示）")


def test_on_paper_stand_all_questions_and_tables(written: str, open_file: OpenFile) -> None:
    page = open_file(written)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details.question")).to_have_count(64)
    assert page.locator(".more-tables:not([open])").count() == 0
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details.question")).to_have_count(50)
    assert page.locator(".more-tables[open]").count() == 0


@pytest.fixture(scope="module")
def compared(report: dict[str, Any]) -> dict[str, Any]:
    return compare(report, made_up_report(questions=64, seed=6), "assistant", "assistant", 1)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_comparison_is_narrowed_by_what_became_of_a_question(
    compared: dict[str, Any], open_file: OpenFile, width: int
) -> None:
    page = open_file(render_comparison(compared), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for label, change in (("悪くなった", "worse"), ("良くなった", "better"), ("その他の変化", "other")):
        wanted = {own["id"] for own in compared["questions"] if own["change"] == change}
        assert wanted, f"the made-up comparison must have a question that is {change}"
        page.get_by_role("combobox", name="変化").select_option(label)
        expect(page.locator("#count")).to_contain_text(f"{len(wanted)} 問が該当")
        assert set(page.locator("details.question .id").all_text_contents()) == wanted
    question = page.locator("details.question").first
    question.locator(":scope > summary").click()
    expect(question.locator(".answer h3").nth(1)).to_contain_text("B 本製品")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
