"""Faithful restatements of sentences of the corpus, as people wrote them: the right claims of the mutation test."""

import json
from pathlib import Path
from typing import Final, NamedTuple

from assistant.errors import AssistantError

_FIELDS: Final = ("id", "source", "quote", "claim")


class Case(NamedTuple):
    """A right claim with the words that carry it: `quote` stands in the file `source` (path relative to the corpus)."""

    id: str
    source: str
    quote: str
    claim: str


def read_paraphrases(path: Path) -> tuple[Case, ...]:
    """Read a file of rows {"id", "source", "quote", "claim"}; raise `AssistantError` naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(f"言い換えのファイルを読めません: {path}（{error}）") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = _case(json.loads(line))
        except ValueError as error:
            raise AssistantError(
                f"言い換えのファイルの {number} 行目が誤っています: {path}（{error}）。書式は eval/README.md にあります"
            ) from error
        if case.id in cases:
            raise AssistantError(
                f"言い換えのファイルの {number} 行目の id {case.id} は、前の行にもあります: {path}。別の id にしてください"
            )
        cases[case.id] = case
    return tuple(cases.values())


def _case(row: object) -> Case:
    if not isinstance(row, dict):
        raise ValueError("{…} の形ではありません")
    missing = [name for name in _FIELDS if name not in row]
    unknown = sorted(set(row) - set(_FIELDS))
    if missing:
        raise ValueError(f"{'、'.join(missing)} がありません")
    if unknown:
        raise ValueError(f"{'、'.join(unknown)} は知らない項目です")
    empty = [name for name in _FIELDS if not isinstance(row[name], str) or not row[name].strip()]
    if empty:
        raise ValueError(f"{'、'.join(empty)} が文字列でないか、空です")
    return Case(**{name: row[name] for name in _FIELDS})
