"""Corpus to index: read, split, embed, count words, publish."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.index import lexical, tables, vectors, versions
from assistant.ingest.corpus import Skipped, corpus_files, read_corpus
from assistant.ingest.splitting import split
from assistant.models.progress import Progress, silent
from assistant.models.protocols import TextEmbedder
from assistant.records import Document, Passage


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build read and made; durations in seconds, `embed_s` within `total_s`."""

    folder: Path
    fingerprint: str
    documents: int
    passages: int
    characters: int
    skipped: tuple[Skipped, ...]
    embed_s: float
    total_s: float


def build_index(
    corpus: tuple[Path, ...],
    folder: Path,
    embedder: TextEmbedder,
    passage_characters: int,
    now: datetime,
    progress: Progress = silent,
) -> BuildSummary:
    """Read `corpus` and publish its index in `folder`; raise `AssistantError` where nothing in it can be read."""
    started = time.perf_counter()
    files = corpus_files(corpus)
    done = iter(range(1, len(files) + 1))
    documents, skipped = read_corpus(files, lambda source: progress("読み取り", next(done), len(files)))
    if not files and _has_passages(folder):
        raise AssistantError(
            f"文書が一つもないため、索引 {folder} はそのままにしました。フォルダの指定やネットワークドライブの接続を確かめてください"
        )
    if files and not documents:
        reasons = "\n".join(f"  {item.source}: {item.reason}" for item in skipped)
        raise AssistantError(f"索引にできる文書が一つもありません。元の索引はそのままです\n{reasons}")
    passages = tuple(passage for document in documents for passage in split(document, passage_characters))
    by_id = {document.id: document for document in documents}
    texts = [context(passage, by_id[passage.document_id]) for passage in passages]
    before = time.perf_counter()
    matrix = embedder.encode_passages(texts, lambda count, total: progress("埋め込み", count, total))
    embed_s = time.perf_counter() - before
    identity = versions.IndexIdentity(embedder.name, embedder.fingerprint, embedder.dimensions, passage_characters)
    version = versions.publish(
        folder,
        lambda aside: _write(aside, documents, passages, matrix, texts),
        lambda files: versions.IndexManifest(
            identity, len(documents), len(passages), now.isoformat(timespec="seconds"), files
        ),
    )
    characters = sum(len(document.text) for document in documents)
    fingerprint = versions.read_manifest(version).fingerprint
    total_s = time.perf_counter() - started
    return BuildSummary(folder, fingerprint, len(documents), len(passages), characters, skipped, embed_s, total_s)


def _has_passages(folder: Path) -> bool:
    if not versions.has_version(folder):
        return False
    try:
        return versions.read_manifest(versions.current_version(folder)).passages > 0
    except AssistantError:
        return False  # a damaged index holds nothing that could be lost


def context(passage: Passage, document: Document) -> str:
    """The passage under its title, short names and headings: what is embedded and counted."""
    names = " / ".join((document.title, *document.metadata.abbreviations))
    headings = " > ".join((names, *(title for title in passage.section_path if title != document.title)))
    return f"{headings}\n{passage.text}"


def _write(
    aside: Path,
    documents: tuple[Document, ...],
    passages: tuple[Passage, ...],
    matrix: NDArray[np.float32],
    texts: list[str],
) -> None:
    tables.save_tables(documents, passages, aside)
    vectors.save_vectors(vectors.build_vectors(matrix), aside)
    for name, tokenise in lexical.TOKENISERS.items():
        lexical.save_lexical(lexical.build_lexical([tokenise(text) for text in texts]), aside / name)
