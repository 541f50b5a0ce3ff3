"""Sentence pairs that people labelled as entailment, neutral or contradiction (JSICK), as lessons of the support judge."""

import csv
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.judge.support import CONTRADICTED, NOT_SUPPORTED, SUPPORTED
from assistant.judge.training.support import Judged, Lesson

_LABELS: Final = {"entailment": SUPPORTED, "neutral": NOT_SUPPORTED, "contradiction": CONTRADICTED}
_PREMISE, _CLAIM, _LABEL = "sentence_A_Ja", "sentence_B_Ja", "entailment_label_Ja"


def read_inference(path: Path) -> tuple[list[Lesson], list[str]]:
    """The lessons of a tab-separated file, and what was skipped and why.

    Raise `AssistantError` for a file that cannot be read, lacks a column, or holds no usable row.
    """
    lessons: list[Lesson] = []
    skipped: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [name for name in (_PREMISE, _CLAIM, _LABEL) if name not in (rows.fieldnames or ())]
            if missing:
                raise AssistantError(f"学習データに列 {'、'.join(missing)} がありません: {path}")
            for number, row in enumerate(rows, start=2):
                premise, claim, label = ((row[name] or "").strip() for name in (_PREMISE, _CLAIM, _LABEL))
                if not premise or not claim or label not in _LABELS:
                    skipped.append(
                        f"{path.name}: {number} 行目を飛ばしました（文が空か、ラベル「{label}」が分かりません）"
                    )
                    continue
                lessons.append(Lesson("", premise, (Judged(claim, _LABELS[label], None),)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AssistantError(f"学習データを読めません: {path}（{error}）") from error
    if not lessons:
        raise AssistantError(f"学習データに使える行が一つもありません: {path}（飛ばした行 {len(skipped)} 件）")
    return lessons, skipped
