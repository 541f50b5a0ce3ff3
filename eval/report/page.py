"""The page of one run: its verdict, figures, plots, and every question with what was answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant_eval.report import answers, labels
from assistant_eval.report.answers import Asked
from assistant_eval.report.figures import (
    by_group,
    curves,
    figures_of,
    groups_table,
    latencies,
    mutation_plot,
)
from assistant_eval.report.rendering import render

_SMALL: Final = 100  # questions; with fewer, the interval of a rate is wider than ± 10 points
_AGREEMENT: Final = 0.6  # Cohen's kappa from which agreement is called substantial (Landis & Koch 1977)


def render_page(report: dict[str, Any]) -> str:
    """The report of a run (`report.json`) as one HTML page that loads nothing and reads without JavaScript, too."""
    figures = figures_of(report)
    asked = answers.questions(report)
    return render(
        "page.html",
        report=report,
        run=report["run"],
        systems=report["systems"],
        warnings=warnings(report, asked),
        headline=figures.rows("headline"),
        others=[
            (title, rows)
            for group, title in labels.GROUPS.items()
            if group != "headline" and (rows := figures.rows(group))
        ],
        splits=groups_table(figures, "split:", labels.SPLITS) + groups_table(figures, "suite:", {}),
        curves=curves(report),
        by_type=by_group(figures, "headline", "type:"),
        by_refusal=by_group(figures, "answered_although", "refuse:"),
        latencies=latencies(report),
        mutations=mutation_plot(report),
        verified=_verified(report["mutations"]),
        rules=_rules(report),
        names={own["name"]: own["label"] for own in report["systems"]},
        own_metrics={own["name"]: own for own in report["metrics"]},
        asked=asked,
        island=answers.island(asked),
        choices=choices(asked),
        whole=len(report["answers"]) <= answers.MOST_WHOLE,
    )


def warnings(report: Mapping[str, Any], asked: Sequence[Asked]) -> list[str]:
    """What the reader must know before believing the figures."""
    program, found = report["run"]["program"], []
    if program["dirty"]:
        found.append("コミットしていない変更がある状態で実行しました。同じコミットからは再現できません。")
    if program["commit"] is None:
        found.append("コミットが記録されていません（配布物からの実行など）。ソースのハッシュで照合してください。")
    if report["run"]["cached"]:
        found.append(
            f"{report['run']['cached']} 件の回答は前に得たものです。時間の指標には、そのときの機械の状態での値が入っています。"
        )
    if len(asked) < _SMALL:
        points = 98 / max(len(asked), 1) ** 0.5
        found.append(
            f"質問が {len(asked)} 問しかありません。割合の 95% 区間は最大で ±{min(points, 100):.0f} ポイントほどになります。"
        )
    for slot, system in enumerate(report["systems"]):
        own = [one.answers[slot] for one in asked]
        failed = sum(one is not None and one.outcome.key == "failed" for one in own)
        ungraded = sum(one is not None and bool(one.row["grader_failures"]) for one in own)
        if failed:
            found.append(
                f"{system['label']}: {failed} 問で動作に失敗しました（下の一覧で「動作失敗」を選ぶと見られます）。"
            )
        if ungraded:
            found.append(
                f"{system['label']}: {ungraded} 問で採点できない指標がありました（平均から除き、件数を表に示しています）。"
            )
    judge = report.get("judge")
    if judge and judge["kappa"] is not None and judge["kappa"] < _AGREEMENT:
        found.append(
            f"判定モデルと人の判定の一致が低い（κ = {judge['kappa']:.2f}）ため、判定モデルの値は参考にとどめてください。"
        )
    return found


def choices(asked: Sequence[Asked]) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by: (value, label) of each that occurs."""

    def occurring(key: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(own, names.get(own, own)) for own in dict.fromkeys(one.row[key] for one in asked)]

    outcomes = {own.outcome for one in asked for own in one.answers if own is not None}
    return {
        "suite": occurring("suite", {}),
        "split": occurring("split", labels.SPLITS),
        "kind": occurring("kind", labels.KINDS),
        "outcome": [(own.key, own.label) for own in sorted(outcomes, key=lambda own: own.rank)],
    }


def _verified(part: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The mutation test of the verifier as the product has it: with its support judge where there is one."""
    return None if part is None else {"judged": "with_judge" in part, **part.get("with_judge", part)}


def _rules(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rules of the gate with names for people, those that failed first and those that do not apply last."""
    if not report["gate"]:
        return []
    units = {own["name"]: own["unit"] for own in report["metrics"]}
    systems = {own["name"]: own["label"] for own in report["systems"]}
    rules = [
        {
            **rule,
            "unit": units.get(rule["metric"], "share"),
            "who": systems.get(rule["system"], rule["system"]),
            "where": _where(rule["group"]),
        }
        for rule in report["gate"]["rules"]
    ]
    order = (False, True, None)
    return sorted(rules, key=lambda rule: order.index(rule["passed"]))


def _where(group: str) -> str:
    """A group of questions in words."""
    if group == "all":
        return "すべての質問"
    kind, _, name = group.partition(":")
    return labels.SPLITS.get(name, name) if kind == "split" else labels.kind_label(name)
