"""Words found in a text whatever their spelling, and the text cut at their edges."""

import pytest

from assistant.records import Span
from assistant_eval.report.marks import Part, located, parts, shortened


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("3日以内", "知った日から３日 以内に", ["３日 以内"]),
        ("ApacheLicense2.0", "Apache License 2.0 です", ["Apache License 2.0"]),
        ("ガイド", "ｶﾞｲﾄﾞに従う", ["ｶﾞｲﾄﾞ"]),
        ("努める", "努めるし、努める。", ["努める", "努める"]),
        ("1025", "計算量が10²⁵を超える", ["10²⁵"]),
        ("は,いつ", "いつは，いつか", ["は，いつ"]),
        ("ガ", "が、ｶﾞとガ", ["ｶﾞ", "ガ"]),
        ("5日", "3日以内", []),
        ("", "何か", []),
    ],
    ids=[
        "full width and blank",
        "blanks between words",
        "half-width kana",
        "twice",
        "power as patterns have it",
        "comma as patterns have it",
        "composed",
        "absent",
        "no words",
    ],
)
def test_words_are_found_as_they_stand_in_the_text(words: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in located(words, text)] == found


def test_overlapping_marks_cut_the_text_and_lose_no_character() -> None:
    cut = parts("速報は3日以内", [(Span(0, 5), "chosen"), (Span(3, 9), "gold")])
    assert cut == (Part("速報は", "chosen"), Part("3日", "chosen gold"), Part("以内", "gold"))


def test_marks_outside_the_text_are_left_out() -> None:
    assert parts("短い", [(Span(-4, 1), "gold"), (Span(5, 9), "gold")]) == (Part("短", "gold"), Part("い", ""))


def test_an_empty_text_has_no_parts() -> None:
    assert parts("", [(Span(0, 1), "gold")]) == ()


def test_what_lies_far_from_a_mark_is_left_out() -> None:
    whole = parts("あ" * 50 + "ここ" + "い" * 50, [(Span(50, 52), "gold")])
    assert [part.text for part in shortened(whole, 3)] == ["…あああ", "ここ", "いいい…"]


def test_between_two_marks_the_words_beside_both_stay() -> None:
    whole = parts("甲" + "あ" * 20 + "乙", [(Span(0, 1), "gold"), (Span(21, 22), "gold")])
    assert [part.text for part in shortened(whole, 2)] == ["甲", "ああ…ああ", "乙"]


def test_a_text_without_marks_keeps_its_beginning() -> None:
    assert [part.text for part in shortened(parts("あいうえおかきく", []), 2)] == ["あいうえ…"]
