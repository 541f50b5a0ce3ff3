"""Writing by a llama.cpp grammar (in the worker); see `guides.Guide` for what the methods do."""

import ctypes
import os
import resource
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.models.vocabulary import Logits, Vocabulary

if TYPE_CHECKING:
    from llama_cpp import Llama

_COMPILE_SECONDS: Final = 1  # of CPU; a grammar that people write takes a thousandth
_CANDIDATE: Final = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class GrammarError(ValueError):
    """A grammar that llama.cpp does not take, or that allows nothing at all."""


class GrammarGuide:
    """What a GBNF grammar allows; raise `GrammarError` for one that does not compile."""

    opening: Final = ""

    def __init__(self, gbnf: str, llama: "Llama", vocabulary: Vocabulary) -> None:
        import llama_cpp

        _try_out(lambda: _compile(gbnf, llama, vocabulary.size))
        self._library = llama_cpp
        self._vocabulary = vocabulary
        self._sampler = _compile(gbnf, llama, 0)

    def choose(self, logits: Logits) -> int | None:
        """See `guides.Guide`."""
        token = int(logits.argmax())
        if not np.isfinite(self._masked(np.array([token], np.int32), logits)[0]):
            masked = self._masked(np.arange(len(logits), dtype=np.int32), logits)
            token = int(masked.argmax())
            if not np.isfinite(masked[token]):
                raise GrammarError("nothing is allowed here")
        return None if self._vocabulary.is_end(token) else token

    def take(self, token: int) -> bytes | None:
        """See `guides.Guide`."""
        self._library.llama_sampler_accept(self._sampler, token)
        return None

    def end(self) -> bytes:
        """See `guides.Guide`."""
        return b""

    def close(self) -> None:
        """See `guides.Guide`."""
        self._library.llama_sampler_free(self._sampler)

    def _masked(self, tokens: NDArray[np.int32], logits: Logits) -> Logits:
        """The logits of some tokens, minus infinity for what the grammar forbids."""
        return _apply(self._sampler, tokens, logits[tokens])


def _compile(gbnf: str, llama: "Llama", try_tokens: int) -> ctypes.c_void_p:
    """A sampler of llama.cpp; with `try_tokens` it is asked once about so many tokens, which is where bad ones hang."""
    import llama_cpp

    vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
    sampler = llama_cpp.llama_sampler_init_grammar(vocabulary, gbnf.encode(), b"root") if "\0" not in gbnf else None
    if not sampler:
        raise GrammarError("it does not compile")
    if try_tokens:
        _apply(sampler, np.arange(try_tokens, dtype=np.int32), np.zeros(try_tokens, np.float32))
    compiled: ctypes.c_void_p = sampler
    return compiled


def _apply(sampler: ctypes.c_void_p, tokens: NDArray[np.int32], logits: Logits) -> Logits:
    import llama_cpp

    candidates = np.zeros(len(tokens), _CANDIDATE)
    candidates["id"], candidates["logit"] = tokens, logits
    data = candidates.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token_data))
    array = llama_cpp.llama_token_data_array(data, len(tokens), -1, False)
    llama_cpp.llama_sampler_apply(sampler, ctypes.byref(array))
    allowed: Logits = candidates["logit"].copy()
    return allowed


def _try_out(compile_it: Callable[[], object]) -> None:
    """Do something in a copy of this process that may crash or hang; raise `GrammarError` where it does not succeed.

    llama.cpp answers most bad grammars with a null pointer, but overflows the stack over deep nesting and never returns
    from `"a"{5,2}` (seen with llama-cpp-python 0.3.36).
    """
    copy = os.fork()
    if copy == 0:
        status = 1
        try:
            signal.signal(signal.SIGXCPU, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CPU, (_COMPILE_SECONDS, _COMPILE_SECONDS))
            compile_it()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(copy, 0)
    if ended != 0:
        raise GrammarError("it does not compile")
