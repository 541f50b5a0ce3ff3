"""The tokens of a model as byte strings (in the worker)."""

import ctypes
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from llama_cpp import Llama

Logits = NDArray[np.float32]  # shape (vocabulary,)

_LONGEST: Final = 512  # bytes of one token; the longest of Qwen2.5 has 128


class Vocabulary:
    """The words of a loaded model; `pieces` leaves out tokens without text (control tokens)."""

    def __init__(self, llama: "Llama") -> None:
        import llama_cpp

        self._vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
        self._to_piece = llama_cpp.llama_token_to_piece
        self.size: int = llama.n_vocab()
        self._is_end = llama_cpp.llama_vocab_is_eog
        self._is_control = llama_cpp.llama_vocab_is_control
        self._buffer = ctypes.create_string_buffer(_LONGEST)
        self._pieces: dict[bytes, int] = {}
        self._longest: dict[bytes, int] = {}

    def text(self, token: int) -> bytes:
        """The bytes of a token, which need not be whole characters; empty for a control token."""
        length = self._to_piece(self._vocabulary, token, self._buffer, _LONGEST, 0, False)
        return self._buffer.raw[: max(0, length)]

    def is_end(self, token: int) -> bool:
        """Whether the model says with it that its text is over."""
        return bool(self._is_end(self._vocabulary, token))

    @cached_property
    def ends(self) -> frozenset[int]:
        """All tokens of which `is_end` holds."""
        return frozenset(token for token in range(self.size) if self.is_end(token))

    def is_control(self, token: int) -> bool:
        """Whether a token steers the model and has no text of its own."""
        return bool(self._is_control(self._vocabulary, token))

    @property
    def pieces(self) -> dict[bytes, int]:
        """Bytes to the token that has them (the first of equals); read at the first call, in half a second."""
        if not self._pieces:
            for token in range(self.size):
                piece = self.text(token)
                if piece and token not in self.ends:
                    self._pieces.setdefault(piece, token)
                    beginning = piece[:2]
                    self._longest[beginning] = max(self._longest.get(beginning, 0), len(piece))
        return self._pieces

    def longest(self, beginning: bytes) -> int:
        """The length in bytes of the longest token with these first two bytes; 1 where there is none, for single bytes."""
        assert self.pieces
        return self._longest.get(beginning, 1)
