"""Writing an E5S1 model out as an ordinary sentence-transformers folder, byte for byte the same every time."""

import json
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.errors import AssistantError
from assistant.models.e5s1 import Array, E5File, Shape, Vocabulary

PROMPTS: Final = {"query": "query: ", "document": "passage: ", "passage": "passage: "}

# The name in the file, the name in Hugging Face's BertModel, and the dimensions by their names in `Shape`.
EMBEDDINGS: Final = (
    ("emb.word", "embeddings.word_embeddings.weight", ("vocabulary", "hidden")),
    ("emb.pos", "embeddings.position_embeddings.weight", ("positions", "hidden")),
    ("emb.type", "embeddings.token_type_embeddings.weight", ("token_types", "hidden")),
    ("emb.ln.w", "embeddings.LayerNorm.weight", ("hidden",)),
    ("emb.ln.b", "embeddings.LayerNorm.bias", ("hidden",)),
)
LAYER: Final = (
    ("q", "attention.self.query", ("hidden", "hidden")),
    ("k", "attention.self.key", ("hidden", "hidden")),
    ("v", "attention.self.value", ("hidden", "hidden")),
    ("ao", "attention.output.dense", ("hidden", "hidden")),
    ("aln", "attention.output.LayerNorm", ("hidden",)),
    ("fi", "intermediate.dense", ("feed_forward", "hidden")),
    ("fo", "output.dense", ("hidden", "feed_forward")),
    ("oln", "output.LayerNorm", ("hidden",)),
)

# U+FF5E is the one character of the vocabulary that NFKC would change and XLM-RoBERTa's own normalisation keeps;
# it steps aside to a private-use code point that no text carries.
KEPT: Final = "～"
ASIDE: Final = "\U0010fffd"


def write(model: E5File, folder: Path) -> None:
    """Write the weights (float32), the tokenizer and the configuration of `model` into `folder`."""
    from safetensors.numpy import save_file

    save_file(_weights(model), folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer = folder / "tokenizer.json"
    tokenizer.write_text(tokenizer_json(model.vocabulary, model.normalisation), encoding="utf-8")
    # safetensors writes for the owner alone; a model may serve several accounts, as far as the umask allows.
    shutil.copymode(tokenizer, folder / "model.safetensors")
    for path, content in _configuration(model.shape, model.vocabulary).items():
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _weights(model: E5File) -> dict[str, Array]:
    shape = model.shape
    weights = {name: _tensor(model, source, dimensions) for source, name, dimensions in EMBEDDINGS}
    for layer in range(shape.layers):
        for source, name, dimensions in LAYER:
            prefix = f"encoder.layer.{layer}.{name}"
            weights[f"{prefix}.weight"] = _tensor(model, f"l{layer}.{source}.w", dimensions)
            weights[f"{prefix}.bias"] = _tensor(model, f"l{layer}.{source}.b", dimensions[:1])
    # Mean pooling never looks at BERT's pooler; zeros spare every load a random initialisation and its warning.
    weights["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), dtype=np.float32)
    weights["pooler.dense.bias"] = np.zeros(shape.hidden, dtype=np.float32)
    return weights


def _tensor(model: E5File, source: str, dimensions: tuple[str, ...]) -> Array:
    sizes = [int(getattr(model.shape, dimension)) for dimension in dimensions]
    return model.read(source, int(np.prod(sizes, dtype=object))).reshape(sizes)


def tokenizer_json(vocabulary: Vocabulary, normalisation: Mapping[int, str]) -> str:
    """XLM-RoBERTa's tokenizer in the form of the `tokenizers` library: Unigram, `▁` before words, `<s> … </s>`."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    removed, spaces = split_normalisation(normalisation)
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            *([normalizers.Replace(Regex(f"[{removed}]"), "")] if removed else []),
            *([normalizers.Replace(Regex(f"[{spaces}]"), " ")] if spaces else []),
            normalizers.Replace(KEPT, ASIDE),
            normalizers.NFKC(),
            normalizers.Replace(ASIDE, KEPT),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos][0], vocabulary.pieces[vocabulary.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    names = [vocabulary.pieces[i][0] for i in (vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unk)]
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in names])
    return str(tokenizer.to_str())


def split_normalisation(normalisation: Mapping[int, str]) -> tuple[str, str]:
    """What the map does besides NFKC, as two regular-expression character lists: removed, and turned into a space.

    Raise `AssistantError` for an entry that is neither of these nor NFKC: such a map needs more than we write.
    """
    other = {point: text for point, text in normalisation.items() if unicodedata.normalize("NFKC", chr(point)) != text}
    strange = [f"U+{point:04X}" for point, text in other.items() if text not in ("", " ")]
    if strange:
        raise AssistantError(f"埋め込みモデルの正規化表に扱えない項目があります: {'、'.join(strange[:5])}")
    removed, spaces = ([f"\\x{{{p:X}}}" for p, text in sorted(other.items()) if text == kind] for kind in ("", " "))
    return "".join(removed), "".join(spaces)


def _configuration(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    special = {
        name: vocabulary.pieces[index][0]
        for name, index in (
            ("bos_token", vocabulary.bos), ("cls_token", vocabulary.bos), ("eos_token", vocabulary.eos),
            ("sep_token", vocabulary.eos), ("pad_token", vocabulary.pad), ("unk_token", vocabulary.unk),
        )
    }  # fmt: skip
    bert = {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", "dtype": "float32",
        "hidden_size": shape.hidden, "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward, "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions, "type_vocab_size": shape.token_types,
        "layer_norm_eps": float(f"{shape.epsilon:.6g}"), "pad_token_id": vocabulary.pad,
    }  # fmt: skip
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": bert,
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"], **special,
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }  # fmt: skip
