"""A judge on disk: one safetensors file whose metadata says what it judges, for which embedder, and how it was made."""

import hashlib
import json
import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from assistant.errors import AssistantError
from assistant.models.transfer import disk_error, sync_folder, write_verified

if TYPE_CHECKING:
    import torch

JudgeKind: TypeAlias = Literal["relevance", "support"]

FORMAT: Final = "1"
HEADER_LIMIT: Final = 8 << 20  # bytes; the tensors' names and the card take a few tens of thousands
_KEYS: Final = ("format", "kind", "embedder", "embedder_fingerprint", "lower_layers", "calibration", "card")
_EITHER: Final = "models.relevance_judge・models.support_judge"


class OtherEmbedderError(AssistantError):
    """The judge is whole, but stands on another embedder than the one in use."""


@dataclass(frozen=True, eq=False)
class JudgeFile:
    """A judge as stored; `lower_layers` is how many of the embedder's layers it runs on, `tensors` are fp16 by name.

    `calibration` holds finite floats or lists of them; `card` is any JSON object (seeds, data, licences, metrics).
    """

    kind: JudgeKind
    embedder: str
    embedder_fingerprint: str
    lower_layers: int
    calibration: Mapping[str, Any]
    card: Mapping[str, Any]
    tensors: Mapping[str, "torch.Tensor"] = field(default_factory=dict)


def write_judge(path: Path, judge_file: JudgeFile) -> None:
    """Write a judge whole or not at all; the same judge gives the same bytes.

    Tensors are rounded to fp16. Raise `AssistantError` for values that are then not finite, and for a failing disk.
    """
    content = _header(judge_file) + b"".join(_fp16(name, judge_file.tensors) for name in sorted(judge_file.tensors))
    try:
        write_verified([content], path, len(content), hashlib.sha256(content).hexdigest())
        sync_folder(path.parent)
    except OSError as error:
        raise disk_error(error, path) from error


def _header(judge_file: JudgeFile) -> bytes:
    # Not the library's: it writes the metadata in an order that differs from one process to the next.
    metadata = {
        "format": FORMAT,
        "kind": judge_file.kind,
        "embedder": judge_file.embedder,
        "embedder_fingerprint": judge_file.embedder_fingerprint,
        "lower_layers": str(judge_file.lower_layers),
        "calibration": _dumped("calibration", judge_file.calibration),
        "card": _dumped("card", judge_file.card),
    }
    header: dict[str, Any] = {"__metadata__": metadata}
    at = 0
    for name in sorted(judge_file.tensors):
        tensor = judge_file.tensors[name]
        end = at + 2 * tensor.numel()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def _dumped(key: str, value: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(value), ensure_ascii=False, sort_keys=True, allow_nan=False)
    except ValueError as error:
        raise AssistantError(f"審査モデルを書けません: {key} に数でない値（NaN・無限大）があります") from error


def _fp16(name: str, tensors: Mapping[str, "torch.Tensor"]) -> bytes:
    import torch

    tensor = tensors[name].detach().to("cpu", torch.float16).contiguous()
    if not bool(torch.isfinite(tensor).all()):
        raise AssistantError(
            f"審査モデルを書けません: {name} に fp16 で表せない値（NaN・無限大）があります。"
            "学習率を下げて学習し直してください"
        )
    return tensor.numpy().astype("<f2").tobytes()


def read_judge(path: Path, *, kind: JudgeKind, embedder_name: str, embedder_fingerprint: str) -> JudgeFile:
    """The judge in `path`, every value of it finite.

    Raise `OtherEmbedderError` when it stands on another embedder, and `AssistantError` when it is missing, damaged, of
    another format or of another kind.
    """
    key = f"models.{kind}_judge"
    judge_file = _described(path, key)
    if judge_file.kind != kind:
        raise AssistantError(
            f"審査モデルの種類が違います: {path}（{judge_file.kind} 用のファイルです）。設定の {key} には {kind} 用の"
            "ものを書くか、空にしてください"
        )
    if (judge_file.embedder, judge_file.embedder_fingerprint) != (embedder_name, embedder_fingerprint):
        made_for, used = judge_file.embedder, embedder_name
        if made_for == used:
            made_for, used = (
                f"{name}（{fingerprint[:12]}）"
                for name, fingerprint in ((used, judge_file.embedder_fingerprint), (used, embedder_fingerprint))
            )
        raise OtherEmbedderError(
            f"審査モデルは埋め込みモデル {made_for} 用で、使用中の {used} では使えません: {path}。"
            f"`assistant judges train` で学習し直すか、設定の {key} を空にしてください"
        )
    return replace(judge_file, tensors=_tensors(path, key))


