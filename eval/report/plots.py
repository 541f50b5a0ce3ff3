"""The plots of a report as SVG; every one is also told in numbers beside it on the page."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from unicodedata import east_asian_width

from markupsafe import Markup

from assistant_eval.report.drawing import (
    Scale,
    canvas,
    curve,
    element,
    line,
    mark,
    powers,
    round_steps,
    text,
)
from assistant_eval.report.quantities import NOT_APPLICABLE, quantity, with_interval

WIDTH: Final = 460
_HEIGHT: Final = 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 26, 30, 46
_LABELS: Final = (96, 190)  # least and most pixels for the names beside dots
_CHARACTER: Final = 14.2  # pixels of a full-width one
_POINTS: Final = 300  # more points than pixels tell nothing
_EPSILON: Final = 0.001  # seconds: the least that a logarithmic axis shows


class Dot(NamedTuple):
    """A mean with its interval in the mark of `slot`; `mean` None: does not apply. `name` says whose it is."""

    slot: int
    name: str
    mean: float | None
    low: float | None
    high: float | None
    note: str = ""


class DotRow(NamedTuple):
    """Dots under one name; `note` stands small below it."""

    label: str
    note: str
    dots: tuple[Dot, ...]


class Series(NamedTuple):
    """Points of one system."""

    slot: int
    name: str
    points: Sequence[tuple[float, float]]
    sizes: Sequence[float] = ()


def bar(dot: Dot, low: float, high: float, unit: str) -> Markup:
    """A small bar from 0 with the interval's whiskers, `low` to `high` wide; empty where the mean does not apply."""
    scale = Scale(low, high, 2, 138)
    label = f"{dot.name}: {with_interval(dot.mean, dot.low, dot.high, unit)}"
    if dot.mean is None:
        return canvas(140, 16, label, line(2, 8, 138, 8, "grid"), kind="bar")
    zero, end = scale.at(0), scale.at(dot.mean)
    own = element("rect", x=min(zero, end), y=3, width=abs(end - zero), height=10, class_=f"fill s{dot.slot}")
    return canvas(140, 16, label, line(2, 15, 138, 15, "grid"), line(zero, 1, zero, 15, "axis"), own,
                  *_whisker(dot, scale, 8, "whisker dark"), kind="bar")  # fmt: skip


def _whisker(dot: Dot, scale: Scale, y: float, kind: str) -> list[Markup]:
    if dot.low is None or dot.high is None:
        return []
    low, high = scale.at(dot.low), scale.at(dot.high)
    return [line(low, y, high, y, kind), line(low, y - 3, low, y + 3, kind), line(high, y - 3, high, y + 3, kind)]


def dots(rows: Sequence[DotRow], unit: str, label: str) -> Markup:
    """Dots with whiskers, one line a dot, grouped by row; the axis is 0 to 100 % for shares."""
    steps = _steps(rows, unit)
    most = max((_width(own) for row in rows for own in (row.label, row.note)), default=0)
    beside = min(max(most + 6, _LABELS[0]), _LABELS[1])
    scale = Scale(steps[0], steps[-1], beside + 8, WIDTH - _RIGHT)
    drawn, y = [], 8.0
    for row in rows:
        height = max(40, 16 * len(row.dots) + 10)
        drawn += [text(_fitting(row.label, beside), beside, y + height / 2 - (2 if row.note else -5), "name", "end")]
        drawn += [text(row.note, beside, y + height / 2 + 13, "tick", "end")] if row.note else []
        first = y + height / 2 - 8 * (len(row.dots) - 1)
        for number, dot in enumerate(row.dots):
            drawn += _dot(dot, scale, first + 16 * number, unit)
        y += height
        drawn.append(line(0, y, WIDTH, y, "rule"))
    grid = [line(scale.at(step), 4, scale.at(step), y + 4, "grid") for step in steps]
    ticks = [text(_tick(step, unit), scale.at(step), y + 20, anchor="middle") for step in steps]
    return canvas(WIDTH, y + 28, label, *grid, *drawn, *ticks)


def _width(words: str) -> float:
    """About how many pixels words take; a half-width character takes little more than half of a full-width one."""
    return sum(_CHARACTER * (1 if east_asian_width(own) in "WFA" else 0.58) for own in words)


def _fitting(words: str, pixels: float) -> str:
    """Words cut (…) to about so many pixels; the table beside the plot has them whole."""
    if _width(words) <= pixels:
        return words
    while words and _width(words) + _CHARACTER > pixels:
        words = words[:-1]
    return words + "…"


def _dot(dot: Dot, scale: Scale, y: float, unit: str) -> list[Markup]:
    if dot.mean is None:
        return [mark(dot.slot, scale.start + 6, y, 3.5), text(NOT_APPLICABLE, scale.start + 16, y + 4, "none")]
    title = f"{dot.name}: {with_interval(dot.mean, dot.low, dot.high, unit)}{dot.note}"
    return [*_whisker(dot, scale, y, f"whisker s{dot.slot}"), mark(dot.slot, scale.at(dot.mean), y, 5, title)]


def _steps(rows: Sequence[DotRow], unit: str) -> list[float]:
    if unit == "share":
        return [0.0, 0.25, 0.5, 0.75, 1.0]
    values = [value for row in rows for dot in row.dots for value in (dot.mean, dot.low, dot.high) if value is not None]
    return round_steps(min(0.0, *values), max(0.0, *values)) if values else [0.0, 1.0]


