"""A whole E5S1 file of a few kilobytes, written field by field as docs/models.md says."""

import struct
from dataclasses import dataclass, replace

import numpy as np

HIDDEN, FEED_FORWARD, VOCABULARY, POSITIONS, TYPES, LAYERS = 32, 64, 16, 8, 2, 1
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "～", "A", "B", "ハン", "か", "が", "▁東京", "2")
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -3.5, -3.5, -4.0, -4.0, -4.0, -4.5, -5.0)
NORMALISATION = {0x01: "", 0x0A: " ", 0x200B: " ", 0x3000: " ", 0xFF21: "A"}
FLOAT32, Q4_0 = 0, 1


@dataclass(frozen=True)
class Layout:
    """What the file says of itself; each may be forged."""

    magic: bytes = b"E5S1"
    version: int = 1
    heads: int = 2
    layers: int = LAYERS
    hidden: int = HIDDEN
    vocabulary: int = VOCABULARY
    block: int = 32
    epsilon: float = 1e-12
    pieces: tuple[str, ...] = PIECES
    piece_count: int = len(PIECES)
    unk: int = 3
    blob_bytes: int | None = None
    first_offset: int = 0
    offsets_in_order: bool = True
    normalisation: tuple[tuple[int, str], ...] = tuple(NORMALISATION.items())
    normalisation_count: int = len(NORMALISATION)
    tensor_count: int | None = None
    tensor_offset: int | None = None
    tensor_bytes: int | None = None
    elements_change: int = 0
    dtype: int | None = None


def tensors() -> dict[str, tuple[int, int]]:
    """The name of every tensor, its type and its number of elements."""
    square, wide = HIDDEN * HIDDEN, HIDDEN * FEED_FORWARD
    found = {
        "emb.word": (Q4_0, VOCABULARY * HIDDEN), "emb.pos": (FLOAT32, POSITIONS * HIDDEN),
        "emb.type": (FLOAT32, TYPES * HIDDEN), "emb.ln.w": (FLOAT32, HIDDEN), "emb.ln.b": (FLOAT32, HIDDEN),
    }  # fmt: skip
    sizes = {
        "q": (square, HIDDEN), "k": (square, HIDDEN), "v": (square, HIDDEN), "ao": (square, HIDDEN),
        "fi": (wide, FEED_FORWARD), "fo": (wide, HIDDEN),
    }  # fmt: skip
    for layer in range(LAYERS):
        for name, (weights, bias) in sizes.items():
            found[f"l{layer}.{name}.w"] = (Q4_0, weights)
            found[f"l{layer}.{name}.b"] = (FLOAT32, bias)
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"] = (FLOAT32, HIDDEN)
            found[f"l{layer}.{name}.b"] = (FLOAT32, HIDDEN)
    return found


def content(name: str) -> bytes:
    """The bytes of a tensor, the same for the same name."""
    dtype, elements = tensors()[name]
    random = np.random.default_rng(sum(name.encode()))
    if dtype == FLOAT32:
        return random.normal(size=elements).astype("<f4").tobytes()
    blocks = [
        struct.pack("<e", random.normal()) + random.integers(0, 256, 16, dtype=np.uint8).tobytes()
        for _ in range(elements // 32)
    ]
    return b"".join(blocks)


def write_file(layout: Layout = Layout()) -> bytes:
    """The file as `layout` describes it."""
    blob = "".join(layout.pieces).encode()
    bounds = np.cumsum([0, *(len(piece.encode()) for piece in layout.pieces)])
    bounds[0] = layout.first_offset
    if not layout.offsets_in_order:
        bounds[5], bounds[6] = bounds[6], bounds[5]
    head = struct.pack("<4sI", layout.magic, layout.version)
    head += struct.pack("<3i", layout.hidden, layout.layers, layout.heads)
    head += struct.pack("<4i", FEED_FORWARD, layout.vocabulary, POSITIONS, TYPES)
    head += struct.pack("<fi", layout.epsilon, layout.block)
    head += struct.pack("<5iQ", layout.piece_count, 0, 2, 1, layout.unk, layout.blob_bytes or len(blob))
    head += bounds.astype("<u4").tobytes() + np.array(SCORES[: len(layout.pieces)], dtype="<f4").tobytes() + blob
    table = b"".join(
        struct.pack(f"<IB{len(text)}I", point, len(text), *map(ord, text)) for point, text in layout.normalisation
    )
    head += struct.pack("<iI", layout.normalisation_count, len(table)) + table
    return head + _directory(layout, len(head))


def _directory(layout: Layout, before: int) -> bytes:
    names = list(tensors())
    at = before + 4 + sum(2 + len(name) + 21 for name in names)
    rows = struct.pack("<i", len(names) if layout.tensor_count is None else layout.tensor_count)
    body = b""
    for name in names:
        dtype, elements = tensors()[name]
        data = content(name)
        offset = at + len(body)
        if name == names[-1]:  # the forged one
            dtype = dtype if layout.dtype is None else layout.dtype
            offset = offset if layout.tensor_offset is None else layout.tensor_offset
        size = layout.tensor_bytes if layout.tensor_bytes is not None and name == names[-1] else len(data)
        elements += layout.elements_change if name == names[-1] else 0
        rows += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", dtype, elements, offset, size)
        body += data
    return rows + body


def forged(**changes: object) -> bytes:
    """A whole file but for `changes` of its layout."""
    return write_file(replace(Layout(), **changes))  # type: ignore[arg-type]
