"""How a training looks in a terminal: bars, what was skipped, what was made and how to use it."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from assistant.judge.training.course import Made

_SHOWN: Final = 10  # skipped rows that are named one by one
_ADDRESS: Final = "https://creativecommons.org/licenses/by-sa/4.0/deed.ja"


@contextmanager
def training_bars() -> Iterator[Callable[[str, int, int, str], None]]:
    """One bar a stage with its estimate and a remark, on standard error."""
    from tqdm import tqdm

    shown: dict[str, tqdm[Any]] = {}

    def report(step: str, done: int, total: int, remark: str) -> None:
        if step not in shown:
            for bar in shown.values():
                bar.close()
            # What a former session did is not counted towards this one's speed.
            shown[step] = tqdm(total=total, desc=step, initial=done, file=sys.stderr, mininterval=0.5)
        shown[step].set_postfix_str(remark, refresh=False)
        shown[step].update(done - shown[step].n)

    try:
        yield report
    finally:
        for bar in shown.values():
            bar.close()


def show_interrupted(work: Path) -> None:
    """Say how to go on."""
    print(
        f"\n中断しました。途中経過は {work} にあります。同じコマンドをもう一度実行すると続きから、"
        "--fresh を付けると始めから学習します",
        file=sys.stderr,
    )


def show_skipped(skipped: Sequence[str]) -> None:
    """Name the data that could not be used, the first ones one by one."""
    if skipped:
        print(f"読み飛ばしたデータ: {len(skipped):,} 件", file=sys.stderr)
    for line in skipped[:_SHOWN]:
        print(f"  {line}", file=sys.stderr)
    if len(skipped) > _SHOWN:
        print(f"  ほか {len(skipped) - _SHOWN:,} 件", file=sys.stderr)


def show_made(made: "Sequence[Made]", models: Path) -> None:
    """Print the files, and the lines that put them to use."""
    for own in made:
        print(
            f"○ {own.path}（{own.bytes:,} バイト、{own.minutes:.0f} 分）\n    sha256 {own.sha256}\n    カード: {own.card}"
        )
    print(f"\n使うには、{models / 'catalogue.toml'} に次を加え（licence は実際の条件に直す）、")
    for own in made:
        print(_entry(own))
    print(
        f"assistant models pull {' '.join(_name(own) for own in made)} を実行し、設定（assistant.toml）に書きます。\n"
    )
    print("[models]")
    for own in made:
        print(f'{own.kind}_judge = "{_name(own)}"')


def _name(made: "Made") -> str:
    return f"our-{made.kind}-judge"


def _entry(made: "Made") -> str:
    return f"""
[[model]]
name = "{_name(made)}"
role = "judge"
publisher = "自社"
page = "{made.card.resolve().as_uri()}"
licence = {{ id = "CC-BY-SA-4.0", url = "{_ADDRESS}" }}
files = [{{ path = "{made.path.name}", bytes = {made.bytes}, sha256 = "{made.sha256}" }}]
[model.source]
kind = "file"
path = "{made.path.resolve().as_posix()}"
"""
