import pytest

from assistant.japanese.pointers import pointer_back


@pytest.mark.parametrize(
    ("text", "words", "kind", "noun"),
    [
        ("それは商用でもよいですか", "それ", "thing", ""),
        ("提供者の場合、それは同じですか", "それ", "thing", ""),
        ("その条件を教えて", "その条件", "noun", "条件"),
        ("そのツール以外を使うと", "そのツール", "noun", "ツール"),
        ("同法の罰則は", "同法", "noun", "法"),
        ("後者の例は", "後者", "latter", ""),
        ("その場合の期限は", "その場合", "case", ""),
    ],
)
def test_words_that_point_back(text: str, words: str, kind: str, noun: str) -> None:
    found = pointer_back(text)
    assert found is not None
    assert (text[found.start : found.end], found.kind, found.noun) == (words, kind, noun)


@pytest.mark.parametrize(
    "text",
    [
        "それぞれの区分を教えて",
        "このたび規程を作ります",
        "そのまま送ってよいですか",
        "おそれがあるだけでも報告しますか",
        "どこの組織ですか",
        "あそこの製品は危険ですか",
        "よその会社に渡してよいですか",
        "モデルを配り、その結果を記録します",
        "Gemmaやその派生モデルは",
        "契約を結びました。それを入力できますか",
        "確報の期限は",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert pointer_back(text) is None
