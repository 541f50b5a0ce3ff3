"""Measure what retrieval finds and how long it takes, and print the tables of docs/retrieval-table.md.

    .venv/bin/python scripts/retrieval_table.py --write docs/retrieval-table.md    all parts
    .venv/bin/python scripts/retrieval_table.py --part ablation chain              some of them
    .venv/bin/python scripts/retrieval_table.py --split held                       the end only: never tune on it

The index over ../shared/corpus is made anew in a temporary folder unless --index names one. The part "timing" wants an
idle machine.
"""

import argparse
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from assistant import offline
from assistant.errors import AssistantError
from assistant.index.build import build_index
from assistant.index.lexical import BIGRAMS, WORDS
from assistant.index.opened import open_index
from assistant.models.generator import usable_cores
from assistant.models.progress import Progress, bars
from assistant.models.protocols import TextEmbedder
from assistant.opening import open_embedder, open_reranker
from assistant.retrieve.evidence import lay_out
from assistant.retrieve.filters import Filters
from assistant.retrieve.search import Retriever, search
from assistant.settings import RetrievalSettings, Settings, load_settings
from assistant_eval.gold import faults
from assistant_eval.metrics.intervals import Interval, bootstrap_interval
from assistant_eval.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank
from assistant_eval.provenance import processor
from assistant_eval.question_set import read_questions
from assistant_eval.records import Question
from assistant_eval.retrieval_run import (
    Outcome,
    RememberingEmbedder,
    alls,
    chosen_shares,
    differences,
    outcome,
    run_retrieval,
    shares,
)
from assistant_eval.single_rankings import by_tokens, by_vectors
from assistant_eval.squad import publish, read_squad
from assistant_eval.systems.plain_chain import CHUNK_CHARACTERS, OVERLAP_CHARACTERS, build_plain_chain

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared"
QUESTIONS: Final = ROOT / "eval" / "questions" / "retrieval.jsonl"
PARTS: Final = ("jsquad", "governance", "ablation", "chain", "timing")
TODAY: Final = date(2026, 11, 22)  # the day on which the gold spans were written; editions in force depend on it
MOST: Final = 5
DEEP: Final = 10
SEED: Final = 1
WARM_UP: Final = 20
RUNS: Final = 4
STAGES: Final = {
    "語": "words_weight",
    "文字2連": "bigrams_weight",
    "ベクトル": "dense_weight",
    "同義語": "synonyms_weight",
    "文書名": "work_weight",
    "条番号などの所在": "address_weight",
    "役割（開発者・提供者・利用者）": "role_weight",
    "「」の語句": "phrase_weight",
    "版（施行日）": "edition_weight",
    "資料の種別": "authority_weight",
}
NAMES: Final = {
    "everyday": "日常のことば", "statute": "条文のことば", "address": "条番号などの所在", "abbreviation": "略称",
    "as-of": "時点・版", "list": "列挙", "cross": "複数の資料",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bench:
    """What the parts share: the product over ../shared/corpus and the questions about it."""

    retriever: Retriever
    questions: tuple[Question, ...]
    settings: Settings
    progress: Progress

    def run(self, label: str, settings: RetrievalSettings | None = None) -> tuple[Outcome, ...]:
        """Put all questions to the product, with other retrieval settings where they are given."""
        retriever = replace(self.retriever, settings=settings or self.retriever.settings)
        outcomes: tuple[Outcome, ...] = run_retrieval(self.questions, retriever, MOST, partial(self.progress, label))
        return outcomes


def main() -> None:
    options = _options()
    offline.cut()
    if options.split == "held":
        print("注意: held は最後の確認だけに使います。この結果を見て調整しないでください", file=sys.stderr)
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as temporary, bars(unit="件") as progress:
        for line in _lines(options, Path(temporary), progress):
            print(line, flush=True)
            lines.append(line)
    if options.write is not None:
        options.write.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help="、".join(PARTS))
    parser.add_argument("--split", choices=("dev", "held"), default="dev", help="質問の組（既定 dev）")
    parser.add_argument("--index", type=Path, metavar="DIR", help="../shared/corpus の索引（既定: 作る）")
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus", metavar="DIR")
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, metavar="DATE", help=f"既定 {TODAY}")
    parser.add_argument("--write", type=Path, metavar="FILE", help="表をこのファイルにも書く（全部分のときだけ）")
    options = parser.parse_args()
    if options.write is not None and set(options.part) != set(PARTS):
        parser.error("--write は全部分を測るときだけ使えます（--part を外してください）")
    return options


