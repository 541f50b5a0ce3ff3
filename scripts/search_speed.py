"""Measure how fast `search` is, and how much it finds and holds in memory, on made-up indexes of growing size.

    python -m scripts.search_speed                           1,000, 100,000 and 1,000,000 passages (20 minutes)
    python -m scripts.search_speed 1000 100000 --folder DIR an index that lies in DIR already is not made again
    python -m scripts.search_speed --like index/starter     vectors around those of a real index

Each index is written by the functions of `assistant index`, with made-up text and two made-up vectors a passage, and
measured in a process of its own with the embedder of the settings. Run it on an idle machine; 1,000,000 passages take
6 GB of disk, and about 8 GB of memory (reckoned from 20,000) while they are written.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant import offline
from assistant.index import vectors, versions
from assistant.index.build import Windowed, write_version
from assistant.index.opened import Index, open_index, open_version
from assistant.ingest.corpus import reading_fingerprint
from assistant.models.protocols import TextEmbedder
from assistant.opening import open_embedder, open_reranker
from assistant.retrieve.search import Retriever, search
from assistant.settings import Settings, load_settings
from scripts.made_up_corpus import WINDOWS_A_PASSAGE, MadeUpCorpus, made_up_vectors

SIZES: Final = (1_000, 100_000, 1_000_000)
QUERIES: Final = 500
WARM_UP: Final = 20
BOUNDS: Final = {1_000: (25, 40), 100_000: (60, 100), 1_000_000: (150, 300)}  # median and p95 in ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE", help="パッセージの数")
    parser.add_argument("--folder", type=Path, help="索引を作るフォルダ（既定は一時フォルダ）")
    parser.add_argument("--like", type=Path, help="この索引のベクトルのまわりにベクトルを作る")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    offline.cut()
    settings = load_settings()
    if options.measure is not None:
        print(json.dumps(_measured(options.measure, settings)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder if options.folder is not None else Path(temporary)
        _print_table([_row(size, folder / str(size), options.like, settings) for size in options.sizes])


def _row(size: int, folder: Path, like: Path | None, settings: Settings) -> dict[str, Any]:
    if not versions.has_version(folder):
        began = time.perf_counter()
        # In a process of its own: what building leaves in memory would push the files of the index out of the cache.
        builder = multiprocessing.get_context("spawn").Process(target=_build_anew, args=(size, folder, like, settings))
        builder.start()
        builder.join()
        if builder.exitcode != 0:
            sys.exit(f"{size:,} パッセージの索引を作れませんでした（上の表示を確かめてください）")
        _say(f"{size:,} パッセージの索引: {time.perf_counter() - began:.0f} 秒")
    _say(f"{size:,} パッセージで {QUERIES} 問を測っています")
    command = [sys.executable, "-m", "scripts.search_speed", "--measure", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _build_anew(size: int, folder: Path, like: Path | None, settings: Settings) -> None:
    offline.cut()
    _build(size, folder, like, open_embedder(settings))


def _build(size: int, folder: Path, like: Path | None, embedder: TextEmbedder) -> None:
    """Write an index of `size` passages as `assistant index` does, but for the embedding and the word analysis."""
    corpus = MadeUpCorpus(size)
    matrix = made_up_vectors(size * WINDOWS_A_PASSAGE, _centres(like, embedder.dimensions))
    kind = vectors.kind_for(len(matrix))
    windowed = Windowed(matrix, np.arange(size + 1, dtype=np.int64) * WINDOWS_A_PASSAGE, kind)
    identity = versions.IndexIdentity(embedder.name, embedder.fingerprint, 400, reading_fingerprint())

    def write(aside: Path) -> None:
        _say(f"{size:,} パッセージを書いています（{kind}）")
        write_version(aside, corpus.documents(), windowed, corpus.word_lines())

    def manifest(files: dict[str, tuple[int, str]]) -> versions.IndexManifest:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return versions.IndexManifest(
            identity, embedder.dimensions, corpus.document_count, size, 0, now, kind, (), files
        )

    versions.publish(folder, write, manifest)


def _centres(like: Path | None, dimensions: int) -> NDArray[np.float32]:
    if like is not None:
        return open_version(versions.candidates(like)[0][0]).vectors.rows.astype(np.float32)
    centres = np.random.default_rng(3).standard_normal((2_000, dimensions), dtype=np.float32)
    unit: NDArray[np.float32] = centres / np.linalg.norm(centres, axis=1, keepdims=True)
    return unit


def _measured(folder: Path, settings: Settings) -> dict[str, Any]:
    embedder = open_embedder(settings)
    began = time.perf_counter()
    index = open_index(folder, embedder.name, embedder.fingerprint)
    opened_s = time.perf_counter() - began
    retriever = Retriever(index, embedder, settings.retrieval, open_reranker(settings))
    questions = MadeUpCorpus(len(index.passages)).questions(WARM_UP + QUERIES)
    for question in questions[:WARM_UP]:
        _search(question, retriever)
    times, embedding = [], []
    for question in questions[WARM_UP:]:
        before, began = embedder.forward_s, time.perf_counter()
        _search(question, retriever)
        times.append(1000 * (time.perf_counter() - began))
        embedding.append(1000 * (embedder.forward_s - before))
    resident = _resident()
    return {
        "passages": len(index.passages),
        "kind": index.vectors.kind,
        "open_s": opened_s,
        "median": statistics.median(times),
        "p95": statistics.quantiles(times, n=20)[-1],
        "embedding": statistics.median(embedding),
        "resident": resident,
        "recall": _recall(index, np.stack([embedder.encode_query(q) for q in questions[WARM_UP:]])),
    }


def _search(question: str, retriever: Retriever) -> None:
    """The one call that is measured."""
    if not search(question, retriever, 10).hits:
        raise AssertionError(f"nothing found for {question!r}")


def _recall(index: Index, queries: NDArray[np.float32]) -> float:
    """Of the ten nearest vectors of windows by brute force, the share that `search_vectors` finds among ten."""
    scores, numbers = np.empty((len(queries), 0), dtype=np.float32), np.empty((len(queries), 0), dtype=np.int64)
    for start in range(0, len(index.vectors.rows), 50_000):
        block = queries @ index.vectors.rows[start : start + 50_000].astype(np.float32).T
        scores = np.hstack([scores, block])
        numbers = np.hstack([numbers, np.broadcast_to(np.arange(start, start + block.shape[1]), block.shape)])
        nearest = np.argpartition(-scores, 9, axis=1)[:, :10] if scores.shape[1] > 10 else np.argsort(-scores, axis=1)
        scores, numbers = np.take_along_axis(scores, nearest, 1), np.take_along_axis(numbers, nearest, 1)
    found = [vectors.search_vectors(index.vectors, query, 10).numbers for query in queries]
    return float(np.mean([np.isin(own, true).sum() / len(true) for own, true in zip(found, numbers, strict=True)]))


def _print_table(rows: list[dict[str, Any]]) -> None:
    print(
        "| パッセージ | 開く（秒） | 中央値 / p95（ms） | 目標 | うち埋め込み（ms） | 常駐（GB） | 種類 | recall@10 |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for found in rows:
        median, p95 = BOUNDS.get(found["passages"], (None, None))
        met = "" if median is None or p95 is None else "○" if found["median"] <= median and found["p95"] <= p95 else "×"
        bound = "" if median is None else f"≤ {median}/{p95} {met}"
        print(
            f"| {found['passages']:,} | {found['open_s']:.2f} | {found['median']:.1f} / {found['p95']:.1f} | {bound} "
            f"| {found['embedding']:.1f} | {found['resident'] / 1e9:.2f} | {found['kind']} | {found['recall']:.3f} |"
        )
    for small, large in itertools.pairwise(rows):
        print(
            f"{large['passages'] / small['passages']:,.0f} 倍のパッセージで {large['median'] / small['median']:.1f} 倍の時間"
        )


def _resident() -> int:
    """Bytes of this process in memory, mapped files included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
