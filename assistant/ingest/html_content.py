"""Which part of a saved page is its content: the element that holds it, and what inside it is navigation."""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER = (
    "script, style, template, noscript, head, svg, iframe, object, embed, canvas, audio, video, map, rt, rp, button, "
    "select, input, textarea, datalist, nav, dialog:not([open]), [role=navigation], [role=banner], [role=contentinfo], "
    "[role=search], [role=menu], [role=menubar], [role=toolbar], [role=dialog], [role=alertdialog]"
)
_ROOTS = ("main, [role=main]", "article", "#main, #content, #contents, #main-content, #tmp_contents, .main-content")
_INSIDE = ("main", "article", "section", "blockquote", "figure")
_MENU_NAME = re.compile(
    r"(?:^|[\s_-])(?:g?nav\w*|menu\w*|breadcrumbs?|pankuzu|topic-?path|side-?bar|foot(?:er)?|share|sns|social|"
    r"cookie\w*|skip\w*|pager|pagination|related)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHARE_OF_ROOT: Final = 0.25  # of the page's words, below which an element called main does not hold the content
_LINKED_NAMED, _LINKED_LIST = 0.5, 0.9
_FEWEST_LINKS: Final = 3
_LONGEST_MENU_WORD: Final = 20  # letters of a link in a menu, on average; titles in a list of sources are longer


def content_root(page: "LexborHTMLParser") -> "LexborNode | None":
    """The element that holds the content: `main`, the one `article`, a well-known name, else the body."""
    body = page.body
    if body is None:
        return page.root
    whole = _length(body)
    for selector in _ROOTS:
        found = page.css(selector)
        if len(found) == 1 and _length(found[0]) >= _SHARE_OF_ROOT * whole:
            return found[0]
    return body


def left_out(page: "LexborHTMLParser", root: "LexborNode") -> set[int]:
    """The elements (`mem_id`) that are no content: scripts, forms, navigation, page headers and footers, menus."""
    found = {node.mem_id for node in page.css(_NEVER)}
    for node in page.css("header, footer, aside"):
        inside = _is_inside(node)
        titled = node.tag == "header" and node.css_first("h1, h2, h3") is not None and node.css_first("nav") is None
        if not (inside or titled):
            found.add(node.mem_id)
    for node in root.css("ul, ol, table, div, section, aside, p"):
        if node.mem_id not in found and _is_menu(node):
            found.add(node.mem_id)
    return found


def _is_inside(node: "LexborNode") -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in _INSIDE:
            return True
        parent = parent.parent
    return False


def _is_menu(node: "LexborNode") -> bool:
    """A block of little but links: one that is called a menu, a list of short ones, or a table of contents."""
    attributes = node.attributes
    named = _MENU_NAME.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}") is not None
    if not named and node.tag not in ("ul", "ol"):
        return False
    links = node.css("a[href]")
    length = _length(node)
    linked = sum(map(_length, links))
    if not links or not length:
        return False
    if named and linked >= _LINKED_NAMED * length:
        return True
    if len(links) < _FEWEST_LINKS or linked < _LINKED_LIST * length:
        return False
    to_here = all((link.attributes.get("href") or "").startswith("#") for link in links)
    return to_here or linked / len(links) <= _LONGEST_MENU_WORD


def _length(node: "LexborNode") -> int:
    return len("".join(node.text().split()))
