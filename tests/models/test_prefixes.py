"""Evaluated beginnings on disk: whole or not at all."""

import os
from pathlib import Path

import pytest

from assistant.models.prefixes import MOST_FILES, forget_prefix, path_of, read_prefix, write_prefix

STATE = bytes(range(256)) * 40


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    assert write_prefix(tmp_path, "key", STATE)
    return tmp_path


def test_what_was_stored_comes_back_again_and_again(stored: Path) -> None:
    for _ in range(2):
        assert read_prefix(stored, "key") == STATE
    assert list(stored.iterdir()) == [path_of(stored, "key")]


def test_another_key_finds_nothing(stored: Path) -> None:
    assert read_prefix(stored, "other") is None


def test_a_file_under_the_name_of_another_key_is_not_taken(stored: Path) -> None:
    path_of(stored, "key").rename(path_of(stored, "other"))
    assert read_prefix(stored, "other") is None


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[:-1], lambda b: b[:40], lambda b: b"", lambda b: b + b"\0", lambda b: b[:-9] + b"!" + b[-8:], lambda b: b"X" + b[1:]],
    ids=["cut by one byte", "header cut", "empty", "longer", "one byte changed", "another form"],
)  # fmt: skip
def test_a_damaged_file_is_deleted(stored: Path, damage) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = path_of(stored, "key")
    path.write_bytes(damage(path.read_bytes()))
    assert read_prefix(stored, "key") is None
    assert list(stored.iterdir()) == []


def test_what_was_forgotten_is_gone(stored: Path) -> None:
    forget_prefix(stored, "key")
    forget_prefix(stored, "key")
    assert list(stored.iterdir()) == []


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 3):
        write_prefix(tmp_path, f"key {number}", STATE)
        os.utime(path_of(tmp_path, f"key {number}"), (number, number))
    write_prefix(tmp_path, "last", STATE)
    kept = set(tmp_path.iterdir())
    assert len(kept) == MOST_FILES
    assert path_of(tmp_path, "last") in kept
    assert path_of(tmp_path, "key 0") not in kept


def test_a_folder_that_cannot_be_written_costs_only_the_file(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert not write_prefix(blocked / "prefixes", "key", STATE)
    assert read_prefix(blocked / "prefixes", "key") is None
