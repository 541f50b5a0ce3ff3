import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import AssistantError
from assistant.models.e5s1 import opened
from assistant.models.embedding_folder import split_normalisation, tokenizer_json, write
from assistant.models.transfer import sha256_of

from . import tiny_e5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return unpacked(tmp_path, "first")


def unpacked(tmp_path: Path, name: str) -> Path:
    packed = tmp_path / "tiny.bin"
    packed.write_bytes(tiny_e5.write_file())
    folder = tmp_path / name
    folder.mkdir()
    with opened(packed) as model:
        write(model, folder)
    return folder


def test_the_folder_has_the_files_of_a_sentence_transformers_model(folder: Path) -> None:
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "1_Pooling/config.json", "2_Normalize/config.json", "config.json", "config_sentence_transformers.json",
        "model.safetensors", "modules.json", "sentence_bert_config.json", "tokenizer.json", "tokenizer_config.json",
    ]  # fmt: skip


def test_the_folder_is_the_same_every_time(folder: Path, tmp_path: Path) -> None:
    second = unpacked(tmp_path, "second")
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert [sha256_of(folder / path) for path in files] == [sha256_of(second / path) for path in files]


def test_weights_carry_the_names_and_shapes_of_a_bert_model(folder: Path) -> None:
    from safetensors.numpy import load_file

    weights = load_file(folder / "model.safetensors")
    assert {str(weight.dtype) for weight in weights.values()} == {"float32"}
    assert weights["embeddings.word_embeddings.weight"].shape == (16, 32)
    assert weights["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert weights["encoder.layer.0.output.dense.weight"].shape == (32, 64)
    pos = np.frombuffer(tiny_e5.content("emb.pos"), dtype="<f4").reshape(8, 32)
    assert np.array_equal(weights["embeddings.position_embeddings.weight"], pos)
    assert not weights["pooler.dense.weight"].any()


def test_the_weights_may_be_read_by_whom_the_tokenizer_may(folder: Path) -> None:
    assert (folder / "model.safetensors").stat().st_mode == (folder / "tokenizer.json").stat().st_mode


def test_the_prompts_of_e5_are_in_the_folder(folder: Path) -> None:
    configuration = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    assert configuration["prompts"] == {"query": "query: ", "document": "passage: ", "passage": "passage: "}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("東京", ["▁東京"]),
        ("", []),
        ("AB", ["▁", "A", "B"]),
        ("Ａ", ["▁", "A"]),  # full width
        ("A\u3000 \n B ", ["▁", "A", "▁", "B"]),  # runs of white space, ideographic too, and the end
        ("A\u200bB", ["▁", "A", "▁", "B"]),  # zero-width space: a space in the map
        ("A\x01B", ["▁", "A", "B"]),  # control character: nothing in the map
        ("ﾊﾝ", ["▁", "ハン"]),  # half-width katakana
        ("か\u3099", ["▁", "が"]),  # a decomposed kana, as macOS writes file names
        ("2～2", ["▁", "2", "～", "2"]),  # the wave of Japanese ranges stays: plain NFKC would make it "~"
        ("②", ["▁", "2"]),
        ("々", ["▁", "<unk>"]),
    ],
)
def test_the_tokenizer_follows_xlm_roberta(folder: Path, text: str, pieces: list[str]) -> None:
    from tokenizers import Tokenizer

    encoded = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text)
    assert [tiny_e5.PIECES[index] for index in encoded.ids] == ["<s>", *pieces, "</s>"]


def test_the_map_is_told_apart_into_removed_and_spaces_beyond_nfkc() -> None:
    assert split_normalisation({1: "", 0x0A: " ", 0x3000: " ", 0xFF21: "A"}) == ("\\x{1}", "\\x{A}")
    assert unicodedata.normalize("NFKC", "\u3000") == " "


def test_a_map_that_does_something_else_is_refused() -> None:
    with pytest.raises(AssistantError, match=r"U\+0041"):
        split_normalisation({0x41: "B"})


def test_a_vocabulary_without_a_map_still_has_a_tokenizer(tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    packed = tmp_path / "tiny.bin"
    packed.write_bytes(tiny_e5.write_file())
    with opened(packed) as model:
        text = tokenizer_json(model.vocabulary, {})
    assert Tokenizer.from_str(text).encode("Ａ").tokens == ["<s>", "▁", "A", "</s>"]
