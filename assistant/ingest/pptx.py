"""Reader for PowerPoint decks: every slide a page under its title, in the order in which eyes go over it, with its notes.

Left out: footers, dates and slide numbers; hidden slides and shapes, text beside the slide or white on white are named.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.ingest.extracted import Extracted
from assistant.ingest.list_numbers import number_text
from assistant.ingest.manuscript import Manuscript, clean, one_line, superscript
from assistant.ingest.office import damage_named, open_package
from assistant.ingest.tables import Span, place
from assistant.records import Metadata

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pptx.presentation import Presentation
    from pptx.slide import Slide
    from pptx.table import Table

NOTES_TITLE: Final = "ノート"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RUNNING = ("dt", "ftr", "sldNum", "hdr")  # placeholders that repeat on every slide
_TITLES = ("title", "ctrTitle")
_BANDS: Final = 40  # shapes whose tops differ by less than this part of the slide's height stand side by side
# Kinds of automatic numbers (a:buAutoNum) by the way they begin, and what stands around them by the way they end.
_NUMBERS = (
    ("arabic", "decimal"),
    ("romanLc", "lowerRoman"),
    ("romanUc", "upperRoman"),
    ("alphaLc", "lowerLetter"),
    ("alphaUc", "upperLetter"),
    ("circleNum", "decimalEnclosedCircle"),
    ("ea1Jpn", "japaneseCounting"),
    ("ea1", "japaneseCounting"),
)
_AROUND = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Plain": "{}"}


def read_pptx(path: Path) -> Extracted:
    """Extract the text of a deck; raise `UnreadableFile` where it cannot or must not be read."""
    package = open_package(path, "PowerPoint", "ppt/presentation.xml")
    import pptx
    from pptx.exc import PythonPptxError

    text = Manuscript()
    with damage_named("PowerPoint", PythonPptxError):
        deck = pptx.Presentation(package)
        hidden: list[str] = []
        for number, slide in enumerate(deck.slides, start=1):
            text.page()  # a hidden slide keeps its number
            if slide.element.get("show") in ("0", "false"):
                hidden.append(str(number))
            else:
                _write_slide(text, slide, number, deck)
        if hidden:
            text.hide_part(f"非表示のスライド {len(hidden)} 枚: {'・'.join(hidden)} 枚目")
        properties = deck.core_properties
        metadata = Metadata(language=properties.language or None, edition=properties.version or None)
        first = text.first_heading(1)
        return text.finish(_real_title(properties.title) or first, metadata, numbered=False)


def _real_title(title: str | None) -> str | None:
    """The title in the properties, unless it is the program's own (PowerPoint プレゼンテーション)."""
    title = one_line(title or "")
    return None if not title or title.startswith("PowerPoint") else title


def _write_slide(text: Manuscript, slide: "Slide", number: int, deck: "Presentation") -> None:
    title = slide.shapes.title
    words = one_line(_paragraph_texts(text, title.text_frame._txBody, ground=None)) if title is not None else ""
    if words:
        text.heading(1, words)
    else:
        text.section(1, f"スライド {number}")
    ground = _ground(slide)
    bounds = (deck.slide_width or 0, deck.slide_height or 0)
    for shape in _in_reading_order(slide.shapes, bounds[1]):
        if title is None or shape.shape_id != title.shape_id or not words:
            _write_shape(text, shape, slide, bounds, ground)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = _lines(text, slide.notes_slide.notes_text_frame._txBody, in_body=False, ground=None)
        if any(notes):
            text.heading(2, NOTES_TITLE)
            for line in notes:
                text.line(line)
            text.gap()


