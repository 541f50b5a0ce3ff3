import subprocess
import sys
import time

from assistant_eval.memory import PeakMemory

MIB = 2**20


def test_what_was_taken_and_given_back_is_seen() -> None:
    with PeakMemory() as before:
        pass
    with PeakMemory() as memory:
        block = bytearray(b"\x01" * (64 * MIB))
        time.sleep(0.25)
        del block
    assert memory.bytes > before.bytes + 48 * MIB


def test_a_child_that_starts_late_is_counted() -> None:
    """As the language model's process does, with the first question."""
    with PeakMemory() as before:
        pass
    with PeakMemory() as memory:
        subprocess.run(
            [sys.executable, "-c", "import time; block = b'1' * (64 * 2**20); time.sleep(0.4)"], check=True, timeout=20
        )
    assert memory.bytes > before.bytes + 56 * MIB


def test_a_short_piece_of_work_has_a_peak() -> None:
    with PeakMemory() as memory:
        pass
    assert memory.bytes > MIB


def test_a_process_that_is_gone_takes_none() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(timeout=20)
    with PeakMemory(child.pid) as memory:
        pass
    assert memory.bytes == 0
