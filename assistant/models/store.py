"""Installed models on disk: `<models folder>/<name>/` with its files and `model.json`, whole or not there at all."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.models import packaged
from assistant.models.catalogue import ModelEntry, PackageSource
from assistant.models.progress import Progress, silent
from assistant.models.transfer import disk_error, sha256_of, sync_folder

MANIFEST: Final = "model.json"


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """A file as it was when last verified; size in bytes, time of change in nanoseconds since the epoch."""

    path: str
    bytes: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """What `model.json` says; `verified_at` is an ISO 8601 time in UTC."""

    name: str
    fingerprint: str
    verified_at: str
    files: tuple[InstalledFile, ...]

    @property
    def bytes(self) -> int:
        """What the files take on disk, in bytes."""
        return sum(file.bytes for file in self.files)


def describe(entry: ModelEntry, folder: Path, now: datetime, progress: Progress = silent) -> InstalledModel:
    """Hash every file below `folder` and record it as `entry`, verified at `now`."""
    manifests = set(folder.glob(f"{MANIFEST}*"))
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path not in manifests)
    files = [
        InstalledFile(
            path=path.relative_to(folder).as_posix(),
            bytes=path.stat().st_size,
            sha256=sha256_of(path, f"検証 {entry.name}/{path.name}", progress),
            mtime_ns=path.stat().st_mtime_ns,
        )
        for path in paths
    ]
    return InstalledModel(entry.name, entry.fingerprint, now.astimezone(UTC).isoformat(), tuple(files))


def write_manifest(model: InstalledModel, folder: Path) -> None:
    """Write `model.json` into a model's folder, atomically."""
    part = folder / f"{MANIFEST}.part-{os.getpid()}"
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(model), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / MANIFEST)
    sync_folder(folder)


def installed(entry: ModelEntry, folder: Path) -> InstalledModel | None:
    """What is installed of `entry` below the models folder; None when nothing, or another version of it.

    A model that ships with the program is never installed there: `assistant.models.packaged` answers for it.
    """
    if not (folder / entry.name / MANIFEST).exists():
        return None
    model = _read_manifest(entry, folder)
    return model if model.fingerprint == entry.fingerprint else None


def _read_manifest(entry: ModelEntry, folder: Path) -> InstalledModel:
    path = folder / entry.name / MANIFEST
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(InstalledFile(**file) for file in raw.pop("files"))
        return InstalledModel(**raw, files=files)
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise AssistantError(f"{path} を読めません（{error}）。{_again(entry)}") from error


def locate(entry: ModelEntry, folder: Path) -> Path:
    """The folder of an installed model, its sizes checked; raise `AssistantError` when it is missing or differs."""
    if isinstance(entry.source, PackageSource):
        return packaged.locate(entry, entry.source)
    model = installed(entry, folder)
    if model is None:
        raise AssistantError(f"モデル {entry.name} がありません（{folder}）。`assistant setup` を実行してください")
    for file in model.files:
        path = folder / entry.name / file.path
        if not path.is_file() or path.stat().st_size != file.bytes:
            raise AssistantError(f"モデル {entry.name} のファイルが欠けているか壊れています: {path}。{_again(entry)}")
    return folder / entry.name


def locate_file(entry: ModelEntry, folder: Path) -> Path:
    """The one file of an installed single-file model (GGUF), as `locate` checks it."""
    return locate(entry, folder) / entry.files[0].path


def changed_since_verified(model: InstalledModel, root: Path) -> bool:
    """Whether the time of change of a file below `root` is not the one recorded (also true after a plain copy)."""
    return any((root / file.path).stat().st_mtime_ns != file.mtime_ns for file in model.files)


def verify(entry: ModelEntry, folder: Path, now: datetime, progress: Progress = silent) -> InstalledModel:
    """Hash every byte again; raise `AssistantError` naming the file that differs.

    The time is recorded where the model's folder may be written; a shared read-only one stays as it is.
    """
    root = locate(entry, folder)
    if isinstance(entry.source, PackageSource):
        return _verify_packaged(entry, root / entry.files[0].path, now, progress)
    recorded = _read_manifest(entry, folder)
    expected = {file.path: file.sha256 for file in (recorded.files if entry.unpack is not None else entry.files)}
    try:
        actual = describe(entry, root, now, progress)
    except OSError as error:
        raise disk_error(error, root) from error
    found = {file.path: file.sha256 for file in actual.files}
    wrong = sorted(path for path in expected.keys() | found.keys() if expected.get(path) != found.get(path))
    if wrong:
        raise AssistantError(f"モデル {entry.name} のファイルが記録と一致しません: {'、'.join(wrong)}。{_again(entry)}")
    if os.access(root, os.W_OK):
        write_manifest(actual, root)
    return actual


def _verify_packaged(entry: ModelEntry, path: Path, now: datetime, progress: Progress) -> InstalledModel:
    packaged.verify(entry, path, progress)
    (file,) = entry.files
    found = InstalledFile(file.path, file.bytes, file.sha256, path.stat().st_mtime_ns)
    return InstalledModel(entry.name, entry.fingerprint, now.astimezone(UTC).isoformat(), (found,))


def publish(entry: ModelEntry, partial: Path, folder: Path) -> Path:
    """Put a complete folder in the model's place by renaming it; the one that was there is removed."""
    target = folder / entry.name
    old = folder / f"{entry.name}.old-{os.getpid()}"
    if target.exists():
        target.replace(old)
    partial.replace(target)
    sync_folder(folder)
    shutil.rmtree(old, ignore_errors=True)
    return target


def _again(entry: ModelEntry) -> str:
    return f"`assistant models pull {entry.name}` で取り直してください"
