"""Reader for Markdown: mark-up removed, headings kept as sections, tables as rows that repeat their headers."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.ingest.extracted import Extracted
from assistant.ingest.front_matter import read_front_matter
from assistant.ingest.headings import Heading
from assistant.ingest.structure import find_structure


def read_markdown(source: str) -> Extracted:
    """Extract the text that a reader of the rendered page would see, with its sections and front matter."""
    title, metadata, end = read_front_matter(source)
    source = source[end:]
    writer = _Writer()
    writer.write(MarkdownIt("commonmark", {"html": False}).enable("table").parse(source))
    text = "".join(writer.parts).strip("\n") + "\n"
    structure = find_structure(text, writer.headings)
    top = next((heading.title for heading in writer.headings if heading.level == 1), None)
    return Extracted(text, structure.sections, (), title or top, metadata, links=structure.links)


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
