import json
import pickle
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from assistant.errors import AssistantError
from assistant.judge.judge_file import (
    HEADER_LIMIT,
    JudgeKind,
    OtherEmbedderError,
    describe_judge,
    read_judge,
    write_judge,
)

from .judge_files import EMBEDDER, FINGERPRINT, small_judge

TENSORS = {"head.bias": torch.tensor([0.5], dtype=torch.float16)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_judge(tmp_path / "judge.safetensors", small_judge())
    return tmp_path / "judge.safetensors"


def metadata(**changes: str | None) -> dict[str, str]:
    """The metadata of a whole judge but for `changes`; None leaves a key out."""
    whole = {
        "format": "1", "kind": "relevance", "embedder": EMBEDDER, "embedder_fingerprint": FINGERPRINT,
        "lower_layers": "6", "calibration": "{}", "card": "{}",
    }  # fmt: skip
    return {key: value for key, value in (whole | changes).items() if value is not None}


def refusal(path: Path, kind: JudgeKind = "relevance", name: str = EMBEDDER, fingerprint: str = FINGERPRINT) -> str:
    with pytest.raises(AssistantError) as caught:
        read_judge(path, kind=kind, embedder_name=name, embedder_fingerprint=fingerprint)
    message = str(caught.value)
    assert str(path) in message
    assert f"models.{kind}_judge" in message
    return message


def test_what_is_written_is_read_again_in_half_precision(path: Path) -> None:
    written = small_judge()
    judge = read_judge(path, kind="relevance", embedder_name=EMBEDDER, embedder_fingerprint=FINGERPRINT)
    assert (judge.kind, judge.embedder, judge.embedder_fingerprint) == ("relevance", EMBEDDER, FINGERPRINT)
    assert (judge.lower_layers, judge.calibration, judge.card) == (6, written.calibration, written.card)
    assert judge.tensors.keys() == written.tensors.keys()
    for name, tensor in judge.tensors.items():
        assert torch.equal(tensor, written.tensors[name].half())


def test_the_library_reads_the_same_file(path: Path) -> None:
    with safe_open(path, framework="np") as file:
        assert file.metadata()["kind"] == "relevance"
        expected = small_judge().tensors["layer.6.weight"].half().numpy()
        np.testing.assert_array_equal(file.get_tensor("layer.6.weight"), expected)


def test_the_description_is_read_without_the_tensors(path: Path) -> None:
    judge = describe_judge(path)
    assert judge.card["metrics"] == {"auroc": 0.96}
    assert judge.tensors == {}


def backwards(rows: Mapping[str, Any]) -> dict[str, Any]:
    return dict(reversed(list(rows.items())))


def test_the_same_judge_gives_the_same_bytes_in_any_order_and_any_process(path: Path) -> None:
    judge = small_judge()
    turned = small_judge(
        tensors=backwards(judge.tensors),
        card=backwards(judge.card),
        calibration=backwards(judge.calibration),
    )
    write_judge(path.with_name("turned"), turned)
    code = (
        "import sys, pathlib; from tests.judge.judge_files import small_judge;"
        "from assistant.judge.judge_file import write_judge; write_judge(pathlib.Path(sys.argv[1]), small_judge())"
    )
    subprocess.run([sys.executable, "-c", code, path.with_name("other")], check=True)
    assert path.read_bytes() == path.with_name("turned").read_bytes() == path.with_name("other").read_bytes()


def test_a_tensor_that_shares_its_memory_is_stored_on_its_own(tmp_path: Path) -> None:
    row = torch.arange(6, dtype=torch.float16)
    write_judge(tmp_path / "j", small_judge(tensors={"all": row, "second": row[3:], "turned": row.reshape(2, 3).T}))
    judge = read_judge(tmp_path / "j", kind="relevance", embedder_name=EMBEDDER, embedder_fingerprint=FINGERPRINT)
    assert judge.tensors["second"].tolist() == [3, 4, 5]
    assert judge.tensors["turned"].tolist() == [[0, 3], [1, 4], [2, 5]]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e6])
def test_a_training_that_diverged_is_not_written_and_the_old_judge_stays(path: Path, value: float) -> None:
    before = path.read_bytes()
    with pytest.raises(AssistantError, match=r"head\.weight"):
        write_judge(path, small_judge(tensors={"head.weight": torch.tensor([1.0, value])}))
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("key", ["card", "calibration"])
def test_a_figure_that_is_no_number_is_not_written(tmp_path: Path, key: str) -> None:
    wrong: dict[str, Any] = {key: {"auroc": float("nan")}}
    with pytest.raises(AssistantError, match=key):
        write_judge(tmp_path / "j", small_judge(**wrong))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AssistantError, match="file"):
        write_judge(tmp_path / "file" / "judge.safetensors", small_judge())


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    assert "ありません" in refusal(tmp_path / "nowhere.safetensors")


def test_a_folder_in_its_place_is_an_error_of_ours(tmp_path: Path) -> None:
    assert "読み込めません" in refusal(tmp_path)


