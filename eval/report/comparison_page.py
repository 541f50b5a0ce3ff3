"""The page of a comparison: two systems, of two runs or of one, on the same questions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from assistant_eval.report import answers, labels
from assistant_eval.report.answers import Asked, shown
from assistant_eval.report.figures import compared_rows
from assistant_eval.report.page import choices
from assistant_eval.report.quantities import moment
from assistant_eval.report.rendering import render

_SIDES: Final = ("A", "B")
_ABSENT: Final = "なし"


def render_comparison(comparison: Mapping[str, Any]) -> str:
    """What `comparing.compare` found as one HTML page that loads nothing and reads without JavaScript, too."""
    systems = [
        {"name": side, "label": f"{side} {own['label']}"} for side, own in zip(_SIDES, comparison["sides"], strict=True)
    ]
    asked = _asked(comparison, systems)
    changes = [own["change"] for own in comparison["questions"]]
    return render(
        "comparison.html",
        sides=comparison["sides"],
        systems=systems,
        warnings=comparison["warnings"],
        facts=_facts(comparison["sides"]),
        counts=[(name, label, changes.count(name)) for name, label in labels.CHANGES.items()],
        groups=[
            (title, rows)
            for group, title in labels.GROUPS.items()
            if (rows := compared_rows(comparison["metrics"], group))
        ],
        metrics=[own for own in comparison["metrics"] if own["questions"]],
        own_metrics={own["name"]: own for own in comparison["metrics"]},
        unmatched=comparison["unmatched"],
        asked=asked,
        island=answers.island(asked),
        choices=choices(asked),
    )


def _asked(comparison: Mapping[str, Any], systems: list[dict[str, str]]) -> list[Asked]:
    """The questions, those that got worse first, then better ones, then the others."""
    order = ("worse", "better", "other", "same")
    rows = sorted(comparison["questions"], key=lambda row: order.index(row["change"]))
    whole = 2 * len(rows) <= answers.MOST_WHOLE
    return [
        Asked(
            number,
            row["answers"][0],
            tuple(shown(own, slot, systems[slot]["label"], whole=whole) for slot, own in enumerate(row["answers"])),
            row["change"],
        )
        for number, row in enumerate(rows)
    ]


def _facts(sides: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str, bool]]:
    """What the two runs were, and the settings and packages that differ: name, A, B, and whether they are the same."""
    told = [_told(side) for side in sides]
    facts = [(name, told[0][name], told[1][name], told[0][name] == told[1][name]) for name in told[0]]
    a, b = (dict(_circumstances(side["run"])) for side in sides)
    names = [name for name in dict.fromkeys((*a, *b)) if a.get(name) != b.get(name)]
    return facts + [(name, a.get(name, _ABSENT), b.get(name, _ABSENT), False) for name in names]


def _circumstances(run: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Profile, packages and settings of a run, each under the path of its name."""
    yield "合格基準", str(run["profile"])
    yield from _flat("パッケージ", run["packages"])
    yield from _flat("設定", run["settings"])


def _flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, own in value.items():
            yield from _flat(f"{name} {key}" if " " not in name else f"{name}.{key}", own)
    else:
        yield name, _ABSENT if value is None else str(value)


def _told(side: Mapping[str, Any]) -> dict[str, str]:
    run = side["run"]
    program, machine = run["program"], run["machine"]
    commit = (program["commit"] or "不明")[:10] + ("・変更あり" if program["dirty"] else "")
    return {
        "評価": run.get("name") or "、".join(run["suites"]),
        "方式": side["label"],
        "回答モデル": run["models"]["generator"]["name"],
        "埋め込み": run["models"]["embedder"]["name"],
        "索引": "、".join(own["fingerprint"][:12] for own in run["index"]),
        "版": f"{program['version']}（{commit}）",
        "計算機": f"{machine['processor']}、{machine['cores']} コア",
        "日時（日本時間）": moment(run["finished_at"]),
    }
