"""How paragraphs and runs of a Word document look, as far as it decides what is text: hidden, white on white, headings."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from assistant.ingest.docx_numbering import W

if TYPE_CHECKING:
    from lxml.etree import _Element

WHITE: Final = "FFFFFF"
UNKNOWN: Final = "?"  # a background that only the drawing program could tell; text on it counts as visible
_HEX = re.compile(r"[0-9A-Fa-f]{6}\Z")
_HEADING = re.compile(r"(?:heading|見出し)[ 　]*([1-9１-９])\Z", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_CLOSE_COLOURS: Final = 16  # greatest difference of a channel (0 to 255) at which text cannot be told from its ground
_TINY_HALF_POINTS: Final = 2


class Styles:
    """The styles of a document by their identifiers."""

    def __init__(self, part: "_Element | None") -> None:
        self._styles: dict[str, _Element] = {}
        self._defaults: list[_Element] = []
        self._normal: str | None = None
        if part is not None:
            self._styles = {each.get(f"{W}styleId") or "": each for each in part.iter(f"{W}style")}
            self._defaults = [found for found in [part.find(f"{W}docDefaults/{W}rPrDefault")] if found is not None]
            usual = (
                e for e in self._styles.values() if e.get(f"{W}type") == "paragraph" and e.get(f"{W}default") == "1"
            )
            self._normal = next((each.get(f"{W}styleId") for each in usual), None)

    def chain(self, style: str | None) -> Iterator["_Element"]:
        """Yield the style and those that it is based on, nearest first."""
        seen: set[str] = set()
        while style is not None and style not in seen and style in self._styles:
            seen.add(style)
            element = self._styles[style]
            yield element
            style = child_value(element, "basedOn")

    def of_paragraph(self, paragraph: "_Element") -> list["_Element"]:
        """The paragraph's own properties, then those of its styles."""
        own = paragraph.find(f"{W}pPr")
        style = None if own is None else child_value(own, "pStyle")
        return [*([] if own is None else [own]), *self.chain(style or self._normal)]

    def of_run(self, run: "_Element", paragraph: list["_Element"]) -> list["_Element"]:
        """The run's own properties, those of its character style, its paragraph's styles and the defaults."""
        own = run.find(f"{W}rPr")
        style = None if own is None else child_value(own, "rStyle")
        return [*([] if own is None else [own]), *self.chain(style), *paragraph, *self._defaults]

    def name(self, paragraph: list["_Element"]) -> str:
        """The name of a paragraph's style in the spelling of the file."""
        return next((child_value(each, "name") or "" for each in paragraph if each.tag == f"{W}style"), "")

    def heading_level(self, paragraph: list["_Element"]) -> int | None:
        """The level of a heading, 1 at the top, from its outline level or the name of its style."""
        for each in paragraph:
            level = _inner(each, "pPr", "outlineLvl")
            if level is not None:
                number = int(level.get(f"{W}val") or 9)
                return number + 1 if number < 9 else None
            match = _HEADING.match(child_value(each, "name") or "")
            if match:
                return int(match.group(1))
        return None

    def numbering(self, paragraph: list["_Element"]) -> tuple[str, int | None, str | None] | None:
        """The list that numbers a paragraph, its level where given, and the style that says so; None for no list."""
        level: int | None = None
        for each in paragraph:
            numbers = _inner(each, "pPr", "numPr")
            if numbers is None:
                continue
            given = child_value(numbers, "ilvl")
            level = int(given) if level is None and given is not None else level
            number = child_value(numbers, "numId")
            if number is not None:
                own_style = child_value(paragraph[0], "pStyle") if paragraph[0].tag == f"{W}pPr" else None
                return None if number == "0" else (number, level, each.get(f"{W}styleId") or own_style)
        return None

    def is_bold(self, run: list["_Element"]) -> bool:
        """Whether a run is set in bold."""
        return _switched_on(run, "b")

    def is_raised(self, run: list["_Element"]) -> bool:
        """Whether a run is set as a superscript."""
        position = _first(run, "rPr", "vertAlign")
        return position is not None and position.get(f"{W}val") == "superscript"

    def hidden_as(self, run: list["_Element"], ground: str) -> str | None:
        """How a run is hidden from people, None if they see it; `ground` is the colour behind its paragraph."""
        if _switched_on(run, "vanish"):
            return "非表示の文字"
        size = _first(run, "rPr", "sz")
        if size is not None and int(float(size.get(f"{W}val") or 20)) <= _TINY_HALF_POINTS:
            return "極小の文字"
        for each in run:
            shade = _inner(each, "rPr", "shd")
            mark = _inner(each, "rPr", "highlight")
            if mark is not None and mark.get(f"{W}val") not in ("none", "white"):
                return None
            if shade is not None:
                ground = shade_colour(shade) or ground
                break
        return "背景と同じ色の文字" if same_colour(_colour(run), ground) else None

    def ground(self, paragraph: list["_Element"], behind: str) -> str:
        """The colour behind a paragraph that stands on `behind`."""
        shade = _first(paragraph, "pPr", "shd")
        return behind if shade is None else shade_colour(shade) or behind

    def has_table_part(self, style: str | None, part: str) -> bool:
        """Whether a table style sets off a part of the table (firstRow, firstCol)."""
        return any(each.get(f"{W}type") == part for table in self.chain(style) for each in table.iter(f"{W}tblStylePr"))

    def table_ground(self, style: str | None, behind: str) -> str:
        """The colour behind the cells of a table with this style, as far as it is the same for all."""
        shaded = any(
            shade_colour(shade) not in (None, WHITE) for each in self.chain(style) for shade in each.iter(f"{W}shd")
        )
        return UNKNOWN if shaded else behind


