"""Notes of a web page: marks that lead to a place on the same page, and the text that stands there."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_BRACKETS = "[]()（）［］〔〕 　\n\t"
_LONGEST_MARK: Final = 6
_LONGEST_NOTE: Final = 5000
_HOLDERS = ("li", "p", "dd", "aside", "div", "td", "section")
_SECTIONS = "section.footnotes, div.footnotes, aside.footnotes, [role=doc-endnotes], ol.references, div.reflist"
_BACK = re.compile(r"[↩↑^⏎⤴\ufe0e\ufe0f\s]*\Z")


@dataclass(frozen=True, slots=True)
class Notes:
    """By `mem_id`: the links that are marks, with mark and name of the note; the elements that hold notes, by name."""

    marks: dict[int, tuple[str, str]]
    holders: dict[str, "LexborNode"]
    left_out: frozenset[int]  # links back from the notes, and sections that hold nothing else


def find_notes(page: "LexborHTMLParser") -> Notes:
    """Find links that look like marks (raised, or declared so) and whose target holds a text of its own."""
    targets = {node.attributes.get("id") or "": node for node in page.css("[id]")}
    marks: dict[int, tuple[str, str]] = {}
    holders: dict[str, LexborNode] = {}
    for link in page.css('a[href^="#"]'):
        name = (link.attributes.get("href") or "")[1:]
        mark = link.text().strip(_BRACKETS).lstrip("※注*").strip(_BRACKETS)
        if name not in targets or not 0 < len(mark) <= _LONGEST_MARK or not _is_raised(link):
            continue
        holder = holders.get(name) or _holder(targets[name])
        if holder is None or not 0 < len(holder.text().strip()) <= _LONGEST_NOTE or _contains(holder, link):
            continue
        marks[link.mem_id] = (mark, name)
        holders[name] = holder
    back = {link.mem_id for holder in holders.values() for link in holder.css("a[href]") if _is_back(link)}
    sections = {node.mem_id for node in page.css(_SECTIONS)} if holders else set()
    return Notes(marks, holders, frozenset(back | sections))


def _is_raised(link: "LexborNode") -> bool:
    attributes = link.attributes
    if attributes.get("role") == "doc-noteref" or "footnote-ref" in (attributes.get("class") or ""):
        return True
    parent = link.parent
    return link.css_first("sup") is not None or (parent is not None and parent.tag == "sup")


def _holder(target: "LexborNode") -> "LexborNode | None":
    node: LexborNode | None = target
    while node is not None and node.tag not in _HOLDERS:
        node = node.parent
    return node


def _contains(holder: "LexborNode", link: "LexborNode") -> bool:
    node: LexborNode | None = link
    while node is not None:
        if node.mem_id == holder.mem_id:
            return True
        node = node.parent
    return False


def _is_back(link: "LexborNode") -> bool:
    attributes = link.attributes
    declared = attributes.get("role") == "doc-backlink" or "back" in (attributes.get("class") or "")
    return (attributes.get("href") or "").startswith("#") and (declared or _BACK.match(link.text()) is not None)
