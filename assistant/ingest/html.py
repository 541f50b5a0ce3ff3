"""Reader for saved web pages: the content without navigation, as text with headings, lists, rows of tables and notes."""

import codecs
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.ingest.encoding import decode_text
from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.html_content import content_root, left_out
from assistant.ingest.html_notes import find_notes
from assistant.ingest.html_visibility import hidden_elements
from assistant.ingest.html_writing import Writer
from assistant.ingest.manuscript import clean, one_line
from assistant.records import Metadata

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

LARGEST_BYTES: Final = 20 << 20
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:-]{2,30})""", re.IGNORECASE)
_HEAD_BYTES: Final = 4096
_CODECS: Final = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "euc_jp"), "euc_jp"),
    "iso-2022-jp": "iso2022_jp",
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii"), "cp1252"),
}  # as browsers understand the names; for others the bytes decide
_ESCAPES = (b"\x1b$B", b"\x1b$@")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TAG = re.compile(r"<(?:!doctype|html|head|body|div|p|h[1-6]|table|ul|span|article|main)\b", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?:article|b|big|blockquote|center|div|dl|em|fieldset|font|form|i|main|ol|section|small|span|strong|table|u|ul)\b",
    re.IGNORECASE,
)
_DEEPEST: Final = 2000  # elements inside each other; the parser's time grows with the square of it
_DAY = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})")


def read_html(path: Path) -> Extracted:
    """Extract what people read on the page; raise `UnreadableFile` where it is too large or no page at all."""
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise UnreadableFile(
            f"HTML として大きすぎます（{size:,} バイト、上限 {LARGEST_BYTES:,} バイト。必要な部分だけを保存し直してください）"
        )
    source = _decode(path.read_bytes())
    if not _TAG.search(source):
        raise UnreadableFile("HTML ではありません（タグがありません。拡張子を確かめてください）")
    if _depth(source) > _DEEPEST:
        raise UnreadableFile("要素の入れ子が深すぎるため、読み取りを中止しました（読み取りを妨げる作りのファイルです）")
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(source)
    root = content_root(page)
    if root is None:
        raise UnreadableFile("HTML として読めません（本文がありません）")
    notes = find_notes(page)
    hidden = hidden_elements(page)
    writer = Writer(left_out(page, root), hidden, notes)
    writer.write(root)
    return writer.text.finish(_title(page, writer.text.first_heading(1)), _metadata(page), numbered=True)


def _depth(source: str) -> int:
    """How many elements lie inside each other at most, counting only those that must be closed."""
    depth = deepest = 0
    for match in _NESTING.finditer(source):
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _decode(data: bytes) -> str:
    """Decode by byte order mark, by what the page declares, by what the bytes look like, or as declared but for a few."""
    declared = None if data.startswith(_MARKS) else _CHARSET.search(data[:_HEAD_BYTES])
    codec = _CODECS.get(declared.group(1).decode().lower()) if declared else None
    if codec is None and any(escape in data for escape in _ESCAPES):
        codec = "iso2022_jp"
    if codec is None:
        return decode_text(data)
    try:
        return decode_text(data.decode(codec).encode())
    except UnicodeDecodeError:
        pass  # the declaration is wrong, or a few bytes are
    try:
        return decode_text(data)
    except UnreadableFile:
        return decode_text(data.decode(codec, errors="replace").encode())


def _title(page: "LexborHTMLParser", heading: str | None) -> str | None:
    """The page's title; the first heading where that opens the title, which often goes on with the name of the site."""
    named = page.css_first("head > title")
    title = one_line(clean(named.text())) if named is not None else ""
    return heading if heading and (not title or title.startswith(heading)) else title or heading


def _metadata(page: "LexborHTMLParser") -> Metadata:
    told: dict[str, str] = {}
    for node in page.css("meta[content]"):
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        value = one_line(clean(attributes.get("content") or ""))
        if name and value:
            told.setdefault(name, value)
    html = page.css_first("html")
    language = (html.attributes.get("lang") or "") if html is not None else ""
    licence = page.css_first("link[rel=license], a[rel~=license]")
    rights = told.get("dcterms.rights") or told.get("dc.rights") or told.get("copyright")
    if rights is None and licence is not None:
        rights = licence.attributes.get("href")
    published = (
        told.get(name) for name in ("article:published_time", "dcterms.issued", "dc.date", "dcterms.date", "date")
    )
    return Metadata(
        publisher=told.get("dcterms.publisher") or told.get("dc.publisher") or told.get("og:site_name"),
        published=next(filter(None, map(_date, filter(None, published))), None),
        language=language.split("-")[0].lower() or None,
        rights=rights,
    )


def _date(text: str) -> date | None:
    match = _DAY.match(text)
    try:
        return date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None
