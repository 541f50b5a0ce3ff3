"""What each check of the verifier is worth: every one switched off in turn, on development data, as a Markdown table.

    .venv/bin/python scripts/checks_ablation.py                 rules alone
    .venv/bin/python scripts/checks_ablation.py --judge         rules and the support judge
    .venv/bin/python scripts/checks_ablation.py --write docs/checks-ablation.md

Claims are those of development-judgements.jsonl; mutants are made of the right ones among them and of
real-paraphrases.jsonl. "Wrong accepted" counts the labelled wrong claims and the mutants that pass.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final, NamedTuple
from unittest.mock import patch

from assistant import offline
from assistant.answer.verification import verify as verifying
from assistant.answer.verification.checks import CHECKS
from assistant.answer.verification.support import Support
from assistant.errors import AssistantError
from assistant.ingest.corpus import corpus_files, read_document
from assistant.judge.claims.mutations import mutations
from assistant.judge.protocols import SupportScorer
from assistant.opening import open_embedder, open_support_judge
from assistant.records import Check, Document
from assistant.settings import Settings, load_settings
from assistant_eval.judge.judgements import SUPPORTED, read_judgements
from assistant_eval.mutation.claim_verdict import verifier
from assistant_eval.mutation.detection import Verdict
from assistant_eval.mutation.paraphrases import Case, read_paraphrases
from assistant_eval.mutation.replacements import read_replacements
from assistant_eval.support_tables import case_of

ROOT: Final = Path(__file__).resolve().parent.parent
CORPUS: Final = ROOT.parent / "shared" / "corpus"
QUESTIONS: Final = ROOT / "eval" / "questions"
SEED: Final = 1


class Material(NamedTuple):
    """Claims that are right, claims that people called wrong, and mutants, each with its place in a source."""

    right: tuple[Case, ...]
    wrong: tuple[Case, ...]
    mutants: tuple[Case, ...]


class Counted(NamedTuple):
    """How many of each kind a verifier got wrong."""

    rejected: int
    wrong: int
    mutants: int


def main() -> None:
    options = _options()
    offline.cut()
    settings = load_settings()
    judge = open_support_judge(settings, open_embedder(settings)) if options.judge else None
    lines = []
    for line in _lines(settings, judge, options.corpus):
        print(line, flush=True)
        lines.append(line)
    if options.write is not None:
        options.write.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", action="store_true", help="審査モデルも使う（既定: 規則だけ）")
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="判定の資料のフォルダー")
    parser.add_argument("--write", type=Path, metavar="FILE", help="表をこのファイルにも書く")
    return parser.parse_args()


def _lines(settings: Settings, judge: SupportScorer | None, corpus: Path) -> Iterator[str]:
    material = _material()
    verdict = verifier(_documents(material, corpus), settings.index.passage_characters, settings.answer.overlap, judge)
    command = " ".join([".venv/bin/python scripts/checks_ablation.py", *sys.argv[1:]])
    yield f"# 検査を一つずつ外したとき\n\n`{command}` の出力（{datetime.now(UTC):%Y-%m-%d}、開発用の判定と言い換え、種 {SEED}）。"
    yield f"\n審査モデル: {'あり' if judge is not None else 'なし（規則だけ）'}。括弧は、すべて使うときとの差。\n"
    yield (
        f"| 外した検査 | 正しい文を退けた（{len(material.right)}） | 誤った文を受け入れた（{len(material.wrong)}） | "
        f"書き換えを受け入れた（{len(material.mutants)}） |\n|---|---:|---:|---:|"
    )
    every = _counted(material, verdict)
    yield f"| なし（すべて使う） | {every.rejected} | {every.wrong} | {every.mutants} |"
    for check in CHECKS:
        own = _without(check, material, verdict)
        cells = [f"{count} ({count - before:+d})" for count, before in zip(own, every, strict=True)]
        yield f"| {check.__name__} | {' | '.join(cells)} |"


def _material() -> Material:
    judged = read_judgements(QUESTIONS / "development-judgements.jsonl")
    right = (
        *(case_of(own) for own in judged if own.label == SUPPORTED),
        *read_paraphrases(QUESTIONS / "real-paraphrases.jsonl"),
    )
    table = read_replacements()
    mutants = (
        case._replace(claim=made.claim)
        for case in right
        for made in mutations(case.claim, table, Random(f"{SEED}:{case.id}"))
    )
    return Material(right, tuple(case_of(own) for own in judged if own.label != SUPPORTED), tuple(mutants))


def _documents(material: Material, corpus: Path) -> tuple[Document, ...]:
    wanted = {case.source for case in (*material.right, *material.wrong)}
    return tuple(read_document(file) for file in corpus_files((corpus,)) if file.source in wanted)


def _without(check: Callable[[str, Support], Check], material: Material, verdict: Verdict) -> Counted:
    """The count with one check out of the verifier's list."""
    with patch.object(verifying, "CHECKS", tuple(own for own in CHECKS if own is not check)):
        return _counted(material, verdict)


def _counted(material: Material, verdict: Verdict) -> Counted:
    def accepted(cases: Sequence[Case]) -> int:
        return sum(verdict(case, case.claim)[0] for case in cases)

    return Counted(len(material.right) - accepted(material.right), accepted(material.wrong), accepted(material.mutants))


if __name__ == "__main__":
    try:
        main()
    except AssistantError as error:
        sys.exit(f"エラー: {error}")
