"""Files with one JSON object a line, whose broken lines are named and left out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError


def json_lines(path: Path, skipped: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with the numbers of their lines; what is no object is added to `skipped`.

    Raise `AssistantError` for a file that cannot be read as UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # splitlines would cut at U+2028 inside a string
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8 ではありません"
        raise AssistantError(f"ファイルを読めません: {path}（{reason}）。パスと文字コードを確かめてください") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            skipped.append(f"{path.name}: {number} 行目を飛ばしました（JSON のオブジェクトではありません）")
