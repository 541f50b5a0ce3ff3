from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer.notes.source_notes import AUTHORITIES
from assistant.answer.pipeline import PREMISE
from assistant.records import (
    Answer,
    Authority,
    Check,
    Citation,
    Claim,
    Document,
    Evidence,
    Hit,
    Metadata,
    Note,
    Passage,
    Refusal,
    Span,
    Timings,
)
from assistant.ui.rendering import alert_html, answer_html, evidence_html, marked, rewritten_html, writing_html

HOSTILE = "<script>alert(1)</script>${1+1}{{this}}<img src=x onerror=alert(1)>\"'&"
SAFE = (
    "&lt;script&gt;alert(1)&lt;/script&gt;${1+1}{{this}}&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;"  # as text
)
TEXT = "前文。利用者は、出力を確認する。ただし、例外がある。後文。"
START, END = TEXT.index("利用者"), TEXT.index("後文")
TIMINGS = Timings(0.1, 0.0, 0.2, 0.3, 0.4, 12.34)


def _evidence(label: int = 1, text: str = TEXT, start: int = START, end: int = END, name: str = "利用規程") -> Evidence:
    metadata = Metadata(edition="第2版", published=date(2026, 4, 1), authority=Authority.INTERNAL_RULE)
    document = Document("d1", name, f"rules/{name}.md", text, metadata=metadata)
    passage = Passage(f"p{label}", "d1", start, end, (name, "第2章"), "第5条", text[start:end])
    return Evidence(label, Hit(passage, document, 1.0, label, ()), (Span(start, end),))


def _citation(item: Evidence, start: int, end: int) -> Citation:
    passage, document = item.hit.passage, item.hit.document
    quote = document.text[start:end]
    return Citation(item.label, passage.id, document.id, document.title, passage.locator, start, end, quote)


def _claim(text: str, citations: Iterable[Citation], *reasons: str) -> Claim:
    return Claim(text, tuple(citations), tuple(Check("numbers", False, reason) for reason in reasons))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "あいうえお"),
        ([Span(1, 3)], "あ<mark>いう</mark>えお"),
        ([Span(0, 2)], "<mark>あい</mark>うえお"),
        ([Span(3, 5)], "あいう<mark>えお</mark>"),
        ([Span(0, 5)], "<mark>あいうえお</mark>"),
        ([Span(0, 3), Span(2, 4)], "<mark>あいうえ</mark>お"),
        ([Span(0, 4), Span(1, 2)], "<mark>あいうえ</mark>お"),
        ([Span(0, 1), Span(1, 2)], "<mark>あ</mark><mark>い</mark>うえお"),
        ([Span(3, 4), Span(0, 1)], "<mark>あ</mark>いう<mark>え</mark>お"),
        ([Span(-2, 1), Span(4, 9)], "<mark>あ</mark>いうえ<mark>お</mark>"),
        ([Span(2, 2)], "あいうえお"),
    ],
)
def test_marks_stand_at_the_offsets(spans: list[Span], expected: str) -> None:
    assert marked("あいうえお", spans) == expected


def test_marks_keep_line_breaks_and_count_characters_before_escaping() -> None:
    assert marked("a<b\n&c>d", [Span(1, 6)]) == "a<mark>&lt;b\n&amp;c</mark>&gt;d"


def test_a_claim_has_a_button_and_the_passage_with_its_quote_marked() -> None:
    item = _evidence()
    start = TEXT.index("ただし")
    html = writing_html("質問", [_claim("例外がある。", [_citation(item, start, END)])], [item])
    assert f'data-label="1" data-start="{start}" data-end="{END}"' in html
    assert '<span class="marked" hidden>利用者は、出力を確認する。<mark>ただし、例外がある。</mark></span>' in html


def test_two_quotes_of_one_passage_share_a_button() -> None:
    item = _evidence()
    second = TEXT.index("ただし")
    html = writing_html(
        "質問", [_claim("文。", [_citation(item, START, second), _citation(item, second, END)])], [item]
    )
    assert html.count("<button") == 1
    assert html.count("<mark>") == 2


def test_withheld_claims_are_not_among_those_shown_while_writing() -> None:
    item = _evidence()
    bad = _claim("罰金は100万円である。", [_citation(item, START, END)], "引用した文にない数です: 100万円")
    assert "100万円" not in writing_html("質問", [bad], [item])


