"""Corpus to index: read what is new, split, embed, count words, publish; what has not changed is taken over."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.index import lexical, tables, vectors, versions
from assistant.index.reuse import Earlier, earlier_version, sound_manifest
from assistant.ingest.context import context
from assistant.ingest.corpus import CorpusReading, corpus_files, read_corpus, reading_fingerprint, unchanged
from assistant.ingest.splitting import split
from assistant.models.progress import Progress, silent
from assistant.models.protocols import TextEmbedder
from assistant.records import Document, FileRead, Passage


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build read and made; durations in seconds, `embed_s` within `total_s`.

    `read` documents were read anew and `embedded` passages embedded anew; the rest was taken over. `unchanged` means
    that there was nothing to do and the version in force stays.
    """

    folder: Path
    manifest: versions.IndexManifest
    read: int
    embedded: int
    unchanged: bool
    embed_s: float
    total_s: float

    @property
    def fingerprint(self) -> str:
        """That of the version in force."""
        return self.manifest.fingerprint

    @property
    def documents(self) -> int:
        """How many documents the index holds."""
        return self.manifest.documents

    @property
    def passages(self) -> int:
        """How many passages the index holds."""
        return self.manifest.passages

    @property
    def files(self) -> tuple[FileRead, ...]:
        """What became of every file of the corpus."""
        return self.manifest.corpus


def build_index(
    corpus: tuple[Path, ...],
    folder: Path,
    embedder: TextEmbedder,
    passage_characters: int,
    now: datetime,
    progress: Progress = silent,
) -> BuildSummary:
    """Bring the index in `folder` up to date with `corpus`; raise `AssistantError` where nothing in it can be read."""
    started = time.perf_counter()
    files = corpus_files(corpus)
    if not files and _has_passages(folder):
        raise AssistantError(
            f"文書が一つもないため、索引 {folder} はそのままにしました。フォルダの指定やネットワークドライブの接続を確かめてください"
        )
    identity = versions.IndexIdentity(embedder.name, embedder.fingerprint, passage_characters, reading_fingerprint())
    before = sound_manifest(folder) if versions.has_version(folder) else None
    if before is not None and before.identity == identity and unchanged(files, before.corpus):
        return BuildSummary(folder, before, 0, 0, True, 0.0, time.perf_counter() - started)
    earlier = earlier_version(folder, identity) if before is not None else Earlier()
    reading = read_corpus(files, earlier.files, earlier.documents, progress)
    if files and not reading.documents:
        reasons = "\n".join(f"  {file.source}: {file.reason}" for file in reading.files)
        raise AssistantError(f"索引にできる文書が一つもありません。元の索引はそのままです\n{reasons}")
    made = _Made.of(earlier, reading, passage_characters)
    matrix, embed_s = _embed(made, earlier, embedder, progress)
    words = [
        earlier.words[row] if (row := earlier.rows.get(text)) is not None else lexical.TOKENISERS[lexical.WORDS](text)
        for text in made.texts
    ]
    version = versions.publish(
        folder,
        lambda aside: _write(aside, reading.documents, made, matrix, words),
        lambda written: versions.IndexManifest(
            identity,
            matrix.shape[1],
            len(reading.documents),
            len(made.passages),
            sum(len(document.text) for document in reading.documents),
            now.isoformat(timespec="seconds"),
            reading.files,
            written,
        ),
    )
    manifest = versions.read_manifest(version)
    took = time.perf_counter() - started
    return BuildSummary(folder, manifest, len(reading.read), len(made.new), False, embed_s, took)


@dataclass(frozen=True, slots=True)
class _Made:
    """The passages of the new version, the texts that are embedded for them, and which of those are new."""

    passages: tuple[Passage, ...]
    texts: list[str]
    new: list[int]

    @staticmethod
    def of(earlier: Earlier, reading: CorpusReading, passage_characters: int) -> "_Made":
        """Take over the passages of documents that were not read anew, and split the others."""
        passages: list[Passage] = []
        texts: list[str] = []
        for document in reading.documents:
            known = None if document.id in reading.read else earlier.passages.get(document.id)
            own = known if known is not None else split(document, passage_characters)
            passages.extend(own)
            texts.extend(context(passage, document) for passage in own)
        new = [number for number, text in enumerate(texts) if text not in earlier.rows]
        return _Made(tuple(passages), texts, new)


def _embed(
    made: _Made, earlier: Earlier, embedder: TextEmbedder, progress: Progress
) -> tuple[NDArray[np.float32], float]:
    began = time.perf_counter()
    fresh = embedder.encode_passages(
        [made.texts[number] for number in made.new], lambda done, total: progress("埋め込み", done, total)
    )
    spent = time.perf_counter() - began
    matrix = np.empty((len(made.texts), fresh.shape[1]), dtype=np.float32)
    if earlier.vectors is not None:
        for number, text in enumerate(made.texts):
            row = earlier.rows.get(text)
            if row is not None:
                matrix[number] = earlier.vectors[row]
    matrix[made.new] = fresh
    return matrix, spent


def _write(
    aside: Path,
    documents: tuple[Document, ...],
    made: _Made,
    matrix: NDArray[np.float32],
    words: list[list[str]],
) -> None:
    tables.save_tables(documents, made.passages, aside)
    tables.save_words(words, aside)
    vectors.save_vectors(vectors.build_vectors(matrix), aside)
    for name, tokenise in lexical.TOKENISERS.items():
        tokens = words if name == lexical.WORDS else [tokenise(text) for text in made.texts]
        lexical.save_lexical(lexical.build_lexical(tokens), aside / name)


def holds_only(folder: Path, corpus: tuple[Path, ...]) -> bool:
    """Whether the index in `folder` is sound and holds no other files than those of `corpus` now."""
    manifest = sound_manifest(folder)
    sources = {file.source for file in corpus_files(corpus)}
    return manifest is not None and {file.source for file in manifest.corpus} <= sources


def _has_passages(folder: Path) -> bool:
    manifest = sound_manifest(folder) if versions.has_version(folder) else None
    return manifest is not None and manifest.passages > 0
