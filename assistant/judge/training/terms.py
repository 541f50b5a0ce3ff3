"""The terms of the data that a judge was trained on, and what follows from them for the judge's own file."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple


class Terms(NamedTuple):
    """A body of data: its name, its licence, where it comes from ("" where that is not public)."""

    name: str
    licence: str
    address: str


BASE: Final = Terms("multilingual-e5-small", "MIT", "https://huggingface.co/intfloat/multilingual-e5-small")
_KNOWN: Final = {
    "jaquad": Terms("JaQuAD", "CC BY-SA 3.0", "https://huggingface.co/datasets/SkelterLabsInc/JaQuAD"),
    "jsick": Terms("JSICK", "CC BY-SA 4.0", "https://github.com/verypluming/JSICK"),
}
_ASK: Final = "不明（提供者の条件を確かめてください）"


def terms_of(files: Iterable[Path]) -> list[Terms]:
    """The terms of data files, public sets known by how their files are called."""
    return [
        next((own for start, own in _KNOWN.items() if path.name.lower().startswith(start)), Terms(path.name, _ASK, ""))
        for path in files
    ]


def licence_of(data: Sequence[Terms]) -> str:
    """The licence that the trained file is handed on under (docs/models.md gives the reasons)."""
    if any("BY-SA" in own.licence for own in data):
        return "CC BY-SA 4.0"
    return "学習データの条件による（自社のデータだけなら、自社で決められる）"
