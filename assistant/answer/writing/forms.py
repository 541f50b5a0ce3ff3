"""The forms of an answer: how much the language model writes above the sentences of the sources that are always shown.

Which one is the default for which size of model was measured: docs/answers.md.
"""

from dataclasses import dataclass
from typing import Final

SMALL_BYTES: Final = 2_500_000_000  # a model of 3 billion parameters in four bits


@dataclass(frozen=True, slots=True)
class Form:
    """`read`: sentences of the evidence that the model is given besides those shown; `written`: sentences it may write."""

    read: int
    written: int


FORMS: Final = {"quotes": Form(0, 0), "conclusion": Form(0, 1), "prose": Form(6, 4)}


def form_of(name: str, model_bytes: int) -> Form:
    """The form that the settings name; "auto" lets only a model larger than SMALL_BYTES write."""
    if name == "auto":
        name = "quotes" if model_bytes <= SMALL_BYTES else "prose"
    return FORMS[name]
