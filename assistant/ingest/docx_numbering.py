"""The numbers that Word shows before paragraphs (第1条, 1.2, (1), ア, ①), counted as Word counts them.

Source: ECMA-376 part 1, 17.9 (numbering).
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from assistant.ingest.list_numbers import number_text

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET: Final = "- "
_MARKS_KEPT = "※注"  # bullets that are words to the reader
_PLACE = re.compile(r"%([1-9])")
_MOST_LEVELS: Final = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None  # 1-based level after which counting begins anew; 0 = never
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    """One `w:num`: the levels it shows and the counters it shares with others of the same definition."""

    levels: dict[int, _Level]
    counters: dict[int, int]
    starts_anew: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and where each of them stands; ask for labels in the order of the paragraphs."""

    def __init__(self, part: "_Element | None") -> None:
        definitions = (
            {} if part is None else {_get(each, "abstractNumId"): each for each in part.iter(f"{W}abstractNum")}
        )
        self._lists: dict[str, _List] = {}
        linked = {_value(each, "styleLink"): each for each in definitions.values() if _value(each, "styleLink")}
        counters: dict[str, dict[int, int]] = {}
        for number in () if part is None else part.iter(f"{W}num"):
            name = _value(number, "abstractNumId") or ""
            definition = definitions.get(name)
            if definition is not None and _value(definition, "numStyleLink"):
                definition = linked.get(_value(definition, "numStyleLink"), definition)
            levels = {} if definition is None else _levels(definition)
            shared = _List(levels, counters.setdefault(name, {}))
            for change in number.iter(f"{W}lvlOverride"):
                level = int(_get(change, "ilvl") or 0)
                shared.levels |= _levels(change)
                start = _value(change, "startOverride")
                if start is not None:
                    shared.starts_anew[level] = int(start)
            self._lists[_get(number, "numId") or ""] = shared

    def level_of_style(self, number: str, style: str | None) -> int:
        """The level that a list keeps for a paragraph style (0 where it names none)."""
        found = self._lists.get(number)
        levels = found.levels.items() if found else ()
        return next((level for level, each in levels if style is not None and each.style == style), 0)

    def label(self, number: str, level: int) -> str:
        """Count one paragraph of list `number` and return what stands before its text, blank included; bullets are 「- 」."""
        found = self._lists.get(number)
        if found is None or level not in found.levels:
            return ""
        self._count(found, level)
        shown = found.levels[level]
        if shown.number_format == "bullet":
            return shown.text + " " if shown.text and shown.text in _MARKS_KEPT else BULLET
        text = _PLACE.sub(lambda place: self._place(found, int(place.group(1)) - 1, shown.legal), shown.text)
        return text + ("" if shown.suffix == "nothing" or not text else " ")

    def _count(self, found: _List, level: int) -> None:
        start = found.starts_anew.pop(level, None)
        if start is not None:
            found.counters[level] = start
        else:
            found.counters[level] = found.counters.get(level, found.levels[level].start - 1) + 1
        for lower in range(level + 1, _MOST_LEVELS):
            restart = found.levels[lower].restart if lower in found.levels else None
            if restart is None or (restart and level < restart):
                found.counters.pop(lower, None)

    def _place(self, found: _List, level: int, legal: bool) -> str:
        shown = found.levels.get(level, _Level())
        number = found.counters.get(level, shown.start)
        return number_text(number, "decimal" if legal and shown.number_format != "none" else shown.number_format)


def _levels(parent: "_Element") -> dict[int, _Level]:
    levels = {}
    for each in parent.iter(f"{W}lvl"):
        restart = _value(each, "lvlRestart")
        levels[int(_get(each, "ilvl") or 0)] = _Level(
            int(_value(each, "start") or 0 if _value(each, "start") is not None else 1),
            _value(each, "numFmt") or "decimal",
            _value(each, "lvlText") or "",
            _value(each, "suff") or "tab",
            None if restart is None else int(restart),
            each.find(f"{W}isLgl") is not None,
            _value(each, "pStyle"),
        )
    return levels


def _get(element: "_Element", name: str) -> str | None:
    return element.get(f"{W}{name}")


def _value(element: "_Element", child: str) -> str | None:
    found = element.find(f"{W}{child}")
    return None if found is None else _get(found, "val")
