"""How many follow-ups become the question that was meant, and how many whole questions are left alone.

.venv/bin/python scripts/follow_ups.py [--show dev|test] [--index DIR]    (--index: also what the search finds, with and without)
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import offline
from assistant.ingest.manifest import read_manifest
from assistant.opening import open_retriever
from assistant.records import Metadata
from assistant.retrieve.works import Works, works_of
from assistant.settings import load_settings
from assistant_eval.follow_ups import Outcome, as_question, left_alone, read_dialogues, run
from assistant_eval.question_set import read_questions
from assistant_eval.retrieval_run import run_retrieval, shares

ROOT = Path(__file__).resolve().parent.parent
DIALOGUES = ROOT / "eval" / "questions" / "follow-ups.jsonl"
WHOLE = (ROOT / "eval" / "questions" / "starter.jsonl", ROOT / "eval" / "questions" / "retrieval.jsonl")
SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Card:
    """What the manifest of a corpus knows of a document."""

    id: str
    title: str
    source: str
    metadata: Metadata


def works_of_folder(corpus: Path) -> Works:
    """The works of a corpus by its manifest alone."""
    entries, _ = read_manifest(corpus)
    return works_of(Card(path, entry.title or path, path, entry.metadata) for path, entry in entries.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", choices=SPLITS, help="print each wrong dialogue of this half")
    parser.add_argument("--index", type=Path)
    options = parser.parse_args()
    works = works_of_folder(ROOT / "corpus")
    outcomes = run(read_dialogues(DIALOGUES), works)
    print(_table(outcomes))
    whole = [own.question for path in WHOLE for own in read_questions(path) if own.split == "dev"]
    for name, before in (("直前が別の質問", [whole[-1], *whole[:-1]]), ("直前が同じ質問", whole)):
        touched = left_alone(whole, before, works)
        print(f"\n開発用の単独の質問（{name}）: {len(whole) - len(touched)} / {len(whole)} 問をそのまま残した")
        for question, rewritten in touched if options.show == "dev" else ():
            print(f"- {question}\n  → {rewritten.text}")
    for outcome in outcomes:
        if outcome.fault and outcome.dialogue.split == options.show:
            print(_shown(outcome))
    if options.index is not None:
        print(_found(outcomes, options.index))


def _table(outcomes: Sequence[Outcome]) -> str:
    kinds = dict.fromkeys(outcome.dialogue.kind for outcome in outcomes)
    rows: list[tuple[str, Callable[[Outcome], bool]]] = [
        (kind, lambda own, kind=kind: own.dialogue.kind == kind)  # type: ignore[misc]
        for kind in kinds
    ]
    rows.append(("書き換えるべきもの", lambda own: not own.dialogue.alone))
    rows.append(("そのまま残すべきもの", lambda own: own.dialogue.alone))
    lines = ["| 種類 | 開発用 | 試験用 |", "|---|--:|--:|"]
    return "\n".join(
        [
            *lines,
            *(f"| {name} | {' | '.join(_share(outcomes, belongs, s) for s in SPLITS)} |" for name, belongs in rows),
        ]
    )


def _share(outcomes: Sequence[Outcome], belongs: Callable[[Outcome], bool], split: str) -> str:
    own = [outcome for outcome in outcomes if outcome.dialogue.split == split and belongs(outcome)]
    return f"{sum(not outcome.fault for outcome in own)}/{len(own)}"


def _shown(outcome: Outcome) -> str:
    dialogue = outcome.dialogue
    turns = "／".join((*dialogue.before, dialogue.question))
    return f"- {dialogue.id}（{dialogue.kind}）{turns}\n  → {outcome.rewritten.text}\n  {outcome.fault}"


def _found(outcomes: Sequence[Outcome], index: Path) -> str:
    offline.cut()
    retriever = open_retriever(load_settings(), index)
    lines = ["\n| 検索（根拠のある対話） | 対話 | 書き換えなし R@5 | 書き換えあり R@5 |", "|---|--:|--:|--:|"]
    for split in SPLITS:
        own = [outcome for outcome in outcomes if outcome.dialogue.gold and outcome.dialogue.split == split]
        without = [as_question(outcome, outcome.dialogue.question) for outcome in own]
        with_ = [as_question(outcome, outcome.rewritten.text) for outcome in own]
        means = (_mean(shares(run_retrieval(questions, retriever, 5), 5)) for questions in (without, with_))
        lines.append(f"| {split} | {len(own)} | " + " | ".join(f"{mean:.2f}" for mean in means) + " |")
    return "\n".join(lines)


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


if __name__ == "__main__":
    main()
