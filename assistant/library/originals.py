"""Official originals: choosing them, fetching them into a corpus folder, and the record of what was fetched when.

The record is `originals.lock.toml` beside the documents; what it says of an earlier fetch survives the next one, and
a document that has changed at its source is told from one that has not.
"""

import hashlib
import os
import re
import time
import tomllib
import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from assistant.errors import AssistantError, UsageError
from assistant.ingest.manifest import LOCK_NAME, Original, read_manifest
from assistant.library.content_types import check_law
from assistant.library.download import Downloaded, Downloader
from assistant.library.manifest_writing import append_entry, changing, disk_trouble, entry_text, write_atomically
from assistant.library.removed import is_inside, keep_copy
from assistant.models.progress import Progress, silent
from assistant.models.transfer import sha256_of, sync_folder
from assistant.records import Metadata

EGOV_API: Final = "https://laws.e-gov.go.jp/api/2"
FOLDER: Final = "originals"
_LONGEST_NAME: Final = 150  # bytes in UTF-8; file systems take 255
_STALE_SECONDS: Final = 86_400
_HEADER: Final = "# assistant corpus fetch の記録です。手で書き換えないでください。\n\n"


class State(StrEnum):
    """What a fetch found, compared with the one before."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that was replaced; `kept` is its path below the corpus folder."""

    sha256: str
    bytes: int
    fetched_at: datetime
    kept: str


@dataclass(frozen=True, slots=True)
class Locked:
    """What was fetched from `url`; `checked_at` is when the source last gave these bytes, in UTC."""

    url: str
    path: str
    final_url: str
    content_type: str
    bytes: int
    sha256: str
    fetched_at: datetime
    checked_at: datetime
    previous: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """The outcome for one original; `before` is the version it replaced."""

    original: Original
    state: State
    locked: Locked
    before: Earlier | None = None


def address(original: Original, api: str = EGOV_API) -> str:
    """Where the bytes of an original are asked for."""
    if original.law_id is not None:
        return f"{api}/law_data/{quote(original.law_id, safe='')}?response_format=xml&law_full_text_format=xml"
    return original.download or original.url


def known_originals(folders: tuple[Path, ...]) -> tuple[Original, ...]:
    """The originals that the manifests of `folders` list; the first to name an address counts."""
    found: dict[str, Original] = {}
    for folder in folders:
        for original in read_manifest(folder)[1]:
            found.setdefault(address(original), original)
    return tuple(found.values())


def select(originals: tuple[Original, ...], parts: tuple[str, ...]) -> tuple[Original, ...]:
    """Those whose title, address or law identifier contains one of `parts`; raise `UsageError` for a part without any."""
    chosen: dict[str, Original] = {}
    for part in parts:
        wanted = _folded(part)
        hits = [o for o in originals if any(wanted in _folded(text) for text in (o.title, o.url, address(o)))]
        if not wanted or not hits:
            raise UsageError(
                f"題名・URL に {part!r} を含む原典はありません。`assistant corpus list --originals` で一覧できます"
            )
        chosen.update((address(hit), hit) for hit in hits)
    return tuple(chosen.values())


def fetch_original(
    original: Original, folder: Path, downloader: Downloader, progress: Progress = silent, api: str = EGOV_API
) -> Fetched:
    """Fetch one original into `folder`, describe it in the manifest and record it in the lock file.

    Raise `AssistantError` with the reason when it cannot be had; then nothing in the folder has changed.
    """
    url = address(original, api)
    part = folder / FOLDER / f".{hashlib.sha256(url.encode()).hexdigest()[:16]}.part-{os.getpid()}"
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale_parts(part.parent)
        downloaded = downloader.fetch(url, original.format, part, original.title[:30], progress)
        if original.law_id is not None:
            check_law(part, original.law_id)
        with changing(folder):
            return _place(original, url, downloaded, part, folder)
    except OSError as error:
        raise disk_trouble(error, folder) from error
    finally:
        part.unlink(missing_ok=True)


