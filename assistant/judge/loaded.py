"""A judge in memory: its network over the embedder's layers, and pairs of texts read by it."""

import time
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.judge.judge_file import JudgeFile
from assistant.judge.opinions import Pair
from assistant.judge.pairs import encode_pairs
from assistant.judge.protocols import Encoder
from assistant.records import Span

_TOKENS_A_BATCH: Final = 4096


class Judged(NamedTuple):
    """The logits of a pair (float32, shape (outputs,)), and those of the tokens of its scored text by their characters."""

    outputs: NDArray[np.float32]
    tokens: tuple[tuple[Span, tuple[float, ...]], ...]


class LoadedJudge:
    """A judge of a file; `forward_s` counts the seconds spent inside it so far.

    `scored`, `token_outputs` and `outputs` are as in `JudgeNetwork`. Raise `AssistantError` where the file's weights do
    not fit the embedder.
    """

    def __init__(self, encoder: Encoder, judge_file: JudgeFile, scored: str, token_outputs: int, outputs: int) -> None:
        from assistant.judge.network import JudgeNetwork
        from assistant.judge.stored import restore

        self._network = JudgeNetwork(encoder.encoder, judge_file.lower_layers, scored, token_outputs, outputs)
        restore(self._network, judge_file)
        self._network.layers.to(encoder.precision)
        self._network.eval()
        self._encoder = encoder
        self.forward_s = 0.0

    def read(self, pairs: Sequence[Pair]) -> list[Judged]:
        """Each pair's judgement; of several windows of a long text the one with the greatest first output counts."""
        import torch

        from assistant.judge.network import read_rows

        if not pairs:
            return []
        began = time.perf_counter()
        windows = encode_pairs(pairs, self._encoder)
        rows = [row for own in windows for row in own]
        with torch.inference_mode():
            outputs, tokens = read_rows(self._network, rows, self._encoder.marks[2], _TOKENS_A_BATCH)
        found = []
        start = 0
        for own in windows:
            best = max(range(start, start + len(own)), key=lambda number: float(outputs[number, 0]))
            read = range(start, start + len(own)) if self._network.scores_second else (best,)
            scored = tuple(
                (Span(*at), tuple(scores))
                for number in read
                for at, scores in zip(self._network.scored_offsets(rows[number]), tokens[number].tolist(), strict=True)
            )
            found.append(Judged(outputs[best].float().cpu().numpy(), scored))
            start += len(own)
        self.forward_s += time.perf_counter() - began
        return found
