"""How the loss fell, as a picture: lines of SVG with text in it, drawn from the file that a run writes as it goes."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

_WIDTH, _HEIGHT = 720, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 44, 44
_COLOURS: Final = ("#1f5fa8", "#b3470b", "#2f7d32", "#6a3d9a")  # dark enough on white, told apart without red and green
_DASHES: Final = ("", "6 3", "2 3", "8 3 2 3")
_SMOOTHED: Final = 60  # points at most: beyond, neighbours are averaged
_TICKS: Final = 4


class Point(NamedTuple):
    """The mean losses of the steps up to `step`, by their names."""

    step: int
    losses: dict[str, float]


def read_curve(path: Path) -> tuple[Point, ...]:
    """The points of a run by step; where it went on from a checkpoint, the later of two counts. Broken lines are left out."""
    found: dict[int, dict[str, float]] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for line in lines:
        try:
            row = json.loads(line)
            found[int(row["step"])] = {str(name): float(value) for name, value in row["losses"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # the last line of a run that was killed while writing it
    return tuple(Point(step, found[step]) for step in sorted(found))


def draw(points: Sequence[Point], title: str) -> str:
    """The curve of each loss over the steps as an SVG document that needs nothing from outside."""
    smooth = _smoothed(points)
    names = list(dict.fromkeys(name for point in smooth for name in point.losses))
    last = max((point.step for point in smooth), default=1)
    top = _round_up(max((value for point in smooth for value in point.losses.values()), default=1.0))

    def place(step: int, value: float) -> tuple[float, float]:
        x = _LEFT + (_WIDTH - _LEFT - _RIGHT) * step / last
        y = _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top
        return round(x, 1), round(y, 1)

    parts = [_text(_LEFT, 18, title, "start", 14), _text(_WIDTH / 2, _HEIGHT - 8, "学習の回数", "middle")]
    for number in range(_TICKS + 1):
        (x, bottom), (left, y) = place(round(last * number / _TICKS), 0), place(0, top * number / _TICKS)
        parts.append(f'<line x1="{left}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}" stroke="#ccc"/>')
        parts.append(_text(left - 6, y + 4, f"{top * number / _TICKS:g}", "end"))
        parts.append(_text(x, bottom + 16, f"{round(last * number / _TICKS):,}", "middle"))
    for number, name in enumerate(names):
        dots = " ".join("{},{}".format(*place(p.step, p.losses[name])) for p in smooth if name in p.losses)
        stroke = f'stroke="{_COLOURS[number % 4]}" stroke-width="2" stroke-dasharray="{_DASHES[number % 4]}"'
        parts.append(f'<polyline points="{dots}" fill="none" {stroke}/>')
        at = _LEFT + 130 * number
        parts.append(f'<line x1="{at}" y1="32" x2="{at + 26}" y2="32" {stroke}/>')
        parts.append(_text(at + 32, 36, name, "start"))
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-label="{escape(title)}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>\n{inside}\n</svg>\n'
    )


def _text(x: float, y: float, words: str, anchor: str, size: int = 12) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" fill="#222">{escape(words)}</text>'


def _smoothed(points: Sequence[Point]) -> list[Point]:
    size = -(-len(points) // _SMOOTHED)
    groups = [points[start : start + size] for start in range(0, len(points), size)] if points else []
    return [
        Point(own[-1].step, {name: sum(p.losses.get(name, 0.0) for p in own) / len(own) for name in own[-1].losses})
        for own in groups
    ]


def _round_up(value: float) -> float:
    """The next of 2, 4, 8, 10 times a power of ten that divides well into ticks."""
    power = 1.0
    while power < value:
        power *= 10
    while power / 10 >= value > 0:
        power /= 10
    return next(power * step for step in (0.2, 0.4, 0.8, 1.0) if power * step >= value)
