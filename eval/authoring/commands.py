"""`assistant eval import|new|review|check`: making a question set of one's own, from the terminal."""

import argparse
import sys
from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import AssistantError, UsageError
from assistant.settings import Settings
from assistant_eval.arguments import seed

if TYPE_CHECKING:
    from assistant.index.opened import Index
    from assistant_eval.authoring.suite_check import Counts, Reading
    from assistant_eval.suite import Suite

_FORMATS: Final = ("squad", "csv")


def add_authoring_commands(doors: "argparse._SubParsersAction[Any]") -> None:
    """Add `import`, `new`, `review` and `check` to the command line of the evaluation."""
    add_import(doors)
    add_new(doors)
    add_review(doors)
    add_check(doors)


def add_import(doors: "argparse._SubParsersAction[Any]") -> None:
    """Add `import FILE`."""
    parser = doors.add_parser("import", help="ほかの形式（SQuAD・CSV）の質問を取り込む")
    parser.add_argument("file", type=Path, metavar="FILE", help="SQuAD 形式の JSON、または見出し付きの CSV・TSV")
    parser.add_argument("--format", choices=_FORMATS, help="形式（既定: 拡張子で判断）")
    _out_option(parser)
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="SQuAD の記事を書き出すフォルダ（既定: OUT-corpus）")
    parser.add_argument("--force", action="store_true", help="既にあるファイルを上書きする")
    parser.set_defaults(run=eval_import)


def add_new(doors: "argparse._SubParsersAction[Any]") -> None:
    """Add `new`."""
    parser = doors.add_parser("new", help="索引の文書から、質問の案を言語モデルに作らせる（採否は review で）")
    _out_option(parser)
    parser.add_argument("-n", type=int, default=20, metavar="N", help="確認待ちの質問をいくつにするか（既定 20）")
    parser.add_argument("--seed", type=seed, default=1, help="箇所を選ぶ乱数の種（既定 1）")
    _index_option(parser)
    parser.set_defaults(run=eval_new)


def add_review(doors: "argparse._SubParsersAction[Any]") -> None:
    """Add `review FILE`."""
    parser = doors.add_parser("review", help="確認待ちの質問を一つずつ見て、採用・修正・削除する")
    parser.add_argument("file", type=Path, metavar="FILE", help="質問のファイル（.jsonl）")
    _index_option(parser)
    parser.set_defaults(run=eval_review)


def add_check(doors: "argparse._SubParsersAction[Any]") -> None:
    """Add `check SUITE|FILE`."""
    parser = doors.add_parser("check", help="質問が文書に合っているかを調べる（誤りがあれば終了コード 1）")
    parser.add_argument("suite", metavar="SUITE|FILE", help="評価セットの名前、または .toml・.jsonl のファイル")
    _index_option(parser)
    parser.set_defaults(run=eval_check)


def eval_import(options: Namespace, settings: Settings) -> int:
    """Import a file; rows left out are named on standard error and make it 1."""
    from assistant_eval.authoring.imported import check_free, save, suite_file
    from assistant_eval.authoring.importers import FORMATS, guess_format

    name = options.format or guess_format(options.file)
    out = _jsonl(options.out)
    if options.corpus is not None and name != "squad":
        raise UsageError("--corpus は SQuAD 形式のときだけ指定できます（CSV の資料は、資料の列で指定します）")
    if out.resolve() == options.file.resolve():
        raise UsageError(f"入力と出力が同じファイルです: {out}（--out に別の名前を指定してください）")
    corpus = (options.corpus or out.with_name(f"{out.stem}-corpus")) if name == "squad" else None
    if not options.force:
        check_free(out, corpus)
    imported = FORMATS[name](options.file)
    for skipped in imported.skipped:
        print(f"× {options.file} の {skipped.place}: {skipped.reason}", file=sys.stderr)
    if imported.unread:
        print(f"使わない列: {'、'.join(imported.unread)}", file=sys.stderr)
    save(imported, out, corpus)
    print(f"○ 取り込んだ質問 {len(imported.questions)}、除いた行 {len(imported.skipped)}: {out}")
    if corpus is not None:
        print(f"○ 文書 {len(imported.texts)}: {corpus}")
    target = out if corpus is None else suite_file(out)
    print(f"文書に合っているかを調べるには: assistant eval check {target}", file=sys.stderr)
    return 1 if imported.skipped else 0


