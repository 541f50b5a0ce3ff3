"""Numbers in words."""

import pytest

from assistant_eval.report.quantities import (
    day,
    difference,
    difference_interval,
    interval,
    minutes,
    moment,
    quantity,
    with_interval,
)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.725, "share", "72.5%"),
        (0.0, "share", "0.0%"),
        (None, "share", "該当なし"),
        (1.5, "s", "1.50 秒"),
        (12345.0, "tokens", "12,345"),
        (2.31, "gib", "2.31 GiB"),
        (1.04, "ratio", "1.04 倍"),
        (-0.35, "score", "−0.350"),
    ],
)
def test_a_value_has_its_unit_and_none_is_not_zero(value: float | None, unit: str, words: str) -> None:
    assert quantity(value, unit) == words


def test_an_interval_says_its_unit_once() -> None:
    assert interval(0.66, 0.78, "share") == "66.0 ～ 78.0%"
    assert interval(None, 0.78, "share") == ""
    assert with_interval(0.72, 0.66, 0.78, "share") == "72.0%（66.0 ～ 78.0%）"
    assert with_interval(None, None, None, "share") == "該当なし"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.083, "share", "+8.3 ポイント"),
        (-0.05, "share", "−5.0 ポイント"),
        (0.0, "s", "+0.00 秒"),
        (None, "s", "該当なし"),
    ],
)
def test_a_difference_has_its_sign(value: float | None, unit: str, words: str) -> None:
    assert difference(value, unit) == words


def test_times_are_in_words() -> None:
    assert [minutes(seconds) for seconds in (41.2, 65, 5350)] == ["41 秒", "1 分 5 秒", "1 時間 29 分"]
    assert moment("2026-11-22T00:12:04+00:00") == "2026年11月22日 09:12"
    assert moment("2026-11-22T20:12:04+00:00") == "2026年11月23日 05:12"
    assert day("2026-04-01") == "2026年4月1日"
    assert (moment("いつか"), day("いつか")) == ("いつか", "いつか")


def test_the_bounds_of_a_difference_have_their_signs_and_the_unit_once() -> None:
    assert difference_interval(-0.125, 0.375, "share") == "−12.5 ～ +37.5 ポイント"
    assert difference_interval(0.07, 2.81, "s") == "+0.07 ～ +2.81 秒"
