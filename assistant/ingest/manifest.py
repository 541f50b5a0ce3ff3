"""`sources.toml` of a corpus folder: the metadata of its documents, and the official originals to add."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from assistant.errors import AssistantError
from assistant.records import Authority, Metadata

FILE_NAME: Final = "sources.toml"
LOCK_NAME: Final = "originals.lock.toml"  # what `assistant corpus fetch` got, and when; see originals.py
FORMATS: Final = ("pdf", "html", "xml", "txt", "md", "docx", "xlsx", "pptx")
_TEXT_KEYS: Final = ("work", "publisher", "edition", "language", "rights")
_DATE_KEYS: Final = ("published", "in_force_from", "in_force_to")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What `sources.toml` says of one document."""

    title: str | None
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Original:
    """An official source that a user will want to add.

    `url` is the page for people. The bytes come from the e-Gov law API where there is a `law_id` (an identifier such as
    「507AC0000000053」 or a law number), else from `download`, else from `url`.
    """

    title: str
    publisher: str
    url: str
    format: str
    authority: Authority
    language: str
    rights: str
    used_by: tuple[str, ...] = ()
    law_id: str | None = None
    download: str | None = None


def read_manifest(folder: Path) -> tuple[dict[str, ManifestEntry], tuple[Original, ...]]:
    """Return the entries by path relative to `folder`, and the originals; both empty without a `sources.toml`."""
    file = folder / FILE_NAME
    if not file.is_file():
        return {}, ()
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssistantError(f"{file} の書式が誤っています（{error}）。直してから再実行してください") from error
    except OSError as error:
        raise AssistantError(f"{file} を開けません（{error.strerror}）") from error
    for key in ("document", "original"):
        rows = raw.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise AssistantError(f"{file} の {key} は [[{key}]] の形で書いてください")
    entries = {}
    for number, row in enumerate(raw.get("document", ()), start=1):
        place = f"{file} の {number} 番目の [[document]]"
        if not isinstance(row.get("path"), str):
            raise AssistantError(f"{place} に path（文字列）がありません")
        entries[row["path"]] = ManifestEntry(row.get("title"), _metadata(row, place))
    originals = tuple(
        _original(row, f"{file} の {number} 番目の [[original]]")
        for number, row in enumerate(raw.get("original", ()), start=1)
    )
    return entries, originals


def _metadata(row: dict[str, Any], place: str) -> Metadata:
    known = {"path", "title", "authority", "abbreviations", *_TEXT_KEYS, *_DATE_KEYS}
    unknown = sorted(set(row) - known)
    if unknown:
        raise AssistantError(
            f"{place} に知らない項目があります: {', '.join(unknown)}（使える項目: {', '.join(sorted(known))}）"
        )
    for key in (*_TEXT_KEYS, "title"):
        if not isinstance(row.get(key, ""), str):
            raise AssistantError(f"{place} の {key} は文字列で書いてください: {row[key]!r}")
    for key in _DATE_KEYS:
        if key in row and type(row[key]) is not date:
            raise AssistantError(f"{place} の {key} は日付（例 2026-11-21、引用符なし）で書いてください: {row[key]!r}")
    authority = _authority(row["authority"], place) if "authority" in row else None
    abbreviations = row.get("abbreviations", [])
    if not isinstance(abbreviations, list) or not all(isinstance(name, str) for name in abbreviations):
        raise AssistantError(f'{place} の abbreviations は文字列の並び（例 ["AI法"]）で書いてください')
    given = {key: row[key] for key in _TEXT_KEYS + _DATE_KEYS if key in row}
    return Metadata(abbreviations=tuple(abbreviations), authority=authority, **given)


def _original(row: dict[str, Any], place: str) -> Original:
    keys = ("title", "publisher", "url", "format", "language", "rights")
    optional = ("law_id", "download")
    missing = [key for key in (*keys, "authority") if not isinstance(row.get(key), str)]
    if missing:
        raise AssistantError(f"{place} に {', '.join(missing)}（文字列）がありません")
    unknown = sorted(set(row) - {*keys, *optional, "authority", "used_by"})
    if unknown:
        raise AssistantError(f"{place} に知らない項目があります: {', '.join(unknown)}")
    if row["format"] not in FORMATS:
        raise AssistantError(f"{place} の format が誤っています: {row['format']!r}（{', '.join(FORMATS)} のいずれか）")
    for key in optional:
        if key in row and (not isinstance(row[key], str) or not row[key]):
            raise AssistantError(f"{place} の {key} は文字列で書いてください: {row[key]!r}")
    if "law_id" in row and row["format"] != "xml":
        raise AssistantError(f'{place} に law_id があるときは format = "xml" としてください（法令APIはXMLを返します）')
    given = {key: row[key] for key in (*keys, *optional) if key in row}
    authority = _authority(row["authority"], place)
    return Original(authority=authority, used_by=tuple(row.get("used_by", ())), **given)


def _authority(value: object, place: str) -> Authority:
    try:
        return Authority(str(value))
    except ValueError:
        choices = ", ".join(Authority)
        raise AssistantError(f"{place} の authority が誤っています: {value!r}（{choices} のいずれか）") from None
