"""The page in a real browser (Debian's chromium), over the five-passage corpus and a scripted generator."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.errors import AssistantError
from assistant.models.constraints import Constraint
from assistant.models.protocols import Message, Scored, Token, Warmed, Written
from tests.stand_ins import DOCUMENTS, SOURCES, TRUTHFUL, ScriptedGenerator, small_corpus

pytestmark = pytest.mark.browser
LEAK = "漏えいの速報はいつまでに提出しますか"
BOTH = (
    "漏えいを知った日から3日以内に速報を提出しなければならない。[1]"
    "確報は、30日以内に提出しなければならない。[1]"
    "速報は60日以内に提出しなければならない。[1]"
)
HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>${1+1}{{this}}"


def _ask(page: Page, question: str) -> None:
    page.get_by_label("質問", exact=True).fill(question)
    page.get_by_role("button", name="質問する").click()


def _until(condition: Callable[[], bool], page: Page) -> None:
    """Wait (up to ten seconds) for what happens on the server, while the browser goes on."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        page.wait_for_timeout(50)


def test_the_sentences_of_the_sources_come_first_and_the_models_stand_above_them(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([BOTH], delay_s=0.08), "prose"))
    _ask(page, LEAK)
    quoted, written = page.locator("#answer .quoted"), page.locator("#answer .written")
    expect(quoted.locator("blockquote p")).to_have_count(2)
    expect(page.locator("#evidence .passage")).to_have_count(5)
    expect(written).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("回答を作成しています…")
    expect(written.locator("li")).to_have_count(1)
    expect(page.locator("#answer footer")).to_have_count(0)
    expect(written.locator("li")).to_have_count(2)
    expect(page.locator("#answer footer")).to_contain_text("この回答は AI が作成しました")
    expect(page.locator("#answer footer")).to_contain_text("scripted")
    expect(page.locator("#status")).not_to_contain_text("作成")
    expect(page.locator("#answer section h3").first).to_have_text("結論（AI が作成）")
    expect(quoted.locator("h3")).to_have_text("資料の文（原文のまま）")
    above, below = written.bounding_box(), quoted.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_an_answer_of_quotations_asks_nothing_of_the_model_and_says_where_they_stand(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, LEAK)
    expect(page.locator("#answer footer")).to_contain_text("資料の文をそのまま示しています")
    expect(page.locator("#answer footer")).not_to_contain_text("AI が作成")
    expect(page.locator("#answer footer")).not_to_contain_text("scripted")
    expect(page.locator("#answer .quoted .place")).to_have_text("漏えい等報告の手引")
    first = page.locator("#evidence .passage").first
    for part in ("漏えい等報告の手引", "解説・資料", "サンプル協会", "2025-06-01 公表"):
        expect(first).to_contain_text(part)


def test_a_label_shows_the_passage_with_the_quote_marked(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, LEAK)
    labels = page.locator("#answer .claims").get_by_role("button", name="引用箇所を表示")
    expect(labels).to_have_count(2)
    marks = page.locator("#evidence mark")
    labels.nth(0).click()
    expect(marks).to_have_text("事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。")
    expect(marks).to_be_in_viewport()
    labels.nth(1).press("Enter")
    expect(marks).to_have_text("確報は、30日以内に提出しなければならない。")
    passage = page.locator("#evidence .passage").first
    expect(passage).to_be_focused()
    expect(passage.locator(".text")).to_contain_text("報告の期限")
    passage.get_by_role("button", name="回答に戻る").press("Enter")
    expect(labels.nth(1)).to_be_focused()


