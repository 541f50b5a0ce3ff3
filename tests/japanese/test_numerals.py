import pytest

from assistant.japanese.counters import canonical_counter
from assistant.japanese.kanji_numerals import arabic_addresses, number_value
from assistant.japanese.numerals import quantities


def _read(text: str) -> list[str]:
    return [quantity.value + quantity.unit for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("7億人", ["700000000人"], id="multiplier folded in"),
        pytest.param("１億人", ["100000000人"], id="full-width"),
        pytest.param("一億人", ["100000000人"], id="kanji"),
        pytest.param("1,500万円", ["15000000円"], id="thousands separator"),
        pytest.param("千五百万円", ["15000000円"], id="kanji, thousand left out"),
        pytest.param("二千五百万", ["25000000"], id="kanji without counter"),
        pytest.param("1 億 9,100 万ドル", ["191000000ドル"], id="two large units and spaces"),
        pytest.param("$7,800万", ["78000000ドル"], id="currency sign"),
        pytest.param("700 million monthly active users", ["700000000"], id="English multiplier"),
        pytest.param("1.17億", ["117000000"], id="decimal with a multiplier"),
        pytest.param("二〇二五件", ["2025件"], id="positional kanji"),
        pytest.param("百五十", ["150"], id="hundreds"),
        pytest.param("3.50%", ["3.5%"], id="trailing zero"),
        pytest.param("３．５パーセント", ["3.5%"], id="full-width decimal and spelt-out per cent"),
        pytest.param("〇・五パーセント", ["0.5%"], id="kanji decimal"),
        pytest.param("10^25 FLOPs", ["1e25FLOPs"], id="caret"),
        pytest.param("10の25乗FLOPs", ["1e25FLOPs"], id="power in words"),
        pytest.param("10²⁵ FLOPs", ["1e25FLOPs"], id="superscript"),
        pytest.param("2.5×10^18", ["25e17"], id="factor times power"),
        pytest.param("２の8乗", ["256"], id="another base"),
        pytest.param("1025 FLOPs", ["1025FLOPs"], id="lost superscript is not repaired"),
        pytest.param("3～5日", ["3日", "5日"], id="range"),
        pytest.param("3日から5日", ["3日", "5日"], id="range in words"),
        pytest.param("10-20%", ["10%", "20%"], id="range with hyphen"),
        pytest.param("第６～８項", ["6項", "8項"], id="range of paragraphs"),
        pytest.param("三分の二以上", ["2/3"], id="fraction"),
        pytest.param("3分の1", ["1/3"], id="fraction in Arabic digits"),
        pytest.param("第三十条の四第一項第二号", ["30の4条", "1項", "2号"], id="branch article"),
        pytest.param("第30条の4第1項第2号", ["30の4条", "1項", "2号"], id="branch article in Arabic digits"),
        pytest.param("第四十七条の五の二", ["47の5の2条"], id="branch of a branch"),
        pytest.param("第三十条の四つの要件", ["30条", "4つ"], id="no branch but a count"),
        pytest.param("第三条の一部", ["3条"], id="no branch but a word"),
        pytest.param("3.2 条に定める", ["3.2条"], id="clause of a licence"),
        pytest.param("第1.2版", ["1.2版"], id="edition"),
        pytest.param("(1.2版)とv1.2とバージョン1.2", ["1.2版"] * 3, id="editions and versions"),
        pytest.param("2.0版", ["2.0版"], id="edition keeps its zero"),
        pytest.param("2か月、2ヶ月、2カ月、二箇月、２ヵ月", ["2か月"] * 5, id="months"),
        pytest.param("六月以下の拘禁刑又は百万円以下の罰金", ["6か月", "1000000円"], id="months of a statute"),
        pytest.param("一年六月を超えない範囲", ["1年", "6か月"], id="a year and six months"),
        pytest.param("三十日以内", ["30日"], id="days"),
        pytest.param("5名と5人", ["5人", "5人"], id="people"),
        pytest.param("25 社", ["25社"], id="space before the counter"),
        pytest.param("一つの選択肢", ["1つ"], id="one thing"),
        pytest.param("二つの側面", ["2つ"], id="two things"),
        pytest.param("二以上の国", ["2"], id="kanji with a limit"),
        pytest.param("15兆トークン", ["15000000000000トークン"], id="tokens"),
        pytest.param("2020年代", ["2020年代"], id="decade"),
        pytest.param("3年間に２回", ["3年", "2回"], id="duration"),
        pytest.param("午後3時30分", ["3時", "30分"], id="time of day"),
        pytest.param("提言7", ["7"], id="no counter"),
        pytest.param("第2回会合", ["2回"], id="ordinal"),
        pytest.param("数十億画像", ["数1000000000"], id="inexact"),
        pytest.param("AI3社", ["3社"], id="number after latin letters with a counter"),
    ],
)  # fmt: skip
def test_quantities(text: str, expected: list[str]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一般の利用者", "一部の第三者", "万一の場合", "一方で唯一の", "統一と同一と単一", "一定の一層の", "十分な説明", "二次的著作物",
        "千葉の八百屋", "五十嵐氏", "四半期", "一種の", "一番高い", "（一社）日本動画協会", "一時的に", "一体として",
    ],
)  # fmt: skip
def test_kanji_in_words_count_nothing(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Llama 4とLlama4とGPT-4oとSDXL 1.0", id="model names"),
        pytest.param("Apache License 2.0", id="licence name"),
        pytest.param("１. はじめに", id="heading number"),
        pytest.param("１ 作成の背景", id="heading number and a space"),
        pytest.param("(1) 目的", id="number in parentheses"),
        pytest.param("① 目的", id="circled number"),
        pytest.param("- 二　人工知能", id="item of a statute"),
        pytest.param("**２**　国は", id="paragraph number of a statute"),
        pytest.param("報告されている[12]。", id="reference mark"),
        pytest.param("「2)安全性」", id="label inside quotes"),
        pytest.param("https://example.jp/2025/33", id="web address"),
        pytest.param("2025年6月4日", id="date"),
        pytest.param("令和七年", id="era year"),
        pytest.param("提供者²は", id="footnote mark"),
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert _read(text) == []


def test_the_year_of_a_statute_is_a_date_and_its_number_a_quantity() -> None:
    assert _read("令和七年法律第五十三号") == ["53号"]


@pytest.mark.parametrize("text", ["日本の3原則", "3日本部", "3社会", "3人工知能", "3部会", "3回答", "3分野", "3条件"])
def test_a_counter_is_not_the_beginning_of_another_word(text: str) -> None:
    assert _read(text)[0] in {"3", "3原則"}


def test_offsets_are_those_of_the_text() -> None:
    text = "利用者が 7 億 人を超え、３～５日以内に"
    assert [text[q.start : q.end] for q in quantities(text)] == ["7 億 人", "３", "５日"]


def test_an_unknown_counter_is_an_error() -> None:
    with pytest.raises(KeyError):
        canonical_counter("粒")


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", "10"),
        ("千", "1000"),
        ("二〇二五", "2025"),
        ("3百", "300"),
        ("一億二千三百四十五万六千七百八十九", "123456789"),
        ("万", "10000"),
    ],
)
def test_number_value(numeral: str, value: str) -> None:
    assert str(number_value(numeral)) == value


def test_arabic_addresses() -> None:
    assert arabic_addresses("第三十条の四第一項の一部、第十七条") == "第30条の4第1項の一部、第17条"