def test_the_answer_counts_what_was_withheld_and_gives_the_reasons() -> None:
    item = _evidence()
    good = _claim("出力を確認する。", [_citation(item, START, END)])
    bad = _claim("罰金は100万円である。", [_citation(item, START, END)], "引用した文にない数です: 100万円")
    html = answer_html(Answer("質問", (good, bad), None, (item,), TIMINGS), "qwen")
    shown, withheld = html.split("<details")
    assert "出力を確認する。" in shown
    assert "罰金" not in shown
    assert "裏付けがなく表示しなかった文: 1 件" in withheld
    assert "<li>引用した文にない数です: 100万円</li>" in withheld
    assert "12.3 秒 ・ qwen ・ 資料 1 件" in html
    assert "法的助言ではありません" in html


def test_a_refusal_shows_its_message_and_the_nearest_passages_without_marks() -> None:
    evidence = tuple(_evidence(label) for label in (1, 2, 3, 4))
    html = answer_html(Answer("質問", (), Refusal("x", "お答えできません。"), evidence, TIMINGS), "qwen")
    assert "お答えできません。" in html
    assert html.count('class="label"') == 3
    assert "<mark>" not in html
    assert 'class="claims"' not in html


def test_a_refusal_without_evidence_has_no_list() -> None:
    html = answer_html(Answer("質問", (), Refusal("x", "見つかりません。"), (), TIMINGS), "qwen")
    assert "<ul>" not in html


def test_evidence_says_what_it_is() -> None:
    html = evidence_html([_evidence()])
    for part in ("利用規程", "社内規程", "第2版", "2026-04-01 公表", "第5条", "第2章", "rules/利用規程.md"):
        assert part in html
    assert '<div class="text">利用者は、出力を確認する。ただし、例外がある。</div>' in html


def test_unknown_metadata_is_said_to_be_unknown() -> None:
    document = Document("d", "題", "a.md", "本文。")
    passage = Passage("p", "d", 0, 3, (), "題", "本文。")
    html = evidence_html([Evidence(1, Hit(passage, document, 1.0, 1, ()), (Span(0, 3),))])
    assert "種別・版・日付の情報なし" in html
    assert "None" not in html


def test_every_authority_has_a_japanese_name() -> None:
    assert set(AUTHORITIES) == set(Authority)


def test_a_long_passage_is_cut_in_the_list_and_whole_behind_it() -> None:
    text = "長い文。" * 60
    html = evidence_html([_evidence(text=text, start=0, end=len(text))])
    assert text[:120] + "…" in html
    assert f'<div class="text">{text}</div>' in html


def test_chosen_sentences_are_the_excerpt_and_marked_softly_in_the_whole() -> None:
    second = TEXT.index("ただし")
    item = replace(_evidence(), sentences=(Span(START, second), Span(second, END)), chosen=(Span(second, END),))
    html = evidence_html([item])
    chosen = '<span class="chosen">ただし、例外がある。</span>'
    assert f'<p class="excerpt">{chosen}</p>' in html
    assert f'<div class="text">利用者は、出力を確認する。{chosen}</div>' in html
    assert "<mark>" not in html, "only cited words are marked as such"


def test_an_edition_that_is_not_in_force_is_told_at_the_source_at_the_claim_and_at_the_nearest_passages() -> None:
    item = _evidence()
    old = replace(item, hit=replace(item.hit, note=f"旧版（{HOSTILE}）"))
    badge = f'<p class="note">旧版（{SAFE}）</p>'
    claim = _claim("例外がある。", [_citation(old, START, END), _citation(old, START, START + 3)])
    refused = answer_html(Answer("質問", (), Refusal("x", "お答えできません。"), (old,), TIMINGS), "qwen")
    for html in (evidence_html([old]), writing_html("質問", [claim], [old]), refused):
        assert html.count(badge) == 1
    assert 'class="note"' not in evidence_html([item]) + writing_html("質問", [claim], [item])


def test_no_evidence_is_said() -> None:
    assert "見つかりませんでした" in evidence_html([])