def eval_new(options: Namespace, settings: Settings) -> int:
    """Have the local model propose questions until so many wait for a person."""
    from assistant.models.progress import bars
    from assistant.opening import open_generator
    from assistant_eval.authoring.proposing import append, propose
    from assistant_eval.question_set import read_questions

    if options.n < 1:
        raise UsageError(f"-n は 1 以上で指定してください: {options.n}")
    out = _jsonl(options.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    known = read_questions(out) if out.exists() else ()
    waiting = sum(not question.reviewed for question in known)
    wanted = max(0, options.n - waiting)
    came = 0
    if wanted:
        index = _open_index(options, settings)
        with closing(open_generator(settings)) as generator, bars(unit="問") as progress:
            came = append(out, known, propose(index, generator, wanted, options.seed, known, progress))
    print(f"○ 新しい質問 {came}、確認待ち {waiting + came}: {out}")
    if came < wanted:
        print(
            f"使える質問が {wanted} 問に届きませんでした。--seed に別の数を指定するか、文書を増やしてください",
            file=sys.stderr,
        )
    if waiting + came:
        print(f"確認するには: assistant eval review {out}", file=sys.stderr)
    return 0


def eval_review(options: Namespace, settings: Settings) -> int:
    """Let a person go through the unreviewed questions of a file."""
    from assistant_eval.authoring.review import review
    from assistant_eval.authoring.review_view import shown_from

    index = _open_index(options, settings)
    done = review(options.file, lambda question: shown_from(index, question), sys.stdin, sys.stdout)
    print(f"採用 {done.accepted}、削除 {done.rejected}、確認待ち {done.left}: {options.file}")
    return 0


def eval_check(options: Namespace, settings: Settings) -> int:
    """Count the questions of a suite and name every fault; 1 where there is one, or the documents are not here."""
    from assistant_eval.authoring.suite_check import count, suite_faults
    from assistant_eval.suite import find_suite

    suite = find_suite(options.suite)
    _show_counts(suite.title, count(suite.questions))
    if suite.missing:
        raise AssistantError(f"質問を文書と照合できません。{suite.missing}")
    faults = suite_faults(suite, _documents(suite, options, settings))
    for fault in faults:
        print(f"× {fault}")
    print(f"誤り {len(faults)}" if faults else "○ すべて文書に合っています")
    return 1 if faults else 0


def _documents(suite: "Suite", options: Namespace, settings: Settings) -> "Reading":
    from assistant.models.progress import bars
    from assistant_eval.authoring.sources import documents_of
    from assistant_eval.authoring.suite_check import Reading, read_suite_documents, sources_of

    if suite.corpus is None:
        return Reading(tuple(documents_of(_open_index(options, settings), sources_of(suite.questions)).values()))
    if options.index is not None:
        raise UsageError("この評価セットには専用の文書があるため、--index は指定できません")
    with bars(unit="件") as progress:
        return read_suite_documents(suite, progress)


def _show_counts(title: str, counts: "Counts") -> None:
    from assistant_eval.report.labels import SPLITS, kind_label

    print(f"{title}: 質問 {counts.total}（うち確認待ち {counts.unreviewed}）")
    rows = (
        ("分割", [(SPLITS.get(name, name), number) for name, number in counts.splits]),
        ("種類", [(kind_label(name), number) for name, number in counts.types]),
        ("答えられない理由", [(kind_label(name), number) for name, number in counts.refusals]),
    )
    for label, numbers in rows:
        if numbers:
            print(f"  {label}: {'、'.join(f'{name} {number}' for name, number in numbers)}")


def _open_index(options: Namespace, settings: Settings) -> "Index":
    from assistant.index.opened import open_index
    from assistant.opening import model_entry

    entry = model_entry(settings.models.embedder, "embedder", settings)
    index = open_index(options.index or settings.index.folder, entry.name, entry.fingerprint)
    if index.notice:
        print(f"注意: {index.notice}", file=sys.stderr)
    return index


def _jsonl(path: Path) -> Path:
    if path.suffix != ".jsonl":
        raise UsageError(f"--out は .jsonl のファイルにしてください: {path}")
    return path


def _out_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="質問を書くファイル")


def _index_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=Path, metavar="DIR", help="索引のフォルダ（既定: 設定の index.folder）")
