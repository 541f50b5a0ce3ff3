from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.index.vectors import (
    FLAT,
    FLAT_UP_TO,
    SCAN_UP_TO,
    SQ8,
    build_vectors,
    cosines,
    kind_for,
    load_vectors,
    save_vectors,
    search_vectors,
)

KINDS = (FLAT, SQ8, "ivf8-sq8-nprobe7")


def unit_vectors(count: int, dimensions: int = 32) -> NDArray[np.float16]:
    """Vectors around twenty centres, as those of texts are."""
    random = np.random.default_rng(7)
    vectors = random.normal(size=(20, dimensions))[random.integers(20, size=count)]
    vectors += 0.5 * random.normal(size=(count, dimensions))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16)


@pytest.mark.parametrize("kind", KINDS)
def test_search_agrees_with_brute_force_before_and_after_saving(tmp_path: Path, kind: str) -> None:
    rows = unit_vectors(500)
    built = build_vectors(rows, kind)
    save_vectors(built, tmp_path)
    truth = rows.astype(np.float32)
    for query in truth[:20]:
        expected = np.argsort(-(truth @ query), kind="stable")[:10]
        for tried in (built, load_vectors(tmp_path, kind)):
            found = search_vectors(tried, query, 10)
            np.testing.assert_array_equal(found.numbers, expected)
            np.testing.assert_allclose(found.scores, (truth @ query)[expected], rtol=1e-5)
            np.testing.assert_allclose(cosines(tried, query, found.numbers), found.scores, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("few", [0, 20_000], ids=["proposed by the structure", "compared one by one"])
def test_only_allowed_passages_are_found(kind: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.index.vectors._FEW", few)
    rows = unit_vectors(500)
    truth = rows.astype(np.float32)
    allowed = np.arange(len(rows)) % 3 == 0
    vectors = build_vectors(rows, kind)
    for query in truth[:20]:
        scores = np.where(allowed, truth @ query, -1)
        np.testing.assert_array_equal(
            search_vectors(vectors, query, 10, allowed).numbers, np.argsort(-scores, kind="stable")[:10]
        )


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_vectors_give_the_same_files(tmp_path: Path, kind: str) -> None:
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        save_vectors(build_vectors(unit_vectors(500), kind), tmp_path / name)
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1]


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_is_allowed_nothing_is_found(kind: str) -> None:
    rows = unit_vectors(500)
    none = np.zeros(len(rows), dtype=np.bool_)
    assert len(search_vectors(build_vectors(rows, kind), rows[0].astype(np.float32), 10, none).numbers) == 0


def test_the_kind_goes_with_the_size() -> None:
    sizes = (0, FLAT_UP_TO, FLAT_UP_TO + 1, SCAN_UP_TO, SCAN_UP_TO + 1)
    assert [kind_for(size)[:3] for size in sizes] == ["fla", "fla", "sq8", "sq8", "ivf"]


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="pq4"):
        build_vectors(unit_vectors(10), "pq4")


def test_an_empty_index_finds_nothing() -> None:
    vectors = build_vectors(np.empty((0, 8), dtype=np.float16), FLAT)
    assert len(search_vectors(vectors, np.ones(8, dtype=np.float32), 5).numbers) == 0


def test_asking_for_more_than_there_is_gives_what_there_is() -> None:
    vectors = build_vectors(np.eye(3, dtype=np.float16), FLAT)
    assert len(search_vectors(vectors, np.ones(3, dtype=np.float32), 50).numbers) == 3
