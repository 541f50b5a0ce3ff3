"""The morphological analyser: SudachiPy in its shortest unit (split mode A), one tokenizer a thread."""

import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sudachipy import Dictionary, Morpheme, Tokenizer

# Sudachi takes 49,149 bytes a call and a character has at most four in UTF-8.
_MOST_CHARACTERS: Final = 12_000
_CUT_AFTER: Final = ("。", "\n", ". ", "、", " ")

_lock = threading.Lock()
_per_thread = threading.local()


def morphemes(text: str) -> Iterator["Morpheme"]:
    """The morphemes of `text` in order; text of any length, cut at sentence ends where it is too long for one call."""
    tokenizer = _tokenizer()
    for piece in _pieces(text):
        yield from tokenizer.tokenize(piece)


def part_of_speech_matcher(wanted: Callable[[tuple[str, ...]], bool]) -> Callable[["Morpheme"], bool]:
    """A fast test for the morphemes whose part of speech (six fields of UniDic) is `wanted`."""
    matches: Callable[[Morpheme], bool] = _dictionary().pos_matcher(wanted)
    return matches


def _tokenizer() -> "Tokenizer":
    """This thread's tokenizer: they hold buffers and must not be shared, the dictionary may be."""
    tokenizer: Tokenizer | None = getattr(_per_thread, "tokenizer", None)
    if tokenizer is None:
        from sudachipy import SplitMode

        tokenizer = _dictionary().tokenizer(mode=SplitMode.A)
        _per_thread.tokenizer = tokenizer
    return tokenizer


def _dictionary() -> "Dictionary":
    with _lock:
        return _load_dictionary()


@lru_cache(maxsize=1)
def _load_dictionary() -> "Dictionary":
    from sudachipy import Dictionary

    return Dictionary(dict="core")


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > _MOST_CHARACTERS:
        limit = start + _MOST_CHARACTERS
        ends = (text.rfind(mark, start, limit) + len(mark) for mark in _CUT_AFTER if mark in text[start:limit])
        end = next((end for end in ends if end > start), limit)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]