@pytest.mark.parametrize("kept", [0, 5, 8, 100, -1])
def test_a_truncated_file_is_refused(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    assert "途中で切れて" in refusal(path)


def test_bytes_after_the_end_are_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0\0")
    assert "壊れています" in refusal(path)


def test_a_header_that_claims_to_be_huge_is_refused_without_reading_it(path: Path) -> None:
    for size in (HEADER_LIMIT + 1, 2**63):
        path.write_bytes(struct.pack("<Q", size) + path.read_bytes()[8:])
        assert "safetensors ではない" in refusal(path)


@pytest.mark.parametrize("text", [b"{", b"[1, 2]", b"\xff\xfe{}", b"[" * 100_000, b'{"__metadata__": 3}'])
def test_a_header_that_is_no_json_object_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "j").write_bytes(struct.pack("<Q", len(text)) + text)
    refusal(tmp_path / "j")


def test_a_pickle_is_refused_and_never_run(tmp_path: Path) -> None:
    (tmp_path / "j").write_bytes(pickle.dumps({"head.bias": [0.5] * 99}))
    assert "safetensors ではない" in refusal(tmp_path / "j")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "2"}, "形式 2"),
        ({"format": "pt"}, "形式 pt"),
        ({"format": None}, "format"),
        ({"embedder": None, "card": None}, "embedder、card"),
        ({"kind": "sentiment"}, "sentiment"),
        ({"lower_layers": "-1"}, "lower_layers"),
        ({"lower_layers": "six"}, "lower_layers"),
        ({"card": "{"}, "card が JSON ではありません"),
        ({"card": "[]"}, "card が JSON のオブジェクトではありません"),
        ({"card": '{"auroc": NaN}'}, "NaN"),
        ({"card": "[" * 100_000}, "メタデータの値"),
        ({"calibration": "slope"}, "calibration が JSON ではありません"),
        ({"calibration": '{"slope": "1.2"}'}, "calibration の値"),
        ({"calibration": '{"slope": true}'}, "calibration の値"),
        ({"calibration": '{"knots": [1, [2]]}'}, "calibration の値"),
        ({"calibration": '{"slope": 1e999}'}, "1e999"),
        ({"calibration": f'{{"slope": 1{"0" * 400}}}'}, "メタデータの値"),
    ],
)
def test_metadata_that_is_not_ours_is_refused_by_name(
    tmp_path: Path, changes: dict[str, str | None], said: str
) -> None:
    save_file(TENSORS, tmp_path / "j", metadata())
    read_judge(tmp_path / "j", kind="relevance", embedder_name=EMBEDDER, embedder_fingerprint=FINGERPRINT)
    save_file(TENSORS, tmp_path / "j", metadata(**changes))
    assert said in refusal(tmp_path / "j")


def test_weights_without_metadata_are_refused(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "j")
    assert "embedder_fingerprint" in refusal(tmp_path / "j")


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int8])
def test_weights_that_are_not_half_precision_are_refused(tmp_path: Path, dtype: torch.dtype) -> None:
    save_file({"head.bias": torch.ones(2, dtype=dtype)} | {"a": TENSORS["head.bias"]}, tmp_path / "j", metadata())
    assert "fp16" in refusal(tmp_path / "j")


def test_a_judge_without_weights_is_refused(tmp_path: Path) -> None:
    save_file({}, tmp_path / "j", metadata())
    assert "fp16" in refusal(tmp_path / "j")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_no_numbers_are_refused_by_name(tmp_path: Path, value: float) -> None:
    save_file({"layer.7": torch.tensor([0, value], dtype=torch.float16)} | TENSORS, tmp_path / "j", metadata())
    assert "layer.7" in refusal(tmp_path / "j")


def test_a_judge_of_the_other_kind_is_refused(path: Path) -> None:
    assert "relevance 用" in refusal(path, kind="support")


def test_a_judge_of_another_embedder_names_both(path: Path) -> None:
    message = refusal(path, name="ruri-v3-30m", fingerprint="f" * 64)
    assert EMBEDDER in message
    assert "ruri-v3-30m" in message
    assert "assistant judges train" in message


def test_a_judge_of_another_edition_of_the_embedder_names_both_fingerprints(path: Path) -> None:
    message = refusal(path, fingerprint="f" * 64)
    assert FINGERPRINT[:12] in message
    assert "f" * 12 in message


def test_another_embedder_is_told_apart_from_damage(path: Path) -> None:
    with pytest.raises(OtherEmbedderError):
        read_judge(path, kind="relevance", embedder_name="other", embedder_fingerprint=FINGERPRINT)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(AssistantError) as caught:
        read_judge(path, kind="relevance", embedder_name=EMBEDDER, embedder_fingerprint=FINGERPRINT)
    assert not isinstance(caught.value, OtherEmbedderError)


def test_the_description_needs_no_heavy_library(path: Path) -> None:
    code = (
        "import sys, pathlib; from assistant.judge.judge_file import describe_judge;"
        "describe_judge(pathlib.Path(sys.argv[1])); print([m for m in ('torch', 'safetensors') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def header(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    found: dict[str, Any] = json.loads(data[8 : 8 + size])
    return found


def test_the_metadata_is_what_the_documentation_says(path: Path) -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "models.md").read_text(encoding="utf-8")
    rows = page.split("### ファイルの形")[1].split("## ")[0]
    assert all(f"`{key}`" in rows for key in header(path)["__metadata__"])
