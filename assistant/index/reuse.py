"""What an earlier version of an index still holds for the next one: unchanged files, passages, vectors and words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.index import tables
from assistant.index.opened import open_version
from assistant.index.rows import Rows
from assistant.index.versions import IndexIdentity, IndexManifest, candidates, check_files, read_manifest
from assistant.ingest.context import context
from assistant.ingest.windows import window_text, windows
from assistant.records import Document, FileRead, Passage


@dataclass(frozen=True, slots=True)
class Earlier:
    """The reusable parts of a version: files by (source, hash, entry hash), documents and their passages by id.

    `rows` finds the words of a passage by the `text_key` of what was counted for it, `window_rows` a vector by that of
    what was embedded.
    """

    files: dict[tuple[str, str, str], FileRead] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    spans: Mapping[str, range] = field(default_factory=dict)
    passages: Sequence[Passage] = ()
    rows: Mapping[bytes, int] = field(default_factory=dict)
    window_rows: Mapping[bytes, int] = field(default_factory=dict)
    vectors: NDArray[np.float16] | None = None
    words: Rows[list[str]] | None = None


def text_key(text: str) -> bytes:
    """A digest of a text: of a million passages, their digests fit in memory where their texts would not."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def sound_manifest(folder: Path) -> IndexManifest | None:
    """The manifest of the version in force after checking its files; None where there is none that is whole."""
    try:
        newest = candidates(folder)[0][0]
        manifest = read_manifest(newest)
        check_files(newest, manifest)
    except AssistantError:
        return None
    return manifest


def earlier_version(folder: Path, identity: IndexIdentity) -> Earlier:
    """The newest sound version in `folder` if it was built in the same way; nothing of another way is ever mixed in."""
    try:
        newest = candidates(folder)[0][0]
        index = open_version(newest)
        words = Rows[list[str]](newest, tables.WORDS)
    except (AssistantError, OSError, ValueError):
        return Earlier()
    if index.manifest.identity != identity or len(words) != len(index.passages):
        return Earlier()
    rows: dict[bytes, int] = {}
    window_rows: dict[bytes, int] = {}
    for number, passage in enumerate(index.passages):
        document = index.documents[passage.document_id]
        rows[text_key(context(passage, document))] = number
        for place, window in enumerate(windows(passage.text), start=int(index.window_starts[number])):
            window_rows[text_key(window_text(passage, document, window))] = place
    return Earlier(
        {(file.source, file.sha256, file.entry_sha256): file for file in index.manifest.corpus},
        index.documents,
        {card.id: card.passages for card in index.cards},
        index.passages,
        rows,
        window_rows,
        index.vectors.rows,
        words,
    )
