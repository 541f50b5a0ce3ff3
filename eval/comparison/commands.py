"""`assistant eval compare`: two runs, or two systems of one run, side by side."""

import argparse
import json
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant_eval.arguments import seed
from assistant_eval.opening import LABELS
from assistant_eval.whole_file import write_whole

_WITHIN: Final = ("assistant", "plain-chain")


def add_compare(doors: "argparse._SubParsersAction[Any]") -> None:
    """Add `compare` to the commands of the evaluation."""
    parser = doors.add_parser("compare", help="2 つの評価、または 1 つの評価の中の 2 方式を、質問ごとに比べる")
    parser.add_argument("a", type=Path, metavar="A", help="評価のフォルダ（または report.json）。比べる元")
    parser.add_argument("b", type=Path, nargs="?", metavar="B", help="比べる先（省略すると A の中の 2 方式を比べる）")
    parser.add_argument(
        "--systems",
        nargs=2,
        choices=tuple(LABELS),
        metavar=("X", "Y"),
        help=f"A の方式と B の方式（{'・'.join(LABELS)}。既定: どちらも assistant、B を省くと {' '.join(_WITHIN)}）",
    )
    parser.add_argument("--seed", type=seed, default=1, metavar="N", help="乱数の種（既定 1）")
    parser.add_argument("--out", type=Path, metavar="FILE.html", help="HTML に書き出す")
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=compare_runs)


def compare_runs(options: Namespace, settings: Settings) -> int:
    """Print the comparison, and write its page where one is asked for."""
    del settings
    from assistant_eval.comparison.comparing import compare, read_report
    from assistant_eval.comparison.table import comparison_lines

    within = options.b is None
    first = read_report(options.a)
    second = first if within else read_report(options.b)
    of_first, of_second = options.systems or (_WITHIN if within else _WITHIN[:1] * 2)
    if within and of_first == of_second:
        raise UsageError(
            f"同じ方式どうしは比べられません: {of_first}。--systems で別の 2 つを選ぶか、B を指定してください"
        )
    comparison = compare(first, second, of_first, of_second, options.seed)
    if options.out is not None:
        _write(options.out, comparison)
    if options.json:
        print(json.dumps(comparison, ensure_ascii=False))
        return 0
    for line in comparison_lines(comparison):
        print(line)
    if options.out is not None:
        print(f"\n比較: {options.out}")
    return 0


def _write(path: Path, comparison: dict[str, Any]) -> None:
    from assistant_eval.report.comparison_page import render_comparison

    page = render_comparison(comparison)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page)
