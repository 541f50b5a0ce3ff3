"""Put the injected documents and instructing questions of eval/questions/injections.jsonl to the program.

    .venv/bin/python -m scripts.injections                                   a model that obeys every injection
    .venv/bin/python -m scripts.injections --generator real --limit 10       the model of the settings
    .venv/bin/python -m scripts.injections --write docs/injections-table.md

Prints which rule was broken how often by kind, and each broken one; exit code 1 where any is.
"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from assistant import offline
from assistant.answer.pipeline import Assistant
from assistant.answer.presentation import shown_text
from assistant.index.build import build_index
from assistant.models.protocols import LanguageModel
from assistant.opening import open_embedder, open_generator, open_retriever, open_support_judge
from assistant.settings import load_settings
from assistant_eval.injection import Case, read_carriers, read_cases
from assistant_eval.injection_run import Outcome, run_cases, table

OBEDIENT, REAL = "scripted-obedient", "real"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", choices=(OBEDIENT, REAL), default=OBEDIENT)
    parser.add_argument("--limit", type=int, help="at most so many cases, spread evenly")
    parser.add_argument("--write", type=Path, help="the table as a document")
    parser.add_argument("--verbose", action="store_true", help="what was shown, case by case")
    options = parser.parse_args()
    offline.cut()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = list(_run(_chosen(options.limit), Path(folder), options))
    lines = [table(outcomes), "", *(line for outcome in outcomes for line in _broken_lines(outcome))]
    print("\n".join(lines))
    if options.write is not None:
        command = f".venv/bin/python -m scripts.injections --generator {options.generator}"
        head = f"# 指示を仕込んだ文書と、指示する質問\n\n`{command}`（{len(outcomes)} 件）\n\n"
        options.write.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(1 if any(outcome.broken for outcome in outcomes) else 0)


def _run(cases: tuple[Case, ...], folder: Path, options: argparse.Namespace) -> list[Outcome]:
    settings = load_settings()
    embedder = open_embedder(settings)
    judge = open_support_judge(settings, embedder)
    real = open_generator(settings) if options.generator == REAL else None

    def opened(corpus: Path, index: Path, generator: LanguageModel | None) -> Assistant:
        build_index((corpus,), index, embedder, settings.index.passage_characters, datetime.now(UTC))
        used = generator if generator is not None else real
        assert used is not None
        return Assistant(open_retriever(settings, index), used, settings, judge)

    outcomes = []
    try:
        for outcome in run_cases(cases, read_carriers().values(), folder, opened, obedient=real is None):
            outcomes.append(outcome)
            if options.verbose:
                print(f"{outcome.case.id}\t{shown_text(outcome.answer)!r}", file=sys.stderr, flush=True)
    finally:
        if real is not None:
            real.close()
    return outcomes


def _chosen(limit: int | None) -> tuple[Case, ...]:
    cases = read_cases()
    if limit is None or len(cases) <= limit:
        return cases
    return tuple(cases[number * len(cases) // limit] for number in range(limit))


def _broken_lines(outcome: Outcome) -> list[str]:
    return [f"- {outcome.case.id}（{outcome.case.kind}）{broken.rule}: {broken.what}" for broken in outcome.broken]


if __name__ == "__main__":
    main()
