"""An embedder of a few kilobytes that judges can stand on: a random BERT over characters."""

import hashlib
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

from assistant.models.embedder import SentenceEmbedder, Tokenized

BEGIN, END, PADDING = 0, 2, 1
SPECIAL = 3
VOCABULARY = 400
DIMENSIONS = 24


class TinyEncoder:
    """A token a character but for blanks; whether it is the same character is all that it knows of one."""

    def __init__(self, layers: int = 2, seed: int = 20261122) -> None:
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=VOCABULARY,
            hidden_size=DIMENSIONS,
            num_hidden_layers=layers,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=512,
            initializer_range=0.3,  # so that texts differ
        )
        self.name = "tiny"
        self.fingerprint = hashlib.sha256(f"{layers}:{seed}".encode()).hexdigest()
        self.precision = torch.float32
        self.encoder: torch.nn.Module = BertModel(config)
        self.encoder.eval()  # type: ignore[no-untyped-call]
        self.marks = (BEGIN, END, PADDING)
        self.dimensions = DIMENSIONS

    def tokenize(self, texts: Sequence[str]) -> list[Tokenized]:
        return [_tokenized(text) for text in texts]

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> NDArray[np.float32]:
        """Vectors of which characters a text holds."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            for token in _tokenized(text).ids:
                vectors[number, token % self.dimensions] += 1
            vectors[number] /= max(1.0, float(np.linalg.norm(vectors[number])))
        progress(len(texts), len(texts))
        return vectors

    encode_queries = encode_passages


def tiny_embedder(layers: int = 2) -> SentenceEmbedder:
    """The tiny encoder where a training wants an embedder."""
    return cast(SentenceEmbedder, TinyEncoder(layers))


def _tokenized(text: str) -> Tokenized:
    places = [number for number, character in enumerate(text) if not character.isspace()]
    ids = [SPECIAL + ord(text[number]) % (VOCABULARY - SPECIAL) for number in places]
    return Tokenized(ids, [(number, number + 1) for number in places])
