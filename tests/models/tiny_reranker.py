"""A whole cross-encoder of a few tens of kilobytes: a random BERT with one score, and a tokenizer of characters."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

QUESTION = "漏えいはどこに報告するか"
TEXTS = ["漏えいは個人情報保護委員会に報告する。", "モデルの出力を学習に使う。", "短い。", "日本の法令に従う。"]
POSITIONS = 48
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


SHAPE: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": POSITIONS,
}


def write_folder(
    folder: Path, outputs: int = 1, *, embedder: bool = False, shape: Mapping[str, Any] | None = None
) -> Path:
    """Write the model as its publisher would; several `outputs` make a classifier, `embedder` leaves out the head."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel

    characters = sorted(set("".join([QUESTION, *TEXTS])))
    torch.manual_seed(20261122)
    settings: dict[str, Any] = {
        "vocab_size": len(SPECIAL) + len(characters),
        "num_labels": outputs,
        "initializer_range": 0.5,  # so that texts differ in score
        **(SHAPE if shape is None else shape),
    }
    config = BertConfig(**settings)
    model = BertModel(config) if embedder else BertForSequenceClassification(config)
    model.save_pretrained(folder)
    _write_tokenizer(folder, [*SPECIAL, *characters])
    return folder


def _write_tokenizer(folder: Path, pieces: list[str]) -> None:
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    numbers = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", numbers["[CLS]"]), ("[SEP]", numbers["[SEP]"])],
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
