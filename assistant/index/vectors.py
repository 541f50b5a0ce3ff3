"""The dense side: inner-product search over unit vectors, by a FAISS structure where they are many.

`vectors.npy` holds the vectors in half precision and is the truth: what FAISS proposes is scored again from it, and the
next build takes vectors over from it. Up to `FLAT_UP_TO` vectors a matrix product finds the best; beyond, FAISS scans
bytes (`sq8`), and beyond `SCAN_UP_TO` only those of the nearest cells (`ivf4096-sq8-nprobe512`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.ranking import Ranking, highest

if TYPE_CHECKING:
    import faiss
    from threadpoolctl import ThreadpoolController

FLAT: Final = "flat"
SQ8: Final = "sq8"
# Vectors; at 384 dimensions on one core 77 MB and 1.5 to 4 ms a search at the first border, 190 MB and 37 ms at the
# second. Beyond it 512 of 4,096 cells take as long for a million; with 64 (5 ms) questions that fit no passage well
# get .79 of their ten nearest, with 512 .99.
FLAT_UP_TO: Final = 50_000
SCAN_UP_TO: Final = 500_000
ROWS: Final = "vectors.npy"
STRUCTURE: Final = "vectors.faiss"
_IVF = re.compile(r"ivf(\d+)-sq8-nprobe(\d+)")
_MOST_BYTES: Final = 8 << 30
_CHUNK: Final = 65_536  # vectors that are held in full precision at once
_TRAINING: Final = 40  # vectors a cell that its centre is found from; FAISS asks for 39 at least
_FEW: Final = 20_000  # allowed vectors that are rather compared one by one
_PROPOSED: Final = 4  # candidates for each wanted vector, for what bytes round away
_LEAST_PROPOSED: Final = 100


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of windows by number: `rows` (float16, shape (windows, dimensions)) and what searches them.

    `matrix` (float32) is of the kind `flat`, `structure` of the others.
    """

    kind: str
    rows: NDArray[np.float16]
    matrix: NDArray[np.float32] | None
    structure: "faiss.Index | None"


def kind_for(count: int) -> str:
    """The kind of search structure for `count` vectors."""
    if count <= FLAT_UP_TO:
        return FLAT
    return SQ8 if count <= SCAN_UP_TO else "ivf4096-sq8-nprobe512"


def build_vectors(rows: NDArray[np.float16], kind: str) -> Vectors:
    """Make the search structure of `kind` over unit vectors of shape (windows, dimensions)."""
    if kind == FLAT:
        return Vectors(kind, rows, rows.astype(np.float32), None)
    structure = _trained(rows, kind)
    for start in range(0, len(rows), _CHUNK):
        structure.add(rows[start : start + _CHUNK].astype(np.float32))
    return Vectors(kind, rows, None, structure)


def save_vectors(vectors: Vectors, folder: Path) -> None:
    """Write `vectors.npy` and, where there is a FAISS structure, `vectors.faiss` into `folder`."""
    np.save(folder / ROWS, vectors.rows)
    if vectors.structure is not None:
        import faiss

        faiss.serialize_index(vectors.structure).tofile(folder / STRUCTURE)


def load_vectors(folder: Path, kind: str) -> Vectors:
    """Read what `save_vectors` wrote; the caller has checked its hash. RuntimeError where FAISS refuses the bytes."""
    rows: NDArray[np.float16] = np.asarray(np.load(folder / ROWS, mmap_mode="r"))
    if kind == FLAT:
        return Vectors(kind, rows, rows.astype(np.float32), None)
    import faiss

    faiss.set_deserialization_vector_byte_limit(_MOST_BYTES)
    structure = faiss.deserialize_index(np.fromfile(folder / STRUCTURE, dtype=np.uint8))
    if (structure.ntotal, structure.d) != rows.shape:
        raise ValueError(f"{STRUCTURE} is not of {ROWS}")
    return Vectors(kind, rows, None, structure)


def search_vectors(
    vectors: Vectors, query: NDArray[np.float32], most: int, allowed: NDArray[np.bool_] | None = None
) -> Ranking:
    """Rank at most `most` vectors, of the `allowed` (shape (windows,)) only, by cosine with the unit vector `query`.

    Scores are exact for every kind; which vectors are found is exact for `flat` and nearly so for the others.
    """
    wanted = min(most, len(vectors.rows))
    if wanted == 0:
        return Ranking.empty()
    if vectors.matrix is not None:
        scores = _products(vectors.matrix, query)
        return highest(scores if allowed is None else np.where(allowed, scores, np.float32(-np.inf)), wanted)
    if allowed is not None and (few := np.count_nonzero(allowed)) <= max(_FEW, wanted):
        found = np.flatnonzero(allowed) if few else np.empty(0, dtype=np.int64)
    else:
        found = _proposed(vectors, query, wanted, allowed)
    ranked = highest(cosines(vectors, query, found), wanted)
    return Ranking(found[ranked.numbers], ranked.scores)


def cosines(vectors: Vectors, query: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """The exact cosines of the vectors `numbers` with the unit vector `query`, in their order."""
    rows = vectors.rows if vectors.matrix is None else vectors.matrix
    return _products(rows[numbers].astype(np.float32, copy=False), query)


def _products(rows: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """The inner products of `rows` with `query`, on one thread.

    OpenBLAS would use all cores and then keep its threads spinning for the next call, in which time PyTorch's forward
    pass for the next question takes twice as long (scripts/search_speed.py: 38 ms a question instead of 17).
    """
    with _blas().limit(limits=1, user_api="blas"):
        products: NDArray[np.float32] = rows @ query
    return products


@lru_cache(maxsize=1)
def _blas() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _proposed(
    vectors: Vectors, query: NDArray[np.float32], wanted: int, allowed: NDArray[np.bool_] | None
) -> NDArray[np.int64]:
    """The numbers of vectors, ascending, among which the best `wanted` are."""
    import faiss

    assert vectors.structure is not None
    cells = _IVF.fullmatch(vectors.kind)
    parameters = faiss.SearchParameters()
    if cells is not None:
        parameters = faiss.SearchParametersIVF()
        # The fewer vectors are allowed, the further off the nearest of them lie.
        rarity = 1 if allowed is None else round(1 / max(1e-6, float(allowed.mean())))
        parameters.nprobe = min(int(cells[1]), int(cells[2]) * rarity)
    if allowed is not None:
        bits = np.packbits(allowed, bitorder="little")
        parameters.sel = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
    proposed = max(_PROPOSED * wanted, _LEAST_PROPOSED)
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # one query is one thread's work; others would only be waited for on a busy machine
    _, numbers = vectors.structure.search(query.reshape(1, -1), proposed, params=parameters)
    faiss.omp_set_num_threads(threads)
    found: NDArray[np.int64] = np.sort(numbers[0][numbers[0] >= 0])
    return found


def _trained(rows: NDArray[np.float16], kind: str) -> "faiss.Index":
    """An empty structure of `kind`, fitted to vectors taken at even distances from `rows`."""
    import faiss

    cells = _IVF.fullmatch(kind)
    if cells is None and kind != SQ8:
        raise ValueError(f"unknown kind of vector index: {kind!r}")
    factory, sample = ("SQ8", _CHUNK) if cells is None else (f"IVF{cells[1]},SQ8", int(cells[1]) * _TRAINING)
    structure = faiss.index_factory(rows.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    structure.train(rows[:: max(1, len(rows) // sample)].astype(np.float32))
    return structure