def describe_judge(path: Path) -> JudgeFile:
    """What a judge says of itself, its tensors left on disk; raise `AssistantError` as `read_judge` does."""
    return _described(path, _EITHER)


def _described(path: Path, key: str) -> JudgeFile:
    header = _read_header(path, key)
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict):
        raise _unusable(path, "メタデータの形が違います", key)
    if metadata.get("format", FORMAT) != FORMAT:
        raise AssistantError(
            f"審査モデルの形式 {metadata['format']} は読めません（読めるのは {FORMAT}）: {path}。"
            f"新しい形式ならプログラムを更新し、そうでなければ `assistant judges train` で学習し直すか、"
            f"設定の {key} を空にしてください"
        )
    missing = [name for name in _KEYS if not isinstance(metadata.get(name), str)]
    if missing:
        raise _unusable(path, f"必要な項目がありません: {'、'.join(missing)}", key)
    if not header or any(not isinstance(row, dict) or row.get("dtype") != "F16" for row in header.values()):
        raise _unusable(path, "重みが fp16 ではありません", key)
    try:
        return _parsed(metadata)
    except (ValueError, OverflowError, RecursionError) as error:
        raise _unusable(path, f"メタデータの値が誤っています: {error}", key) from error


def _read_header(path: Path, key: str) -> dict[str, Any]:
    """The JSON before the tensors (https://huggingface.co/docs/safetensors), read without trusting its length."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
            size = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            text = file.read(size) if 0 < size <= HEADER_LIMIT else b""
    except FileNotFoundError as error:
        raise AssistantError(
            f"審査モデルのファイルがありません: {path}。プログラムまたはモデルを入れ直すか、設定の {key} を空にしてください"
            "（規則だけで判定します）"
        ) from error
    except OSError as error:
        raise _unusable(path, f"読み込めません: {error.strerror or error}", key) from error
    if size > HEADER_LIMIT:
        raise _unusable(path, "safetensors ではないか、先頭が壊れています", key)
    if not text or len(text) < size:
        raise _unusable(path, "途中で切れています", key)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unusable(path, "safetensors ではないか、先頭が壊れています", key) from error
    if not isinstance(header, dict):
        raise _unusable(path, "safetensors ではありません", key)
    return header


def _parsed(metadata: Mapping[str, str]) -> JudgeFile:
    kind = metadata["kind"]
    if kind not in get_args(JudgeKind):
        raise ValueError(f"kind が {kind}")
    if not re.fullmatch("[0-9]{1,3}", metadata["lower_layers"]):
        raise ValueError(f"lower_layers が {metadata['lower_layers']}")
    calibration = {name: _numbers(value) for name, value in _object("calibration", metadata).items()}
    return JudgeFile(
        kind=kind,  # type: ignore[arg-type]  # one of its values, as just checked
        embedder=metadata["embedder"],
        embedder_fingerprint=metadata["embedder_fingerprint"],
        lower_layers=int(metadata["lower_layers"]),
        calibration=calibration,
        card=_object("card", metadata),
    )


def _object(key: str, metadata: Mapping[str, str]) -> dict[str, Any]:
    try:
        value = json.loads(metadata[key], parse_float=_finite, parse_constant=_finite)
    except json.JSONDecodeError as error:
        raise ValueError(f"{key} が JSON ではありません") from error
    if not isinstance(value, dict):
        raise ValueError(f"{key} が JSON のオブジェクトではありません")
    return value


def _finite(text: str) -> float:
    if not math.isfinite(float(text)):
        raise ValueError(f"数でない値 {text}")
    return float(text)


def _numbers(value: object) -> float | list[float]:
    if isinstance(value, list):
        return [_number(item) for item in value]
    return _number(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("calibration の値が数でも数の並びでもありません")
    return float(value)


def _tensors(path: Path, key: str) -> dict[str, "torch.Tensor"]:
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        tensors = load_file(path, backend="pread")  # a map would fall with the file that is replaced under it
    except (SafetensorError, OSError) as error:
        raise _unusable(path, f"途中で切れているか、壊れています: {error}", key) from error
    wrong = sorted(name for name, tensor in tensors.items() if not bool(torch.isfinite(tensor).all()))
    if wrong:
        raise _unusable(path, f"数でない値（NaN・無限大）があります: {wrong[0]}", key)
    return tensors


def _unusable(path: Path, what: str, key: str) -> AssistantError:
    return AssistantError(
        f"審査モデルのファイルを使えません: {path}（{what}）。`assistant models verify` で確かめ、入れ直すか "
        f"`assistant judges train` で学習し直すか、設定の {key} を空にしてください（規則だけで判定します）"
    )
