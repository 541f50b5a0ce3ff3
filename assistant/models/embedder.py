"""The embedder: a sentence-transformers folder on CPU or GPU, in bfloat16 where the processor has it."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.models.precision import fastest_device, fastest_precision

if TYPE_CHECKING:
    import torch

_BATCHES_A_STEP: Final = 8  # how many batches pass between two reports of progress


class Tokenized(NamedTuple):
    """The token ids of a text without special tokens, and the characters behind each."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class SentenceEmbedder:
    """A loaded embedding model; `forward_s` counts the seconds spent inside it so far."""

    def __init__(self, folder: Path, name: str, fingerprint: str, batch_size: int) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        device = fastest_device()
        self.name = name
        self.fingerprint = fingerprint
        self.precision: torch.dtype = fastest_precision(device)
        self.forward_s = 0.0
        self._batch_size = batch_size
        self._turn = threading.Lock()  # the tokenizer's truncation is switched between calls, and is one for all
        try:
            self._model = SentenceTransformer(
                str(folder), device=device, local_files_only=True, model_kwargs={"dtype": self.precision}
            )
        except (OSError, ValueError, KeyError) as error:
            raise AssistantError(
                f"埋め込みモデルを読み込めません: {folder}（{error}）。`assistant models verify {name}` で確かめてください"
            ) from error
        self._model.eval()
        dimensions = self._model.get_embedding_dimension()
        assert dimensions is not None
        self.dimensions: int = dimensions

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimensions); texts are batched by length so that little is padding."""
        result = np.empty((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        step = self._batch_size * _BATCHES_A_STEP
        for start in range(0, len(order), step):
            numbers = order[start : start + step]
            began = time.perf_counter()
            with self._turn:
                vectors = self._model.encode_document(
                    [texts[number] for number in numbers], batch_size=self._batch_size, show_progress_bar=False
                )
            self.forward_s += time.perf_counter() - began
            result[numbers] = _unit(np.asarray(vectors, dtype=np.float32))
            progress(min(start + step, len(order)), len(order))
        return result

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Unit vector of shape (dimensions,)."""
        began = time.perf_counter()
        with self._turn:
            vector = self._model.encode_query([text], show_progress_bar=False)
        self.forward_s += time.perf_counter() - began
        unit: NDArray[np.float32] = _unit(np.asarray(vector, dtype=np.float32))[0]
        return unit

    @property
    def encoder(self) -> "torch.nn.Module":
        """The transformer under the vectors; judges share its lower layers. Never change its weights."""
        return self._model[0].get_submodule("auto_model")

    @property
    def marks(self) -> tuple[int, int, int]:
        """Token ids: before a sequence, after a text, padding."""
        tokenizer = self._model.tokenizer
        begin = tokenizer.bos_token_id if tokenizer.cls_token_id is None else tokenizer.cls_token_id
        end = tokenizer.eos_token_id if tokenizer.sep_token_id is None else tokenizer.sep_token_id
        return begin, end, tokenizer.pad_token_id

    def tokenize(self, texts: Sequence[str]) -> list[Tokenized]:
        """The tokens of each text, without special ones and never cut."""
        with self._turn:
            encoded = self._model.tokenizer(
                list(texts),
                add_special_tokens=False,
                truncation=False,
                return_offsets_mapping=True,
                return_attention_mask=False,
                verbose=False,
            )
        return [
            Tokenized(ids, offsets)
            for ids, offsets in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
        ]


class DeferredEmbedder:
    """An embedder that is loaded when first needed: a build with nothing new to embed never loads it."""

    def __init__(self, name: str, fingerprint: str, load: Callable[[], SentenceEmbedder]) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._load = load
        self._loaded: SentenceEmbedder | None = None

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._embedder().dimensions

    @property
    def forward_s(self) -> float:
        """Seconds spent in the model's forward pass so far."""
        return 0.0 if self._loaded is None else self._loaded.forward_s

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> NDArray[np.float32]:
        """See `SentenceEmbedder.encode_passages`."""
        return self._embedder().encode_passages(texts, progress)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See `SentenceEmbedder.encode_query`."""
        return self._embedder().encode_query(text)

    def _embedder(self) -> SentenceEmbedder:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Length one again after rounding; a zero vector stays zero."""
    lengths: NDArray[np.float32] = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
    unit: NDArray[np.float32] = vectors / lengths
    return unit
