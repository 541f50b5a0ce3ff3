"""Two systems on the same questions, side by side: of two runs, or of one."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from assistant.errors import AssistantError
from assistant_eval.comparison.comparability import warnings
from assistant_eval.comparison.compared_metrics import metric_rows
from assistant_eval.report.labels import outcome_of
from assistant_eval.report_data import FORMAT

REPORT: Final = "report.json"
_PARTS: Final = frozenset(("run", "systems", "metrics", "figures", "answers"))
_TONES: Final = ("bad", "fair", "good")
"""From worst to best, the tones of `report.labels.OUTCOMES`: wrong or broken; in part or refused; right."""

Report = Mapping[str, Any]
Answer = Mapping[str, Any]


def read_report(path: Path) -> dict[str, Any]:
    """The report in a run's folder, or the file itself; raise `AssistantError` where there is none that can be read."""
    file = path / REPORT if path.is_dir() else path
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise AssistantError(
            f"評価の報告を開けません: {file}（{error.strerror}）。`assistant eval --out DIR` で書いたフォルダを指定してください"
        ) from error
    except ValueError as error:
        raise AssistantError(f"評価の報告が壊れています: {file}（{error}）。評価をもう一度実行してください") from error
    if not isinstance(report, dict) or not _PARTS.issubset(report):
        raise AssistantError(f"評価の報告ではありません: {file}。評価のフォルダか、その {REPORT} を指定してください")
    if report.get("format") != FORMAT:
        raise AssistantError(
            f"評価の報告の形式が違います: {file}（形式 {report.get('format')}、この版は {FORMAT}）。この版で評価し直してください"
        )
    return report


def compare(a: Report, b: Report, system_a: str, system_b: str, seed: int) -> dict[str, Any]:
    """What `system_b` of report `b` does better and worse than `system_a` of report `a`, as JSON.

    `sides` are A and B: {system, label, run (as in the report)}; `warnings` texts for people; `metrics` the rows of
    `metric_rows`; `questions` {suite, id, change (see `change`), answers (the two rows of the reports)} in the order of
    A; `unmatched` {side (0: A), suite, id, question, reason}: questions pair by suite and id where text, day and kind of
    refusal are the same. Raises `AssistantError` where a report lacks the system, or no question pairs.
    """
    first, second = _answers(a, system_a), _answers(b, system_b)
    keys = [key for key in first if key in second and _asked(first[key]) == _asked(second[key])]
    if not keys:
        raise AssistantError("比べられる質問がありません。同じ評価セットで実行した 2 つの報告を指定してください")
    pairs = [(first[key], second[key]) for key in keys]
    return {
        "format": FORMAT,
        "sides": [_side(a, system_a), _side(b, system_b)],
        "seed": seed,
        "warnings": list(warnings(a, b, pairs)),
        "metrics": metric_rows([old for old, _ in pairs], [new for _, new in pairs], seed),
        "questions": [
            {"suite": old["suite"], "id": old["id"], "change": change(old, new), "answers": [old, new]}
            for old, new in pairs
        ],
        "unmatched": [*_unmatched(first, second, 0), *_unmatched(second, first, 1)],
    }


def change(first: Answer, second: Answer) -> str:
    """What became of a question from the first answer to the second: "better", "worse", "same" or "other".

    The outcome decides: right (correct, refused or put right what has no answer) before partial or refused before wrong
    or broken. Between two of a kind (partial and refused, say), or where one has no outcome, the change is "other".
    """
    if first["outcome"] == second["outcome"]:
        return "same"
    if first["outcome"] is None or second["outcome"] is None:
        return "other"
    before, after = (_TONES.index(outcome_of(own).tone) for own in (first, second))
    return "other" if before == after else "better" if after > before else "worse"


def _answers(report: Report, system: str) -> dict[tuple[str, str], Answer]:
    """The answers of a system by suite and id."""
    names = [own["name"] for own in report["systems"]]
    if system not in names:
        raise AssistantError(
            f"報告に方式 {system} がありません（あるのは {'、'.join(names)}）。--systems で選ぶか、その方式も含めて評価してください"
        )
    return {(own["suite"], own["id"]): own for own in report["answers"] if own["system"] == system}


def _asked(answer: Answer) -> tuple[object, ...]:
    return answer["question"], answer["as_of"], answer["refuse"]


def _side(report: Report, system: str) -> dict[str, Any]:
    label = next(own["label"] for own in report["systems"] if own["name"] == system)
    return {"system": system, "label": label, "run": report["run"]}


def _unmatched(
    own: Mapping[tuple[str, str], Answer], other: Mapping[tuple[str, str], Answer], side: int
) -> Iterator[dict[str, Any]]:
    """The questions of a side that have no partner, and why; one that both have in two versions comes once a side."""
    for key, answer in own.items():
        if key in other and _asked(answer) == _asked(other[key]):
            continue
        reason = "質問の文・基準日・答えの有無が違います" if key in other else "もう一方にありません"
        yield {"side": side, "suite": key[0], "id": key[1], "question": answer["question"], "reason": reason}
