"""The glyphs of a PDF page, turned upright and joined to runs: what stands on one line with no blank in it."""

import itertools
import statistics
import unicodedata
from typing import Final, NamedTuple

from assistant.ingest.pdf_page import Glyph

_WORD: Final = 0.3  # sizes of blank that make a space where the font's widths do not tell


class Run(NamedTuple):
    """Glyphs drawn one after the other on one baseline; `u` runs along the line, `v` from line to line."""

    u0: float
    u1: float
    v: float
    size: float
    text: str
    after_space: bool


class Placed(NamedTuple):
    """A glyph in reading coordinates: `u0` to `u1` along its line, `v` from line to line, downwards."""

    direction: int
    u0: float
    u1: float
    v: float
    glyph: Glyph


def upright(glyphs: list[Glyph]) -> list[Placed]:
    """Turn every glyph so that it reads to the right and downwards, vertical Japanese too (columns from the right)."""
    placed = []
    for glyph, middle in zip(glyphs, _vertical(glyphs), strict=True):
        left, bottom, right, top = glyph.box
        if middle is not None:
            placed.append(Placed(270, -top, -bottom, -middle, glyph))
        elif glyph.direction == 0:
            placed.append(Placed(0, left, right, -glyph.y, glyph))
        elif glyph.direction == 90:
            placed.append(Placed(90, bottom, top, glyph.x, glyph))
        elif glyph.direction == 180:
            placed.append(Placed(180, -right, -left, glyph.y, glyph))
        else:
            placed.append(Placed(270, -top, -bottom, -glyph.x, glyph))
    return placed


def _vertical(glyphs: list[Glyph]) -> list[float | None]:
    """The middle of the line of vertical writing that each glyph belongs to: four or more one below the other."""
    middles: list[float | None] = [None] * len(glyphs)
    start = 0
    stretches: list[tuple[int, int]] = []
    for index in range(1, len(glyphs) + 1):
        if index == len(glyphs) or not _below(glyphs[index - 1], glyphs[index]):
            stretches.append((start, index))
            start = index
    shortest = 2 if any(end - start >= 6 for start, end in stretches) else 4
    for start, end in stretches:
        if end - start >= shortest:
            line = statistics.median((glyph.box[0] + glyph.box[2]) / 2 for glyph in glyphs[start:end])
            middles[start:end] = [line] * (end - start)
    return middles


def _below(upper: Glyph, lower: Glyph) -> bool:
    if not upper.direction == lower.direction == 0 or not is_wide(upper.text) or not is_wide(lower.text):
        return False
    aside = abs(upper.box[0] + upper.box[2] - lower.box[0] - lower.box[2]) / 2
    step = (upper.box[1] + upper.box[3] - lower.box[1] - lower.box[3]) / 2
    sign = unicodedata.category(upper.text)[0] == "P" or unicodedata.category(lower.text)[0] == "P"
    near = aside < (0.9 if sign else 0.2) * lower.size and (0.1 if sign else 0.4) < step / lower.size < 1.3
    return near and abs(upper.size - lower.size) < 0.3 * lower.size


def join_runs(placed: list[Placed]) -> list[Run]:
    """Join glyphs that follow each other, of one size on one line and with no blank as wide as a character."""
    runs: list[Run] = []
    pieces: list[list[Placed]] = []
    for one in placed:
        if pieces and _continues(pieces[-1][-1], one):
            pieces[-1].append(one)
        else:
            pieces.append([one])
    for piece in pieces:
        text = piece[0].glyph.text
        for last, one in itertools.pairwise(piece):
            gap = (one.u0 - last.u1) / one.glyph.size
            text += (" " if is_space(gap, text, one.glyph.text, one.glyph.after_space) else "") + one.glyph.text
        first = piece[0]
        if text.strip(" "):
            runs.append(Run(first.u0, piece[-1].u1, first.v, first.glyph.size, text, first.glyph.after_space))
    return runs


def _continues(last: Placed, one: Placed) -> bool:
    size = one.glyph.size
    same = abs(last.v - one.v) < 0.1 * size and abs(last.glyph.size - size) < 0.1 * size
    return same and -0.5 * size < one.u0 - last.u1 < size


def is_space(gap: float, before: str, after: str, after_space: bool) -> bool:
    """Whether a blank of `gap` sizes between two texts is a space between words."""
    if before[-1].isspace() or after[0].isspace() or (is_wide(before) and is_wide(after[0])):
        return False
    if is_wide(before) or is_wide(after[0]):
        # 「1.1 背景」 keeps its space; 「AI 提供者」 may get one that nobody wrote, which repair takes out
        return gap > (0.15 if after_space else _WORD)
    return gap > (0.08 if after_space else _WORD)


def is_wide(text: str) -> bool:
    """Whether `text` ends in a character of full width."""
    return unicodedata.east_asian_width(text[-1]) in "WF"
