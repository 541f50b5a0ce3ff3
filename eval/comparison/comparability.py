"""Where two runs are not alike, so that a difference may have another cause than the one looked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Report = Mapping[str, Any]
Answer = Mapping[str, Any]
_ALIKE: Final = {
    "seed": "乱数の種が違います（A: {first}、B: {second}）。区間と p 値は A・B それぞれの報告のものと一致しないことがあります。",
    "splits": "質問の区分が違います（A: {first}、B: {second}）。共通の質問だけを比べます。",
    "suites": "評価セットが違います（A: {first}、B: {second}）。共通の質問だけを比べます。",
}


def warnings(first: Report, second: Report, pairs: Sequence[tuple[Answer, Answer]]) -> Iterator[str]:
    """What the reader must know before believing the comparison of A (`first`) and B (`second`)."""
    old, new = first["run"], second["run"]
    for key, text in _ALIKE.items():
        if old.get(key) != new.get(key):
            yield text.format(first=_listed(old.get(key)), second=_listed(new.get(key)))
    yield from _indexes(old, new)
    if old.get("machine") != new.get("machine"):
        yield "実行した機械が違います。時間の差は、モデルや版の差とは限りません。"
    yield from _questions(pairs)
    for side, answers in (("A", [own for own, _ in pairs]), ("B", [own for _, own in pairs])):
        if failed := sum(own["failure"] is not None for own in answers):
            yield f"{side} の {failed} 問で動作に失敗しました。その問の値は平均に入りません。"
        if ungraded := sum(bool(own["grader_failures"]) for own in answers):
            yield f"{side} の {ungraded} 問に、採点できない指標があります。その値は平均に入りません。"


def _indexes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = _fingerprints(old), _fingerprints(new)
    for suite in before:
        if suite in after and before[suite] != after[suite]:
            yield f"評価セット {suite} の索引が違います（資料か、分け方か、埋め込みモデルの違い）。"


def _fingerprints(run: Mapping[str, Any]) -> dict[str, str]:
    return {own["suite"]: own["fingerprint"] for own in run["index"]}


def _questions(pairs: Sequence[tuple[Answer, Answer]]) -> Iterator[str]:
    changed = [first["id"] for first, second in pairs if _rubric(first) != _rubric(second)]
    if changed:
        more = "など" if len(changed) > 5 else ""
        yield (
            f"{len(changed)} 問で、採点の基準（根拠・必要な事実・禁じた記述）が A と B で違います: "
            f"{'、'.join(changed[:5])}{more}。古い方を評価し直すと比べられます（回答は再利用されます）。"
        )


def _rubric(answer: Answer) -> tuple[Any, ...]:
    """What a right answer must hold."""
    return (
        answer["gold"],
        [own["patterns"] for own in answer["nuggets"]],
        [own["pattern"] for own in answer["forbidden"]],
    )


def _listed(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
