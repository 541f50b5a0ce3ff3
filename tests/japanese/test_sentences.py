from pathlib import Path

import pytest

from assistant.japanese.sentences import display, sentences

SEEDS = Path("/work/shared/corpus/seeds")


def _read(text: str) -> list[str]:
    return [display(text[span.start : span.end]) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("一文目。二文目！三文目？", ["一文目。", "二文目！", "三文目？"], id="Japanese ends"),
        pytest.param("「はい。」と答えた。次。", ["「はい。」と答えた。", "次。"], id="not inside quotes"),
        pytest.param("行う（甲を含む。以下同じ。）。次。", ["行う（甲を含む。以下同じ。）。", "次。"], id="not inside parentheses"),
        pytest.param("（中略する。）次の文。", ["（中略する。）", "次の文。"], id="a whole sentence in parentheses"),
        pytest.param("『題名。』を読んだ。」次。", ["『題名。』を読んだ。」", "次。"], id="closing bracket after the end"),
        pytest.param("（閉じない。次の文。", ["（閉じない。", "次の文。"], id="a bracket that never closes"),
        pytest.param("「2)安全性」を守る。次。", ["「2)安全性」を守る。", "次。"], id="a closing bracket without partner"),
        pytest.param("注目される¹。特に²。", ["注目される¹。", "特に²。"], id="footnote marks"),
        pytest.param("終わり。²次の文。", ["終わり。²", "次の文。"], id="footnote mark after the stop"),
        pytest.param("なぜか？と問う。", ["なぜか？と問う。"], id="question that goes on"),
        pytest.param("見よ！？本当だ。", ["見よ！？", "本当だ。"], id="two marks"),
        pytest.param("行う．次に見る．", ["行う．", "次に見る．"], id="horizontal full stop"),
        pytest.param("４．各回の概要", ["４．各回の概要"], id="full-width number with stop"),
        pytest.param("Use it. You may.", ["Use it.", "You may."], id="English"),
        pytest.param("See No. 5 and Art. 3. Then go.", ["See No. 5 and Art. 3.", "Then go."], id="English abbreviations"),
        pytest.param("Meta Platforms, Inc. grants it.", ["Meta Platforms, Inc. grants it."], id="company"),
        pytest.param("Use Llama 3.1 or SDXL 1.0 now.", ["Use Llama 3.1 or SDXL 1.0 now."], id="versions"),
        pytest.param("J. Smith wrote e.g. this. OK.", ["J. Smith wrote e.g. this.", "OK."], id="initials"),
        pytest.param("1. Definitions. A means B.", ["1. Definitions.", "A means B."], id="English enumerator"),
        pytest.param("➢ P-2)i. 人間に配慮した対策", ["➢ P-2)i. 人間に配慮した対策"], id="enumerator of a guideline"),
        pytest.param("https://a.jp/b.html?x=1 を見る。", ["https://a.jp/b.html?x=1 を見る。"], id="web address"),
        pytest.param("Yahoo!ニュースを読む。", ["Yahoo!ニュースを読む。"], id="exclamation mark in a name"),
        pytest.param("  \n\n ", [], id="blank"),
        pytest.param("句点のない文", ["句点のない文"], id="no end at all"),
    ],
)  # fmt: skip
def test_sentence_ends(text: str, expected: list[str]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# 見出し\n本文の文です。", ["# 見出し", "本文の文です。"], id="markdown heading"),
        pytest.param("## 1.1. 出典の記載(Source. X)\n\n文。", ["## 1.1. 出典の記載(Source. X)", "文。"], id="heading is not cut"),
        pytest.param("- 一つ目\n- 二つ目", ["- 一つ目", "- 二つ目"], id="list items"),
        pytest.param("| 項目。あ | 内容 |\n|---|---|\n| 版 | 1.0 |", ["| 項目。あ | 内容 |", "|---|---|", "| 版 | 1.0 |"], id="table rows"),
        pytest.param("第一章　総則\n第一条　この法律は、目的とする。", ["第一章 総則", "第一条 この法律は、目的とする。"], id="statute"),
        pytest.param("• （一社）コンテンツ海外流通促進機\n構\n\n• （一社）日本動画協会",
                     ["• （一社）コンテンツ海外流通促進機構", "• （一社）日本動画協会"], id="wrapped item on a slide"),
        pytest.param("• 視点（関係者の合意・理解を得る\n必要性等）", ["• 視点（関係者の合意・理解を得る必要性等）"], id="wrapped inside brackets"),
        pytest.param("参加者の感想\n有意義だった。", ["参加者の感想", "有意義だった。"], id="short title"),
        pytest.param("その情報はサーバーに送られ、\n他の人の目に触れる。", ["その情報はサーバーに送られ、他の人の目に触れる。"], id="line ends with 、"),
        pytest.param("ライセンス：A\nURL：<https://a.jp/>", ["ライセンス：A", "URL：<https://a.jp/>"], id="keys"),
        pytest.param("対応する取組を進めるとともに、必要な支援を行うことが求めら\nれる。", ["対応する取組を進めるとともに、必要な支援を行うことが求められる。"], id="wrapped once"),
        pytest.param("本文の一行目です。\n5\n次の頁の文です。", ["本文の一行目です。", "5", "次の頁の文です。"], id="page number"),
    ],
)  # fmt: skip
def test_lines(text: str, expected: list[str]) -> None:
    assert _read(text) == expected


