"""Which elements of a saved page people do not see: hidden by attribute, by style or by white words on white ground."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9]*)?(?:[.#][a-zA-Z_][a-zA-Z0-9_-]*)+\Z")
_ZERO = re.compile(r"[+-]?0*\.?0+(?:px|pt|em|rem|%)?\Z")
_LARGEST_STYLES: Final = 500_000
_MOST_SELECTORS: Final = 200
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})\Z")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
_NAMES: Final = {"white": (255, 255, 255), "snow": (255, 250, 250), "black": (0, 0, 0), "ivory": (255, 255, 240)}
_WHITE: Final = (255, 255, 255)
_CLOSE_COLOURS: Final = 16
_OTHER: Final = (-999, -999, -999)  # a ground that is not a plain colour: nothing is like it

Colour = tuple[int, int, int]


def hidden_elements(page: "LexborHTMLParser") -> dict[int, str]:
    """The elements (`mem_id`) that are hidden, each with how.

    Style sheets count where a rule with a simple selector hides; what scripts would show later cannot be known.
    """
    found: dict[int, str] = {}
    for selector in _hiding_selectors(page):
        found |= {node.mem_id: "非表示の要素" for node in page.css(selector)}
    for node in page.css("[hidden]"):
        found[node.mem_id] = "非表示の要素"
    for node in page.css("[style]"):
        style = _style(node)
        if _hides(style):
            found[node.mem_id] = "非表示の要素"
        elif _is_zero(style.get("font-size", "")):
            found[node.mem_id] = "極小の文字"
        elif "color" in style and _same(_colour(style["color"]), _ground(node)):
            found.setdefault(node.mem_id, "背景と同じ色の文字")
    for node in page.css("font[color]"):
        if _same(_colour(node.attributes.get("color") or ""), _ground(node)):
            found.setdefault(node.mem_id, "背景と同じ色の文字")
    return found


def _hiding_selectors(page: "LexborHTMLParser") -> Iterator[str]:
    sheets = "\n".join(sheet.text() for sheet in page.css("style"))[:_LARGEST_STYLES]
    selectors: dict[str, bool] = {}
    for match in _RULE.finditer(_without_conditions(_COMMENT.sub("", sheets))):
        style = dict(_DECLARATION.findall(match.group(2).lower()))
        hides = _hides(style) or _is_zero(style.get("font-size", ""))
        for selector in match.group(1).split(","):
            if hides or "display" in style or "visibility" in style:
                selectors[selector.strip()] = hides  # a later rule wins
    simple = [selector for selector, hides in selectors.items() if hides and _SIMPLE.match(selector)]
    yield from simple[:_MOST_SELECTORS]


def _without_conditions(sheet: str) -> str:
    """Drop blocks such as `@media print { … }`: they say nothing about the page on the screen."""
    kept: list[str] = []
    position = 0
    while (at := sheet.find("@", position)) >= 0:
        kept.append(sheet[position:at])
        depth, position = 0, at
        for match in re.compile(r"[{};]").finditer(sheet, at):
            position = match.end()
            depth += {"{": 1, "}": -1}.get(match.group(), 0)
            if depth <= 0:
                break
        else:
            return "".join(kept)
    return "".join([*kept, sheet[position:]])


def _style(node: "LexborNode") -> dict[str, str]:
    style = (node.attributes.get("style") or "").lower()
    return {name: value.replace("!important", "").strip() for name, value in _DECLARATION.findall(style)}


def _hides(style: dict[str, str]) -> bool:
    return (
        style.get("display", "").startswith("none")
        or style.get("visibility", "").startswith(("hidden", "collapse"))
        or _is_zero(style.get("opacity", ""))
    )


def _is_zero(value: str) -> bool:
    return _ZERO.match(value.replace("!important", "").strip()) is not None


def _ground(node: "LexborNode | None") -> Colour:
    """The colour behind an element as far as inline styles and attributes tell; a page is white."""
    while node is not None and node.tag not in (None, "-document"):
        style = _style(node)
        value = style.get("background-color") or style.get("background") or node.attributes.get("bgcolor") or ""
        if value and value not in ("transparent", "none", "inherit", "initial"):
            return _colour(value) or _OTHER
        node = node.parent
    return _WHITE


def _same(one: Colour | None, other: Colour) -> bool:
    return one is not None and all(abs(a - b) <= _CLOSE_COLOURS for a, b in zip(one, other, strict=True))


def _colour(value: str) -> Colour | None:
    value = value.strip().lower()
    match = _HEX.match(value)
    if match:
        digits = match.group(1)
        digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
        red, green, blue = bytes.fromhex(digits)
        return red, green, blue
    match = _RGB.match(value)
    if match:
        return int(match.group(1)), int(match.group(2)), int(match.group(3))
    return _NAMES.get(value)
