import pytest

from assistant.japanese.dates import DateMention, consistent, dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2025年6月4日", [(2025, 6, 4)], id="western"),
        pytest.param("２０２５年６月４日", [(2025, 6, 4)], id="full-width"),
        pytest.param("2026 年3 月31 日", [(2026, 3, 31)], id="stray spaces"),
        pytest.param("2024\n\n年９月", [(2024, 9, None)], id="line break"),
        pytest.param("二〇二五年六月四日", [(2025, 6, 4)], id="kanji digits"),
        pytest.param("令和7年5月28日", [(2025, 5, 28)], id="Reiwa"),
        pytest.param("令和七年五月二十八日", [(2025, 5, 28)], id="Reiwa in kanji"),
        pytest.param("令和元年五月一日", [(2019, 5, 1)], id="first year"),
        pytest.param("平成十五年", [(2003, None, None)], id="Heisei"),
        pytest.param("昭和六十四年一月七日", [(1989, 1, 7)], id="Showa"),
        pytest.param("大正十五年", [(1926, None, None)], id="Taisho"),
        pytest.param("明治三十二年", [(1899, None, None)], id="Meiji"),
        pytest.param("R7.5.28", [(2025, 5, 28)], id="era letter"),
        pytest.param("H15.5.30", [(2003, 5, 30)], id="another era letter"),
        pytest.param("令和７年（2025年）6月4日", [(2025, 6, 4)], id="both calendars"),
        pytest.param("2025年（令和7年）6月4日", [(2025, 6, 4)], id="both calendars, western first"),
        pytest.param("2025/6/4と2025-06-04と2025.6.4", [(2025, 6, 4)] * 3, id="separators"),
        pytest.param("令和7年度", [(2025, None, None)], id="fiscal year"),
        pytest.param("7月4日", [(None, 7, 4)], id="month and day"),
        pytest.param("12 月の会合", [(None, 12, None)], id="month"),
        pytest.param("同年7月", [(None, 7, None)], id="same year is not resolved"),
        pytest.param("2 August 2025", [(2025, 8, 2)], id="English, day first"),
        pytest.param("August 2, 2025", [(2025, 8, 2)], id="English, month first"),
        pytest.param("Sept. 3rd, 2024", [(2024, 9, 3)], id="English abbreviation"),
        pytest.param("April 2025", [(2025, 4, None)], id="English month"),
        pytest.param("2020～2025年", [(2020, None, None), (2025, None, None)], id="range of years"),
        pytest.param("令和６年４月22日第１回", [(2024, 4, 22)], id="glued to what follows"),
    ],
)
def test_dates(text: str, expected: list[tuple[int | None, int | None, int | None]]) -> None:
    assert [(date.year, date.month, date.day) for date in dates(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "2020年代",
        "3年間",
        "三月以内",
        "六月以下",
        "3か月",
        "月額",
        "同年",
        "翌日",
        "13月",
        "1.2025年",
        "25年",
        "May the source",
        "2.5.1.3",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == ()


def test_offsets_are_those_of_the_text() -> None:
    text = "公布は 令和７年６月 ４日である。"
    (mention,) = dates(text)
    assert text[mention.start : mention.end] == "令和７年６月 ４日"


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        pytest.param("2024年", "令和6年7月18日", True, id="claim names less"),
        pytest.param("2024年7月18日", "令和6年7月18日", True, id="same day"),
        pytest.param("7月18日", "令和6年7月18日", True, id="day without year"),
        pytest.param("2023年6月18日", "令和6年7月18日", False, id="another day"),
        pytest.param("2024年7月", "令和6年", False, id="claim names more"),
        pytest.param("2025年7月18日", "令和6年7月18日", False, id="another year"),
    ],
)
def test_consistent(claim: str, source: str, expected: bool) -> None:
    (claimed,), (named,) = dates(claim), dates(source)
    assert consistent(claimed, named) is expected


def test_a_date_is_consistent_with_itself_only() -> None:
    first, second = DateMention(2025, 6, 4, 0, 9), DateMention(2025, 6, 5, 0, 9)
    assert consistent(first, first)
    assert not consistent(first, second)
