"""The optional reranker: a cross-encoder that reads question and text together and says how relevant the text is."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.models.precision import fastest_device, fastest_precision

WINDOW_TOKENS: Final = 512  # what rerankers are trained on, even those whose positions go further
_CLASSIFIER: Final = "ForSequenceClassification"


class CrossEncoderReranker:
    """A loaded cross-encoder; `window` is the tokens it reads at once, `forward_s` the seconds spent inside it so far."""

    def __init__(self, folder: Path, name: str, batch_size: int) -> None:
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        device = fastest_device()
        self.name = name
        self.precision = fastest_precision(device)
        self.forward_s = 0.0
        self._batch_size = batch_size
        self._turn = (
            threading.Lock()
        )  # the tokenizer's truncation is switched between calls, and is one for all threads
        try:
            _require_one_score(folder, name)
            self._model = CrossEncoder(
                str(folder),
                device=device,
                local_files_only=True,
                model_kwargs={"dtype": self.precision},
                activation_fn=torch.nn.Identity(),
            )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise AssistantError(
                f"並べ替えモデルを読み込めません: {folder}（{error}）。`assistant models verify {name}` で確かめてください"
            ) from error
        if not self._model.tokenizer.is_fast:
            raise AssistantError(
                f"並べ替えモデル {name} のトークナイザーは使えません: {folder}（tokenizer.json のあるモデルを選んでください）"
            )
        longest = self._model.max_seq_length
        self.window: int = WINDOW_TOKENS if longest is None else min(longest, WINDOW_TOKENS)

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Relevance of each text, shape (len(texts),): the model's logit, higher is better, comparable within a call.

        A text longer than the window is read in overlapping windows and scored by its best one; of a question, at most
        half the window is read. Raise `AssistantError` when the model gives no numbers.
        """
        best = np.full(len(texts), -np.inf, dtype=np.float32)
        if not texts:
            return best
        with self._turn:
            began = time.perf_counter()
            asked, pieces = self._cut(question, texts)
            owners = [number for number, windows in enumerate(pieces) for _ in windows]
            pairs = [(asked, window) for windows in pieces for window in windows]
            logits = self._model.predict(pairs, batch_size=self._batch_size, show_progress_bar=False)
            self.forward_s += time.perf_counter() - began
        if not np.isfinite(logits).all():
            raise AssistantError(
                f"並べ替えモデル {self.name} の点数が数になりません。`assistant models verify {self.name}` で確かめるか、"
                "設定の models.reranker を空にしてください"
            )
        np.maximum.at(best, owners, logits.astype(np.float32))
        return best

    def _cut(self, question: str, texts: Sequence[str]) -> tuple[str, list[list[str]]]:
        """The question as far as it is read, and each text's windows; both in whole tokens."""
        tokenizer = self._model.tokenizer
        spans = tokenizer(
            [question, *texts],
            add_special_tokens=False,
            truncation=False,
            return_offsets_mapping=True,
            return_attention_mask=False,
            verbose=False,
        )["offset_mapping"]
        room = self.window - tokenizer.num_special_tokens_to_add(pair=True)
        kept = spans[0][: room // 2]
        asked = question[: kept[-1][1]] if len(kept) < len(spans[0]) else question
        size = room - len(kept)
        return asked, [
            [text[tokens[start][0] : tokens[end - 1][1]] for start, end in windows(len(tokens), size)]
            if len(tokens) > size
            else [text]
            for text, tokens in zip(texts, spans[1:], strict=True)
        ]


def windows(length: int, size: int) -> list[tuple[int, int]]:
    """Ranges of `size` that cover `length` and overlap by at least a quarter; the last one ends at the end."""
    if length <= size:
        return [(0, length)]
    step = max(1, size - size // 4)
    starts = [*range(0, length - size, step), length - size]
    return [(start, start + size) for start in starts]


def _require_one_score(folder: Path, name: str) -> None:
    """Refuse what would load with a made-up head (an embedder) or gives several scores (a classifier of kinds)."""
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
    architectures = config.architectures or []
    if not any(architecture.endswith(_CLASSIFIER) for architecture in architectures) or config.num_labels != 1:
        found = f"{'、'.join(architectures) or '構造の記載なし'}・出力 {config.num_labels}"
        raise AssistantError(
            f"モデル {name} は並べ替えに使えません: {folder}（{found}）。"
            f"出力が一つの cross-encoder（…{_CLASSIFIER}）を選んでください"
        )