def _tick(value: float, unit: str) -> str:
    return f"{value * 100:g}%" if unit == "share" else f"{value:g}".replace("-", "−")


def risk_coverage(series: Sequence[Series]) -> Markup:
    """The share of wrong answers among those given (risk) as more questions are answered (coverage)."""
    top = max((risk for own in series for _, risk in own.points), default=0.0)
    across, up = _share_axis(), Scale(0, round_steps(0, max(top, 0.05))[-1], _HEIGHT - _BOTTOM, _TOP)
    drawn = []
    for own in series:
        kept = _thinned(own.points)
        pixels = [(across.at(coverage), up.at(risk)) for coverage, risk in kept]
        drawn.append(curve(pixels, own.slot))
        for number in sorted({0, len(kept) // 3, 2 * len(kept) // 3, len(kept) - 1}):
            coverage, risk = kept[number]
            title = f"{own.name}: {quantity(coverage, 'share')} に答えたとき、誤り {quantity(risk, 'share')}"
            drawn.append(mark(own.slot, *pixels[number], 4.5, title))
    steps = round_steps(0, up.high)
    axes = _axes(across, up, (0, 0.25, 0.5, 0.75, 1), steps, ("答えた質問の割合", "答えた中の誤りの割合"))
    return canvas(WIDTH, _HEIGHT, "リスク・カバレッジ曲線", *axes, *drawn)


def reliability(series: Sequence[Series]) -> Markup:
    """Mean confidence that the documents hold an answer against the share that had one, a mark a bin; `sizes` are counts."""
    across, up = _share_axis(), Scale(0, 1, _HEIGHT - _BOTTOM, _TOP)
    drawn = [line(across.start, up.start, across.end, up.end, "ideal")]
    for own in series:
        pixels = [(across.at(confidence), up.at(correct)) for confidence, correct in own.points]
        drawn += [curve(pixels, own.slot)] if len(pixels) > 1 else []
        most = max(own.sizes, default=1)
        for (confidence, correct), (x, y), count in zip(own.points, pixels, own.sizes, strict=True):
            title = f"{own.name}: 確信度 {quantity(confidence, 'share')}、答えがあった {quantity(correct, 'share')}、{count:g} 件"
            drawn.append(mark(own.slot, x, y, 3 + 5 * (count / most) ** 0.5, title))
    shares = (0, 0.25, 0.5, 0.75, 1)
    axes = _axes(across, up, shares, shares, ("資料に答えがあるという確信度", "実際に答えがあった割合"))
    return canvas(WIDTH, _HEIGHT, "確信度と実際（信頼性図）", *axes, *drawn)


def latency(series: Sequence[Series], title: str) -> Markup:
    """The share of answers that were there after so many seconds (empirical distribution), time by powers of ten.

    `points` are (seconds, share), both rising.
    """
    seconds = [max(point[0], _EPSILON) for own in series for point in own.points] or [1.0]
    steps = powers(min(seconds), max(seconds))
    across = Scale(steps[0], steps[-1], _LEFT, WIDTH - _RIGHT, log=True)
    up = Scale(0, 1, _HEIGHT - _BOTTOM, _TOP)
    drawn = []
    for own in series:
        kept = _thinned(own.points)
        pixels = [(across.at(max(second, _EPSILON)), up.at(share)) for second, share in kept]
        drawn.append(curve(pixels, own.slot))
        for share in (0.5, 0.95):
            second = next(point[0] for point in own.points if point[1] >= share - 1e-9)
            told = f"{own.name}: {share:.0%} が {quantity(second, 's')} 以内"
            drawn.append(mark(own.slot, across.at(max(second, _EPSILON)), up.at(share), 4.5, told))
    axes = _axes(across, up, steps, (0, 0.5, 0.95, 1), (f"{title}（秒）", "これ以内に終わった割合"), "s")
    return canvas(WIDTH, _HEIGHT, f"{title}の分布", *axes, *drawn)


def _share_axis() -> Scale:
    return Scale(0, 1, _LEFT, WIDTH - _RIGHT)


def _axes(
    across: Scale, up: Scale, right: Sequence[float], high: Sequence[float], names: tuple[str, str], unit: str = "share"
) -> list[Markup]:
    """Grid, ticks and names of both axes (across, up); up is always a share."""
    drawn = [line(across.start, up.at(step), across.end, up.at(step), "grid") for step in high]
    drawn += [line(across.at(step), up.start, across.at(step), up.end, "grid") for step in right]
    apart = [step for step in high if step not in (0.95,)]
    drawn += [text(_tick(step, "share"), across.start - 8, up.at(step) + 4, anchor="end") for step in apart]
    drawn += [text("95%", across.start - 8, up.at(0.95) + 10, anchor="end")] if 0.95 in high else []
    drawn += [text(_tick(step, unit), across.at(step), up.start + 18, anchor="middle") for step in right]
    drawn.append(line(across.start, up.start, across.end, up.start, "axis"))
    middle = (across.start + across.end) / 2
    return [*drawn, text(names[0], middle, up.start + 38, "name", "middle"), text(names[1], 4, 16, "name")]


def _thinned(points: Sequence[Any]) -> list[Any]:
    """At most `_POINTS` of the points, evenly chosen, the first and the last among them."""
    if len(points) <= _POINTS:
        return list(points)
    return [points[round(number * (len(points) - 1) / (_POINTS - 1))] for number in range(_POINTS)]
