"""Documents and passages as JSON lines; a passage's text is cut from its document, so that they cannot part."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from assistant.records import Authority, Document, Footnote, Link, Metadata, Passage, Section, Shift

DOCUMENTS: Final = "documents.jsonl"
PASSAGES: Final = "passages.jsonl"
WORDS: Final = "words.jsonl"
_LISTS: Final = {"sections": Section, "footnotes": Footnote, "links": Link, "origin": Shift}
_DATES: Final = ("published", "in_force_from", "in_force_to")


def save_tables(documents: Iterable[Document], passages: Iterable[Passage], folder: Path) -> None:
    """Write `documents.jsonl` and `passages.jsonl` into `folder`."""
    rows = ({**asdict(document), "metadata": _metadata_row(document.metadata)} for document in documents)
    _write_lines(folder / DOCUMENTS, rows)
    _write_lines(folder / PASSAGES, ({k: v for k, v in asdict(p).items() if k != "text"} for p in passages))


def load_tables(folder: Path) -> tuple[dict[str, Document], tuple[Passage, ...]]:
    """Read both back: documents by id, passages in the order of their vectors."""
    documents = {document.id: document for document in map(_document, _read_lines(folder / DOCUMENTS))}
    passages = tuple(_passage(row, documents) for row in _read_lines(folder / PASSAGES))
    return documents, passages


def save_words(words: Iterable[list[str]], folder: Path) -> None:
    """Write `words.jsonl`: the content words of each passage, so that the next build need not find them again."""
    with (folder / WORDS).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in words)


def load_words(folder: Path) -> tuple[list[str], ...]:
    """Read them back, in the order of the passages."""
    with (folder / WORDS).open(encoding="utf-8", newline="\n") as file:
        return tuple(json.loads(line) for line in file)


def _document(row: dict[str, Any]) -> Document:
    lists = {name: tuple(kind(**item) for item in row[name]) for name, kind in _LISTS.items()}
    return Document(
        **{
            **row,
            **lists,
            "metadata": _metadata(row["metadata"]),
            "page_starts": tuple(row["page_starts"]),
            "also": tuple(row["also"]),
        }
    )


def _passage(row: dict[str, Any], documents: dict[str, Document]) -> Passage:
    text = documents[row["document_id"]].text[row["start"] : row["end"]]
    return Passage(**{**row, "section_path": tuple(row["section_path"]), "text": text})


def _metadata_row(metadata: Metadata) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(metadata).items()}


def _metadata(row: dict[str, Any]) -> Metadata:
    dates = {key: date.fromisoformat(row[key]) for key in _DATES if row[key] is not None}
    authority = None if row["authority"] is None else Authority(row["authority"])
    return Metadata(**{**row, **dates, "authority": authority, "abbreviations": tuple(row["abbreviations"])})


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _read_lines(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)
