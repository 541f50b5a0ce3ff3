import pytest

from assistant_eval.patterns import PatternTimeout, any_found, found, pattern_fault, squeezed


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("", "空です"),
        ("あ" * 501, "501 文字、上限 500 文字"),
        (
            "３日以内",
            "「3日以内」と書いてください",
        ),  # full-width: the answer is brought to NFKC, so it could never match
        ("ｶﾞｲﾄﾞ", "「ガイド」と書いてください"),  # half-width katakana
        ("①", "「1」と書いてください"),
        ("（努力）?義務", "「(努力)?義務」と書いてください"),
        ("3 日以内", "空白なしで書いてください"),
        ("3日\n以内", "空白なしで書いてください"),
        ("(3日", "正規表現として読めません"),
        ("[3日", "正規表現として読めません"),
        ("a{5,2}", "正規表現として読めません"),
        ("(?R)", "複雑すぎます"),  # calls itself for ever
        ("(3日)?", "何も書かれていない回答にも当てはまります"),
        (".*", "何も書かれていない回答にも当てはまります"),
        ("^(?!.*禁止)", "何も書かれていない回答にも当てはまります"),
    ],
)
def test_what_is_wrong_with_a_pattern_and_what_to_do(pattern: str, told: str) -> None:
    assert told in pattern_fault(pattern)


@pytest.mark.parametrize("pattern", ["3日以内", r"\d+万円", "(提供|利用)者", "(?<!30日|)3日", "Llama4", "a" * 500])
def test_a_sound_pattern_has_no_fault(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("3日以内", "漏えいを知った日から　３ 日\n以内に", "3日以内"),  # width, blanks and line breaks of the answer
        ("llama4", "Llama 4 の出力", "Llama4"),  # case
        ("LLAMA", "ｌｌａｍａ", "llama"),
        ("ガイド", "ｶﾞｲﾄﾞﾗｲﾝ", "ガイド"),
        ("3日以内", "三日以内", None),  # kanji numerals are a pattern's own business
        ("^3日", "30日、3日", None),
        ("5日(?!間)", "5日間と15日", "5日"),
        ("3日", "", None),
    ],
)
def test_a_pattern_is_found_whatever_the_spelling(pattern: str, text: str, words: str | None) -> None:
    assert found(pattern, text) == words


def test_a_pattern_may_find_a_place_without_words() -> None:
    """It is found all the same: None is what says no."""
    assert found("(?=義務)", "努力義務") == ""
    assert any_found(["禁止", "(?=義務)"], "努力義務") == ""


def test_the_first_pattern_that_is_found_counts() -> None:
    assert any_found(["確報", "3日", "速報"], "速報は3日以内") == "3日"
    assert any_found(["確報"], "速報は3日以内") is None
    assert any_found([], "速報は3日以内") is None


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$"])
def test_a_pattern_that_tries_every_way_is_stopped(pattern: str) -> None:
    """Without the limit it would take 2 to the power of 5,000 steps."""
    assert pattern_fault(pattern) == ""
    with pytest.raises(PatternTimeout) as error:
        found(pattern, "a" * 5_000 + "b")
    assert str(error.value) == pattern


def test_squeezing() -> None:
    assert squeezed(" Ａ１\u3000ｶﾞ\r\n\u2028第 三 条 ") == "A1ガ第三条"
    assert squeezed("　\n") == ""
