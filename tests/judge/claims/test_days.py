import pytest

from assistant.japanese.dates import dates
from assistant.judge.claims.days import date_edits


@pytest.mark.parametrize(
    ("claim", "becomes"),
    [
        ("2025年6月4日に公布された。", "2025年6月14日"),
        ("2025年6月4日に公布された。", "2026年6月4日"),
        ("2025年6月4日に公布された。", "2025年7月4日"),
        ("令和7年9月1日に施行された。", "令和8年9月1日"),
        ("令和7年9月1日に施行された。", "平成7年9月1日"),
        ("令和七年六月四日に公布された。", "令和七年五月四日"),
        ("令和元年に始まった。", "令和2年"),
        ("2025-06-04に公布された。", "2025-06-05"),
        ("２０２５年に公布された。", "２０２６年"),
        ("2026年度の計画", "2027年度"),
    ],
)
def test_another_day(claim: str, becomes: str) -> None:
    assert becomes in {edit.becomes for edit in date_edits(claim)}


@pytest.mark.parametrize(
    "claim", ["2025年1月31日", "令和7年2月28日", "平成31年4月30日", "2025年（令和7年）6月4日", "9月1日"]
)
def test_each_names_one_day_that_exists_and_is_another(claim: str) -> None:
    (before,) = dates(claim)
    found = list(date_edits(claim))
    assert found
    for edit in found:
        (after,) = dates(edit.applied(claim))
        assert (after.year, after.month, after.day) != (before.year, before.month, before.day)


@pytest.mark.parametrize(
    ("claim", "never"),
    [
        ("2025年1月31日", "2月31日"),
        ("2025年3月29日", "2月29日"),  # no leap year
        ("2024年2月29日", "2025年"),
        ("令和7年12月1日", "13月"),
        ("9月30日", "31日"),
    ],
)
def test_no_day_that_the_calendar_lacks(claim: str, never: str) -> None:
    found = [edit.becomes for edit in date_edits(claim)]
    assert found
    assert not any(never in becomes for becomes in found)


def test_a_year_in_two_calendars_is_left_alone() -> None:
    assert all(edit.becomes.startswith("2025年（令和7年）") for edit in date_edits("2025年（令和7年）6月4日"))


def test_a_day_named_twice_is_left_alone() -> None:
    assert list(date_edits("2025年6月4日（令和7年6月4日）に公布された。")) == []


@pytest.mark.parametrize("claim", ["3日以内に報告する。", "日本の法律", ""])
def test_what_is_no_date(claim: str) -> None:
    assert list(date_edits(claim)) == []
