"""Documents and passages on disk, read when they are asked for; a passage's text is cut from its document's.

texts.txt              the texts of the documents in UTF-8, one after the other
documents.jsonl, .npy  a document without its text a line; texts.npy: where each text begins in bytes
passages.jsonl, .npy   a passage without its text a line; spans.npy: first byte of its text and the one after the last
cards.jsonl            what is known of each document before its text is read (`Card`)
words.jsonl, .npy      the content words of each passage
windows.npy            the first window of each passage (`assistant.ingest.windows`), and the count of all
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from operator import index as to_int
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
import orjson
from numpy.typing import NDArray

from assistant.index.rows import Bytes, Rows, row, save_rows
from assistant.records import Authority, Document, Footnote, Link, Metadata, Passage, Section, Shift

WORDS: Final = "words"
_DOCUMENTS: Final = "documents"
_PASSAGES: Final = "passages"
_CARDS: Final = "cards.jsonl"
_TEXTS: Final = "texts.txt"
_TEXT_OFFSETS: Final = "texts.npy"
_SPANS: Final = "spans.npy"
_WINDOWS: Final = "windows.npy"
_LISTS: Final = {"sections": Section, "footnotes": Footnote, "links": Link, "origin": Shift}
_DATES: Final = ("published", "in_force_from", "in_force_to")
_DOCUMENTS_KEPT: Final = 32  # a document of 280 KB takes 2 MB once it is parsed


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a document before its text is read; its place among the cards is its number.

    Its passages are those numbered `first` to `last`, both included; a document without any has `last == first - 1`.
    """

    id: str
    title: str
    source: str
    metadata: Metadata
    first: int
    last: int

    @property
    def passages(self) -> range:
        """The numbers of its passages."""
        return range(self.first, self.last + 1)


class Documents(Mapping[str, Document]):
    """The documents of an index by id, in the order of their cards; each is parsed when asked for, a few are kept."""

    def __init__(self, folder: Path, cards: Sequence[Card]) -> None:
        self._rows = Rows[dict[str, Any]](folder, _DOCUMENTS)
        self._texts = Bytes(folder / _TEXTS)
        self._offsets: NDArray[np.int64] = np.load(folder / _TEXT_OFFSETS, mmap_mode="r")
        self._numbers = {card.id: number for number, card in enumerate(cards)}
        self._kept = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._parse)
        if not len(self._rows) == len(self._offsets) - 1 == len(self._numbers):
            raise ValueError("documents, texts and cards differ in number")

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def __getitem__(self, key: str) -> Document:
        return self._kept(self._numbers[key])

    def _parse(self, number: int) -> Document:
        text = self._texts[int(self._offsets[number]) : int(self._offsets[number + 1])].decode()
        return _document({**self._rows[number], "text": text})


class Passages(Sequence[Passage]):
    """The passages of an index in the order of their documents; each is parsed, and its text cut, when asked for."""

    def __init__(self, folder: Path) -> None:
        self._rows = Rows[dict[str, Any]](folder, _PASSAGES)
        self._texts = Bytes(folder / _TEXTS)
        self._spans: NDArray[np.int64] = np.load(folder / _SPANS, mmap_mode="r")
        if self._spans.shape != (len(self._rows), 2):
            raise ValueError("passages and spans differ in number")

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, number: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(number, slice):
            return tuple(self[single] for single in range(*number.indices(len(self))))
        place = to_int(number)
        place += len(self) if place < 0 else 0
        found = self._rows[place]
        start, end = self._spans[place].tolist()
        return Passage(
            **{**found, "section_path": tuple(found["section_path"]), "text": self._texts[start:end].decode()}
        )


def save_tables(documents: Iterable[tuple[Document, Sequence[Passage]]], folder: Path) -> None:
    """Write the documents and their passages, in order, into `folder`; each is needed only while it is written."""
    cards: list[bytes] = []
    lines: list[bytes] = []
    spans: list[NDArray[np.int64]] = [np.empty((0, 2), dtype=np.int64)]
    ends = [0]
    with (folder / _TEXTS).open("wb") as texts:

        def document_lines() -> Iterator[bytes]:
            for document, passages in documents:
                text = document.text.encode()
                texts.write(text)
                spans.append(_byte_spans(text, passages) + ends[-1])
                ends.append(ends[-1] + len(text))
                first = len(lines)
                lines.extend(row(_without_text(passage)) for passage in passages)
                cards.append(row(_card_row(document, first, len(lines) - 1)))
                yield row(replace(document, text=""))

        save_rows(document_lines(), folder, _DOCUMENTS)
    save_rows(lines, folder, _PASSAGES)
    (folder / _CARDS).write_bytes(b"".join(cards))
    np.save(folder / _TEXT_OFFSETS, np.array(ends, dtype=np.int64))
    np.save(folder / _SPANS, np.concatenate(spans))


def save_window_starts(starts: NDArray[np.int64], folder: Path) -> None:
    """Write the first window of each passage, and the count of all, shape (passages + 1,)."""
    np.save(folder / _WINDOWS, starts)


def load_window_starts(folder: Path) -> NDArray[np.int64]:
    """Read what `save_window_starts` wrote."""
    return np.asarray(np.load(folder / _WINDOWS, mmap_mode="r"))


def load_cards(folder: Path) -> tuple[Card, ...]:
    """The cards of all documents, in order."""
    rows = orjson.loads(b"[%b]" % (folder / _CARDS).read_bytes().rstrip().replace(b"\n", b","))
    for found in rows:
        found["metadata"] = _metadata(found["metadata"])
    return tuple(Card(**found) for found in rows)


def load_documents(folder: Path) -> Documents:
    """The documents by id."""
    return Documents(folder, load_cards(folder))


def owners_of(cards: Sequence[Card]) -> NDArray[np.int32]:
    """The number of the document of each passage, of shape (passages,)."""
    counts = np.fromiter((card.last + 1 - card.first for card in cards), dtype=np.int64, count=len(cards))
    return np.repeat(np.arange(len(cards), dtype=np.int32), counts)


def _byte_spans(text: bytes, passages: Sequence[Passage]) -> NDArray[np.int64]:
    """The spans of the passages in bytes of the UTF-8 `text`, of shape (passages, 2)."""
    starts = np.flatnonzero((np.frombuffer(text, dtype=np.uint8) & 0xC0) != 0x80)  # of characters
    places = np.append(starts, len(text))
    return places[np.array([(p.start, p.end) for p in passages], dtype=np.int64).reshape(-1, 2)].astype(np.int64)


def _without_text(passage: Passage) -> dict[str, Any]:
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "section_path": passage.section_path,
        "locator": passage.locator,
    }


def _card_row(document: Document, first: int, last: int) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "metadata": asdict(document.metadata),
        "first": first,
        "last": last,
    }


def _document(found: dict[str, Any]) -> Document:
    lists = {name: tuple(kind(**item) for item in found[name]) for name, kind in _LISTS.items()}
    return Document(
        **{
            **found,
            **lists,
            "metadata": _metadata(found["metadata"]),
            "page_starts": tuple(found["page_starts"]),
            "also": tuple(found["also"]),
        }
    )


def _metadata(found: dict[str, Any]) -> Metadata:
    for key in _DATES:
        if found[key] is not None:
            found[key] = date.fromisoformat(found[key])
    authority = None if found["authority"] is None else Authority(found["authority"])
    return Metadata(**{**found, "authority": authority, "abbreviations": tuple(found["abbreviations"])})
