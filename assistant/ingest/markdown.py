"""Reader for Markdown: mark-up removed, headings kept as sections, tables as rows that repeat their headers."""

import re
from datetime import date
from typing import Any, Final

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.ingest.extracted import Extracted
from assistant.ingest.headings import Heading
from assistant.ingest.structure import find_structure
from assistant.records import Authority, Metadata

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_RANKS: Final = {
    "act": Authority.STATUTE,
    "cabinet_order": Authority.ORDER,
    "ministerial_ordinance": Authority.ORDER,
    "rule": Authority.ORDER,
}


def read_markdown(source: str) -> Extracted:
    """Extract the text that a reader of the rendered page would see, with its sections and front matter."""
    front: dict[str, Any] = {}
    match = _FRONT_MATTER.match(source)
    if match:
        front, source = _front_matter(match.group(1)), source[match.end() :]
    writer = _Writer()
    writer.write(MarkdownIt("commonmark", {"html": False}).enable("table").parse(source))
    text = "".join(writer.parts).strip("\n") + "\n"
    structure = find_structure(text, writer.headings)
    top = next((heading.title for heading in writer.headings if heading.level == 1), None)
    title = front.get("title")
    return Extracted(
        text,
        structure.sections,
        (),
        str(title) if title else top,
        _metadata(front),
        links=structure.links,
    )


class _Writer:
    """The text written so far, block by block, and where its headings begin."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.headings: list[Heading] = []
        self._length = 0
        self._bullets: list[int | None] = []
        self._header: list[str] = []

    def write(self, tokens: list[Token]) -> None:
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.type == "heading_open":
                title = _inline_text(tokens[position + 1]).replace("\n", " ").strip()
                self.headings.append(Heading(int(token.tag[1]), title, self._length))
                self._put(title + "\n\n")
                position += 2
            elif token.type == "table_open":
                position = self._write_table(tokens, position)
            else:
                self._write_block(token)
            position += 1

    def _write_block(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._bullets.append(int(token.attrGet("start") or 1) if token.type[0] == "o" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._bullets.pop()
            self._put("" if self._bullets else "\n")
        elif token.type == "list_item_open":
            number = self._bullets[-1]
            self._put("  " * (len(self._bullets) - 1) + ("- " if number is None else f"{number}. "))
            self._bullets[-1] = None if number is None else number + 1
        elif token.type == "inline":
            self._put(_inline_text(token) + ("\n" if self._bullets else "\n\n"))
        elif token.type in ("fence", "code_block"):
            self._put(token.content.rstrip("\n") + "\n\n")

    def _write_table(self, tokens: list[Token], position: int) -> int:
        """Write the rows from `position` on as 「見出し: 値」 pairs; return the place of the table's end."""
        row: list[str] = []
        while tokens[position].type != "table_close":
            token = tokens[position]
            if token.type == "tr_open":
                row = []
            elif token.type == "inline":
                row.append(_inline_text(token).replace("\n", " ").strip())
            elif token.type == "thead_close":
                self._header = row
            elif token.type == "tr_close" and tokens[position + 1].type != "thead_close":
                pairs = zip(self._header, row, strict=False)
                cells = [f"{name}: {cell}" if name else cell for name, cell in pairs if cell]
                self._put(" | ".join(cells) + "\n")
            position += 1
        self._put("\n")
        return position

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)


def _inline_text(token: Token) -> str:
    pieces = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif child.type == "link_close":
            continue
        elif child.type in ("text", "code_inline", "image"):
            pieces.append(child.content)
    return "".join(pieces)


def _front_matter(text: str) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return {}  # a rule of dashes at the top, or a date that does not exist, is no front matter
    return loaded if isinstance(loaded, dict) else {}


def _metadata(front: dict[str, Any]) -> Metadata:
    extra = front.get("extra")
    extra = extra if isinstance(extra, dict) else {}
    abbreviation = _text(extra.get("abbrev"))
    return Metadata(
        work=_text(front.get("work") or front.get("identifier")),
        abbreviations=() if abbreviation is None else (abbreviation,),
        publisher=_text(front.get("publisher")),
        edition=_text(front.get("edition") or extra.get("law_num")),
        published=_date(front.get("published") or front.get("publication_date")),
        in_force_from=_date(front.get("in_force_from") or extra.get("enforced_at")),
        authority=_RANKS.get(str(front.get("rank"))),
        language=_text(front.get("language")),
        rights=_text(front.get("rights")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _date(value: object) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
