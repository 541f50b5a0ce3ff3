"""Windows are runs of whole sentences: none too short to mean something by itself, nothing lost between them."""

from itertools import pairwise

import pytest

from assistant.ingest.windows import LEAST, window_text, windows
from assistant.japanese.sentences import sentences
from assistant.records import Document, Passage, Span

# Invented; 70, 67 and 12 characters.
LONG = "事業者は、生成AIの出力を顧客に示すときは、その出力に誤りが含まれ得ることと、確認の方法とを、あらかじめ分かりやすく説明しなければならない。"
ALSO_LONG = "前項の説明は、書面を交付する方法又は電子メールを送信する方法により行い、説明した日付と担当者の氏名とを、五年間記録しておくものとする。"
SHORT = "記録は、五年間保存する。"
ENGLISH = (
    "The provider shall tell users that the output of the system may contain errors. "
    "It shall keep records. Records are kept for five years after the system was last used. "
)
TEXTS = {
    "one sentence": LONG,
    "two long sentences": LONG + ALSO_LONG,
    "short ones": SHORT * 9,
    "a short one before a long one": SHORT + LONG,
    "a short one after a long one": LONG + SHORT,
    "a rest too long to be joined": LONG + SHORT * 4,
    "English": ENGLISH * 3,
    "both languages": ENGLISH + LONG,
    "no sentence end": "第一号様式・氏名・住所・電話番号・" * 20,
    "a list": "次の事項を記録する。\n\n- 版の番号\n- 学習に用いた情報の出所\n- 重大な事故の内容\n",
    "a table": "| 項目 | 期限 |\n|---|---|\n| 速報 | 3日以内 |\n| 確報 | 30日以内 |\n",
    "broken lines": LONG[:20] + "\n" + LONG[20:50] + "\n" + LONG[50:] + "\n\n\n" + ALSO_LONG,
    "blank edges": "\n  " + LONG + "\u3000\n\n",
    "brackets": f"（{LONG}{ALSO_LONG}）" + SHORT,
    "a character": "条",
}


def parts(text: str) -> list[str]:
    return [text[window.start : window.end] for window in windows(text)]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_windows_are_whole_sentences_in_order_and_lose_nothing_but_blanks(text: str) -> None:
    found = windows(text)
    whole = sentences(text)
    starts, ends = {span.start for span in whole}, {span.end for span in whole}
    assert found
    assert all(window.start in starts and window.end in ends for window in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join("".join(parts(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_window_of_several_is_short(text: str) -> None:
    found = windows(text)
    assert len(found) == 1 or all(window.end - window.start >= LEAST // 2 for window in found)
    assert all(window.end - window.start >= LEAST for window in found[:-1])


def test_each_long_sentence_is_a_window() -> None:
    assert parts(LONG + ALSO_LONG) == [LONG, ALSO_LONG]


def test_a_long_sentence_is_never_cut() -> None:
    endless = "第一号様式・氏名・住所・電話番号・" * 50
    assert parts(endless) == [endless]
    assert parts(f"{endless}である。") == [f"{endless}である。"]


def test_short_sentences_share_a_window_until_it_is_long_enough() -> None:
    assert parts(SHORT * 9) == [SHORT * 5, SHORT * 4]


def test_a_short_sentence_goes_with_the_next_one() -> None:
    assert parts(SHORT + LONG + ALSO_LONG) == [SHORT + LONG, ALSO_LONG]


def test_a_short_rest_goes_with_the_window_before_it_and_a_longer_one_stands_alone() -> None:
    assert parts(LONG + SHORT) == [LONG + SHORT]
    assert parts(LONG + SHORT * 3) == [LONG, SHORT * 3]


def test_english_sentences_are_told_apart() -> None:
    first, second = ENGLISH.split(" It ")
    assert parts(ENGLISH) == [first, f"It {second.rstrip()}"]


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_a_text_of_blanks_is_one_window(text: str) -> None:
    assert windows(text) == (Span(0, len(text)),)


@pytest.mark.parametrize(
    ("path", "headings"),
    [
        ((), "規程"),
        (("規程",), "規程"),
        (("第1章",), "規程 > 第1章"),
        (("規程", "第1章", "第2条"), "規程 > 第1章 > 第2条"),
        (("規程", "第1部", "第1章", "第2条"), "規程 > 第1章 > 第2条"),
    ],
)
def test_a_window_is_embedded_under_the_title_and_its_two_innermost_headings(
    path: tuple[str, ...], headings: str
) -> None:
    text = LONG + ALSO_LONG
    document = Document("d", "規程", "rule.md", text)
    passage = Passage("p", "d", 0, len(text), path, "第2条", text)
    first, second = windows(text)
    assert window_text(passage, document, first) == f"{headings}\n{LONG}"
    assert window_text(passage, document, second) == f"{headings}\n{ALSO_LONG}"
