"""What the tables and plots of a report show, taken from its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from assistant_eval.report import labels, plots
from assistant_eval.report.drawing import round_steps
from assistant_eval.report.plots import Dot, DotRow, Series
from assistant_eval.report.quantities import interval, quantity

Report = Mapping[str, Any]


class Cell(NamedTuple):
    """One figure of one system in words, with its bar."""

    text: str
    interval: str
    bar: Markup
    applies: bool
    questions: int
    failed: int


class Row(NamedTuple):
    """A metric (or a group of questions) and its figures, one a system."""

    metric: Mapping[str, Any]
    label: str
    cells: tuple[Cell, ...]

    @property
    def questions(self) -> int:
        """Of how many questions the figures are made, at most."""
        return max((cell.questions for cell in self.cells), default=0)


class Plot(NamedTuple):
    """A drawn plot with the numbers that it is made of, as a table: `head` names the columns."""

    title: str
    hint: str
    drawing: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a report; `by_key` by (metric, system, group of questions)."""

    systems: Sequence[Mapping[str, str]]
    metrics: Sequence[Mapping[str, Any]]
    groups: tuple[str, ...]
    by_key: Mapping[tuple[str, str, str], Mapping[str, Any]]

    def dot(self, metric: str, group: str, slot: int) -> Dot | None:
        """A system's figure; None where the run has none."""
        own = self.by_key.get((metric, self.systems[slot]["name"], group))
        if own is None:
            return None
        return Dot(slot, self.systems[slot]["label"], own["mean"], own["low"], own["high"], f"、{own['questions']} 問")

    def rows(self, group: str) -> list[Row]:
        """A row a metric of a group of metrics, over all questions."""
        return [self.row(own, "all", own["label"]) for own in self.metrics if own["group"] == group]

    def row(self, metric: Mapping[str, Any], group: str, label: str) -> Row:
        """The figures of one metric on one group of questions."""
        low, high = self._limits(metric)
        return Row(
            metric, label, tuple(self._cell(metric, group, slot, low, high) for slot in range(len(self.systems)))
        )

    def _limits(self, metric: Mapping[str, Any]) -> tuple[float, float]:
        """Where bars of a metric begin and end, the same for all groups; shares 0 to 1, scores around 0."""
        if metric["unit"] == "share":
            return 0.0, 1.0
        own = [figure for (name, _, _), figure in self.by_key.items() if name == metric["name"]]
        values = [own[key] for own in own for key in ("mean", "low", "high") if own[key] is not None]
        steps = round_steps(min(0.0, *values), max(0.0, *values)) if values else [0.0, 1.0]
        return steps[0], steps[-1]

    def _cell(self, metric: Mapping[str, Any], group: str, slot: int, low: float, high: float) -> Cell:
        dot = self.dot(metric["name"], group, slot) or Dot(slot, self.systems[slot]["label"], None, None, None)
        own = self.by_key.get((metric["name"], self.systems[slot]["name"], group), {"questions": 0, "failed": 0})
        unit = metric["unit"]
        drawn = plots.bar(dot, low, high, unit)
        bounds = "" if dot.mean is None else interval(dot.low, dot.high, unit)
        return Cell(quantity(dot.mean, unit), bounds, drawn, dot.mean is not None, own["questions"], own["failed"])


def figures_of(report: Report) -> Figures:
    """The figures of a report, laid out to be looked up."""
    by_key = {(own["metric"], own["system"], own["group"]): own for own in report["figures"]}
    groups = tuple(dict.fromkeys(group for _, _, group in by_key))
    return Figures(report["systems"], report["metrics"], groups, by_key)


def groups_table(figures: Figures, prefix: str, names: Mapping[str, str]) -> list[tuple[str, list[Row]]]:
    """For each group of questions under `prefix` ("split:") its headline rows; nothing where there is but one."""
    groups = [group for group in figures.groups if group.startswith(prefix)]
    if len(groups) < 2:
        return []
    headline = [metric for metric in figures.metrics if metric["group"] == "headline"]
    return [
        (
            names.get(own := group.removeprefix(prefix), own),
            [figures.row(each, group, each["label"]) for each in headline],
        )
        for group in groups
    ]


def by_group(figures: Figures, metrics: str, prefix: str) -> list[Plot]:
    """A plot for each metric that is, or whose group is, `metrics`, a row a group of questions ("type:", "refuse:")."""
    made = []
    for metric in figures.metrics:
        if metrics not in (metric["name"], metric["group"]):
            continue
        rows = [row for group in figures.groups if group.startswith(prefix) and (row := _dots(figures, metric, group))]
        if rows:
            hint = labels.BETTER.get(metric["better"], "")
            label = f"{metric['label']}（質問の種類別）"
            drawing = plots.dots(rows, metric["unit"], label)
            made.append(Plot(metric["label"], hint, drawing, *_told(rows, metric["unit"])))
    return made


def _dots(figures: Figures, metric: Mapping[str, Any], group: str) -> DotRow | None:
    found = [dot for slot in range(len(figures.systems)) if (dot := figures.dot(metric["name"], group, slot))]
    if all(dot.mean is None for dot in found):
        return None
    questions = max(int(dot.note.strip("、 問")) for dot in found)
    return DotRow(labels.kind_label(group.partition(":")[2]), f"{questions} 問", tuple(found))


