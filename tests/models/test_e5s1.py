import re
import struct
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import AssistantError
from assistant.models.e5s1 import Shape, opened

from . import tiny_e5


def written(folder: Path, data: bytes) -> Path:
    path = folder / "tiny.bin"
    path.write_bytes(data)
    return path


def test_a_whole_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    with opened(written(tmp_path, tiny_e5.write_file())) as model:
        assert model.shape == Shape(32, 1, 2, 64, 16, 8, 2, epsilon=pytest.approx(1e-12))  # type: ignore[arg-type]
        assert [piece for piece, _ in model.vocabulary.pieces] == list(tiny_e5.PIECES)
        assert [score for _, score in model.vocabulary.pieces] == pytest.approx(tiny_e5.SCORES)
        assert (model.vocabulary.bos, model.vocabulary.eos, model.vocabulary.pad, model.vocabulary.unk) == (0, 2, 1, 3)
        assert model.normalisation == tiny_e5.NORMALISATION
        assert set(model.tensors) == set(tiny_e5.tensors())


def test_float_tensors_are_the_floats_of_the_file(tmp_path: Path) -> None:
    with opened(written(tmp_path, tiny_e5.write_file())) as model:
        values = model.read("emb.pos", 8 * 32)
    assert values.tobytes() == tiny_e5.content("emb.pos")


def test_four_bit_weights_are_scale_times_nibble_minus_eight(tmp_path: Path) -> None:
    with opened(written(tmp_path, tiny_e5.write_file())) as model:
        values = model.read("l0.q.w", 32 * 32)
    raw = tiny_e5.content("l0.q.w")
    expected: list[float] = []
    for start in range(0, len(raw), 18):
        scale, nibbles = struct.unpack("<e16s", raw[start : start + 18])
        expected += [scale * ((byte & 15) - 8) for byte in nibbles]
        expected += [scale * ((byte >> 4) - 8) for byte in nibbles]
    assert values.dtype == np.float32
    assert values.tolist() == expected


def test_a_tensor_of_another_size_than_the_shape_asks_for_is_refused(tmp_path: Path) -> None:
    with opened(written(tmp_path, tiny_e5.write_file())) as model:
        with pytest.raises(AssistantError, match=r"emb\.pos"):
            model.read("emb.pos", 9 * 32)
        with pytest.raises(AssistantError, match="missing"):
            model.read("missing", 1)


HUGE = 2**31 - 1

FORGERIES: list[dict[str, Any]] = [
    {"magic": b"GGUF"},
    {"version": 2},
    {"hidden": 0},
    {"hidden": -32},
    {"heads": 5},
    {"heads": 0},
    {"block": 64},
    {"epsilon": float("nan")},
    {"vocabulary": 3},
    {"piece_count": HUGE},
    {"piece_count": 0},
    {"piece_count": -1},
    {"unk": 13},
    {"unk": -1},
    {"blob_bytes": 2**63},
    {"blob_bytes": 7},
    {"first_offset": 5},
    {"offsets_in_order": False},
    {"pieces": (*tiny_e5.PIECES[:-1], "か")},
    {"normalisation_count": HUGE},
    {"normalisation_count": -1},
    {"normalisation_count": 1},
    {"tensor_count": HUGE},
    {"tensor_offset": 2**64 - 1},
    {"tensor_offset": 10**6},
    {"tensor_bytes": 0},
    {"tensor_bytes": 2**64 - 1},
    {"elements_change": 1},
    {"elements_change": 2**31},
    {"dtype": 7},
    {"dtype": 1},
]


@pytest.mark.parametrize("changes", FORGERIES, ids=str)
def test_a_forged_header_is_refused_without_a_giant_allocation(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = written(tmp_path, tiny_e5.forged(**changes))
    tracemalloc.start()
    try:
        with pytest.raises(AssistantError, match=re.escape("tiny.bin")), opened(path):
            pytest.fail("accepted")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 << 20


def test_dimensions_that_the_tensors_do_not_have_are_refused(tmp_path: Path) -> None:
    for changes in ({"hidden": 2**20}, {"layers": 2}, {"vocabulary": HUGE}):
        with opened(written(tmp_path, tiny_e5.forged(**changes))) as model, pytest.raises(AssistantError):
            for name in ("emb.word", "l1.q.w"):
                model.read(name, model.shape.vocabulary * model.shape.hidden)


def test_no_prefix_of_a_file_is_accepted(tmp_path: Path) -> None:
    data = tiny_e5.write_file()
    for size in [*range(0, 600, 7), len(data) // 2, len(data) - 1]:
        with pytest.raises(AssistantError), opened(written(tmp_path, data[:size])):
            pytest.fail(f"accepted the first {size} bytes")


def test_random_damage_to_the_header_never_ends_in_anything_but_a_refusal(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    data = tiny_e5.write_file()
    refused = 0
    for _ in range(300):
        damaged = bytearray(data)
        damaged[int(random.integers(0, 700))] ^= int(random.integers(1, 256))
        try:
            with opened(written(tmp_path, bytes(damaged))) as model:
                assert all(t.offset + t.bytes <= len(data) for t in model.tensors.values())
        except AssistantError:
            refused += 1
    assert refused > 100
