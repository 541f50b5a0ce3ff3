from pathlib import Path

import numpy as np

from assistant.index.vectors import build_vectors, load_vectors, save_vectors, search_vectors


def test_search_agrees_with_brute_force_before_and_after_saving(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    vectors = random.normal(size=(200, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = build_vectors(vectors)
    save_vectors(index, tmp_path)
    for query in vectors[:5] + 0.1 * random.normal(size=(5, 32)).astype(np.float32):
        expected = np.argsort(-(vectors @ query), kind="stable")[:10]
        for tried in (index, load_vectors(tmp_path)):
            found = search_vectors(tried, query, 10)
            np.testing.assert_array_equal(found.numbers, expected)
            np.testing.assert_allclose(found.scores, (vectors @ query)[expected], rtol=1e-5)


def test_an_empty_index_finds_nothing() -> None:
    index = build_vectors(np.empty((0, 8), dtype=np.float32))
    assert len(search_vectors(index, np.ones(8, dtype=np.float32), 5).numbers) == 0


def test_asking_for_more_than_there_is_gives_what_there_is() -> None:
    index = build_vectors(np.eye(3, dtype=np.float32))
    assert len(search_vectors(index, np.ones(3, dtype=np.float32), 50).numbers) == 3
