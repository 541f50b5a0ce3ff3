"""Every question with what each system made of it, ready to be shown; the texts stay texts, the template escapes them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from assistant_eval.patterns import squeezed
from assistant_eval.report import labels
from assistant_eval.report.labels import Outcome
from assistant_eval.report.marks import Part, located, parts, shortened
from assistant_eval.report.quantities import NOT_APPLICABLE, quantity

MOST_WHOLE: Final = 3_000  # with more answers, evidence is cut to the words around its marks
_AROUND: Final = 60
_LISTED_VALUES: Final = 3  # more values of a metric on one answer are told by their mean
_SEARCHED: Final = 2_000  # characters of an answer that the page's search looks through
_QUOTED: Final = re.compile(r"「([^「」]+)」")
_LISTED: Final = re.compile(r"[:：]\s*(.+)$")

Answer = Mapping[str, Any]


class Passage(NamedTuple):
    """A passage of the evidence with its marks: `chosen` sentences and `gold` words."""

    row: Mapping[str, Any]
    parts: tuple[Part, ...]
    gold: bool


class Shown(NamedTuple):
    """What one system made of a question."""

    slot: int
    label: str
    row: Answer
    outcome: Outcome
    text: tuple[Part, ...]
    withheld: tuple[tuple[Mapping[str, Any], tuple[Part, ...]], ...]
    cited: tuple[Mapping[str, Any], ...]
    evidence: tuple[Passage, ...]
    timings: tuple[tuple[str, str], ...]


class Asked(NamedTuple):
    """A question, its first answer row (for what all rows share) and the systems' answers, None where not asked."""

    number: int
    row: Answer
    answers: tuple[Shown | None, ...]
    change: str = ""


def questions(report: Mapping[str, Any]) -> list[Asked]:
    """A question an entry, in the order of the run."""
    systems = report["systems"]
    slots = {system["name"]: slot for slot, system in enumerate(systems)}
    whole = len(report["answers"]) <= MOST_WHOLE
    found: dict[tuple[str, str], list[Shown | None]] = {}
    for row in report["answers"]:
        own = found.setdefault((row["suite"], row["id"]), [None] * len(systems))
        slot = slots[row["system"]]
        own[slot] = shown(row, slot, systems[slot]["label"], whole=whole)
    return [Asked(number, next(one.row for one in own if one), tuple(own)) for number, own in enumerate(found.values())]


def shown(row: Answer, slot: int, label: str, *, whole: bool) -> Shown:
    """One answer with its words marked; `whole`: passages are shown in full."""
    bad = [one["words"] for one in row["forbidden"] if one["words"]]
    good = [one["words"] for one in row["nuggets"] if one["words"]]
    text = _marked(row["text"], (("forbidden", bad), ("nugget", good)))
    withheld = tuple((one, _failed_words(one)) for one in row["sentences"] if not one["shown"])
    cited = tuple(one for one in row["sentences"] if one["shown"])
    evidence = tuple(_passage(one, row["gold"], whole=whole) for one in row["evidence"])
    timings = tuple(
        (labels.TIMINGS.get(name, name), quantity(seconds, "s"))
        for name, seconds in row["timings"].items()
        if seconds is not None
    )
    return Shown(slot, label, row, labels.outcome_of(row), text, withheld, cited, evidence, timings)


def _marked(text: str, words: Iterable[tuple[str, Sequence[str]]]) -> tuple[Part, ...]:
    return parts(text, [(span, name) for name, own in words for one in own for span in located(one, text)])


def _failed_words(sentence: Mapping[str, Any]) -> tuple[Part, ...]:
    """The sentence with the words marked that the reasons name."""
    named = [words for reason in sentence["reasons"] for words in _named(reason)]
    return _marked(sentence["text"], (("failed", named),))


def _named(reason: str) -> Iterable[str]:
    """The words of the sentence that a reason names: 「3日」, or a list at its end (…にない数です: 3日、5万円)."""
    yield from _QUOTED.findall(reason)
    if listed := _LISTED.search(reason):
        yield from (words.strip("「」") for words in listed[1].split("、"))


def _passage(row: Mapping[str, Any], gold: Sequence[Sequence[Mapping[str, str]]], *, whole: bool) -> Passage:
    text, start = row["text"], row["start"]
    marked = [
        (span, "gold")
        for alternatives in gold
        for one in alternatives
        if one["source"] == row["source"]
        for span in located(one["quote"], text)
    ]
    found = bool(marked)
    for one in row["chosen"]:
        low, high = one["start"] - start, one["end"] - start
        spans = [(low, high)] if text[max(0, low) : high] == one["text"] else located(one["text"], text)
        marked += [(span, "chosen") for span in spans]  # type: ignore[misc]
    cut = parts(text, marked)
    return Passage(row, cut if whole else shortened(cut, _AROUND), found)


def graded(grades: Mapping[str, Sequence[float | None]], metrics: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The grades of an answer in words, by the name of their metric; times and tokens are told beside them."""
    told = []
    for name, values in grades.items():
        metric = metrics.get(name, {"label": name, "unit": "score"})
        if metric["unit"] not in ("s", "tokens"):
            label = metric["label"].removesuffix("（中央値）")
            told.append((label, _values([own for own in values if own is not None], metric["unit"])))
    return told


def _values(values: Sequence[float], unit: str) -> str:
    if len(values) > _LISTED_VALUES:
        return f"平均 {quantity(sum(values) / len(values), unit)}（{len(values)} 件）"
    return "、".join(quantity(own, unit) for own in values) or NOT_APPLICABLE


def island(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """What the page's script filters and sorts by, a question an entry; `text` is what its search looks through."""
    return [
        {
            "suite": one.row["suite"],
            "split": one.row["split"],
            "kind": one.row["kind"],
            "change": one.change,
            "text": squeezed("\n".join(_searched(one))).casefold(),
            "answers": [
                own
                and {"outcome": own.outcome.key, "rank": own.outcome.rank, "seconds": own.row["timings"].get("total_s")}
                for own in one.answers
            ],
        }
        for one in asked
    ]


def _searched(asked: Asked) -> Iterable[str]:
    yield asked.row["id"]
    yield asked.row["question"]
    for own in asked.answers:
        if own is not None:
            yield own.row["text"][:_SEARCHED]
            yield from (sentence["text"] for sentence, _ in own.withheld)
            yield from (cited["quote"] for sentence in own.cited for cited in sentence["citations"])
