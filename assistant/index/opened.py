"""An index opened for reading."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.index import lexical, tables, vectors, versions
from assistant.records import Document, Passage

if TYPE_CHECKING:
    import bm25s
    import faiss


@dataclass(frozen=True, slots=True)
class Index:
    """One version of an index in memory; vectors and lexical postings are in the order of `passages`."""

    manifest: versions.IndexManifest
    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    vectors: "faiss.Index"
    lexical: "dict[str, bm25s.BM25 | None]"


def open_index(folder: Path, embedder_name: str, embedder_fingerprint: str) -> Index:
    """Open the version in force after checking every byte; raise `AssistantError` where it cannot be trusted.

    An index built with another embedder is refused: its vectors would be compared with strangers.
    """
    version = versions.current_version(folder)
    manifest = versions.read_manifest(version)
    built_with = manifest.identity
    if (built_with.embedder, built_with.embedder_fingerprint) != (embedder_name, embedder_fingerprint):
        raise AssistantError(
            f"索引 {folder} は別の埋め込みモデル（{built_with.embedder}・{built_with.embedder_fingerprint[:12]}）で作られています。"
            f"現在の設定は {embedder_name}・{embedder_fingerprint[:12]} です。"
            f"`assistant index --index {folder}` で作り直すか、設定の models.embedder を戻してください"
        )
    versions.check_files(version, manifest)
    try:
        documents, passages = tables.load_tables(version)
        opened = Index(
            manifest,
            documents,
            passages,
            vectors.load_vectors(version),
            {name: lexical.load_lexical(version / name) for name in lexical.TOKENISERS},
        )
    except (OSError, RuntimeError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise versions.damaged(version / versions.MANIFEST, folder) from error
    if opened.vectors.ntotal != len(passages) or opened.vectors.d != built_with.dimensions:
        raise versions.damaged(version / vectors.FILE_NAME, folder)
    return opened