def child_value(element: "_Element", child: str) -> str | None:
    """The `w:val` of a child element."""
    found = element.find(f"{W}{child}")
    return None if found is None else found.get(f"{W}val")


def shade_colour(shade: "_Element") -> str | None:
    """The colour of a `w:shd`; None where it has none, `UNKNOWN` for patterns."""
    if shade.get(f"{W}val") not in (None, "clear", "nil"):
        return UNKNOWN
    fill = shade.get(f"{W}fill") or "auto"
    if _HEX.match(fill):
        return fill.upper()
    return UNKNOWN if shade.get(f"{W}themeFill") else None


def same_colour(one: str, other: str) -> bool:
    """Whether two colours (RRGGBB) are too near for the eye; `UNKNOWN` is like no other."""
    if UNKNOWN in (one, other):
        return False
    channels = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return all(abs(a - b) <= _CLOSE_COLOURS for a, b in channels)


def _colour(run: list["_Element"]) -> str:
    """The colour of a run; 「auto」 is black or white, whichever can be read."""
    colour = _first(run, "rPr", "color")
    if colour is None:
        return UNKNOWN
    value = colour.get(f"{W}val") or "auto"
    if _HEX.match(value):
        return value.upper()
    return WHITE if colour.get(f"{W}themeColor") in ("background1", "light1") else UNKNOWN


def _switched_on(run: list["_Element"], name: str) -> bool:
    switch = _first(run, "rPr", name)
    return switch is not None and (switch.get(f"{W}val") or "1").lower() not in _OFF


def _first(properties: list["_Element"], holder: str, name: str) -> "_Element | None":
    return next((found for each in properties if (found := _inner(each, holder, name)) is not None), None)


def _inner(properties: "_Element", holder: str, name: str) -> "_Element | None":
    """A property in a `pPr` or `rPr` itself, or in the one of a style; a paragraph's own `rPr` is only its mark's."""
    tag = properties.tag
    if tag == f"{W}{holder}":
        return properties.find(f"{W}{name}")
    if tag in (f"{W}style", f"{W}rPrDefault"):
        return properties.find(f"{W}{holder}/{W}{name}")
    return None
