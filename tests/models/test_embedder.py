"""The embedder with the real model: its vectors, its batches, its index."""

import numpy as np
import pytest

from assistant.models.embedder import SentenceEmbedder
from assistant.opening import open_embedder
from assistant.settings import load_settings

pytestmark = pytest.mark.models
TEXTS = ["漏えいは個人情報保護委員会に報告する。", "モデルの出力を学習に使う。", "短い。", "長い文章です。" * 60]


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return open_embedder(load_settings())


def test_vectors_are_unit_and_in_the_order_of_the_texts(embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode_passages(TEXTS)
    assert vectors.shape == (4, embedder.dimensions) == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for number, text in enumerate(TEXTS):
        assert float(vectors[number] @ embedder.encode_passages([text])[0]) > 0.995


def test_a_question_is_nearest_to_its_passage(embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode_passages(TEXTS)
    assert int(np.argmax(vectors @ embedder.encode_query("情報が漏れたらどこに知らせるか"))) == 0
    assert int(np.argmax(vectors @ embedder.encode_query("出力で学習してよいか"))) == 1


def test_questions_and_passages_have_their_own_prefix(embedder: SentenceEmbedder) -> None:
    assert float(embedder.encode_query(TEXTS[0]) @ embedder.encode_passages(TEXTS[:1])[0]) < 0.999


def test_progress_and_time_are_counted(embedder: SentenceEmbedder) -> None:
    seen: list[tuple[int, int]] = []
    before = embedder.forward_s
    embedder.encode_passages(TEXTS, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4, 4)
    assert embedder.forward_s > before


def test_nothing_to_embed_gives_no_vectors(embedder: SentenceEmbedder) -> None:
    assert embedder.encode_passages([]).shape == (0, 384)
