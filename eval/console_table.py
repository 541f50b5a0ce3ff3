"""A run on the terminal: its verdict and the figures of each system side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from assistant_eval.columns import padded
from assistant_eval.gate import reasons
from assistant_eval.report.labels import GROUPS, SPLITS, kind_label
from assistant_eval.report.quantities import NOT_APPLICABLE

_LABEL: Final = 34
_COLUMN: Final = 24
_COUNTED: Final = 32  # a figure with its counts


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as lines for people."""
    systems = report["systems"]
    figures = {(row["metric"], row["system"]): row for row in report["figures"] if row["group"] == "all"}
    yield from _asked(report)
    yield _line("", (system["label"] for system in systems))
    for group, title in GROUPS.items():
        metrics = [metric for metric in report["metrics"] if metric["group"] == group]
        if metrics:
            yield f"■ {title}"
        for metric in metrics:
            rows = (figures.get((metric["name"], own["name"])) for own in systems)
            yield _line(f"  {metric['label']}", (figure_text(row, metric["unit"]) for row in rows))
    yield from _refusals(report, systems)
    yield from _mutations(report["mutations"])
    yield from _judge(report["judge"], systems)
    yield from _verdict(report["gate"])


def _asked(report: Mapping[str, Any]) -> Iterator[str]:
    """What was asked: suites, splits, and how many questions the figures are made of."""
    run, asked = report["run"], {(row["suite"], row["id"]): row["refuse"] for row in report["answers"]}
    refused = sum(kind is not None for kind in asked.values())
    splits = "・".join(SPLITS.get(own, own) for own in run["splits"])
    yield f"{'、'.join(run['suites'])}（{splits}）：{len(asked)} 問（うち答えのない質問 {refused} 問）"
    if run["cached"]:
        yield f"{run['cached']} 件の回答は前に得たもので、時間もそのときの値です（--fresh で答え直す）"
    broken = sum(row["failure"] is not None for row in report["answers"])
    if broken:
        yield f"！ {broken} 件の回答で動作に失敗しました。平均には入りません"
    yield ""


def figure_text(row: Mapping[str, Any] | None, unit: str) -> str:
    """A figure with its interval: 0.612 [0.50～0.72]; 該当なし where it does not apply."""
    if row is None:
        return NOT_APPLICABLE
    if row["mean"] is None:
        return NOT_APPLICABLE + (f"（失敗 {row['failed']}）" if row["failed"] else "")
    digits = {"s": 1 if row["mean"] >= 1 else 3, "tokens": 0}.get(unit, 2)
    sign = {"s": " 秒", "ratio": " 倍"}.get(unit, "")
    mean = f"{row['mean']:.3f}" if unit in {"share", "score"} else f"{row['mean']:.{digits}f}{sign}"
    failed = f"（失敗 {row['failed']}）" if row["failed"] else ""
    return f"{mean} [{row['low']:.{digits}f}～{row['high']:.{digits}f}]{failed}"


def _refusals(report: Mapping[str, Any], systems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows = {
        (row["group"].removeprefix("refuse:"), row["system"]): row
        for row in report["figures"]
        if row["metric"] == "answered_although" and row["group"].startswith("refuse:")
    }
    kinds = list(dict.fromkeys(kind for kind, _ in rows))
    if kinds:
        yield "■ 答えられない質問に答えた率（種類別）"
    for kind in kinds:
        cells = (figure_text(rows.get((kind, own["name"])), "share") for own in systems)
        yield _line(f"  {kind_label(kind)}", cells)


def _mutations(part: Mapping[str, Any] | None) -> Iterator[str]:
    if part is None:
        return
    told = mutation_rows(part)
    yield "■ 書き換えた（誤った）文を検証器が退けた率"
    if len(told.columns) > 1:
        yield _line("", told.columns, _COUNTED)
    for label, cells in told.rows:
        yield _line(f"  {label}", cells, _COUNTED)


class MutationRows(NamedTuple):
    """The mutation test in words: what `columns` verified, and a label with a cell for each of them a row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def mutation_rows(part: Mapping[str, Any]) -> MutationRows:
    """What the rules alone rejected and, where the product has a support judge, rules and judge together."""
    by_whom = {"規則のみ": part} | ({"審査モデルも": part["with_judge"]} if "with_judge" in part else {})
    kinds = [own["label"] for own in part["classes"]]
    rows = [
        (label, tuple(_counted(own["classes"][number], "caught") for own in by_whom.values()))
        for number, label in enumerate(kinds)
    ]
    rows.append(("全体", tuple(_counted(own["overall"], "caught") for own in by_whom.values())))
    same = tuple(_counted(own["paraphrases"], "rejected") for own in by_whom.values())
    return MutationRows(tuple(by_whom), (*rows, ("正しい言い換えを退けた率", same)))


def _counted(row: Mapping[str, Any], hits: str) -> str:
    told = figure_text({**row, "failed": 0}, "share")
    return told if row["mean"] is None else f"{told}  {row[hits]}/{row['made']}"


def _judge(part: Mapping[str, Any] | None, systems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if part is None:
        return
    yield f"■ 判定モデル {part['name']} の見方（参考。合否には使いません）"
    rows = {(row["metric"], row["system"]): row for row in part["figures"]}
    for metric, label in {row["metric"]: row["label"] for row in part["figures"]}.items():
        yield _line(f"  {label}", (figure_text(rows.get((metric, own["name"])), "share") for own in systems))
    if part["agreement"] is None:
        yield "  人の判定との一致は測っていません（手作業の判定が評価セットにありません）"
    else:
        kappa = NOT_APPLICABLE if part["kappa"] is None else f"{part['kappa']:.2f}"
        yield f"  人の判定との一致 {part['agreement']:.3f}（{part['sample']} 件、κ {kappa}）"


def _verdict(gate: Mapping[str, Any] | None) -> Iterator[str]:
    if gate is None:
        return
    yield ""
    if gate["passed"]:
        yield f"合格：基準「{gate['title']}」（{gate['profile']}）を満たしました"
    else:
        yield f"不合格：基準「{gate['title']}」（{gate['profile']}）に届きません"
    for reason in reasons(gate):
        yield f"  - {reason}"
    for row in gate["rules"]:
        if row["passed"] is None:
            yield f"  ・判定していません: {row['reason']}"


def _line(label: str, cells: Iterable[str], column: int = _COLUMN) -> str:
    return (padded(label, _LABEL) + "".join(padded(cell, column) for cell in cells)).rstrip()
