"""Judges of a few numbers, and their entries in a catalogue."""

import hashlib
from dataclasses import replace
from typing import Any

import torch

from assistant.judge.judge_file import JudgeFile, JudgeKind

EMBEDDER = "multilingual-e5-small"
FINGERPRINT = "0123456789abcdef" * 4


def small_judge(kind: JudgeKind = "relevance", **changes: Any) -> JudgeFile:
    """A whole judge but for `changes`."""
    judge = JudgeFile(
        kind=kind,
        embedder=EMBEDDER,
        embedder_fingerprint=FINGERPRINT,
        lower_layers=6,
        calibration={"slope": 1.25, "knots": [0.0, 0.5, 1.0]},
        card={"date": "2026-11-22", "licences": ["JaQuAD: CC BY-SA 3.0"], "metrics": {"auroc": 0.96}, "seeds": [1, 2]},
        tensors={
            "layer.6.weight": torch.arange(12, dtype=torch.float32).reshape(3, 4) / 7,
            "head.bias": torch.tensor([0.5]),
        },
    )
    return replace(judge, **changes)


def judge_entry(name: str, content: bytes, source: str, path: str = "relevance.safetensors") -> str:
    """The TOML of a judge with one file, `content`, from `source`."""
    return f"""
[[model]]
name = "{name}"
role = "judge"
publisher = "試験"
page = "https://example.invalid/{name}"
licence = {{ id = "CC-BY-SA-4.0", url = "https://creativecommons.org/licenses/by-sa/4.0/" }}
files = [{{ path = "{path}", bytes = {len(content)}, sha256 = "{hashlib.sha256(content).hexdigest()}" }}]
[model.source]
{source}
"""