def _lines(options: argparse.Namespace, temporary: Path, progress: Progress) -> Iterator[str]:
    settings = load_settings()
    embedder = open_embedder(settings)
    yield "# 検索の測定\n"
    yield (
        f"`{' '.join(['.venv/bin/python scripts/retrieval_table.py', *sys.argv[1:]])}` の出力（{datetime.now(UTC):%Y-%m-%d}）。"
        f"{processor()}・{usable_cores()} コア・Python {platform.python_version()}・埋め込み {embedder.name}。"
        f"区間は質問ごとに抜き直す 95% ブートストラップ（種 {SEED}）。"
    )
    if "jsquad" in options.part:
        yield from _jsquad(settings, embedder, temporary / "jsquad", progress)
    if set(options.part) == {"jsquad"}:
        return
    bench = _bench(options, settings, embedder, temporary / "governance", progress)
    whole = () if set(options.part) <= {"jsquad", "timing"} else bench.run("検索")
    if "governance" in options.part:
        yield from _governance(bench, whole, options)
    if "ablation" in options.part:
        yield from _ablation(bench, whole)
    if "chain" in options.part:
        yield from _chain(bench, whole)
    if "timing" in options.part:
        yield from _timing(replace(bench, retriever=replace(bench.retriever, embedder=embedder)))


def _bench(
    options: argparse.Namespace, settings: Settings, embedder: TextEmbedder, folder: Path, progress: Progress
) -> Bench:
    if options.index is None:
        characters = settings.index.passage_characters
        build_index((options.corpus,), folder, embedder, characters, datetime.now(UTC), progress)
    index = open_index(options.index or folder, embedder.name, embedder.fingerprint)
    questions = tuple(question for question in read_questions(QUESTIONS) if question.split == options.split)
    for fault in faults(questions, index.documents.values()):
        print(f"注意: 正解の語句が合いません。{fault}", file=sys.stderr)
    reader = RememberingEmbedder(embedder)
    retriever = Retriever(index, reader, settings.retrieval, open_reranker(settings), lambda: options.today)
    return Bench(retriever, questions, settings, progress)


def _jsquad(settings: Settings, embedder: TextEmbedder, folder: Path, progress: Progress) -> Iterator[str]:
    """The product and each of its three sources of candidates alone, on public questions."""
    collection = read_squad(SHARED / "data" / "jsquad-valid-v1.3.json")
    publish(collection, folder, embedder, partial(progress, "JSQuAD の埋め込み"))
    index = open_index(folder, embedder.name, embedder.fingerprint)
    reader = RememberingEmbedder(embedder)
    retriever = Retriever(index, reader, settings.retrieval, open_reranker(settings), lambda: TODAY)
    systems: dict[str, Callable[[str], list[str]]] = {
        "語だけ（BM25）": lambda question: by_tokens(question, index, WORDS, DEEP),
        "文字2連だけ（BM25）": lambda question: by_tokens(question, index, BIGRAMS, DEEP),
        "ベクトルだけ": lambda question: by_vectors(reader.encode_query(question), index, DEEP),
        "製品": lambda question: [hit.passage.id for hit in search(question, retriever, DEEP).hits],
    }
    yield f"\n## JSQuAD valid\n\n{len(index.passages):,} 段落・{len(collection.questions):,} 問。1段落が1パッセージ。\n"
    yield "| 方式 | R@1 | R@5 | R@10 | nDCG@10 | MRR@10 |\n|---|---:|---:|---:|---:|---:|"
    for name, system in systems.items():
        values = []
        for done, (question, gold) in enumerate(collection.questions, start=1):
            ranked, relevant = system(question), (gold,)
            recalls = [recall_at(k, ranked, relevant) for k in (1, MOST, DEEP)]
            values.append([*recalls, ndcg_at(DEEP, ranked, relevant), reciprocal_rank(DEEP, ranked, relevant)])
            progress(f"JSQuAD {name}", done, len(collection.questions))
        means = np.array(values, dtype=np.float64).mean(axis=0)
        yield f"| {name} | {' | '.join(f'{mean:.3f}' for mean in means)} |"
    yield "\n目標: R@1 ≥ .93、nDCG@10 ≥ .96、R@10 ≥ .99。"


def _governance(bench: Bench, whole: Sequence[Outcome], options: argparse.Namespace) -> Iterator[str]:
    index = bench.retriever.index
    yield (
        f"\n## ガバナンスの資料（{options.split}）\n\n{len(index.passages):,} パッセージ・{len(whole)} 問"
        f"（基準日 {options.today}、索引 {index.manifest.fingerprint}）。正解の語句（原文そのまま）が上位{MOST}件の中に、"
        "また選ばれた文の中にある割合を質問ごとにとり、平均した。\n"
    )
    yield f"| 種類 | 問 | 語句 | 上位{MOST}件にある割合 | 全部ある質問 | 選ばれた文にある割合 |\n|---|---:|---:|---|---|---|"
    for name, own in _by_type(whole):
        spans = sum(len(each.ranks) for each in own)
        figures = (shares(own, MOST), alls(own, MOST), chosen_shares(own, MOST))
        yield f"| {name} | {len(own)} | {spans} | {' | '.join(_shown(_interval(values)) for values in figures)} |"
    yield f"\n目標: 上位{MOST}件に全体で ≥ .92、日常のことばで ≥ .88。"


