"""Articles of a question set as Markdown files that are read back word for word."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from assistant.ingest.characters import clean_characters
from assistant.ingest.draft import draft_of

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>&~|#]")
_LINE_START: Final = re.compile(r"^[ \t]*(?:([-+=:])|([0-9]{1,9})([.)]))?", re.MULTILINE)
_UNSAFE: Final = re.compile(r'[\s\x00-\x1f\x7f/\\:*?"<>|]+')
_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME: Final = 60  # characters; 255 bytes is what file systems take, a kanji is three


def article_markdown(title: str, paragraphs: Iterable[str]) -> str:
    """An article whose paragraphs hold no mark-up, whatever characters stand in them (CommonMark 0.31, 2.4)."""
    blocks = [f"# {escaped(' '.join(title.split()))}", *(escaped(paragraph) for paragraph in paragraphs)]
    return "\n\n".join(blocks) + "\n"


def cleaned(text: str) -> str:
    """The text without the invisible characters that reading a document takes out."""
    return clean_characters(draft_of(text))[0].text


def escaped(text: str) -> str:
    """The text with every character that Markdown might take for mark-up escaped, and no line indented."""
    return _LINE_START.sub(_unmarked, _MARKUP.sub(lambda match: f"\\{match[0]}", text.strip()))


def _unmarked(match: re.Match[str]) -> str:
    mark, number, point = match.groups()
    if number is not None:
        return f"{number}\\{point}"
    return "" if mark is None else f"\\{mark}"


def file_names(titles: Iterable[str]) -> tuple[str, ...]:
    """A name for each title that every file system takes, none twice even where case does not count."""
    names: list[str] = []
    taken: set[str] = set()
    for title in titles:
        stem = (
            _UNSAFE.sub("_", unicodedata.normalize("NFC", title)).strip("._")[:_LONGEST_NAME].rstrip("._") or "article"
        )
        if _RESERVED.fullmatch(stem):
            stem = f"article-{stem}"
        name, count = stem, 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name.casefold())
        names.append(f"{name}.md")
    return tuple(names)
