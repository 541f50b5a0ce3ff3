"""Train the judges that ship with the program, from ../shared, and enter them in the catalogue.

.venv/bin/python scripts/train_judges.py                     both; broken off, the same command goes on
.venv/bin/python scripts/train_judges.py --only support --seed 2 --fresh

Nothing of the starter corpus is learnt, nor any sentence that an evaluation's judgements or paraphrases are about.
"""

import argparse
from datetime import date
from pathlib import Path
from typing import Final

from assistant import offline
from assistant.cli import reported
from assistant.errors import AssistantError
from assistant.judge.training.course import KINDS, Made, Options, start_over, train_judges
from assistant.judge.training.sources import DataFiles
from assistant.judge_console import show_interrupted, show_skipped, training_bars
from assistant.opening import open_embedder
from assistant.settings import home_folder, load_settings

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared"
# Not seeds/, whose documents are their authors' and given for tests only (../shared/corpus/README.md), and not licences/,
# which are English.
FOLDERS: Final = ("laws", "guidelines", "formats")
WEIGHTS: Final = ROOT / "assistant" / "judge" / "weights"
CATALOGUE: Final = ROOT / "assistant" / "models" / "catalogue.toml"


def main() -> int:
    """Train, write the files and their entries."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--work", type=Path, default=home_folder() / "judge-training", metavar="DIR")
    arguments = parser.parse_args()
    offline.cut()
    options = Options(
        data_files(),
        WEIGHTS,
        arguments.work,
        tuple(kind for kind in KINDS if arguments.only in (None, kind)),
        arguments.seed,
    )
    embedder = open_embedder(load_settings())
    if arguments.fresh:
        start_over(options.work, options.kinds)
    try:
        with training_bars() as report:
            made, skipped = train_judges(options, embedder, date.today(), report)
    except KeyboardInterrupt:
        show_interrupted(options.work)
        return 130
    show_skipped(skipped)
    for own in made:
        CATALOGUE.write_text(entered(CATALOGUE.read_text(encoding="utf-8"), own), encoding="utf-8")
        print(f"{own.path}: {own.bytes:,} bytes, sha256 {own.sha256}, {own.minutes:.0f} minutes")
    return 0


def data_files() -> DataFiles:
    """What the shipped judges are trained on, and the evaluation's files whose words are kept out."""
    questions = ROOT / "eval" / "questions"
    exclude = sorted((*questions.glob("*judgements*.jsonl"), *questions.glob("*paraphrases*.jsonl")))
    return DataFiles(
        squad=(SHARED / "data" / "jaquad-train.json",),
        inference=(SHARED / "data" / "jsick-train.tsv",),
        corpus=tuple(SHARED / "corpus" / name for name in FOLDERS),
        exclude=tuple(exclude),
    )


def entered(catalogue: str, made: Made) -> str:
    """The catalogue's text with the size and hash of a judge in its entry, which may be commented out and then no longer is."""
    blocks = catalogue.split("\n\n")
    for number, block in enumerate(blocks):
        if f'name = "{made.kind}-judge"' in block:
            blocks[number] = _entry(block, made)
            return "\n\n".join(blocks)
    raise AssistantError(f"{CATALOGUE} に {made.kind}-judge の項目がありません")


def _entry(block: str, made: Made) -> str:
    lines = block.split("\n")
    start = next(number for number, line in enumerate(lines) if line.removeprefix("# ") == "[[model]]")
    lines[start:] = [line.removeprefix("# ") for line in lines[start:]]
    for number, line in enumerate(lines):
        if line.lstrip().startswith("{ path = "):
            lines[number] = f'    {{ path = "{made.path.name}", bytes = {made.bytes}, sha256 = "{made.sha256}" }},'
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(reported(main))