def _ablation(bench: Bench, whole: Sequence[Outcome]) -> Iterator[str]:
    yield f"\n## 段を1つずつ外す\n\n設定の重みを0にしたときの、上位{MOST}件にある割合と、製品との差（ポイント）。\n"
    yield "| 外した段 | 設定 | 全体 | 差 | 日常のことば | 差 | 選ばれた文 | 差 |\n|---|---|---|---|---|---|---|---|"
    yield _ablated("（なし）", "", whole, whole)
    for name, weight in STAGES.items():
        settings = bench.settings.retrieval.model_copy(update={weight: 0.0})
        yield _ablated(name, f"`{weight}`", bench.run(f"{name}なし", settings), whole)


def _ablated(name: str, setting: str, own: Sequence[Outcome], whole: Sequence[Outcome]) -> str:
    cells = []
    everyday = [place for place, each in enumerate(whole) if each.question.type == "everyday"]
    for values, places in ((shares, None), (shares, everyday), (chosen_shares, None)):
        mine, theirs = (
            found if places is None else [found[place] for place in places]
            for found in (values(own, MOST), values(whole, MOST))
        )
        cells.append(_share(_interval(mine)))
        cells.append("" if own is whole else _points(_interval(differences(mine, theirs))))
    return f"| {name} | {setting} | {' | '.join(cells)} |"


def _chain(bench: Bench, whole: Sequence[Outcome]) -> Iterator[str]:
    index, embedder = bench.retriever.index, bench.retriever.embedder
    chain = build_plain_chain(index.documents.values(), embedder, partial(bench.progress, "素朴な連鎖の埋め込み"))
    plain = [
        outcome(question, [(own.document, own.text) for own in chain.search(question.question, MOST)])
        for question in bench.questions
    ]
    yield (
        f"\n## 素朴な連鎖との比較\n\n同じ質問・同じ本文・同じ埋め込み。LangChain の RecursiveCharacterTextSplitter"
        f"（{CHUNK_CHARACTERS} 字、重なり {OVERLAP_CHARACTERS} 字、{len(chain.chunks):,} 片）と FAISS の上位{MOST}件。"
        "差はポイントで、区間は同じ質問どうしの差から。\n"
    )
    yield "| 種類 | 問 | 素朴な連鎖 | 製品 | 差 |\n|---|---:|---|---|---|"
    for (name, own), (_, baseline) in zip(_by_type(whole), _by_type(plain), strict=True):
        mine, theirs = shares(own, MOST), shares(baseline, MOST)
        difference = _points(_interval(differences(mine, theirs)))
        yield f"| {name} | {len(own)} | {_shown(_interval(theirs))} | {_shown(_interval(mine))} | {difference} |"
    yield "\n目標: 全体で +15 ポイント以上。"


def _timing(bench: Bench) -> Iterator[str]:
    retriever = bench.retriever
    searching, embedding, choosing = [], [], []
    asked = [*bench.questions[:WARM_UP], *bench.questions * RUNS]
    for done, question in enumerate(asked, start=1):
        before, began = retriever.embedder.forward_s, time.perf_counter()
        found = search(question.question, retriever, MOST, Filters(as_of=question.as_of))
        searched = time.perf_counter()
        lay_out(found)
        if done > WARM_UP:
            searching.append(searched - began)
            embedding.append(retriever.embedder.forward_s - before)
            choosing.append(time.perf_counter() - searched)
        bench.progress("時間", done, len(asked))
    yield f"\n## 時間\n\n{len(retriever.index.passages):,} パッセージ、{len(searching)} 回、温まった1つのプロセス。\n"
    yield "| 測ったもの | 中央値（ms） | p95（ms） |\n|---|---:|---:|"
    for name, times in (("search", searching), ("うち質問の埋め込み", embedding), ("文を選ぶ", choosing)):
        median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        yield f"| {name} | {1000 * median:.1f} | {1000 * p95:.1f} |"
    yield "\n目標: 文を選ぶのは 50 ms 未満。規模ごとの search の時間は scripts/search_speed.py。"


def _by_type(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The outcomes of each type in a fixed order, then all."""
    rows = [(f"{NAMES[kind]}（{kind}）", [own for own in outcomes if own.question.type == kind]) for kind in NAMES]
    return [*((name, own) for name, own in rows if own), ("**全体**", list(outcomes))]


def _interval(values: Sequence[float | None]) -> Interval | None:
    return bootstrap_interval([[value] for value in values], SEED)


def _shown(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval.mean:.3f}（{interval.low:.2f}–{interval.high:.2f}）"


def _share(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval.mean:.3f}"


def _points(interval: Interval | None) -> str:
    """A difference of shares in points."""
    if interval is None:
        return "–"
    return f"{100 * interval.mean:+.1f}（{100 * interval.low:+.1f} から {100 * interval.high:+.1f}）"


if __name__ == "__main__":
    try:
        main()
    except AssistantError as error:
        sys.exit(f"エラー: {error}")
