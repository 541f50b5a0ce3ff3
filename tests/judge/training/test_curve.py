"""The picture of a run: what the file says is drawn, whatever happened to the file."""

import json
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from assistant.judge.training.curve import Point, draw, read_curve

SVG = "{http://www.w3.org/2000/svg}"


def parsed(*points: Point) -> Element:
    return fromstring(draw(points, "審査 <モデル> の損失"))


def heights(picture: Element) -> list[list[float]]:
    lines = picture.findall(f"{SVG}polyline")
    return [[float(dot.split(",")[1]) for dot in line.attrib["points"].split()] for line in lines]


def test_a_falling_loss_falls_on_the_picture() -> None:
    points = [Point(20 * number, {"判定": 2.0 / number, "順序": 0.5}) for number in range(1, 11)]
    falling, level = heights(parsed(*points))
    assert falling == sorted(falling)
    assert falling[0] < falling[-1]
    assert len(set(level)) == 1
    assert all(0 <= height <= 360 for height in (*falling, *level))


def test_names_steps_and_title_can_be_read() -> None:
    texts = [own.text for own in parsed(Point(20, {"判定": 1.5}), Point(400, {"判定": 0.5})).findall(f"{SVG}text")]
    assert {"審査 <モデル> の損失", "判定", "400", "学習の回数", "2", "0"} <= set(texts)


def test_nothing_from_outside_is_wanted() -> None:
    text = draw([Point(20, {"判定": 1.0})], "損失")
    assert [part for part in ("href", "url(", "@import", "<script", "style=") if part in text] == []


def test_a_long_run_is_drawn_with_few_points() -> None:
    points = [Point(number, {"判定": 1.0}) for number in range(1, 5001)]
    (line,) = heights(parsed(*points))
    assert 30 < len(line) <= 60


@pytest.mark.parametrize("points", [(), (Point(1, {}),), (Point(1, {"判定": 0.0}),)])
def test_a_run_without_losses_is_an_empty_picture(points: tuple[Point, ...]) -> None:
    assert parsed(*points).tag == f"{SVG}svg"


def test_of_a_run_that_went_on_from_a_checkpoint_the_later_report_counts(tmp_path: Path) -> None:
    rows = [(20, 1.0), (40, 0.9), (60, 0.8), (40, 0.7), (60, 0.6)]
    path = tmp_path / "curve.jsonl"
    lines = [json.dumps({"step": step, "losses": {"判定": loss}}) for step, loss in rows]
    path.write_text("\n".join(lines) + '\n{"step": 80, "los', encoding="utf-8")
    assert [(own.step, own.losses["判定"]) for own in read_curve(path)] == [(20, 1.0), (40, 0.7), (60, 0.6)]


def test_no_file_no_points(tmp_path: Path) -> None:
    assert read_curve(tmp_path / "curve.jsonl") == ()