def test_a_follow_up_is_made_whole_and_can_be_asked_apart(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    apart = page.get_by_role("button", name="そのまま（前の質問と切り離して）検索する")
    _ask(page, LEAK)
    expect(page.locator("#answer footer")).to_be_visible()
    expect(apart).to_be_hidden()
    _ask(page, "では、確報はいつまでですか")
    expect(page.locator("#rewritten")).to_have_text(
        "前の質問を受けて、『漏えいの確報はいつまでに提出しますか？』についての質問として扱いました"
    )
    expect(page.locator("#answer .asked")).to_contain_text("では、確報はいつまでですか")
    expect(page.locator("#answer footer")).to_be_visible()
    page.get_by_label("質問", exact=True).fill("書きかけ")
    apart.click()
    expect(apart).to_be_hidden()
    expect(page.get_by_label("質問", exact=True)).to_have_value("では、確報はいつまでですか")
    expect(page.locator("#answer .asked")).to_contain_text("では、確報はいつまでですか")
    expect(page.locator("#answer footer")).to_be_visible()
    _ask(page, "顧客の個人情報を生成AIに入力してよいですか")
    expect(page.locator("#answer .asked")).to_contain_text("顧客")
    expect(page.locator("#answer footer")).to_be_visible()
    expect(apart).to_be_hidden()


def test_a_new_topic_forgets_what_was_asked_and_empties_the_page(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, LEAK)
    expect(page.locator("#answer footer")).to_be_visible()
    page.get_by_role("button", name="新しい話題").click()
    expect(page.locator("#status")).to_contain_text("新しい話題にしました")
    expect(page.get_by_label("質問", exact=True)).to_have_value("")
    expect(page.locator("#answer .asked")).to_have_count(0)
    expect(page.locator("#evidence .passage")).to_have_count(0)
    _ask(page, "では、確報はいつまでですか")
    expect(page.locator("#answer footer")).to_be_visible()
    expect(page.locator("#taken")).to_be_hidden()


def test_each_visitor_has_a_conversation_of_its_own(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    address = serve(ScriptedGenerator([]))
    first, second = visit(address), visit(address)
    _ask(first, LEAK)
    expect(first.locator("#answer footer")).to_be_visible()
    _ask(second, "では、確報はいつまでですか")
    expect(second.locator("#answer footer")).to_be_visible()
    expect(second.locator("#taken")).to_be_hidden()
    _ask(first, "では、確報はいつまでですか")
    expect(first.locator("#rewritten")).to_contain_text("漏えいの確報")


def test_a_false_premise_is_named_above_the_sentence_that_corrects_it(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, "第9回会合は令和5年5月22日に開催されたそうですが、統一的な規制の導入は決定されましたか")
    premise = page.locator("#answer .premise")
    expect(premise).to_have_text(
        "ご質問の「令和5年5月22日」は資料の記載と違います。資料にあるのは「令和6年5月22日」です。"
    )
    above, below = premise.bounding_box(), page.locator("#answer .quoted").bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_the_sentences_that_answer_are_in_the_list_and_highlighted_in_the_whole_passage(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, LEAK)
    first = page.locator("#evidence .passage").first
    expect(first.locator(".excerpt .chosen")).to_contain_text("3日以内に速報を提出")
    first.get_by_role("button", name="資料 1 の全文").click()
    highlighted = first.locator(".text .chosen")
    expect(highlighted.first).to_be_visible()
    colours = [part.evaluate("e => getComputedStyle(e).backgroundColor") for part in (highlighted.first, first)]
    assert colours[0] not in (colours[1], "rgba(0, 0, 0, 0)")
    page.locator("#answer .claims button.label").first.click()
    expect(first.locator("mark")).to_be_visible()
    expect(highlighted).to_have_count(0)


def test_an_older_edition_is_told_in_the_list_and_at_the_answer(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    documents = {
        "old.md": "# 報告規程\n\n## 期限\n\n速報は、漏えいを知った日から5日以内に提出しなければならない。\n",
        "new.md": "# 報告規程\n\n## 期限\n\n速報は、漏えいを知った日から3日以内に提出しなければならない。\n",
    }
    sources = "".join(
        f'[[document]]\npath = "{name}.md"\nwork = "報告規程"\nin_force_from = {day}\n\n'
        for name, day in (("old", "2020-04-01"), ("new", "2025-04-01"))
    )
    page = visit(serve(ScriptedGenerator([]), corpus=small_corpus(tmp_path, documents, sources)))
    _ask(page, "改正前の報告規程では、漏えいの速報はいつまでに提出しますか")
    expect(page.locator("#answer footer")).to_be_visible()
    first = page.locator("#evidence .passage").first
    expect(first.locator(".note")).to_have_text(re.compile("^旧版（2020-04-01。.* に有効なのは 2025-04-01 からの版）$"))
    expect(page.locator("#answer .claims .note")).to_have_count(1)
    expect(page.locator("#answer .claims .note")).to_be_visible()


def test_any_passage_opens_and_closes(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, LEAK)
    third = page.locator("#evidence .passage").nth(2)
    toggle = third.get_by_role("button", name="資料 3 の全文")
    toggle.click()
    expect(third.locator(".text")).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.click()
    expect(third.locator(".text")).to_be_hidden()


def test_withheld_sentences_unfold_with_their_reasons(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    page = visit(serve(ScriptedGenerator([BOTH]), "prose"))
    _ask(page, LEAK)
    withheld = page.locator("#answer .withheld")
    expect(withheld.locator("summary")).to_have_text("裏付けがなく表示しなかった文: 1 件")
    expect(withheld.get_by_text("60日以内")).to_be_hidden()
    withheld.locator("summary").click()
    expect(withheld.get_by_text("速報は60日以内に提出しなければならない。")).to_be_visible()
    expect(withheld).to_contain_text("引用した文にない数です")


def test_a_refusal_is_shown_as_one_and_leads_to_the_nearest_passages(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, "第10回会合はいつ開催されましたか")
    refusal = page.locator("#answer .refusal")
    expect(refusal).to_contain_text("「第10回」の記載はありません")
    expect(page.locator("#answer footer")).to_contain_text("記載がないことを保証するものではなく")
    expect(page.locator("#answer .claims")).to_have_count(0)
    refusal.get_by_role("button").first.click()
    expect(page.locator("#evidence .passage").first.locator(".text")).to_be_visible()
    expect(page.locator("#evidence mark")).to_have_count(0)


def test_a_question_that_cannot_be_taken_is_said_and_stays(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    _ask(page, LEAK)
    expect(page.locator("#answer footer")).to_be_visible()
    _ask(page, "  \n ")
    expect(page.get_by_role("alert")).to_contain_text("質問が空です")
    _ask(page, "あ" * 20_000)
    expect(page.get_by_role("alert")).to_contain_text("質問が長すぎます（20,000 文字")
    expect(page.get_by_label("質問", exact=True)).to_have_value("あ" * 20_000)
    expect(page.locator("#answer .claims > li")).to_have_count(1)  # the answer before is still there


def test_enter_sends_and_shift_enter_breaks_the_line(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    page = visit(serve(ScriptedGenerator([])))
    box = page.get_by_label("質問", exact=True)
    box.fill("漏えいの速報は")
    box.press("Shift+Enter")
    box.press_sequentially("いつまでに提出しますか")
    expect(box).to_have_value("漏えいの速報は\nいつまでに提出しますか")
    expect(page.locator("#answer .asked")).to_have_count(0)
    box.press("Enter")
    expect(page.locator("#answer footer")).to_be_visible()
    assert page.locator("#answer .asked").inner_text().endswith("漏えいの速報は\nいつまでに提出しますか")


def test_html_and_templates_in_texts_are_only_text(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    documents = DOCUMENTS | {
        "hostile <b>&amp;'.md": f"# 悪意 `{HOSTILE}`\n\n漏えいの速報は `{HOSTILE}` 提出しなければならない。\n"
    }
    sentence = f"漏えいの速報は {HOSTILE} 提出しなければならない。"
    generator = ScriptedGenerator([f"{sentence}[1]\n速報は9日以内に{HOSTILE}提出する。[1]"])
    page = visit(serve(generator, "prose", small_corpus(tmp_path, documents, SOURCES)))
    _ask(page, f"漏えいの速報は {HOSTILE}")
    expect(page.locator("#answer footer")).to_be_visible()
    expect(page.locator("#answer .asked")).to_contain_text(HOSTILE)
    page.locator("#answer .withheld summary").click()
    page.locator("#answer button.label").first.click()
    assert page.locator("#evidence mark").text_content() == sentence
    expect(page.locator("#evidence .text", has_text=HOSTILE)).to_have_count(1)
    expect(page.locator("#evidence .file", has_text="hostile <b>&amp;'.md")).to_have_count(1)
    for place in ("#answer", "#evidence", "#status"):
        expect(page.locator(f"{place} script, {place} img, {place} b")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_two_visitors_take_turns(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    meeting = "第9回会合はいつ開催されましたか"
    generator = ScriptedGenerator(TRUTHFUL, delay_s=0.15)
    address = serve(generator, "prose")
    first, second = visit(address), visit(address)
    _ask(first, LEAK)
    expect(first.locator("#evidence .passage")).to_have_count(5)
    _ask(second, meeting)
    expect(second.locator("#status")).to_contain_text("順番を待っています（前に 1 件）")
    expect(second.locator("#answer .written li")).to_contain_text("令和6年5月22日")
    expect(first.locator("#answer .written li")).to_contain_text("3日以内")
    expect(first.locator("#answer")).not_to_contain_text("会合")
    expect(second.locator("#answer")).not_to_contain_text("速報")
    assert generator.most_at_once == 1
    assert generator.stops == ["end", "end"]


def test_stopping_ends_the_writing_and_the_next_question_is_answered(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    generator = ScriptedGenerator([BOTH * 20, TRUTHFUL[LEAK]], delay_s=0.05)
    page = visit(serve(generator, "prose"))
    stop = page.get_by_role("button", name="中止")
    expect(stop).to_be_disabled()
    _ask(page, LEAK)
    expect(page.locator("#answer .claims > li").first).to_be_visible()
    stop.click()
    expect(page.locator("#status")).to_have_text("中止しました。")
    _until(lambda: generator.stops == ["cancelled"], page)
    expect(stop).to_be_disabled()
    expect(page.locator("#answer .claims > li").first).to_be_visible()
    page.wait_for_timeout(700)  # longer than a sign of life takes
    expect(page.locator("#status")).to_have_text("中止しました。")
    _ask(page, LEAK)
    expect(page.locator("#answer footer")).to_be_visible()
    assert generator.stops == ["cancelled", "end"]


def test_stopping_while_waiting_leaves_the_line(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    generator = ScriptedGenerator([BOTH], delay_s=0.12)
    address = serve(generator, "prose")
    first, second = visit(address), visit(address)
    _ask(first, LEAK)
    expect(first.locator("#evidence .passage")).to_have_count(5)
    _ask(second, "第9回会合はいつ開催されましたか")
    expect(second.locator("#status")).to_contain_text("順番を待っています")
    second.get_by_role("button", name="中止").click()
    expect(second.locator("#status")).to_have_text("中止しました。")
    expect(first.locator("#answer footer")).to_be_visible()
    assert len(generator.prompts) == 1


def test_closing_the_page_stops_the_writing(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    generator = ScriptedGenerator([BOTH * 20, TRUTHFUL[LEAK]], delay_s=0.05)
    address = serve(generator, "prose")
    page, other = visit(address), visit(address)
    _ask(page, LEAK)
    expect(page.locator("#answer .claims > li").first).to_be_visible()
    page.close()
    _until(lambda: generator.stops == ["cancelled"], other)
    _ask(other, LEAK)
    expect(other.locator("#answer footer")).to_be_visible()


class BrokenGenerator:
    """Raises what it is given instead of writing."""

    def __init__(self, error: Exception) -> None:
        self.name = "broken"
        self._error = error

    def generate(
        self,
        messages: Sequence[Message],
        cancel: threading.Event | None = None,
        *,
        constraint: Constraint | None = None,
        stop: tuple[str, ...] = (),
        max_tokens: int | None = None,
    ) -> Iterator[Token | Written]:
        yield Token("漏えい")
        raise self._error

    def score(
        self, messages: Sequence[Message], options: Sequence[str], cancel: threading.Event | None = None
    ) -> Scored:
        raise self._error

    def room(self, messages: Sequence[Message]) -> int:
        return 1000

    def warm(self, constant: Sequence[Message], cancel: threading.Event | None = None) -> Warmed:
        raise self._error


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (AssistantError("言語モデルが<停止>しました。もう一度質問してください"), "言語モデルが<停止>しました。"),
        (ZeroDivisionError("secret"), "予期しない誤りが起きました"),
    ],
)
def test_errors_are_said_and_the_question_stays(
    serve: Callable[..., str], visit: Callable[..., Page], error: Exception, text: str
) -> None:
    page = visit(serve(BrokenGenerator(error), "prose"))
    _ask(page, LEAK)
    expect(page.locator("#status").get_by_role("alert")).to_contain_text(text)
    expect(page.locator("#answer .quoted")).to_be_visible()  # what the sources say stands without the model
    expect(page.get_by_label("質問", exact=True)).to_have_value(LEAK)
    expect(page.get_by_role("button", name="中止")).to_be_disabled()
    expect(page.locator("body")).not_to_contain_text("secret")


def test_a_narrow_screen_shows_one_column(serve: Callable[..., str], visit: Callable[..., Page]) -> None:
    page = visit(serve(ScriptedGenerator([])), width=390)
    _ask(page, LEAK)
    expect(page.locator("#answer footer")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    left, right = page.locator("#left").bounding_box(), page.locator("#right").bounding_box()
    assert left is not None
    assert right is not None
    assert right["y"] >= left["y"] + left["height"]


def test_the_page_speaks_japanese_and_names_nothing_of_gradio(
    serve: Callable[..., str], visit: Callable[..., Page]
) -> None:
    page = visit(serve(ScriptedGenerator([])))
    expect(page).to_have_title("AI ガバナンス・アシスタント")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert re.search("gradio", page.locator("body").inner_text(), re.IGNORECASE) is None
