"""The boxes that ruled lines make on a PDF page: the cells of a table, the frame around a note."""

import bisect
import itertools
from collections.abc import Hashable
from typing import Final, NamedTuple

_NEAR: Final = 1.5  # points between strokes that are one rule
_BROKEN: Final = 3.0  # points between the dashes of one rule
_SHORTEST: Final = 8.0
_MOST_RULES: Final = 4000  # beyond that it is a drawing


class Rule(NamedTuple):
    """A stroke along the lines (`at` is its v, `start` to `end` its u) or across them (the other way round)."""

    at: float
    start: float
    end: float


class Box(NamedTuple):
    """The area between the four nearest rules, in reading coordinates (v grows downwards)."""

    u0: float
    v0: float
    u1: float
    v1: float


class Ruling:
    """The rules of a page, joined where they are pieces of one, to look boxes up in."""

    def __init__(self, along: list[Rule], across: list[Rule]) -> None:
        self._along, self._across = _joined(along), _joined(across)
        if len(self._along) + len(self._across) > _MOST_RULES:
            self._along, self._across = [], []

    def box(self, u: float, v: float) -> Box | None:
        """The box around a point; None where it is open on some side."""
        above, below = _nearest(self._along, v, u)
        before, after = _nearest(self._across, u, v)
        if above is None or below is None or before is None or after is None:
            return None
        return Box(before, above, after, below)


def tables(boxes: list[Box]) -> list[list[Box]]:
    """Gather boxes that share an edge; each gathering from the top left on."""
    parent: dict[Box, Box] = {box: box for box in boxes}

    def root(box: Box) -> Box:
        while parent[box] is not box:
            parent[box] = parent[parent[box]]
            box = parent[box]
        return box

    edges: dict[Hashable, list[Box]] = {}
    for box in parent:
        for key in _edges(box):
            edges.setdefault(key, []).append(box)
    for neighbours in edges.values():
        for one, other in itertools.combinations(neighbours[:200], 2):
            if _touch(one, other):
                parent[root(one)] = root(other)
    gathered: dict[Box, list[Box]] = {}
    for box in parent:
        gathered.setdefault(root(box), []).append(box)
    return [sorted(group, key=lambda box: (box.v0, box.u0)) for group in gathered.values()]


def _edges(box: Box) -> list[Hashable]:
    return [("v", round(box.v0)), ("v", round(box.v1)), ("u", round(box.u0)), ("u", round(box.u1))]


def _touch(one: Box, other: Box) -> bool:
    beside = min(abs(one.u1 - other.u0), abs(one.u0 - other.u1)) <= 2 * _NEAR
    stacked = min(abs(one.v1 - other.v0), abs(one.v0 - other.v1)) <= 2 * _NEAR
    same_rows = min(one.v1, other.v1) - max(one.v0, other.v0) > _NEAR
    same_columns = min(one.u1, other.u1) - max(one.u0, other.u0) > _NEAR
    return (beside and same_rows) or (stacked and same_columns)


def _joined(rules: list[Rule]) -> list[Rule]:
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    lines: dict[float, list[Rule]] = {}
    for rule in rules:
        lines.setdefault(places[bisect.bisect_right(places, rule.at) - 1], []).append(rule)
    joined: list[Rule] = []
    for at, pieces in sorted(lines.items()):
        whole: list[Rule] = []
        for piece in sorted(pieces, key=lambda rule: rule.start):
            if whole and piece.start <= whole[-1].end + _BROKEN:
                whole[-1] = Rule(at, whole[-1].start, max(whole[-1].end, piece.end))
            else:
                whole.append(Rule(at, piece.start, piece.end))
        joined += [rule for rule in whole if rule.end - rule.start >= _SHORTEST]
    return joined


def _nearest(rules: list[Rule], at: float, across: float) -> tuple[float | None, float | None]:
    """The places of the nearest rules before and after `at` that pass over `across`."""
    middle = bisect.bisect_left(rules, (at,))
    before = next((rule.at for rule in reversed(rules[:middle]) if rule.start <= across <= rule.end), None)
    after = next((rule.at for rule in rules[middle:] if rule.start <= across <= rule.end), None)
    return before, after
