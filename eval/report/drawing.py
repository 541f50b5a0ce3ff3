"""SVG by hand: elements whose texts are escaped, scales, axes, and the mark of each system.

Own functions, no plotting library: the plots are few and simple, colours must follow the reader's dark mode through CSS
classes, text must stay text, and the page's policy allows no style attributes, which matplotlib's SVG is made of.
"""

import math
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from assistant_eval.report.visible import visible

SLOTS: Final = 6  # systems with a mark of their own; the seventh begins again


class Scale(NamedTuple):
    """Values from `low` to `high` laid on `start` to `end` pixels; outside they stay at the edge. `log`: by powers."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value."""
        low, high, own = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, own = math.log10(low), math.log10(high), math.log10(own)
        share = (own - low) / (high - low) if high > low else 0.0
        return round(self.start + share * (self.end - self.start), 1)


def element(name: str, *children: object, **attributes: object) -> Markup:
    """An element; `class_` stands for class, an underscore for a hyphen; texts are escaped, None is left out."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), visible(value))
        for key, value in attributes.items()
        if value is not None
    )
    inner = Markup("").join(escape(visible(child)) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, inner)  # noqa: S704 - our own names only


def canvas(width: float, height: float, label: str, *children: Markup, kind: str = "plot") -> Markup:
    """A picture with the words that stand for it where it cannot be seen."""
    return element(
        "svg", *children, class_=kind, viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}", height=f"{height:g}",
        role="img", aria_label=label,
    )  # fmt: skip


def text(words: str, x: float, y: float, kind: str = "tick", anchor: str | None = None) -> Markup:
    """Words at a place; `anchor` is start (None), middle or end."""
    return element("text", words, x=x, y=y, class_=kind, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def curve(points: list[tuple[float, float]], slot: int) -> Markup:
    """A line through points, in the colour and dashes of a system."""
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return element("path", d=path, class_=f"curve s{slot % SLOTS}")


def mark(slot: int, x: float, y: float, size: float = 5.0, title: str = "") -> Markup:
    """The mark of a system: a shape of its own besides its colour."""
    shapes = (
        f"M{x - size:g} {y:g}a{size:g} {size:g} 0 1 0 {2 * size:g} 0a{size:g} {size:g} 0 1 0 {-2 * size:g} 0z",
        _polygon(x, y, ((-size, -size), (size, -size), (size, size), (-size, size))),
        _polygon(x, y, ((0, -1.2 * size), (1.2 * size, size), (-1.2 * size, size))),
        _polygon(x, y, ((0, -1.4 * size), (1.4 * size, 0), (0, 1.4 * size), (-1.4 * size, 0))),
        _polygon(x, y, ((0, 1.2 * size), (1.2 * size, -size), (-1.2 * size, -size))),
        _polygon(x, y, ((-size, -size), (size, size), (size, -size), (-size, size))),
    )
    children = [element("title", title)] if title else []
    return element("path", *children, d=shapes[slot % SLOTS], class_=f"mark s{slot % SLOTS}")


def _polygon(x: float, y: float, corners: tuple[tuple[float, float], ...]) -> str:
    return "M" + "L".join(f"{x + right:g} {y + down:g}" for right, down in corners) + "z"


def round_steps(low: float, high: float, most: int = 5) -> list[float]:
    """Round values (1, 2 or 5 times a power of ten apart) that cover `low` to `high`, about `most` of them."""
    width = high - low if high > low else abs(high) or 1.0
    rough = width / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil((low + width) / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def powers(low: float, high: float) -> list[float]:
    """Values for a logarithmic axis that cover `low` to `high` (both above 0): 1, 2 and 5 times the powers of ten.

    Over more than two powers of ten those alone; never less than two values.
    """
    factors = (1, 2, 5) if high / low <= 100 else (1,)
    exponents = range(math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9) + 2)
    values = [round(factor * 10.0**exponent, 10) for exponent in exponents for factor in factors]
    first = max(number for number, value in enumerate(values) if value <= low * (1 + 1e-9))
    last = min(number for number, value in enumerate(values) if value >= high * (1 - 1e-9))
    return values[first : max(last, first + 1) + 1]