def test_wrapped_english_is_joined() -> None:
    text = (
        '   "License" shall mean the terms and conditions for use, reproduction,\n'
        "   and distribution as defined by Sections 1 through 9 of this document.\n\n"
        '   "Licensor" shall mean the copyright owner.\n'
    )
    assert _read(text) == [
        '"License" shall mean the terms and conditions for use, reproduction, and distribution as defined by Sections 1 '
        "through 9 of this document.",
        '"Licensor" shall mean the copyright owner.',
    ]


def test_a_blank_line_after_every_line() -> None:
    text = (
        "１ 作成の背景 \n\n急速に進展する生成AIには、あらゆる学術分野、産業分野、そして社会全体に大きな影\n\n"
        "響を持つという包括性、将来的には人間と共存する知的レベルとなり得る革新性、さらに、\n\n"
        "それが加速度的に進展するという加速性などの特徴がある。それゆえに、脅威や課題が存\n\n"
        "在するとともに、社会への大きな波及効果がある。 \n\n \n\n２ 現状および問題点 \n"
    )
    assert _read(text) == [
        "１ 作成の背景",
        "急速に進展する生成AIには、あらゆる学術分野、産業分野、そして社会全体に大きな影響を持つという包括性、"
        "将来的には人間と共存する知的レベルとなり得る革新性、さらに、それが加速度的に進展するという加速性などの特徴がある。",
        "それゆえに、脅威や課題が存在するとともに、社会への大きな波及効果がある。",
        "２ 現状および問題点",
    ]


def test_paragraphs_that_fill_one_line_each_stay_apart() -> None:
    text = (
        "公開提言 ― 米中依存のリスクを低減し、透明性のある基盤を構築する ―\n\n"
        + "我々は、開かれた社会の実現に貢献してきた。" * 9
    )
    assert _read(text)[0] == "公開提言 ― 米中依存のリスクを低減し、透明性のある基盤を構築する ―"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("アクティ\n\nブユーザー", "アクティブユーザー", id="Japanese joined without a space"),
        pytest.param("Large \n\nLanguage", "Large Language", id="English with one"),
        pytest.param("LLM \n は", "LLMは", id="mixed"),
        pytest.param("GPT-\n3", "GPT-3", id="after a hyphen"),
        pytest.param("AI  提供者", "AI 提供者", id="blanks inside a line"),
        pytest.param("第一条　この\u200b法律", "第一条 この法律", id="wide space and invisible character"),
    ],
)
def test_display(text: str, expected: str) -> None:
    assert display(text) == expected


@pytest.mark.parametrize(
    "text", ["。。。", "a\r\nb\r\n", "「」\n（）", "!?\u2028.", "１\f２", "\u200b文。\u200b", ". . .", "（（（。）"]
)
def test_nothing_but_blanks_is_left_out(text: str) -> None:
    _assert_covers(text)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real documents lie outside the repository")
def test_the_seeds() -> None:
    texts = {path.name[:3]: path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")}
    for text in texts.values():
        _assert_covers(text)
    read = _read(texts["001"])
    assert (
        "LLM は Transformer と呼ばれるニューラルネットワークモデルが基盤となっており、モデルサイズ（パラメータ数）と学習データ量に対して、"
        "対数スケールで性能が向上することが知られている。"
    ) in read
    assert (
        "本提言は主に 2024 年８月から10月にかけて執筆したものであり、その時点の技術的・社会的状況を踏まえたものである。"
        in read
    )
    slides = _read(texts["003"])
    assert "令和６年７月18日第３回" in slides
    assert "• 権利者と事業者が一堂に会して意見交換を行う場があること自体も成果。" in slides


def _assert_covers(text: str) -> None:
    position = 0
    for span in sentences(text):
        assert not text[position : span.start].strip(" \n\r\f\u200b\u2028")
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        position = span.end
    assert not text[position:].strip(" \n\r\f\u200b\u2028")
