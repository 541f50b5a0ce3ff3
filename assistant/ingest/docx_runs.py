"""The pieces of text in a Word paragraph, in order: what was inserted and not what was deleted, results and not fields."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from assistant.ingest.docx_formats import UNKNOWN, WHITE
from assistant.ingest.docx_numbering import W
from assistant.ingest.manuscript import clean, superscript

if TYPE_CHECKING:
    from lxml.etree import _Element

_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WPS: Final = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_STRUCK = (f"{W}del", f"{W}moveFrom")
_SKIPPED = (*_STRUCK, f"{W}pPr", f"{W}rt", f"{W}sdtPr", f"{W}sdtEndPr", f"{_MC}Fallback", f"{W}txbxContent")

Note = tuple[str, str, str]  # kind (footnote or endnote), identifier, the writer's own mark or ""
Piece = tuple["_Element", str, Note | None]


def is_struck_out(element: "_Element") -> bool:
    """Whether an element stands in text that was deleted or moved away."""
    parent = element.getparent()
    return parent is not None and parent.tag in _STRUCK


def pieces(paragraph: "_Element") -> Iterator[Piece]:
    """Yield each run of `paragraph` with its text, or the note that it refers to."""
    fields: list[bool] = []  # for each field begun, whether its instruction is over
    for run in _runs(paragraph):
        if run.tag != f"{W}r":
            yield run, _formula(run), None
            continue
        text = ""
        own_mark: Note | None = None
        for child in run:
            if child.tag == f"{W}fldChar":
                _follow(fields, child.get(f"{W}fldCharType"))
            elif not all(fields):
                continue
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                note = (child.tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id") or "", "")
                if child.get(f"{W}customMarkFollows") in ("1", "true", "on"):
                    own_mark = note
                else:
                    yield run, "", note
            elif child.tag == f"{W}ruby":
                text += "".join(part for _, part, _ in pieces(child))
            else:
                text += _character(child)
        if own_mark is not None and text.strip():
            yield run, "", (own_mark[0], own_mark[1], text.strip())
        elif text:
            yield run, text, None


def boxes(paragraph: "_Element", ground: str) -> Iterator[tuple["_Element", str]]:
    """Yield the contents of text boxes anchored in `paragraph` with the colour that they stand on."""
    for run in _runs(paragraph):
        if run.tag != f"{W}r":
            continue
        for content in _outermost(run, f"{W}txbxContent"):
            yield content, _box_ground(content, ground)


def _runs(parent: "_Element") -> Iterator["_Element"]:
    for child in parent.iterchildren("*"):
        if child.tag in (f"{W}r", f"{_M}oMath"):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _runs(child)


def _outermost(parent: "_Element", tag: str) -> Iterator["_Element"]:
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag != f"{_MC}Fallback":
            yield from _outermost(child, tag)


def _character(child: "_Element") -> str:
    if child.tag == f"{W}t":
        return clean(child.text or "")
    if child.tag == f"{W}tab":
        return " "
    if child.tag in (f"{W}br", f"{W}cr"):
        return "\n"
    if child.tag == f"{W}noBreakHyphen":
        return "-"
    if child.tag == f"{W}sym":
        code = int(child.get(f"{W}char") or "0", 16)
        return "" if 0xE000 <= code <= 0xF8FF or code < 0x20 else chr(code)
    return ""


def _follow(fields: list[bool], kind: str | None) -> None:
    if kind == "begin":
        fields.append(False)
    elif kind == "separate" and fields:
        fields[-1] = True
    elif kind == "end" and fields:
        fields.pop()


def _formula(parent: "_Element") -> str:
    """A formula on one line; powers are raised, fractions written with a stroke."""
    text = ""
    for child in parent.iterchildren("*"):
        if child.tag == f"{_M}t":
            text += clean(child.text or "")
        elif child.tag == f"{_M}sup":
            raised = _formula(child)
            shown = superscript(raised)
            text += shown if shown != raised else f"^({raised})" if raised else ""
        elif child.tag == f"{_M}den":
            text += "/" + _formula(child)
        else:
            text += _formula(child)
    return text


def _box_ground(content: "_Element", ground: str) -> str:
    """The colour of the shape around a text box, as far as the file gives it plainly."""
    shape = next(
        (each for each in content.iterancestors() if each.tag == f"{_WPS}wsp" or str(each.tag).startswith(_V)), None
    )
    if shape is None:
        return ground
    if str(shape.tag).startswith(_V):
        owner = shape.getparent() if shape.tag == f"{_V}textbox" else shape
        return ground if owner is None or owner.get("filled") in ("f", "false") else _vml_fill(owner)
    properties = shape.find(f"{_WPS}spPr")
    fills = [] if properties is None else [each.tag for each in properties if str(each.tag).endswith("Fill")]
    if fills == [f"{_A}noFill"]:
        return ground
    colour = None if properties is None else properties.find(f"{_A}solidFill/{_A}srgbClr")
    if colour is not None:
        return (colour.get("val") or WHITE).upper()
    return UNKNOWN if fills or shape.find(f"{_WPS}style/{_A}fillRef") is not None else ground


def _vml_fill(shape: "_Element") -> str:
    colour = (shape.get("fillcolor") or "white").split(" ")[0].lower()
    return WHITE if colour in ("white", "#ffffff", "window", "#fff") else UNKNOWN
