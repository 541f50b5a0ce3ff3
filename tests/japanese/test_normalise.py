import random

import pytest

from assistant.japanese.normalise import find, fold, normalise
from assistant.records import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ＡＩ法", "AI法", id="full-width latin"),
        pytest.param("ﾃﾞｰﾀﾍﾞｰｽ", "データベース", id="half-width kana with sound marks"),
        pytest.param("か\u3099", "が", id="combining sound mark"),
        pytest.param("\u2f08工知能", "人工知能", id="Kangxi radical from a PDF"),
        pytest.param("㍻七年", "平成七年", id="era ligature"),
        pytest.param("令和3 年", "令和3年", id="stray space after a digit"),
        pytest.param("AI 提供者", "AI提供者", id="space between latin and kanji"),
        pytest.param("大きな影\n\n響を持つ", "大きな影響を持つ", id="blank line inside a word"),
        pytest.param("AI 事業者ガイドライン (第 1.2 版)", "AI事業者ガイドライン(第1.2版)", id="space before a parenthesis"),
        pytest.param("AI事業者ガイドライン（第１．２版）", "AI事業者ガイドライン(第1.2版)", id="full-width parenthesis"),
        pytest.param("Large \n\nLanguage  Model", "Large Language Model", id="latin words keep one space"),
        pytest.param("GPT-\n\n3 は", "GPT-3は", id="line broken after a hyphen"),
        pytest.param("A\u200bB\u00adC\u202e\u2066D\ufeff\U000e0041", "ABCD", id="invisible, bidi and tag characters"),
        pytest.param("葛\U000e0100飾", "葛飾", id="variation selector"),
        pytest.param("–—―−‐", "-----", id="dashes"),
        pytest.param("3～5日、3〜5日", "3~5日、3~5日", id="wave dashes"),
        pytest.param("“Llama 4”と‘Built with Llama’", "\"Llama 4\"と'Built with Llama'", id="curly quotes"),
        pytest.param("「引用」『書名』", "「引用」『書名』", id="Japanese quotes stay"),
        pytest.param("10²⁵ FLOPs", "10^25 FLOPs", id="power"),
        pytest.param("提供者²、AI¹。", "提供者、AI1。", id="footnote mark after a Japanese word"),
        pytest.param("License⁵を", "Licenseを", id="footnote mark after a latin word"),
        pytest.param("Gemma3⁸", "Gemma3", id="footnote mark after a version"),
        pytest.param("5 m²", "5 m2", id="square metres"),
        pytest.param("著作者，著作権者等。", "著作者、著作権者等。", id="horizontal comma"),
        pytest.param("行う．次に", "行う。次に", id="horizontal full stop"),
        pytest.param("1，500万円", "1,500万円", id="comma in a number stays"),
        pytest.param("  前後の空白　", "前後の空白", id="edges"),
        pytest.param("", "", id="empty"),
        pytest.param("\u200b \n", "", id="nothing but blanks"),
    ],
)  # fmt: skip
def test_one_spelling(text: str, expected: str) -> None:
    assert normalise(text).text == expected


def test_case_is_kept_and_folded() -> None:
    assert normalise("Llama").text == "Llama"
    assert fold("Ｌｌａｍａ ４") == "llama 4"


def test_every_character_knows_where_it_came_from() -> None:
    text = "令和３ 年の㍻"
    normalised = normalise(text)
    assert normalised.text == "令和3年の平成"
    assert text[slice(*normalised.original(2, 4))] == "３ 年"
    assert text[slice(*normalised.original(5, 6))] == "㍻"
    assert normalised.original(7, 7) == Span(7, 7)


def test_offsets_are_ordered_and_inside_the_text_for_any_text() -> None:
    letters = [*'あア漢 \n　,.，．()（）"“-–AIbc12²³ﾊ\u200b…´①㍻～、。「」ー', "ｶﾞ", "は\u309a", "e\u0301"]
    randomness = random.Random(0)
    for _ in range(3000):
        text = "".join(randomness.choices(letters, k=9))
        normalised = normalise(text)
        assert len(normalised.text) == len(normalised.starts) == len(normalised.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(normalised.starts, normalised.ends, strict=True))
        assert list(normalised.starts) == sorted(normalised.starts)
        assert normalise(normalised.text).text == normalised.text


@pytest.mark.parametrize(
    ("needle", "haystack", "found"),
    [
        pytest.param("AI提供者", "この AI 提供者は", "AI 提供者", id="stray spaces in the source"),
        pytest.param("大きな影響", "に大きな影\n\n響を持つ", "大きな影\n\n響", id="word broken across lines"),
        pytest.param(
            "注目されています。", "注目されています¹。特に", "注目されています¹。", id="footnote mark left out"
        ),
        pytest.param("第1.2版", "（第１．２版）", "第１．２版", id="full-width digits"),
        pytest.param('"Built with Llama"', "“Built with Llama” と", "“Built with Llama”", id="quotes"),
    ],
)
def test_find_gives_offsets_of_the_source(needle: str, haystack: str, found: str) -> None:
    span = find(needle, haystack)
    assert span is not None
    assert haystack[span.start : span.end] == found


@pytest.mark.parametrize(
    ("needle", "haystack"),
    [
        pytest.param("含まれる", "含まれない", id="another ending"),
        pytest.param("llama", "Llama", id="another case"),
        pytest.param(" ", "空白 は", id="nothing to find"),
        pytest.param("", "", id="both empty"),
    ],
)
def test_find_nothing(needle: str, haystack: str) -> None:
    assert find(needle, haystack) is None