def _told(rows: Sequence[DotRow], unit: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The numbers of dots as a table."""
    told = [
        (row.label, dot.name, quantity(dot.mean, unit), interval(dot.low, dot.high, unit), row.note)
        for row in rows
        for dot in row.dots
    ]
    return ("種類", "対象", "値", "95%区間", "件数"), tuple(told)


def curves(report: Report) -> list[Plot]:
    """Risk over coverage, and confidence against what came true; without the systems that have no confidence."""
    risk, trust, risk_told, trust_told = [], [], [], []
    for slot, system in enumerate(report["systems"]):
        own = report["curves"].get(system["name"])
        if own and own["risk_coverage"]:
            risk.append(Series(slot, system["label"], [(x, y) for x, y in own["risk_coverage"]]))
            risk_told.append((system["label"], quantity(own["area"], "score")))
        bins = [one for one in own["calibration"] if one["count"]] if own else []
        if own and bins:
            points = [(one["confidence"], one["correct"]) for one in bins]
            trust.append(Series(slot, system["label"], points, [one["count"] for one in bins]))
            trust_told.append((system["label"], quantity(own["ece"], "score")))
    made = []
    if risk:
        hint = "左下にあるほど良い。確信度の高い順に答えていったとき、誤りがどう増えるか"
        drawing = plots.risk_coverage(risk)
        made.append(
            Plot("リスク・カバレッジ曲線", hint, drawing, ("対象", "曲線下の面積（小さいほど良い）"), tuple(risk_told))
        )
    if trust:
        hint = "破線に近いほど、確信度をそのまま信じてよい。印が大きいほど件数が多い"
        drawing = plots.reliability(trust)
        made.append(Plot("確信度は当てになるか", hint, drawing, ("対象", "ECE（小さいほど良い）"), tuple(trust_told)))
    return made


def compared_rows(metrics: Sequence[Mapping[str, Any]], group: str) -> list[tuple[Mapping[str, Any], Markup]]:
    """The rows of a comparison in a group of metrics, each with a bar of its difference; without those of no question."""
    rows = [own for own in metrics if own["group"] == group and own["questions"]]
    return [(own, _difference_bar(own, _widest(rows, own["unit"]))) for own in rows]


def _widest(rows: Sequence[Mapping[str, Any]], unit: str) -> float:
    """The largest difference, or bound of one, among the rows of a unit; bars of one unit share their scale."""
    values = [own[key] for own in rows if own["unit"] == unit for key in ("difference", "low", "high")]
    return max((abs(value) for value in values if value is not None), default=0.0) or 1.0


def _difference_bar(row: Mapping[str, Any], widest: float) -> Markup:
    """The difference from the middle, in the colour of what it means: better 0, worse 1, neither 5."""
    slot = {"better": 0, "worse": 1}.get(row["verdict"], 5)
    dot = Dot(slot, "差（B − A）", row["difference"], row["low"], row["high"])
    return plots.bar(dot, -widest, widest, row["unit"])


def latencies(report: Report) -> list[Plot]:
    """How long answers took: evidence, first sentence, first token, whole; one plot each, with the median and the 95th percentile."""
    made = []
    for key in ("retrieve_s", "first_claim_s", "first_token_s", "total_s"):
        series, told = [], []
        for slot, system in enumerate(report["systems"]):
            own = [row for row in report["answers"] if row["system"] == system["name"]]
            asked = [row for row in own if key != "retrieve_s" or row["evidence"]]  # without documents nothing is found
            seconds = sorted(row["timings"][key] for row in asked if row["timings"].get(key) is not None)
            if seconds:
                points = [(second, number / len(seconds)) for number, second in enumerate(seconds, start=1)]
                series.append(Series(slot, system["label"], points))
                middle, late = (quantity(_at_share(points, share), "s") for share in (0.5, 0.95))
                told.append((system["label"], middle, late, quantity(seconds[-1], "s"), f"{len(seconds)} 件"))
        if series:
            title = f"{labels.TIMINGS[key]}の時間"
            head = ("対象", "中央値", "95% 点", "最大", "件数")
            made.append(
                Plot(
                    title,
                    "左にあるほど速い。横軸は対数目盛り、印は 50% と 95% の点",
                    plots.latency(series, title),
                    head,
                    tuple(told),
                )
            )
    return made


def _at_share(points: Sequence[tuple[float, float]], share: float) -> float:
    return next(second for second, reached in points if reached >= share - 1e-9)


def mutation_plot(report: Report) -> Plot | None:
    """What the verifier noticed of changed claims, a row a kind of change, and what it wrongly rejected below."""
    own = report.get("mutations")
    if not own:
        return None
    by_whom = [("規則のみ", own), *([("審査モデルも", own["with_judge"])] if "with_judge" in own else [])]
    rows = [
        _caught(one["label"], [(name, part["classes"][number], "caught") for name, part in by_whom])
        for number, one in enumerate(own["classes"])
    ]
    rows.append(_caught("正しい言い換え", [(name, part["paraphrases"], "rejected") for name, part in by_whom]))
    hint = "書き換えた文は高いほど良い。いちばん下の正しい言い換え（誤って退けた割合）は低いほど良い"
    if len(by_whom) > 1:
        hint += "。丸は規則のみ、四角は審査モデルも加えたもの（本製品はこちら）"
    drawing = plots.dots(rows, "share", "書き換えの検出")
    return Plot("書き換えた文を見破れるか", hint, drawing, *_told(rows, "share"))


def _caught(label: str, told: Sequence[tuple[str, Mapping[str, Any], str]]) -> DotRow:
    """A kind of change and the share (of counts under `hits`) that each verifier caught: (name, counts, hits)."""
    dots = tuple(
        Dot(slot, name, own["mean"], own["low"], own["high"], f"、{own['made']} 文")
        for slot, (name, own, _) in enumerate(told)
    )
    return DotRow(label, " → ".join(f"{own[hits]}/{own['made']}" for _, own, hits in told) + " 文", dots)
