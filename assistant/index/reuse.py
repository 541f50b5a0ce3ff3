"""What an earlier version of an index still holds for the next one: unchanged files, passages, vectors and words."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.index import tables
from assistant.index.opened import open_version
from assistant.index.vectors import all_vectors
from assistant.index.versions import IndexIdentity, IndexManifest, candidates, check_files, read_manifest
from assistant.ingest.context import context
from assistant.records import Document, FileRead, Passage


@dataclass(frozen=True, slots=True)
class Earlier:
    """The reusable parts of a version: files by (source, hash, entry hash), the rest by document id or embedded text."""

    corpus: tuple[FileRead, ...] = ()
    files: dict[tuple[str, str, str], FileRead] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    passages: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    vectors: NDArray[np.float32] | None = None
    words: tuple[list[str], ...] = ()


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
        words = tables.load_words(newest)
    except (AssistantError, OSError, ValueError):
        return Earlier()
    if index.manifest.identity != identity:
        return Earlier()
    passages: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in index.passages:
        passages[passage.document_id].append(passage)
    return Earlier(
        index.manifest.corpus,
        {(file.source, file.sha256, file.entry_sha256): file for file in index.manifest.corpus},
        index.documents,
        {document: tuple(found) for document, found in passages.items()},
        {context(p, index.documents[p.document_id]): row for row, p in enumerate(index.passages)},
        all_vectors(index.vectors),
        words,
    )
