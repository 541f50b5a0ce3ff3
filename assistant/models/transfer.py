"""Bytes on their way to disk: hashed and counted as they are written, and never under their final name before."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.models.progress import Progress, silent

CHUNK: Final = 1 << 20


class MismatchError(AssistantError):
    """What was fetched is not what the catalogue says; it is thrown away, so that the next attempt fetches it anew."""


def read_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces of at most 1 MiB."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sha256_of(path: Path, step: str = "", progress: Progress = silent) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    total = path.stat().st_size
    done = 0
    for chunk in read_chunks(path):
        digest.update(chunk)
        done += len(chunk)
        progress(step, done, total)
    return digest.hexdigest()


def write_verified(chunks: Iterable[bytes], target: Path, size: int, sha256: str, progress: Progress = silent) -> None:
    """Write `chunks` to `target` by way of `<target>.part`; raise `AssistantError` when size or SHA-256 differ."""
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    done = 0
    try:
        with part.open("wb") as file:
            for chunk in chunks:
                done += len(chunk)
                if done > size:
                    raise _mismatch(target, f"{size:,} バイトより長い")
                file.write(chunk)
                digest.update(chunk)
                progress(f"検証・書込 {target.name}", done, size)
            file.flush()
            os.fsync(file.fileno())
        if done != size:
            raise _mismatch(target, f"{size:,} バイトのはずが {done:,} バイト")
        if digest.hexdigest() != sha256:
            raise _mismatch(target, f"SHA-256 が {digest.hexdigest()}、期待は {sha256}")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _mismatch(target: Path, what: str) -> MismatchError:
    return MismatchError(
        f"取得した {target.name} が目録と一致しません（{what}）。このファイルは使いません。"
        "もう一度 `assistant setup` を実行し、続くようなら配布元を確かめてください"
    )


def require_space(folder: Path, needed: int) -> None:
    """Raise `AssistantError` when the disk that holds `folder` has fewer than `needed` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise AssistantError(
            f"ディスクの空きが足りません: {folder}（必要 {needed / 1e9:.2f} GB、空き {free / 1e9:.2f} GB）。"
            "空きを増やすか、設定の models.folder を別の場所にしてください"
        )


def disk_error(error: OSError, folder: Path) -> AssistantError:
    """What to tell the user of a failed write below `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return AssistantError(f"ディスクがいっぱいになりました: {folder}。空きを増やしてもう一度実行してください")
    return AssistantError(f"モデルのファイルを扱えません: {error.filename or folder}（{error.strerror or error}）")


def sync_folder(folder: Path) -> None:
    """Make a folder's names, or a file's bytes, durable, where the system knows how (POSIX)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
