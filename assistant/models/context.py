"""The evaluated part of a prompt that the model holds (in the worker): cut into pieces, reused, stored and restored.

A batch of another size rounds differently, so that the same question could get another answer after a restart. Therefore
every prompt is evaluated in pieces that depend on its own beginning alone, and only whole pieces are reused.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.models.cores import ThreadCount
from assistant.models.prefixes import forget_prefix, read_prefix, write_prefix

if TYPE_CHECKING:
    from llama_cpp import Llama

PREFILL_TOKENS: Final = 256  # about two seconds on two cores; a cancellation is noticed between pieces


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What evaluating a prompt took; not `complete` where it was cancelled."""

    reused_tokens: int
    seconds: float
    complete: bool


@dataclass(frozen=True, slots=True)
class _Stored:
    """An evaluated beginning: its tokens, where its pieces start, and llama.cpp's state."""

    tokens: list[int]
    cuts: list[int]
    state: bytes


class Context:
    """The one sequence of a loaded model."""

    def __init__(self, llama: "Llama", threads: int, folder: Path | None, key: str) -> None:
        self._llama = llama
        self._threads = ThreadCount(threads)
        self._folder = folder
        self._key = key
        self._cuts: list[int] = []
        self._stored: list[_Stored] = []
        self._can_cut = not (llama._is_recurrent or llama._is_hybrid)  # these cannot forget the end of what they read

    def prefill(self, pieces: Sequence[list[int]], cancelled: threading.Event) -> Prefilled:
        """Evaluate a prompt, given as the tokens of each message, as far as it is not held already.

        A cancellation is heard between pieces; what was evaluated until then is reused the next time.
        """
        began = time.perf_counter()
        prompt = [token for piece in pieces for token in piece]
        cuts = cuts_of(pieces)
        reused = self._reuse(prompt, cuts)
        self._cuts = cuts
        self._forget_from(reused)
        for start, end in zip(cuts, [*cuts[1:], len(prompt)], strict=True):
            if end <= reused:
                continue
            if cancelled.is_set():
                return Prefilled(reused, time.perf_counter() - began, False)
            self.evaluate(prompt[start:end])
        return Prefilled(reused, time.perf_counter() - began, not cancelled.is_set())

    def evaluate(self, tokens: list[int]) -> None:
        """Go on by some tokens, on as many threads as the machine has to spare."""
        import llama_cpp

        threads = self._threads.now()
        llama_cpp.llama_set_n_threads(self._llama.ctx, threads, threads)
        self._llama.eval(tokens)

    def logits(self) -> NDArray[np.float32]:
        """Shape (vocabulary,), after the last token evaluated; valid until the next one is."""
        import llama_cpp

        pointer = llama_cpp.llama_get_logits_ith(self._llama.ctx, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._llama.n_vocab(),))

    @property
    def length(self) -> int:
        """Tokens held."""
        return int(self._llama.n_tokens)

    def back_to(self, length: int) -> None:
        """Forget what was evaluated beyond `length`; the logits are those of what was forgotten."""
        self._llama.n_tokens = length

    def store(self, pieces: Sequence[list[int]], cancelled: threading.Event) -> tuple[Prefilled, bool]:
        """Keep an evaluated beginning at hand and on disk; True where it was taken from there."""
        tokens = [token for piece in pieces for token in piece]
        cuts = cuts_of(pieces)
        known = next((stored for stored in self._stored if stored.tokens == tokens), None)
        if known is not None or not self._can_cut:
            return self.prefill(pieces, cancelled), False
        began = time.perf_counter()
        key = f"{self._key} {tokens}"
        state = read_prefix(self._folder, key) if self._folder is not None else None
        if state is not None and self._restore(_Stored(tokens, cuts, state)):
            self._stored.append(_Stored(tokens, cuts, state))
            return Prefilled(len(tokens), time.perf_counter() - began, True), True
        if state is not None and self._folder is not None:
            forget_prefix(self._folder, key)  # whole, but not of this model or build after all
        done = self.prefill(pieces, cancelled)
        if done.complete:
            state = self._state()
            self._stored.append(_Stored(tokens, cuts, state))
            if self._folder is not None:
                write_prefix(self._folder, key, state)
        return done, False

    def _reuse(self, prompt: list[int], cuts: list[int]) -> int:
        """How many tokens of the prompt are held, in whole pieces; a stored beginning is brought back if it has more."""
        held: list[int] = self._llama.input_ids[: self._llama.n_tokens].tolist()
        here = _whole_pieces(prompt, cuts, held, self._cuts)
        if not self._can_cut:
            return 0
        best = max(self._stored, key=lambda stored: _whole_stored(prompt, cuts, stored), default=None)
        there = 0 if best is None else _whole_stored(prompt, cuts, best)
        if best is None or there <= here:
            return here
        return there if self._restore(best) else 0

    def _restore(self, stored: _Stored) -> bool:
        """Put a stored beginning in the place of what is held; False, and nothing held, where llama.cpp refuses it."""
        import ctypes

        import llama_cpp

        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._llama.ctx), True)
        buffer = (ctypes.c_uint8 * len(stored.state)).from_buffer_copy(stored.state)
        taken: int = llama_cpp.llama_state_seq_set_data(self._llama.ctx, buffer, len(stored.state), 0)
        good = taken == len(stored.state)
        if not good:
            llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._llama.ctx), True)
        self._llama.n_tokens = len(stored.tokens) if good else 0
        self._llama.input_ids[: self._llama.n_tokens] = stored.tokens if good else []
        self._cuts = stored.cuts if good else []
        return good

    def _state(self) -> bytes:
        import ctypes

        import llama_cpp

        size = llama_cpp.llama_state_seq_get_size(self._llama.ctx, 0)
        buffer = (ctypes.c_uint8 * size)()
        written: int = llama_cpp.llama_state_seq_get_data(self._llama.ctx, buffer, size, 0)
        return bytes(buffer[:written])

    def _forget_from(self, length: int) -> None:
        if length == 0:
            self._llama.reset()  # type: ignore[no-untyped-call]
        self._llama.n_tokens = length


def cuts_of(pieces: Sequence[list[int]]) -> list[int]:
    """Where the evaluation of a prompt starts anew: at each message, and within it every `PREFILL_TOKENS` tokens."""
    cuts: list[int] = []
    start = 0
    for piece in pieces:
        cuts += range(start, start + len(piece), PREFILL_TOKENS)
        start += len(piece)
    return cuts


def _whole_stored(prompt: list[int], cuts: list[int], stored: _Stored) -> int:
    return _whole_pieces(prompt, cuts, stored.tokens, [*stored.cuts, len(stored.tokens)])


def _whole_pieces(prompt: list[int], cuts: list[int], held: list[int], held_cuts: list[int]) -> int:
    """The end of the last piece that both have: the same tokens, cut in the same places; never the prompt's last piece."""
    pairs = zip(held, prompt, strict=False)
    shared = next((i for i, (old, new) in enumerate(pairs) if old != new), min(len(held), len(prompt)))
    whole = 0
    for cut, own in zip(cuts, held_cuts, strict=False):
        if cut != own or cut > shared:
            break
        whole = cut
    return whole
