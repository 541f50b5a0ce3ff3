"""The evaluated beginning of a prompt, kept on disk across restarts.

A file is a header (form, SHA-256 of the key, length and SHA-256 of the state) and the state as llama.cpp gave it. Its own
readers of files end the process over one that was cut or changed; here only a state that is whole is handed to it.
"""

import contextlib
import hashlib
import os
import struct
from pathlib import Path
from typing import Final

MOST_FILES: Final = 8  # of some 15 MB each
_FORM: Final = b"AGAKV001"
_HEADER: Final = struct.Struct("<8s32sQ32s")


def path_of(folder: Path, key: str) -> Path:
    """Where the state for `key` lies; the key is everything that the state depends on."""
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.kv"


def read_prefix(folder: Path, key: str) -> bytes | None:
    """The state stored for `key`; None where there is none. A file that is not whole is deleted."""
    try:
        state = _state(path_of(folder, key).read_bytes(), key)
    except OSError:
        return None
    if state is None:
        forget_prefix(folder, key)
    return state


def forget_prefix(folder: Path, key: str) -> None:
    """Delete the state for `key`, if it can be; it will be written over anyway."""
    with contextlib.suppress(OSError):
        path_of(folder, key).unlink(missing_ok=True)


def write_prefix(folder: Path, key: str, state: bytes) -> bool:
    """Store a state whole or not at all; False where the disk does not take it, which costs only time later."""
    header = _HEADER.pack(_FORM, hashlib.sha256(key.encode()).digest(), len(state), hashlib.sha256(state).digest())
    part = folder / f"{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(header + state)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path_of(folder, key))
        _forget_oldest(folder)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        return False
    return True


def _state(content: bytes, key: str) -> bytes | None:
    if len(content) < _HEADER.size:
        return None
    form, key_hash, length, state_hash = _HEADER.unpack_from(content)
    state = content[_HEADER.size :]
    whole = form == _FORM and key_hash == hashlib.sha256(key.encode()).digest() and length == len(state)
    return state if whole and hashlib.sha256(state).digest() == state_hash else None


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.kv"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[MOST_FILES:]:
        path.unlink(missing_ok=True)
