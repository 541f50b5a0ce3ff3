"""Two systems side by side on the terminal: figures first, then what became of each question."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from assistant_eval.columns import padded, shortened
from assistant_eval.report import labels
from assistant_eval.report.quantities import NOT_APPLICABLE
from assistant_eval.report.visible import visible

_LABEL: Final = 34
_FIGURE: Final = 12
_DIFFERENCE: Final = 28
_COUNT: Final = 10
_P: Final = 12
_LINE: Final = 100  # columns of a question or an answer
_DIGITS: Final = {"s": 2, "tokens": 0, "gib": 2, "ratio": 2}
_SIGNS: Final = {"s": " 秒", "gib": " GiB", "ratio": " 倍"}
_TOLD: Final = ("better", "worse", "other")
_NAMES: Final = "AB"


def comparison_lines(comparison: Mapping[str, Any]) -> Iterator[str]:
    """The comparison (`comparing.compare`) as lines for people."""
    questions = comparison["questions"]
    for name, side in zip(_NAMES, comparison["sides"], strict=True):
        run = side["run"]
        yield f"{name}: {side['label']}（{run['models']['generator']['name']}、{run['started_at']}、{'・'.join(run['suites'])}）"
    yield f"共通の質問: {len(questions)} 問。差は B − A"
    for warning in comparison["warnings"]:
        yield f"注意: {warning}"
    yield ""
    yield from _metrics(comparison["metrics"])
    yield ""
    yield from _questions(questions)
    yield from _unmatched(comparison["unmatched"])


def _metrics(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    head = (
        ("", _LABEL),
        ("A", _FIGURE),
        ("B", _FIGURE),
        ("差 [95% 区間]", _DIFFERENCE),
        ("比べた問", _COUNT),
        ("p（Holm）", _P),
    )
    yield "".join(padded(text, columns) for text, columns in head) + "判定"
    for group, title in labels.GROUPS.items():
        own = [row for row in rows if row["group"] == group]
        if own:
            yield f"■ {title}"
        for row in own:
            yield _metric(row)


def _metric(row: Mapping[str, Any]) -> str:
    cells = (
        padded(f"  {row['label']}", _LABEL),
        padded(_figure(row["first"], row["unit"]), _FIGURE),
        padded(_figure(row["second"], row["unit"]), _FIGURE),
        padded(_difference(row), _DIFFERENCE),
        padded(str(row["questions"] or ""), _COUNT),
        padded("" if row["adjusted"] is None else f"{row['adjusted']:.3f}", _P),
        "" if row["verdict"] is None else labels.VERDICTS[row["verdict"]],
    )
    return "".join(cells).rstrip()


def _figure(value: float | None, unit: str) -> str:
    return NOT_APPLICABLE if value is None else f"{value:.{_DIGITS.get(unit, 3)}f}{_SIGNS.get(unit, '')}"


def _difference(row: Mapping[str, Any]) -> str:
    if row["difference"] is None:
        return ""
    digits = _DIGITS.get(row["unit"], 3)
    middle = f"{row['difference']:+.{digits}f}{_SIGNS.get(row['unit'], '')}"
    if row["low"] is None:
        return middle
    return f"{middle} [{row['low']:+.{digits}f}, {row['high']:+.{digits}f}]"


def _questions(questions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    counts = {name: sum(own["change"] == name for own in questions) for name in labels.CHANGES}
    yield "■ 質問ごとの変化: " + "、".join(f"{labels.CHANGES[name]} {count} 問" for name, count in counts.items())
    for name in _TOLD:
        if counts[name]:
            yield f"【{labels.CHANGES[name]}】"
        for own in questions:
            if own["change"] == name:
                yield from _question(own)


def _question(own: Mapping[str, Any]) -> Iterator[str]:
    yield _line(f"  {own['id']}", own["answers"][0]["question"])
    for name, answer in zip(_NAMES, own["answers"], strict=True):
        yield _line(f"    {name} {labels.outcome_of(answer).label}", answer["failure"] or answer["text"])


def _unmatched(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if rows:
        yield f"■ 比べていない質問: {len(rows)} 件"
    for row in rows:
        yield _line(f"  {_NAMES[row['side']]} {row['id']}（{row['reason']}）", row["question"])


def _line(head: str, text: str) -> str:
    """One line; characters with which a model could steer the terminal are written out."""
    return f"{visible(head)}: {shortened(str(visible(' '.join(text.split()))), _LINE)}"
