"""Where the plots put their marks, read from the SVG."""

import re

import pytest
from lxml import etree

from assistant_eval.report.drawing import Scale, element, powers, round_steps
from assistant_eval.report.plots import Dot, DotRow, Series, bar, dots, latency, reliability, risk_coverage

SVG = etree.XMLParser(resolve_entities=False)


def read(drawing: str) -> etree._Element:
    return etree.fromstring(drawing, SVG)


def curve_points(drawing: str) -> list[tuple[float, float]]:
    path = read(drawing).xpath("//path[contains(@class, 'curve')]/@d")[0]
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_a_scale_keeps_what_lies_outside_at_its_edge() -> None:
    scale = Scale(0, 10, 100, 200)
    assert [scale.at(value) for value in (-5, 0, 2.5, 10, 99)] == [100, 100, 125, 200, 200]


def test_a_logarithmic_scale_gives_each_power_the_same_room() -> None:
    scale = Scale(0.1, 100, 0, 300, log=True)
    assert [scale.at(value) for value in (0.1, 1, 10, 100)] == [0, 100, 200, 300]


def test_a_scale_of_one_value_does_not_divide_by_zero() -> None:
    assert Scale(3, 3, 10, 20).at(3) == 10


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-0.43, 0.66, [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8]),
        (0, 23, [0, 5, 10, 15, 20, 25]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_steps_are_round_and_cover_the_values(low: float, high: float, steps: list[float]) -> None:
    found = round_steps(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    assert len(found) <= 8
    if (low, high) != (-0.43, 0.66):
        assert found == pytest.approx(steps)
    assert all(round(step * 10) % 1 == 0 for step in found)


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [
        (5.2, 34.0, [5, 10, 20, 50]),
        (0.03, 0.2, [0.02, 0.05, 0.1, 0.2]),
        (1.0, 1.0, [1, 2]),
        (0.05, 40.0, [0.01, 0.1, 1, 10, 100]),
    ],
)
def test_a_logarithmic_axis_covers_the_values_with_round_ones(low: float, high: float, values: list[float]) -> None:
    assert powers(low, high) == pytest.approx(values)


def test_a_bar_goes_from_zero_to_the_mean_with_whiskers_at_the_bounds() -> None:
    drawn = read(bar(Dot(0, "本製品", 0.5, 0.25, 0.75), 0, 1, "share"))
    rect = drawn.find("rect")
    assert rect is not None
    assert (float(rect.get("x", "")), float(rect.get("width", ""))) == (2, 68)  # 2 to 138 pixels is 0 to 1
    whisker = drawn.xpath("line[contains(@class, 'whisker')]")[0]
    assert (whisker.get("x1"), whisker.get("x2")) == ("36.0", "104.0")
    assert drawn.get("aria-label") == "本製品: 50.0%（25.0 ～ 75.0%）"


def test_a_negative_value_goes_to_the_left_of_zero() -> None:
    rect = read(bar(Dot(0, "資料なし", -0.5, None, None), -1, 1, "score")).find("rect")
    assert rect is not None
    assert (float(rect.get("x", "")), float(rect.get("width", ""))) == (36, 34)  # zero stands at pixel 70


def test_what_does_not_apply_has_no_bar_and_no_dot_at_zero() -> None:
    nothing = Dot(2, "資料なし", None, None, None)
    assert read(bar(nothing, 0, 1, "share")).find("rect") is None
    drawn = read(dots([DotRow("略称", "6 問", (nothing,))], "share", "率"))
    assert "該当なし" in drawn.xpath("//text/text()")
    assert drawn.xpath("//line[contains(@class, 'whisker')]") == []


def test_each_system_has_a_shape_of_its_own() -> None:
    row = DotRow("略称", "", tuple(Dot(slot, str(slot), 0.5, 0.4, 0.6) for slot in range(6)))
    marks = read(dots([row], "share", "率")).xpath("//path[contains(@class, 'mark')]/@d")
    shapes = set()
    for own in marks:  # corners as seen from the first one, so that only the shape counts
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", own)]
        shapes.add(tuple(round(number - numbers[place % 2], 3) for place, number in enumerate(numbers)))
    assert len(marks) == len(shapes) == 6


def test_a_long_name_is_cut_and_a_short_one_is_not() -> None:
    rows = [DotRow("とても長くて図の横には収まりきらない種類の名前", "", ()), DotRow("略称", "", ())]
    names = read(dots(rows, "share", "率")).xpath("//text[@class='name']/text()")
    assert names[0].startswith("とても長く")
    assert names[0].endswith("…")
    assert names[1] == "略称"


def test_risk_rises_upwards_and_coverage_goes_right() -> None:
    (left, low), (right, high) = curve_points(risk_coverage([Series(0, "本製品", [(0.5, 0.0), (1.0, 0.2)])]))
    assert right > left
    assert high < low  # pixels count downwards


def test_many_points_are_thinned_but_keep_their_ends() -> None:
    points = [(number / 10_000, number / 10_000) for number in range(1, 10_001)]
    drawn = curve_points(risk_coverage([Series(0, "本製品", points)]))
    assert len(drawn) == 300
    assert drawn[-1][0] == max(x for x, _ in drawn) == 434  # the right edge: coverage 1


def test_a_calibrated_bin_lies_on_the_dashed_line() -> None:
    drawn = read(reliability([Series(0, "本製品", [(0.5, 0.5)], [7])]))
    ideal = drawn.xpath("//line[@class='ideal']")[0]
    middle = [(float(ideal.get(f"{axis}1")) + float(ideal.get(f"{axis}2"))) / 2 for axis in "xy"]
    x, y = re.findall(r"[\d.]+", drawn.xpath("//path[contains(@class, 'mark')]/@d")[0])[:2]
    assert [float(x) + 8, float(y)] == middle  # the only bin has the largest mark, of radius 8
    assert "7 件" in drawn.xpath("//title/text()")[0]


def test_latency_marks_the_median_and_the_95th_percentile() -> None:
    points = [(float(second), second / 100) for second in range(1, 101)]
    titles = read(latency([Series(0, "本製品", points)], "全体の時間")).xpath("//title/text()")
    assert titles == ["本製品: 50% が 50.00 秒 以内", "本製品: 95% が 95.00 秒 以内"]


def test_a_cached_answer_of_no_time_does_not_break_the_axis() -> None:
    assert "NaN" not in latency([Series(0, "本製品", [(0.0, 0.5), (0.2, 1.0)])], "全体の時間")


def test_texts_and_attributes_are_escaped() -> None:
    drawn = element("text", '</svg><script>"', data_name="\" onload='x'")
    assert str(drawn) == ('<text data-name="&#34; onload=&#39;x&#39;">&lt;/svg&gt;&lt;script&gt;&#34;</text>')