def test_hostile_text_is_text_everywhere() -> None:
    item = _evidence(text=HOSTILE, start=0, end=len(HOSTILE), name=HOSTILE)
    claim = _claim(HOSTILE, [_citation(item, 0, 8)])
    bad = _claim(HOSTILE, [], HOSTILE)
    answered = answer_html(Answer(HOSTILE, (claim, bad), None, (item,), TIMINGS), HOSTILE)
    refused = answer_html(Answer(HOSTILE, (), Refusal("x", HOSTILE), (item,), TIMINGS), HOSTILE)
    for html in (answered, refused, evidence_html([item]), alert_html(HOSTILE), writing_html(HOSTILE, [claim], [item])):
        assert SAFE in html
        assert "<script" not in html
        assert "<img" not in html


def test_notes_stand_below_the_claims_and_are_escaped() -> None:
    item = _evidence()
    claim = _claim("例外がある。", [_citation(item, START, END)])
    answer = Answer("質問", (claim,), None, (item,), TIMINGS, notes=(Note(HOSTILE, f"{HOSTILE}\n[1] 甲"),))
    html = answer_html(answer, "qwen")
    assert f'<li data-kind="{SAFE}">{SAFE}\n[1] 甲</li>' in html
    assert html.index('class="claims"') < html.index("<h3>ご注意</h3>") < html.index("<footer>")
    assert "ご注意" not in answer_html(replace(answer, notes=()), "qwen")


def _quote(item: Evidence, start: int, end: int) -> Claim:
    return replace(_claim(TEXT[start:end], [_citation(item, start, end)]), verbatim=True)


def test_the_models_sentences_stand_above_the_quotations_also_while_writing() -> None:
    item = _evidence()
    quote, said = _quote(item, START, END), _claim("例外がある。", [_citation(item, START, END)])
    writing = writing_html("質問", [quote, said], [item])
    for html in (writing, answer_html(Answer("質問", (said, quote), None, (item,), TIMINGS), "qwen")):
        order = [
            html.index(part)
            for part in ("結論（AI が作成）", "例外がある。<", "資料の文（原文のまま）", "<blockquote>")
        ]
        assert order == sorted(order)
    assert "結論" not in writing_html("質問", [quote], [item])
    assert "原文のまま" not in writing_html("質問", [said], [item])


def test_quotations_of_one_passage_stand_below_its_place_each_with_its_own_button() -> None:
    item, other = _evidence(), _evidence(2)
    second = TEXT.index("ただし")
    claims = [_quote(item, START, second), _quote(item, second, END), _quote(other, second, END)]
    html = writing_html("質問", claims, [item, other])
    assert html.count('<p class="place">利用規程 第5条</p>') == 2
    assert html.count("<blockquote>") == 2
    assert html.count('<span class="marked" hidden><mark>利用者は、出力を確認する。</mark>ただし、') == 1
    assert html.count("<mark>ただし、例外がある。</mark>") == 2


def test_the_terms_and_the_model_named_are_those_of_who_wrote() -> None:
    item = _evidence()
    quoted = Answer("質問", (_quote(item, START, END),), None, (item,), TIMINGS)
    assert "12.3 秒 ・ 資料 1 件" in answer_html(quoted, "qwen")
    assert "AI が作成" not in answer_html(quoted, "qwen")
    assert "12.3 秒 ・ qwen ・ 資料 1 件" in answer_html(replace(quoted, raw_output="資料からは"), "qwen")
    said = replace(quoted, claims=(_claim("例外がある。", [_citation(item, START, END)]), *quoted.claims))
    assert "この回答は AI が作成しました" in answer_html(said, "qwen")


def test_a_wrong_premise_stands_above_the_claims_and_not_among_the_notes() -> None:
    item = _evidence()
    notes = (Note(PREMISE, f"{HOSTILE}は違います。"), Note("commentary", "解説です。"))
    html = answer_html(Answer("質問", (_quote(item, START, END),), None, (item,), TIMINGS, notes=notes), "qwen")
    assert html.index(f'<p class="premise">{SAFE}は違います。</p>') < html.index('class="claims"')
    assert html.count("は違います。") == 1
    assert '<li data-kind="commentary">解説です。</li>' in html


def test_what_was_asked_instead_is_escaped_and_nothing_without_it() -> None:
    assert f"『{SAFE}』についての質問として扱いました" in rewritten_html(HOSTILE)
    assert rewritten_html("") == ""
