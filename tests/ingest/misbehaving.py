"""Readers as a hostile file could make them; the tests run them in the sandbox."""

import ctypes
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.sandbox import HandOver
from assistant.records import Authority, Footnote, Link, Metadata, Section, Shift

WHOLE = Extracted(
    "第1条　𠮷野の定め\n",
    (Section(1, "第1条", 0, 10),),
    (0, 4),
    "規程",
    Metadata(published=date(2026, 3, 31), authority=Authority.INTERNAL_RULE, abbreviations=("規",)),
    (Footnote("2", 1, 2, 3),),
    (Link(0, 3, "第2条"),),
    ("白い文字: 3 字",),
    (Shift(0, 5),),
)


def well(path: Path) -> Extracted:
    return WHOLE


def tell_name(path: Path) -> Extracted:
    return Extracted(ascii(os.fsencode(path.name)) + path.read_text(encoding="utf-8"))


def tell_process(path: Path) -> Extracted:
    return Extracted(str(os.getpid()))


def sleep(path: Path) -> Extracted:
    time.sleep(600)
    return WHOLE


def start_and_sleep(path: Path) -> Extracted:
    child = subprocess.Popen(["sleep", "600"])
    path.write_text(str(child.pid), encoding="ascii")
    return sleep(path)


def eat_memory(path: Path) -> Extracted:
    eaten: list[bytes] = []
    while True:
        eaten.append(b"x" * (1 << 24) + bytes([len(eaten) % 256]))
        time.sleep(0.005)


def ask_for_too_much(path: Path) -> Extracted:
    return Extracted(str(len(bytearray(1 << 44))))


def print_much(path: Path) -> Extracted:
    print('{"text": "not the reply"}', flush=True)
    os.write(1, b'{"unreadable": "nor this"}\n' * 100_000)
    os.write(2, b"noise\n" * 100_000)
    return WHOLE


def read_standard_input(path: Path) -> Extracted:
    return Extracted(repr(sys.stdin.read()) + repr(os.read(0, 10)))


def write_much(path: Path) -> Extracted:
    return Extracted("あ" * (4 << 20))


def crash(path: Path) -> Extracted:
    ctypes.string_at(0)
    return WHOLE


def leave(path: Path) -> Extracted:
    os._exit(7)


def fail(path: Path) -> Extracted:
    raise ValueError("bad table")


def recurse(path: Path) -> Extracted:
    return recurse(path)


def refuse(path: Path) -> Extracted:
    raise UnreadableFile("表がありません")


def hand_over(path: Path) -> Extracted:
    raise HandOver("well")


def hand_over_for_ever(path: Path) -> Extracted:
    raise HandOver("hand_over_for_ever")


def half_a_pair(path: Path) -> Extracted:
    return Extracted("a\ud800b", title="\udc80")
