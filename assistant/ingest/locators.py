"""Where a passage stands, as a lawyer writes it: 第28条第1項, 附則第2条, 第4部 P-6)i, 第2章 1.(2)①, p.5 脚注2."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from assistant.ingest.headings import ARTICLE_LEVEL, DEEPEST_HEADING_LEVEL, ITEM_LEVEL, PARAGRAPH_LEVEL
from assistant.ingest.numbering import APPENDIX, CODE, SECTION, STRONG, Mark, read_mark
from assistant.japanese.addresses import BRANCH, NUMBER, Address, number_text
from assistant.japanese.kanji_numerals import arabic_addresses
from assistant.records import Section

_TREE = re.compile(r"(?:附則|別表|別記|様式|別図)")
_ARTICLES = re.compile(rf"第{NUMBER}条{BRANCH}(?:(?:及び|、|から)第{NUMBER}条{BRANCH})*(?:まで)?")
_PARAGRAPH = re.compile(r"第([0-9]+)項")
_ITEM = re.compile(r"第([0-9]+)号((?:の[0-9]+)*)")
_BESIDE_NUMBERS = re.compile(r"要\s*[旨約]|概\s*要|参考文献|用語集")
# Below items of statutes; the items of other documents lie deeper (see `structure`).
_SUBITEM_LEVELS: Final = range(ITEM_LEVEL + 1, ITEM_LEVEL + DEEPEST_HEADING_LEVEL)


def address_of(path: Sequence[Section]) -> Address | None:
    """The address of the innermost of nested sections of a statute, or None where they are none."""
    address = Address()
    subitems: list[str] = []
    for section in path:
        if section.level == 1 and _TREE.match(section.title):
            address = Address(section.title)
        elif section.level == ARTICLE_LEVEL and (article := _ARTICLES.match(section.title)):
            address = Address(address.tree, number_text(re.split("及び|、|から", article[0])[0]))
        elif section.level == PARAGRAPH_LEVEL and (paragraph := _PARAGRAPH.match(section.title)):
            address = Address(address.tree, address.article, paragraph[1])
        elif section.level == ITEM_LEVEL and (item := _ITEM.match(section.title)):
            address = Address(address.tree, address.article, address.paragraph, item[1] + item[2])
        elif section.level in _SUBITEM_LEVELS:
            subitems.append(section.title)
    known = address.tree or address.article
    return Address(address.tree, address.article, address.paragraph, address.item, tuple(subitems)) if known else None


def locator(path: Sequence[Section], page: int | None = None, footnote: str | None = None) -> str:
    """The locator of what stands in the nested sections `path`, on `page` where the format has pages.

    An article tells where it is without its page. The innermost heading without a number is quoted: 第5章「…」.
    """
    place = _statute(path) or _numbers(path)
    leaf = path[-1].title if path else ""
    if footnote is not None:
        before = f"p.{page}" if page is not None else place
        return f"{before} 脚注{footnote}".strip()
    if page is not None and address_of(path) is None:
        place = f"p.{page} {place}" if place and not place.startswith("「") else f"p.{page}{place or _quoted(leaf)}"
    return place or leaf or "冒頭"


def _statute(path: Sequence[Section]) -> str:
    address = address_of(path)
    if address is None:
        return ""
    several = [match[0] for section in path if (match := _ARTICLES.match(section.title))][-1:]
    if several and re.search("及び|、|から", several[0]) and not address.paragraph:
        return address.tree + arabic_addresses(several[0])
    items = [
        mark.written for mark in map(_mark, path[-1:]) if mark is not None and path[-1].level > _SUBITEM_LEVELS[-1]
    ]
    return address.render() + "".join(f" {mark}" for mark in items)


def _numbers(path: Sequence[Section]) -> str:
    """The marks of the numbered headings, 第4部 P-6)i, with the unnumbered one below them; "" where none is numbered."""
    outer, inner, named, items = "", "", "", ""
    for section in path:
        mark = _mark(section)
        if section.level > _SUBITEM_LEVELS[-1]:
            items = _joined(items, section.title if mark is None else _shown(mark))
        elif mark is None:
            named = section.title
            if section.level == 1 and _BESIDE_NUMBERS.match(named):
                outer, named = named, ""
        elif mark.kind in (*STRONG, APPENDIX, SECTION):
            outer, inner, named = outer + arabic_addresses(unicodedata.normalize("NFKC", mark.written)), "", ""
        else:  # 1.1 holds the number above it already
            inner, named = _shown(mark) if mark.kind in ("1.1", "1.1.1") else _joined(inner, _shown(mark)), ""
    if not (outer or inner):
        return f"{named} {items}".strip() if items else ""
    if outer.startswith(SECTION) and inner.startswith(f"{outer.removeprefix(SECTION).strip()}."):
        outer = SECTION  # Section 3.1, not Section 3 3.1
    return _joined(f"{outer} {inner}".strip() + _quoted(named), items, after_chapter=not inner)


def _joined(before: str, mark: str, *, after_chapter: bool = False) -> str:
    """Two marks of one place: 1.(2)①, but 3.3 1. and 第1章 1."""
    apart = before and mark and ((after_chapter and before[-1] != "」") or (before[-1] + mark[0]).isdigit())
    return f"{before} {mark}" if apart else before + mark


def _mark(section: Section) -> Mark | None:
    return read_mark(section.title.lstrip("➢➤⚫●○◉■◆◇□▼▲・• 　"))


def _shown(mark: Mark) -> str:
    if mark.kind == "①":
        return mark.written
    written = unicodedata.normalize("NFKC", mark.written)
    if mark.kind == CODE:
        return written.rstrip(".) ")
    return written.rstrip(".、:") if mark.kind in ("1.1", "1.1.1") else written.rstrip("、:")


def _quoted(title: str) -> str:
    return f"「{title}」" if title else ""
