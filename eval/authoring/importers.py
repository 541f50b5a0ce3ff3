"""Question sets of other tools: which format a file has, and its importer."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from assistant.errors import UsageError
from assistant_eval.authoring.csv_import import import_csv
from assistant_eval.authoring.imported import Imported
from assistant_eval.authoring.squad_import import import_squad

FORMATS: Final[Mapping[str, Callable[[Path], Imported]]] = MappingProxyType({"squad": import_squad, "csv": import_csv})
_SUFFIXES: Final = {".json": "squad", ".jsonl": "squad", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}


def guess_format(path: Path) -> str:
    """The format that a file's suffix tells; raise `UsageError` where it tells none."""
    try:
        return _SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise UsageError(f"形式が分かりません: {path}。--format に {' か '.join(FORMATS)} を指定してください") from None