def _in_reading_order(shapes: Iterable[Any], height: int) -> list[Any]:
    """From top to bottom in bands, from left to right within one; shapes without a place come first."""
    band = max(1, height // _BANDS)
    return sorted(shapes, key=lambda shape: (round((shape.top or 0) / band), shape.left or 0))


def _write_shape(text: Manuscript, shape: Any, slide: "Slide", bounds: tuple[int, int], ground: str | None) -> None:  # noqa: ANN401 – any shape
    if _placeholder(shape) in _RUNNING:
        return
    properties = next(shape.element.iter(f"{_P}cNvPr"), None)
    if properties is not None and properties.get("hidden") in ("1", "true"):
        text.hide("非表示の図形の文字", _all_text(shape.element))
    elif _is_beside(shape, bounds):
        text.hide("スライドの外の文字", _all_text(shape.element))
    elif hasattr(shape, "shapes"):
        for member in _in_reading_order(shape.shapes, bounds[1]):
            _write_shape(text, member, slide, (0, 0), ground)  # places in a group are the group's own
    elif getattr(shape, "has_table", False) and shape.has_table:
        _write_table(text, shape.table)
    elif getattr(shape, "has_text_frame", False) and shape.has_text_frame:
        filled = next(iter(shape.element.iter(f"{_P}spPr")), None)
        behind = None if filled is not None and _is_filled(filled) else ground
        in_body = _placeholder(shape) in ("body", "obj", "")
        lines = _lines(text, shape.text_frame._txBody, in_body=in_body, ground=behind)
        for line in lines:
            text.line(line)
        text.gap()
    else:
        for line in _diagram(shape.element, slide):
            text.line(line)
        text.gap()


def _placeholder(shape: Any) -> str | None:  # noqa: ANN401
    """The kind of a placeholder (「」 for the usual one), None for other shapes."""
    found = next(shape.element.iter(f"{_P}ph"), None)
    return None if found is None or hasattr(shape, "shapes") else found.get("type", "")


def _is_beside(shape: Any, bounds: tuple[int, int]) -> bool:  # noqa: ANN401
    width, height = bounds
    if not width or None in (shape.left, shape.top, shape.width, shape.height):
        return False
    return bool(
        shape.left >= width or shape.top >= height or shape.left + shape.width <= 0 or shape.top + shape.height <= 0
    )


def _lines(text: Manuscript, body: "_Element", *, in_body: bool, ground: str | None) -> list[str]:
    """The paragraphs of a frame with their bullets and numbers."""
    paragraphs = list(body.iterchildren(f"{_A}p"))
    several = sum(bool(_all_text(each).strip()) for each in paragraphs) > 1
    counters: dict[int, int] = {}
    lines = []
    for paragraph in paragraphs:
        words = _paragraph_text(text, paragraph, ground).strip()
        if not words:
            continue
        properties = paragraph.find(f"{_A}pPr")
        level = 0 if properties is None else int(properties.get("lvl", "0"))
        counters = {each: count for each, count in counters.items() if each <= level}
        numbered = None if properties is None else properties.find(f"{_A}buAutoNum")
        if numbered is not None:
            counters[level] = counters.get(level, int(numbered.get("startAt", "1")) - 1) + 1
            label = _number(numbered.get("type", ""), counters[level])
        else:
            counters.pop(level, None)
            label = "- " if _has_bullet(properties, in_body and several) else ""
        lines.append("  " * (level if label else 0) + label + words)
    return lines


def _number(kind: str, number: int) -> str:
    form = next((form for start, form in _NUMBERS if kind.startswith(start)), "decimal")
    around = next((around for end, around in _AROUND.items() if kind.endswith(end)), "{}")
    return around.format(number_text(number, form)) + " "


def _has_bullet(properties: "_Element | None", usual: bool) -> bool:
    if properties is None:
        return usual
    if properties.find(f"{_A}buNone") is not None:
        return False
    return usual or properties.find(f"{_A}buChar") is not None


def _paragraph_texts(text: Manuscript, body: "_Element", ground: str | None) -> str:
    return " ".join(_paragraph_text(text, each, ground) for each in body.iterchildren(f"{_A}p"))


def _paragraph_text(text: Manuscript, paragraph: "_Element", ground: str | None) -> str:
    parts = []
    for child in paragraph:
        if child.tag == f"{_A}br":
            parts.append("\n")
            continue
        words = clean(child.findtext(f"{_A}t") or "")
        properties = child.find(f"{_A}rPr")
        if properties is not None and _colour(properties) == ground is not None:
            text.hide("背景と同じ色の文字", words)
        elif properties is not None and int(properties.get("baseline", "0").rstrip("%") or 0) > 0:
            parts.append(superscript(words))
        else:
            parts.append(words)
    return "".join(parts)


def _write_table(text: Manuscript, table: "Table") -> None:
    rows = []
    for number, row in enumerate(table.rows):
        spans = []
        for column, cell in enumerate(row.cells):
            if cell.is_spanned:
                continue
            words = one_line(_paragraph_texts(text, cell._tc.txBody, None)) if cell._tc.txBody is not None else ""
            strong = (table.first_row and number == 0) or (table.first_col and column == 0)
            spans.append(Span(words, cell.span_height, cell.span_width, strong and bool(words)))
        rows.append(spans)
    text.table(place(rows))


def _diagram(frame: "_Element", slide: "Slide") -> Iterator[str]:
    """The texts of a SmartArt diagram, which is kept in a part of its own."""
    from lxml import etree

    pointer = next(frame.iter(f"{_DIAGRAM}relIds"), None)
    if pointer is None:
        return
    part = slide.part.related_part(pointer.get(f"{_R}dm", ""))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for paragraph in etree.fromstring(part.blob, parser).iter(f"{_A}p"):
        words = one_line(_all_text(paragraph))
        if words:
            yield f"- {words}"


def _all_text(element: "_Element") -> str:
    return clean(" ".join(each.text or "" for each in element.iter(f"{_A}t")))


def _is_filled(properties: "_Element") -> bool:
    """Whether a shape has a ground of its own that is not plainly white."""
    fills = [each for each in properties if str(each.tag).endswith("Fill") and each.tag != f"{_A}noFill"]
    return bool(fills) and _colour(properties) != "FFFFFF"


def _colour(properties: "_Element") -> str | None:
    """The colour of a solid fill where the file gives it plainly."""
    colour = properties.find(f"{_A}solidFill/{_A}srgbClr")
    if colour is not None:
        return (colour.get("val") or "").upper()
    scheme = properties.find(f"{_A}solidFill/{_A}schemeClr")
    white = scheme is not None and scheme.get("val") in ("bg1", "lt1") and len(scheme) == 0
    return "FFFFFF" if white else None


def _ground(slide: "Slide") -> str | None:
    """White where the slide, its layout and its master have no other ground and nothing drawn lies on it, else None."""
    for holder in (slide, slide.slide_layout, slide.slide_layout.slide_master):
        for background in holder.element.iter(f"{_P}bg"):
            properties = background.find(f"{_P}bgPr")
            reference = background.find(f"{_P}bgRef/{_A}schemeClr")
            plain = reference is not None and reference.get("val") in ("bg1", "lt1")
            if not plain and (properties is None or _colour(properties) != "FFFFFF"):
                return None
        for drawn in (*holder.element.iter(f"{_P}pic"), *holder.element.iter(f"{_P}spPr")):
            if drawn.tag == f"{_P}pic" or _is_filled(drawn):
                return None  # white words may lie on it
    return "FFFFFF"
