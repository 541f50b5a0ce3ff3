"""report.json: everything that a run found, in one object that the table, the page, the gate and a comparison read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from assistant.records import Document
from assistant_eval.figures import Figure, curves, figures
from assistant_eval.grading import Graded
from assistant_eval.metric_list import METRICS
from assistant_eval.records import Place, Sentence

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found: graded answers, the suite and the documents of each question, and the parts made beside them."""

    graded: Sequence[Graded]
    suites: Mapping[str, str]
    documents: Mapping[str, Mapping[str, Document]]
    mutations: Mapping[str, Any] | None
    judge: Mapping[str, Any] | None


def report_of(found: Found, run: Mapping[str, Any], labels: Mapping[str, str], seed: int) -> dict[str, Any]:
    """The report; `run` tells how it came about, `labels` what the systems are called."""
    systems = list(dict.fromkeys(own.response.system for own in found.graded))
    return {
        "format": FORMAT,
        "run": dict(run),
        "systems": [{"name": name, "label": labels[name]} for name in systems],
        "metrics": [
            {
                "name": metric.name,
                "label": metric.label,
                "group": metric.group,
                "definition": metric.definition,
                "better": metric.better or None,
                "unit": metric.unit,
            }
            for metric in METRICS
        ],
        "figures": [_figure_row(own) for own in figures(found.graded, found.suites, seed)],
        "curves": {name: curves([own for own in found.graded if own.response.system == name]) for name in systems},
        "mutations": found.mutations,
        "judge": found.judge,
        "gate": None,
        "answers": [
            answer_row(own, found.suites[own.question.id], found.documents[found.suites[own.question.id]])
            for own in found.graded
        ],
    }


def _figure_row(figure: Figure) -> dict[str, Any]:
    row = asdict(figure)
    row["mean"] = row.pop("value")
    return row


def answer_row(graded: Graded, suite: str, documents: Mapping[str, Document]) -> dict[str, Any]:
    """One answer with its grades and the words behind them."""
    question, response = graded.question, graded.response
    return {
        "system": response.system,
        "suite": suite,
        "id": question.id,
        "split": question.split,
        "kind": question.type,
        "question": question.question,
        "as_of": None if question.as_of is None else question.as_of.isoformat(),
        "refuse": question.refuse,
        "outcome": None if graded.outcome is None else str(graded.outcome),
        "text": response.text,
        "refusal": response.refusal,
        "failure": response.failure,
        "notes": [{"kind": own.kind, "text": own.text} for own in response.notes],
        "sentences": [_sentence_row(own, told) for own, told in zip(response.sentences, graded.supported, strict=True)],
        "evidence": [_place_row(own, documents) for own in response.evidence],
        "gold": [[own._asdict() for own in span] for span in question.gold],
        "gold_ranks": list(graded.gold_ranks),
        "nuggets": _told(question.nuggets, graded.nuggets, "patterns"),
        "forbidden": _told(question.forbidden, graded.forbidden, "pattern"),
        "grades": graded.values,
        "grader_failures": [
            {"metric": name, "reason": failure.reason} for failure in graded.failures for name in failure.grades
        ],
        "confidence": response.confidence,
        "timings": asdict(response.timings),
        "tokens": None if response.tokens is None else response.tokens._asdict(),
    }


def _sentence_row(sentence: Sentence, supported: bool | None) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "shown": sentence.shown,
        "supported": supported,
        "failed": list(sentence.failed),
        "reasons": list(sentence.reasons),
        "verbatim": sentence.verbatim,
        "citations": [asdict(own) for own in sentence.citations],
    }


def _place_row(place: Place, documents: Mapping[str, Document]) -> dict[str, Any]:
    text = documents[place.source].text
    return {
        "label": place.label,
        "source": place.source,
        "title": place.title,
        "locator": place.locator,
        "start": place.start,
        "end": place.end,
        "text": text[place.start : place.end],
        "chosen": [{"start": start, "end": end, "text": text[start:end]} for start, end in place.chosen],
    }


def _told(patterns: Sequence[Any], words: Sequence[str | None], name: str) -> list[dict[str, Any]]:
    found = words or [None] * len(patterns)  # nothing was looked for where the system broke down
    return [
        {name: list(own) if isinstance(own, tuple) else own, "words": told}
        for own, told in zip(patterns, found, strict=True)
    ]
