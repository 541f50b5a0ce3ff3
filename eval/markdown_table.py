"""A run as Markdown tables, for a document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant_eval.console_table import figure_text, mutation_rows
from assistant_eval.gate import reasons
from assistant_eval.report.labels import GROUPS


def markdown_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """What was run, the figures of all systems, and those by type of question."""
    run, systems = report["run"], report["systems"]
    machine, program = run["machine"], run["program"]
    yield f"- 実行: {run['finished_at'][:10]}、評価セット {'・'.join(run['suites'])}（{'・'.join(run['splits'])}）、{_asked(report)} 問、種 {run['seed']}"
    yield f"- モデル: {run['models']['generator']['name']}、埋め込み {run['models']['embedder']['name']}"
    yield f"- 機械: {machine['processor']}、{machine['cores']} コア、{machine['memory_gib']} GiB、Python {machine['python']}"
    yield f"- プログラム: {program['version']}、コミット {(program['commit'] or '不明')[:12]}、ソース {program['source_sha256'][:12]}"
    if program["dirty"]:
        yield "- コミットしていない変更がある状態で実行しました"
    if run["cached"]:
        yield f"- 回答 {run['cached'] + run['answered']} 件のうち {run['cached']} 件は前に得たもので、時間もそのときの値です"
    yield ""
    yield "括弧内は 95% 区間（質問を単位としたブートストラップ。値がすべて 0 か 1 のときは二項分布の正確な区間）。"
    yield ""
    yield from _table(report, systems)
    yield ""
    yield from _by_group(report, systems, "grounded_correct", "type:", "種類別の根拠付き正答率")
    yield from _by_group(report, systems, "answered_although", "refuse:", "答えられない質問に答えた率（種類別）")
    yield from _mutations(report["mutations"])
    gate = report["gate"]
    yield f"基準「{gate['title']}」（{gate['profile']}）: {'合格' if gate['passed'] else '不合格'}"
    yield from (f"- {reason}" for reason in reasons(gate))


def _asked(report: Mapping[str, Any]) -> int:
    return len({(row["suite"], row["id"]) for row in report["answers"]})


def _table(report: Mapping[str, Any], systems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    figures = {(row["metric"], row["system"]): row for row in report["figures"] if row["group"] == "all"}
    yield from _head("指標", systems)
    for group, title in GROUPS.items():
        metrics = [metric for metric in report["metrics"] if metric["group"] == group]
        if metrics:
            yield f"| **{title}** |" + " |" * len(systems)
        for metric in metrics:
            cells = (figure_text(figures[metric["name"], own["name"]], metric["unit"]) for own in systems)
            yield f"| {metric['label']} | " + " | ".join(cells) + " |"


def _by_group(
    report: Mapping[str, Any], systems: Sequence[Mapping[str, Any]], metric: str, prefix: str, title: str
) -> Iterator[str]:
    rows = {
        (row["group"].removeprefix(prefix), row["system"]): row
        for row in report["figures"]
        if row["metric"] == metric and row["group"].startswith(prefix)
    }
    kinds = list(dict.fromkeys(kind for kind, _ in rows))
    if not kinds:
        return
    yield from _head(title, systems)
    for kind in kinds:
        questions = max(rows[kind, own["name"]]["questions"] for own in systems)
        cells = (figure_text(rows[kind, own["name"]], "share") for own in systems)
        yield f"| {kind}（{questions} 問） | " + " | ".join(cells) + " |"
    yield ""


def _mutations(part: Mapping[str, Any] | None) -> Iterator[str]:
    if part is None:
        return
    yield "（言い換えには dev・test の別がなく、どの実行でも同じものを使う。）"
    yield ""
    told = mutation_rows(part)
    yield from _columns("書き換えた（誤った）文を検証器が退けた率", told.columns)
    for label, cells in told.rows:
        yield f"| {label} | " + " | ".join(cells) + " |"
    yield ""


def _head(first: str, systems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from _columns(first, [own["label"] for own in systems])


def _columns(first: str, others: Sequence[str]) -> Iterator[str]:
    yield f"| {first} | " + " | ".join(others) + " |"
    yield "|---" * (len(others) + 1) + "|"
