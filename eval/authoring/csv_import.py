"""Questions of a table (CSV, TSV) as Excel and others write it: columns by name, Japanese or English, one row a question."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from assistant.errors import AssistantError
from assistant.ingest.encoding import decode_text
from assistant.ingest.extracted import UnreadableFile
from assistant.japanese.dates import dates
from assistant_eval.authoring.facts import read_facts, read_patterns
from assistant_eval.authoring.imported import Imported, Row, Skipped, gather
from assistant_eval.records import REFUSALS, SPLITS
from assistant_eval.report.labels import KINDS
from assistant_eval.report.labels import SPLITS as SPLIT_LABELS

_COLUMNS: Final = {
    "id": "id",
    "番号": "id",
    "質問": "question",
    "資料": "source",
    "引用": "quote",
    "正解": "nuggets",
    "禁止": "forbidden",
    "拒否": "refuse",
    "種類": "type",
    "時点": "as_of",
    "分割": "split",
    "備考": "note",
}
_FIELDS: Final = frozenset(_COLUMNS.values())
_DELIMITERS: Final = "\t,;"


class _Cells(NamedTuple):
    """A row that holds anything; the first of the file has the number 1."""

    number: int
    cells: list[str]


def import_csv(path: Path) -> Imported:
    """Read a table; rows are counted as a spreadsheet counts them, the header being the first.

    In 正解 and 禁止 「;」 parts facts and 「|」 their spellings; `/…/` is a pattern, all else is taken as it stands.
    Raises `AssistantError` where the file is no such table.
    """
    rows = _table(path)
    header = next((row for row in rows if not isinstance(row, Skipped)), None)
    if header is None:
        raise AssistantError(f"表が空です: {path}（1行目に 質問・資料・引用・正解 などの見出しを書いてください）")
    columns = [_column(cell) for cell in header.cells]
    _check_header(path, columns)
    names = zip(columns, header.cells, strict=True)
    unread = tuple(cell.strip() for name, cell in names if cell.strip() and name not in _FIELDS)
    return Imported(*gather(_row(row, columns) for row in rows), unread=unread)


def _row(row: _Cells | Skipped, columns: list[str]) -> Row | Skipped:
    if isinstance(row, Skipped):
        return row
    place = f"{row.number} 行目"
    if extra := "".join(row.cells[len(columns) :]).strip():
        return Skipped(place, f'見出しより列が多くあります（区切りの文字を含む値は " で囲んでください）: {extra}')
    cells = {name: cell.strip() for name, cell in zip(columns, row.cells, strict=False) if cell.strip()}
    try:
        return Row(place, _fields(cells, f"row-{row.number}"))
    except ValueError as error:
        return Skipped(place, str(error))


def _fields(cells: Mapping[str, str], fallback: str) -> dict[str, Any]:
    row: dict[str, Any] = {"id": cells.get("id", fallback)}
    row |= {name: cells[name] for name in ("question", "note") if name in cells}
    if "source" in cells or "quote" in cells:
        missing = [name for name in ("資料", "引用") if _COLUMNS[name] not in cells]
        if missing:
            raise ValueError(f"{missing[0]}がありません（資料と引用は両方書いてください）")
        row["gold"] = [[{"source": cells["source"], "quote": cells["quote"]}]]
    if "nuggets" in cells:
        row["nuggets"] = [list(group) for group in read_facts(cells["nuggets"])]
    if "forbidden" in cells:
        row["forbidden"] = list(read_patterns(cells["forbidden"]))
    if "refuse" in cells:
        row["refuse"] = _key(cells["refuse"], {name: KINDS[name] for name in REFUSALS})
    if "type" in cells:
        row["type"] = _key(cells["type"], KINDS)
    if "split" in cells:
        row["split"] = _key(cells["split"], {name: SPLIT_LABELS[name] for name in SPLITS})
    if "as_of" in cells:
        row["as_of"] = _day(cells["as_of"])
    return row


def _key(cell: str, labels: Mapping[str, str]) -> str:
    """The name that a cell means, written as it is or as our reports label it (開発用, 開発); else the cell as it stands."""
    plain = unicodedata.normalize("NFKC", cell).casefold()
    for name, label in labels.items():
        if plain in (name, label, label.removesuffix("用")):
            return name
    return cell


def _day(cell: str) -> str:
    found = [(own.year, own.month, own.day) for own in dates(cell)]
    if len(found) == 1:
        year, month, day = found[0]
        if year is not None and month is not None and day is not None:
            with suppress(ValueError):  # 30 February
                return date(year, month, day).isoformat()
    raise ValueError(f"時点は 2026-04-01 の形で、ある日付を書いてください: {cell}")


def _table(path: Path) -> Iterator[_Cells | Skipped]:
    """The rows of a file; one that is no CSV comes with what is wrong."""
    try:
        text = decode_text(path.read_bytes())
    except OSError as error:
        raise AssistantError(f"ファイルを開けません: {path}（{error.strerror}）") from error
    except UnreadableFile as error:
        raise AssistantError(f"表として読めません: {path}（{error}）") from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(f"{number} 行目", f'CSV として読めません（{error}）。" の数が合っているか確かめてください')
        else:
            if any(cell.strip() for cell in row):
                yield _Cells(number, row)


def _column(cell: str) -> str:
    plain = unicodedata.normalize("NFKC", cell).strip().casefold().replace("-", "_").replace(" ", "_")
    return _COLUMNS.get(plain, plain)


def _check_header(path: Path, columns: list[str]) -> None:
    known = [name for name in columns if name in _FIELDS]
    if "question" not in known:
        names = "、".join(f"{japanese}（{name}）" for japanese, name in _COLUMNS.items() if japanese != name)
        raise AssistantError(f"見出しに 質問（question）の列がありません: {path}。使える見出しは id、{names} です")
    if twice := {name for name in known if known.count(name) > 1}:
        raise AssistantError(f"同じ意味の列が二つあります: {path}（{'、'.join(sorted(twice))}）。一つにしてください")
