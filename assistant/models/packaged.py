"""Models that ship inside the program: used where they lie, checked there, never copied or fetched."""

from importlib import resources
from pathlib import Path

from assistant.errors import AssistantError
from assistant.models.catalogue import ModelEntry, PackageSource
from assistant.models.progress import Progress, silent
from assistant.models.transfer import disk_error, sha256_of


def package_folder() -> Path:
    """Where the package `assistant` lies."""
    return Path(str(resources.files("assistant")))


def locate(entry: ModelEntry, source: PackageSource) -> Path:
    """The folder that holds the model's file, its size checked; raise `AssistantError` when it is missing or differs."""
    path = package_folder() / source.path
    if not path.is_file():
        raise AssistantError(
            f"プログラムに付属するモデル {entry.name} のファイルがありません: {path}。プログラムを入れ直してください"
        )
    if path.stat().st_size != entry.bytes:
        raise _mismatch(entry, path, f"目録 {entry.bytes:,} バイト、実物 {path.stat().st_size:,} バイト")
    return path.parent


def verify(entry: ModelEntry, path: Path, progress: Progress = silent) -> None:
    """Hash the file; raise `AssistantError` with both hashes when it is not the catalogue's."""
    try:
        actual = sha256_of(path, f"検証 {entry.name}", progress)
    except OSError as error:
        raise disk_error(error, path) from error
    if actual != entry.files[0].sha256:
        raise _mismatch(entry, path, f"SHA-256 は目録 {entry.files[0].sha256}、実物 {actual}")


def _mismatch(entry: ModelEntry, path: Path, what: str) -> AssistantError:
    return AssistantError(
        f"プログラムに付属するモデル {entry.name} のファイルが目録と一致しません: {path}（{what}）。"
        "プログラムを入れ直してください。自分で学習し直したものなら、付属のファイルには上書きせず、"
        "自社の目録に別の名前で加えてください（docs/models.md の「審査モデル」）"
    )
