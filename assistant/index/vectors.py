"""The dense side: exact inner-product search over unit vectors in FAISS."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.ranking import Ranking

if TYPE_CHECKING:
    import faiss

FILE_NAME: Final = "vectors.faiss"
_MOST_BYTES: Final = 8 << 30


def build_vectors(vectors: NDArray[np.float32]) -> "faiss.Index":
    """Index unit vectors of shape (passages, dimensions) in their order."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def save_vectors(index: "faiss.Index", folder: Path) -> None:
    """Write the index as `vectors.faiss` into `folder`."""
    import faiss

    (folder / FILE_NAME).write_bytes(faiss.serialize_index(index).tobytes())


def load_vectors(folder: Path) -> "faiss.Index":
    """Read `vectors.faiss`; the caller has checked its hash. RuntimeError where FAISS refuses the bytes."""
    import faiss

    faiss.set_deserialization_vector_byte_limit(_MOST_BYTES)
    return faiss.deserialize_index(np.fromfile(folder / FILE_NAME, dtype=np.uint8))


def all_vectors(index: "faiss.Index") -> NDArray[np.float32]:
    """The vectors of an index, of shape (passages, dimensions), in their order."""
    vectors: NDArray[np.float32] = index.reconstruct_n(0, index.ntotal)
    return vectors


def search_vectors(index: "faiss.Index", query: NDArray[np.float32], most: int) -> Ranking:
    """Rank at most `most` passages by cosine with the unit vector `query` of shape (dimensions,)."""
    wanted = min(most, index.ntotal)
    if wanted == 0:
        return Ranking.empty()
    scores, numbers = index.search(query.reshape(1, -1), wanted)
    return Ranking(numbers[0], scores[0])
