from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.japanese.tokens import character_bigrams, content_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "AI提供者は出力を利用してはならない。",
            ["ai", "提供", "者", "出力", "利用"],
            id="grammar goes, suffixes stay",
        ),
        pytest.param("非公開の情報", ["非", "公開", "情報"], id="prefix stays"),
        pytest.param("漏えい", ["漏洩"], id="spelling variants: leak"),
        pytest.param("ユーザ", ["ユーザー"], id="spelling variants: long vowel"),
        pytest.param("行なわれる", ["行う"], id="spelling variants: okurigana"),
        pytest.param("第三十条の四", ["30", "条", "4"], id="statute address"),
        pytest.param("第30条の4", ["30", "条", "4"], id="statute address in Arabic digits"),
        pytest.param("第十七条", ["17", "条"], id="an address that the dictionary takes for a word"),
        pytest.param("7億人", ["700000000", "人"], id="number"),
        pytest.param("Llama 4 License", ["llama", "4", "ライセンス"], id="English in lower case, or katakana"),
        pytest.param("提供者²。", ["提供", "者"], id="footnote mark"),
        pytest.param("することがあるもののため", [], id="stop words only"),
        pytest.param("", [], id="empty"),
        pytest.param("。\n", [], id="no words"),
    ],
)
def test_content_words(text: str, expected: list[str]) -> None:
    assert content_words(text) == expected


def test_both_spellings_of_an_address_give_the_same_words() -> None:
    assert content_words("第四十七条の五第一項第二号") == content_words("第４７条の５第１項第２号")


def test_a_text_too_long_for_one_call_is_cut_at_sentence_ends() -> None:
    sentence = "情報を公開する。"
    assert content_words(sentence * 4000) == content_words(sentence) * 4000


def test_a_text_without_any_end_is_cut_all_the_same() -> None:
    assert len(content_words("愛" * 30_000)) > 0


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"第{number}条の規定により情報を公開する。" * 20 for number in range(40)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(content_words, texts)) == [content_words(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ＡＩ 法", ["ai", "i法"]), ("a", ["a"]), ("", []), (" \n", [])],
)
def test_character_bigrams(text: str, expected: list[str]) -> None:
    assert character_bigrams(text) == expected
