"""One content in two files (a guideline as PDF and as web page) is one document; two editions of a law are two."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from assistant.records import Document

_NOT_CONTENT = re.compile(r"[\W_]+")
_SHINGLE: Final = 12
_SAME_STEM_SHARE: Final = 0.9  # files of one name in two formats may differ in how lists and tables came out


def same_contents(documents: Iterable[Document]) -> dict[str, str]:
    """Map the id of each document whose content another one before it has to that one's id.

    The same letters and figures in the same order are the same content; so are two files of one name but different
    format whose text agrees to nine tenths. Different editions that differ in a few words are neither.
    """
    first_with: dict[str, str] = {}
    by_name: dict[tuple[PurePosixPath, str], list[tuple[Document, str]]] = {}
    same: dict[str, str] = {}
    for document in documents:
        content = _NOT_CONTENT.sub("", unicodedata.normalize("NFKC", document.text))
        path = PurePosixPath(document.source)
        named_alike = by_name.setdefault((path.parent, path.stem), [])
        twin = first_with.get(content) or next(
            (other.id for other, text in named_alike if _differs_in_format(other, path) and _agree(text, content)), None
        )
        if twin is not None:
            same[document.id] = twin
        else:
            first_with[content] = document.id
            named_alike.append((document, content))
    return same


def _differs_in_format(other: Document, path: PurePosixPath) -> bool:
    return PurePosixPath(other.source).suffix != path.suffix


def _agree(one: str, other: str) -> bool:
    shingles, others = (
        {text[start : start + _SHINGLE] for start in range(max(1, len(text) - _SHINGLE + 1))} for text in (one, other)
    )
    return len(shingles & others) >= _SAME_STEM_SHARE * max(len(shingles), len(others))
