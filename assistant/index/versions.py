"""Versions of an index: written aside, checked, switched to in one step; a reader never sees a half.

index/CURRENT        name of the version in force
index/gen-000003/    its files and `manifest.json` with the size and SHA-256 of each
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from assistant.errors import AssistantError
from assistant.models.transfer import sha256_of, sync_folder

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_CURRENT: Final = "CURRENT"
_KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class IndexIdentity:
    """What an index was built with; another embedder, splitter or format makes another index."""

    embedder: str
    embedder_fingerprint: str
    dimensions: int
    passage_characters: int


@dataclass(frozen=True, slots=True)
class IndexManifest:
    """`manifest.json`: identity, counts, build time, and (bytes, sha256) of every file by its relative path."""

    identity: IndexIdentity
    documents: int
    passages: int
    built_at: str
    files: dict[str, tuple[int, str]]

    @property
    def fingerprint(self) -> str:
        """Hash of everything that search results depend on; two equal builds have the same."""
        parts = json.dumps([FORMAT, asdict(self.identity), sorted(self.files.items())])
        return hashlib.sha256(parts.encode()).hexdigest()[:16]


def publish(
    folder: Path, write: Callable[[Path], None], manifest: Callable[[dict[str, tuple[int, str]]], IndexManifest]
) -> Path:
    """Let `write` fill a new version folder, check it in with `manifest`, and switch to it; return its folder.

    Raises `AssistantError` when another build is running or the folder cannot be written; the old version stays.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "build.lock", timeout=0):
            return _publish_locked(folder, write, manifest)
    except Timeout:
        raise AssistantError(f"別の索引作成が実行中です: {folder}（終わってから再実行してください）") from None
    except OSError as error:
        raise AssistantError(
            f"索引を書き込めません: {folder}（{error.strerror or error}）。空き容量と権限を確かめて再実行してください。元の索引はそのまま使えます"
        ) from error


def has_version(folder: Path) -> bool:
    """Whether an index was ever published in `folder`, sound or not."""
    return (folder / _CURRENT).exists()


def current_version(folder: Path) -> Path:
    """Return the folder of the version in force; raise `AssistantError` when there is none."""
    try:
        name = (folder / _CURRENT).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise AssistantError(
            f"索引がありません: {folder}（`assistant index --index {folder}` で作成してください）"
        ) from None
    version = folder / name
    if not name or Path(name).name != name or not version.is_dir():
        raise AssistantError(
            f"索引の版がありません: {version}（`assistant index --index {folder}` で作り直してください）"
        )
    return version


def read_manifest(version: Path) -> IndexManifest:
    """Read a version's manifest; raise `AssistantError` naming the file when it is damaged or of another format."""
    path = version / MANIFEST
    try:
        raw: dict[str, Any] = json.loads(path.read_bytes())
        found = raw.pop("format")
        identity = IndexIdentity(**raw.pop("identity"))
        files = {name: (int(size), str(digest)) for name, (size, digest) in raw.pop("files").items()}
        manifest = IndexManifest(identity=identity, files=files, **raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path, version.parent) from error
    if found != FORMAT:
        raise AssistantError(
            f"索引の形式が違います: {version}（形式 {found}、この版の形式は {FORMAT}）。`assistant index --index {version.parent}` で作り直してください"
        )
    return manifest


def check_files(version: Path, manifest: IndexManifest) -> None:
    """Compare every file with its recorded size and hash; raise `AssistantError` naming the first that differs."""
    for name, (size, digest) in manifest.files.items():
        path = version / name
        if not path.is_file() or path.stat().st_size != size or sha256_of(path) != digest:
            raise damaged(path, version.parent)


def damaged(path: Path, folder: Path) -> AssistantError:
    """The error for a file of the index in `folder` that is missing, cut short or changed."""
    return AssistantError(
        f"索引のファイルが壊れています: {path}。`assistant index --index {folder}` で作り直してください"
    )


def _publish_locked(
    folder: Path, write: Callable[[Path], None], manifest: Callable[[dict[str, tuple[int, str]]], IndexManifest]
) -> Path:
    numbers = [int(path.name[4:]) for path in folder.glob("gen-*") if path.name[4:].isdigit()]
    version = folder / f"gen-{max(numbers, default=0) + 1:06d}"
    for leftover in folder.glob(".gen-*"):
        shutil.rmtree(leftover)
    aside = folder / f".{version.name}"
    aside.mkdir()
    write(aside)
    files = {path.relative_to(aside).as_posix(): path for path in sorted(aside.rglob("*")) if path.is_file()}
    record = manifest({name: (path.stat().st_size, sha256_of(path)) for name, path in files.items()})
    text = json.dumps({"format": FORMAT, **asdict(record)}, ensure_ascii=False, indent=1)
    (aside / MANIFEST).write_text(text, encoding="utf-8")
    for path in (*files.values(), aside / MANIFEST, *(p for p in aside.rglob("*") if p.is_dir()), aside):
        sync_folder(path)
    check_files(aside, record)
    aside.rename(version)
    switch = folder / f".{_CURRENT}.new"
    switch.write_text(version.name + "\n", encoding="ascii")
    sync_folder(switch)
    switch.replace(folder / _CURRENT)
    sync_folder(folder)
    for old in sorted(folder.glob("gen-*"))[:-_KEPT]:
        shutil.rmtree(old)
    return version