def read_lock(folder: Path) -> dict[str, Locked]:
    """The record of a corpus folder by address; empty when nothing was fetched."""
    file = folder / LOCK_NAME
    if not file.is_file():
        return {}
    try:
        rows: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8")).get("original", [])
        found = [Locked(**row | {"previous": tuple(Earlier(**old) for old in row.get("previous", ()))}) for row in rows]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise AssistantError(
            f"{file} を読めません（{error}）。このファイルを別の場所に移してから取得し直してください"
        ) from error
    for locked in found:
        if not is_inside(locked.path):
            raise AssistantError(f"{file} の path がフォルダの外を指しています: {locked.path!r}")
    return {locked.url: locked for locked in found}


def _place(original: Original, url: str, downloaded: Downloaded, part: Path, folder: Path) -> Fetched:
    """Put the part under its name; the version that it replaces is kept in `.removed`."""
    records = read_lock(folder)
    old = records.get(url)
    now = datetime.now(UTC).replace(microsecond=0)
    path = old.path if old is not None else _free_path(original, url, folder, records)
    target = folder / path
    _refuse_edited(target, path, old, downloaded)
    new = Locked(
        url, path, downloaded.final_url, downloaded.content_type, downloaded.bytes, downloaded.sha256, now, now
    )
    state, before = State.NEW, None
    if old is not None and old.sha256 == new.sha256:
        state, new = State.SAME, replace(new, fetched_at=old.fetched_at, previous=old.previous)
    elif old is not None:
        kept = keep_copy(folder, path) if target.exists() else ""
        before = Earlier(old.sha256, old.bytes, old.fetched_at, kept)
        state, new = State.CHANGED, replace(new, previous=(*old.previous, before))
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    sync_folder(target.parent)
    if path not in read_manifest(folder)[0]:
        metadata = Metadata(
            work=original.law_id,
            publisher=original.publisher,
            authority=original.authority,
            language=original.language,
            rights=original.rights,
        )
        append_entry(folder, entry_text(path, original.title, metadata))
    _write_lock(folder, records | {url: new})
    return Fetched(original, state, new, before)


def _refuse_edited(target: Path, path: str, old: Locked | None, downloaded: Downloaded) -> None:
    """A file that somebody changed after it was fetched is not replaced behind their back."""
    if old is None or not target.exists():
        return
    known = {old.sha256, downloaded.sha256, *(earlier.sha256 for earlier in old.previous)}
    if sha256_of(target) not in known:
        raise AssistantError(
            f"{path} は取得後に書き換えられているため、置き換えません。"
            f"取得し直すには、先に `assistant corpus remove {path}` を実行してください"
        )


def _free_path(original: Original, url: str, folder: Path, records: dict[str, Locked]) -> str:
    """A file name made of the title; told apart by the address where it is taken."""
    text = unicodedata.normalize("NFKC", original.title)
    text = re.sub(r'[\s\x00-\x1f\x7f<>:"/\\|?*\']+', "_", text).strip("._")
    text = text.encode()[:_LONGEST_NAME].decode(errors="ignore") or "original"
    taken = {locked.path for locked in records.values()}
    path = f"{FOLDER}/{text}.{original.format}"
    if path in taken or (folder / path).exists():
        path = f"{FOLDER}/{text}-{hashlib.sha256(url.encode()).hexdigest()[:8]}.{original.format}"
    return path


def _write_lock(folder: Path, records: dict[str, Locked]) -> None:
    import tomlkit

    rows = []
    for locked in records.values():
        row = asdict(locked) | {"previous": [asdict(earlier) for earlier in locked.previous]}
        rows.append({key: value for key, value in row.items() if value != []})
    write_atomically(folder / LOCK_NAME, _HEADER + tomlkit.dumps({"original": rows}))


def _remove_stale_parts(folder: Path) -> None:
    """Parts of downloads that died with their process."""
    for left in folder.glob(".*.part-*"):
        if time.time() - left.stat().st_mtime > _STALE_SECONDS:
            left.unlink(missing_ok=True)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
