"""`.removed` of a corpus folder: documents that were taken out, each in a folder of the moment, ready to come back.

`.removed/<moment>/<path>` is the file, and `.removed/<moment>/sources.toml` its entry. Names that start with a dot are
not indexed.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

from assistant.errors import AssistantError
from assistant.ingest.manifest import FILE_NAME
from assistant.library.manifest_writing import append_entry, cut_entry, take_entry, write_atomically

FOLDER: Final = ".removed"


@dataclass(frozen=True, slots=True)
class Removed:
    """A document in `.removed`; `moment` names its folder, `source` its place in the corpus."""

    moment: str
    source: str


def is_inside(source: str) -> bool:
    """Whether a path that somebody wrote stays below the folder that it is relative to."""
    path = PurePosixPath(source)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def keep_copy(folder: Path, source: str) -> str:
    """Copy a document that is about to be replaced; return the copy's path below `folder`."""
    target = _new_folder(folder) / source
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(folder / source, target)
    return target.relative_to(folder).as_posix()


def set_aside(folder: Path, source: str) -> str:
    """Move a document and its entry into `.removed`; return its new path below `folder` ("" where it had no file).

    The file moves before the manifest changes: a crash leaves an entry without a file, which can be removed again.
    """
    block, rest = cut_entry(folder, source)
    moved = (folder / source).is_file()
    if block is None and not moved:
        raise AssistantError(f"{source} を取り除けません（ファイル名を UTF-8 に直すと扱えます）: {folder}")
    aside = _new_folder(folder)
    target = aside / source
    if block is not None:
        append_entry(aside, block)
    if moved:
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / source).replace(target)
    if block is not None:
        write_atomically(folder / FILE_NAME, rest)
    return target.relative_to(folder).as_posix() if moved else ""


def list_removed(folder: Path) -> tuple[Removed, ...]:
    """What can be brought back, the latest first."""
    found = []
    for moment in sorted((folder / FOLDER).glob("*"), reverse=True):
        for path in sorted(moment.rglob("*")):
            if path.is_file() and path != moment / FILE_NAME and not path.name.startswith("."):
                found.append(Removed(moment.name, path.relative_to(moment).as_posix()))
    return tuple(found)


def bring_back(folder: Path, removed: Removed) -> str:
    """Put a removed document back in its place with its entry; return its path below `folder`."""
    aside = folder / FOLDER / removed.moment
    target = folder / removed.source
    if target.exists():
        raise AssistantError(
            f"{removed.source} という文書が既にあるため戻せません。先に `assistant corpus remove {removed.source}` を実行してください"
        )
    block, _ = cut_entry(aside, removed.source)
    if block is not None:
        take_entry(folder, removed.source)  # one written since, for a file that was not there
        append_entry(folder, block)
    target.parent.mkdir(parents=True, exist_ok=True)
    (aside / removed.source).replace(target)
    take_entry(aside, removed.source)
    if not any(path.is_file() and path != aside / FILE_NAME for path in aside.rglob("*")):
        shutil.rmtree(aside, ignore_errors=True)
    return removed.source


def _new_folder(folder: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = folder / FOLDER / moment
    aside.mkdir(parents=True)
    return aside
