import errno
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import AssistantError
from assistant.models.transfer import MismatchError, disk_error, require_space, sha256_of, write_verified

CONTENT = b"0123456789"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_what_arrives_is_what_is_written(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "weights.bin"
    seen: list[tuple[int, int]] = []
    write_verified([CONTENT[:4], CONTENT[4:]], target, 10, SHA256, lambda _, done, total: seen.append((done, total)))
    assert target.read_bytes() == CONTENT
    assert sha256_of(target) == SHA256
    assert seen == [(4, 10), (10, 10)]
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("chunks", "what"),
    [([b"01234"], "5 バイト"), ([CONTENT, b"x"], "より長い"), ([b"012345678X"], "SHA-256")],
    ids=["truncated", "too long", "one byte wrong"],
)
def test_anything_else_leaves_nothing_behind(tmp_path: Path, chunks: list[bytes], what: str) -> None:
    with pytest.raises(MismatchError, match=what):
        write_verified(chunks, tmp_path / "weights.bin", 10, SHA256)
    assert list(tmp_path.iterdir()) == []


def test_more_than_expected_is_not_read_to_its_end(tmp_path: Path) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(3):
            yield CONTENT
        pytest.fail("went on reading")

    with pytest.raises(MismatchError):
        write_verified(endless(), tmp_path / "weights.bin", 10, SHA256)


def test_a_stale_half_written_file_does_not_get_into_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "weights.bin.part").write_bytes(b"rubbish of yesterday")
    write_verified([CONTENT], tmp_path / "weights.bin", 10, SHA256)
    assert (tmp_path / "weights.bin").read_bytes() == CONTENT


def test_too_little_space_is_said_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**9))
    require_space(tmp_path, 10**9)
    with pytest.raises(AssistantError, match=r"必要 2\.00 GB、空き 1\.00 GB"):
        require_space(tmp_path, 2 * 10**9)


def test_a_full_disk_is_told_from_other_trouble(tmp_path: Path) -> None:
    assert "いっぱい" in str(disk_error(OSError(errno.ENOSPC, "No space left on device"), tmp_path))
    assert "Permission denied" in str(disk_error(PermissionError(errno.EACCES, "Permission denied"), tmp_path))
