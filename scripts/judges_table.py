"""Measure what the two small judges are worth and what they cost, and print the tables of docs/judges-table.md.

    .venv/bin/python scripts/judges_table.py --write docs/judges-table.md         all parts
    .venv/bin/python scripts/judges_table.py --questions 1000 --judges DIR        a sample of JSQuAD, judges of a folder
    .venv/bin/python scripts/judges_table.py --part mutations calibration         some parts
    .venv/bin/python scripts/judges_table.py --split held                         the end only: never tune on it

Indexes are made anew in a temporary folder unless --indexes names one that keeps them. Without judges the rows of what
is there now are printed alone. The part "cost" wants an idle machine.
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

from assistant import offline
from assistant.errors import AssistantError
from assistant.judge.judge_file import JudgeKind
from assistant.judge.protocols import SupportScorer
from assistant.models.embedder import SentenceEmbedder
from assistant.models.generator import usable_cores
from assistant.models.progress import Progress, bars
from assistant.opening import open_embedder, relevance_judge, support_judge
from assistant.settings import Settings, load_settings
from assistant_eval.collections_to_search import SQUAD, Collections
from assistant_eval.judge.judgements import SUPPORTED, read_judgements
from assistant_eval.judge_cost import (
    PAIRS,
    RUNS,
    STAGES,
    TOKENS,
    Opened,
    median_ms,
    memory,
    open_file,
    pairs_of,
    passages_of,
)
from assistant_eval.metrics.calibration import BINS, reliability
from assistant_eval.metrics.calibration_interval import Said, calibration_interval
from assistant_eval.mutation.claim_verdict import supported_chance, verifier
from assistant_eval.mutation.detection import Verdict, detect
from assistant_eval.mutation.paraphrases import Case, read_paraphrases
from assistant_eval.mutation.replacements import read_replacements
from assistant_eval.provenance import processor
from assistant_eval.question_set import read_questions
from assistant_eval.records import Question
from assistant_eval.relevance_run import Measured, Wanted, measure_own, measure_squad
from assistant_eval.relevance_tables import NOTHING, near_miss_rows, rerank_rows, shown
from assistant_eval.squad import read_squad
from assistant_eval.support_tables import ALONE, BOTH, RULES, case_of, judgement_rows, mutation_rows, reliability_rows

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared"
QUESTIONS: Final = ROOT / "eval" / "questions"
PARTS: Final = ("near-miss", "rerank", "mutations", "calibration", "cost")
TODAY: Final = date(2026, 11, 22)  # the day on which the gold spans were written; editions in force depend on it
SEED: Final = 1
STARTER, REAL = "starter", "real"
STARTER_SETS: Final = ("付属資料 dev", "付属資料 test")
REAL_SET: Final = "実文書"
KINDS: Final[tuple[JudgeKind, ...]] = ("relevance", "support")
CORPORA: Final = {STARTER: ROOT / "corpus", REAL: SHARED / "corpus"}


@dataclass(frozen=True, slots=True)
class Work:
    """What the parts share; `support` is None where there is no such judge, `measured` holds the sets measured so far."""

    options: argparse.Namespace
    settings: Settings
    collections: Collections
    support: SupportScorer | None
    progress: Progress
    measured: dict[str, list[Measured]] = field(default_factory=dict)


def main() -> None:
    options = _options()
    offline.cut()
    if options.split == "held":
        print("注意: held は最後の確認だけに使います。この結果を見て調整しないでください", file=sys.stderr)
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as temporary, bars(unit="件") as progress:
        for line in _lines(options, options.indexes or Path(temporary), progress):
            print(line, flush=True)
            lines.append(line)
    if options.write is not None:
        options.write.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help="、".join(PARTS))
    parser.add_argument("--questions", type=int, metavar="N", help="JSQuAD から引く問いの数（既定: 全部）")
    parser.add_argument("--split", choices=("dev", "held"), default="dev", help="retrieval.jsonl の組（既定 dev）")
    parser.add_argument("--judges", type=Path, metavar="DIR", help="relevance.safetensors・support.safetensors の場所")
    parser.add_argument("--indexes", type=Path, metavar="DIR", help="索引を残すフォルダー（既定: 毎回作る）")
    parser.add_argument("--squad", type=Path, default=SHARED / "data" / "jsquad-valid-v1.3.json", metavar="FILE")
    parser.add_argument("--write", type=Path, metavar="FILE", help="表をこのファイルにも書く（全部分のときだけ）")
    options = parser.parse_args()
    if options.write is not None and set(options.part) != set(PARTS):
        parser.error("--write は全部分を測るときだけ使えます（--part を外してください）")
    if options.questions is not None and options.questions < 1:
        parser.error("--questions は 1 以上にしてください")
    return options


def _lines(options: argparse.Namespace, folder: Path, progress: Progress) -> Iterator[str]:
    settings = load_settings()
    embedder = open_embedder(settings)
    files = {kind: open_file(kind, settings, options.judges, embedder) for kind in KINDS}
    if options.judges is not None and not any(files.values()):
        raise AssistantError(f"{options.judges} に relevance.safetensors も support.safetensors もありません")
    relevance, support = files["relevance"], files["support"]
    reader = None if relevance is None else relevance_judge(embedder, relevance.judge_file)
    collections = Collections(folder, options.squad, CORPORA, settings, embedder, reader, TODAY, progress)
    scorer = None if support is None else support_judge(embedder, support.judge_file)
    work = Work(options, settings, collections, scorer, progress)
    yield "# 審査モデルの測定\n"
    yield (
        f"`{' '.join(['.venv/bin/python scripts/judges_table.py', *sys.argv[1:]])}` の出力（{datetime.now(UTC):%Y-%m-%d}）。"
        f"{processor()}・{usable_cores()} コア・Python {platform.python_version()}・埋め込み {embedder.name}。"
        f"区間は質問（言い換え、判定）ごとに抜き直す 95% ブートストラップ（種 {SEED}）。"
    )
    yield f"\n{'、'.join(f'{kind}: {_named(own)}' for kind, own in files.items())}。"
    if {"near-miss", "rerank"} & set(options.part):
        yield from _relevance(work)
    if "mutations" in options.part:
        yield from _mutations(work)
    if "calibration" in options.part:
        yield from _calibration(work)
    if "cost" in options.part:
        yield from _cost(work, embedder, files)


def _named(opened: Opened | None) -> str:
    """A judge's file, its size and the beginning of its SHA-256."""
    if opened is None:
        return "なし"
    content = opened.path.read_bytes()
    return f"`{opened.path.name}` {len(content):,} バイト（SHA-256 {sha256(content).hexdigest()[:12]}）"


def _relevance(work: Work) -> Iterator[str]:
    """Near misses and ranks of every set, out of one pass over its questions."""
    squads = {"JSQuAD valid": _measured_squad(work)}
    owns = {name: _measured_own(name, work) for name in (*STARTER_SETS, f"{REAL_SET} {work.options.split}")}
    if "near-miss" in work.options.part:
        yield (
            "\n## 答えのない質問を見分ける\n\nJSQuAD は同じ問いを三通りに: 全段落、答えの段落だけを除く（near-miss）、その記事を全部除く"
            "（far）。ほかは、答えのある問いと、答えのない問いを種類ごとに比べる。数が大きいほど答えがあるとみる。\n"
        )
        yield from near_miss_rows(squads, owns, SEED)
        yield "\n目標（JSQuAD の near-miss）: AUROC ≥ .96、断れた割合 ≥ .80。"
    if "rerank" in work.options.part:
        yield "\n## 並べ替え\n\n製品の検索に審査を加えたときと加えないとき。差は同じ問いどうし。\n"
        yield from rerank_rows({**squads, **owns}, SEED)
        yield "\n目標: R@1 が JSQuAD で +3 ポイント以上、ガバナンスの質問で +4 ポイント以上。"


def _wanted(work: Work) -> Wanted:
    parts = work.options.part
    return Wanted("near-miss" in parts, "rerank" in parts, "calibration" in parts)


def _measured_squad(work: Work) -> list[Measured]:
    asked = read_squad(work.options.squad).questions
    drawn = sorted(Random(SEED).sample(range(len(asked)), min(work.options.questions or len(asked), len(asked))))
    bench = work.collections.bench(SQUAD)
    found = []
    for done, number in enumerate(drawn, start=1):
        found.append(measure_squad(asked[number], bench, _wanted(work)))
        work.progress("JSQuAD", done, len(drawn))
    return found


def _measured_own(name: str, work: Work) -> list[Measured]:
    """A set of our own questions, measured when a part first asks for it."""
    if name not in work.measured:
        corpus, asked = _own_set(name)
        bench, found = work.collections.bench(corpus), []
        for done, own in enumerate(asked, start=1):
            found.append(measure_own(own, bench, _wanted(work)))
            work.progress(name, done, len(asked))
        work.measured[name] = found
    return work.measured[name]


def _own_set(name: str) -> tuple[str, list[Question]]:
    """The corpus and the questions of a set; the unanswerable ones about real documents are all of development."""
    split = name.split()[1]
    if name in STARTER_SETS:
        return STARTER, _asked("starter", split)
    return REAL, [*_asked("retrieval", split), *_asked("refusals", "dev")]


def _asked(name: str, split: str) -> list[Question]:
    """The questions of a file and a split; those not reviewed count nowhere."""
    return [own for own in read_questions(QUESTIONS / f"{name}.jsonl") if own.split == split and own.reviewed]


def _mutations(work: Work) -> Iterator[str]:
    """Right claims and what is made of them, and claims that people labelled, before each verifier."""
    judgements = {
        name: read_judgements(QUESTIONS / f"{name}.jsonl") for name in ("development-judgements", "starter-judgements")
    }
    right = [case_of(own) for own in judgements["development-judgements"] if own.label == SUPPORTED]
    yield (
        "\n## 言い換えと書き換え\n\n正しい言い換えの一か所を変えた文を退けた割合（種類ごと）。審査だけの列は、規則が選ぶ文に対する「裏付けあり」の"
        "確率が審査モデルの境目に届くかどうか。変えない文を退けたものは数えない。"
    )
    for title, corpus, cases in (
        ("starter-paraphrases（test）", STARTER, read_paraphrases(QUESTIONS / "starter-paraphrases.jsonl")),
        ("real-paraphrases（開発）", REAL, read_paraphrases(QUESTIONS / "real-paraphrases.jsonl")),
        ("development-judgements の正しい文（開発）", REAL, right),
    ):
        yield f"\n### {title}: {len(cases)} 文\n"
        found = {}
        for name, verdict in _verifiers(work, corpus).items():
            work.progress(f"{title} {name}", 0, 0)
            found[name] = detect(cases, verdict, read_replacements(), SEED)
        yield from mutation_rows(found, SEED)
    yield "\n目標（規則と審査）: 全体 ≥ .95、各種類 ≥ .90、退けた割合 ≤ .06、肯定・否定と義務の強さは規則だけより +15 ポイント以上。"
    for name, corpus, split in (("development-judgements", REAL, "開発"), ("starter-judgements", STARTER, "test")):
        yield f"\n### {name}（{split}）: 人の判定との一致\n"
        yield from judgement_rows(judgements[name], _verifiers(work, corpus), SEED)


def _verifiers(work: Work, corpus: str) -> dict[str, Verdict]:
    """The verifiers to compare, by name; without a support judge the rules alone."""
    documents = work.collections.documents(corpus)
    characters, overlap = work.settings.index.passage_characters, work.settings.answer.overlap
    found: dict[str, Verdict] = {RULES: verifier(documents, characters, overlap)}
    if work.support is None:
        return found
    chance, least = supported_chance(documents, characters, work.support), work.support.least

    def alone(case: Case, claim: str) -> tuple[bool, tuple[str, ...]]:
        return chance(case, claim) >= least, ()

    found[ALONE] = alone
    found[BOTH] = verifier(documents, characters, overlap, work.support)
    return found


def _calibration(work: Work) -> Iterator[str]:
    """Whether the probabilities mean what they say, on development data only."""
    yield "\n## 確率の確かさ（開発用の質問と判定）\n"
    said: dict[str, list[Said]] = {}
    if work.collections.judge is not None:
        measured = _measured_own(f"{REAL_SET} dev", work)
        said["関連（retrieval.jsonl dev、上位10件が根拠の語句をもつか）"] = [own.pairs for own in measured]
    if work.support is not None:
        chance = supported_chance(
            work.collections.documents(REAL), work.settings.index.passage_characters, work.support
        )
        judged = read_judgements(QUESTIONS / "development-judgements.jsonl")
        said["裏付け（development-judgements、裏付けありか）"] = [
            ((chance(case_of(own), own.claim), own.label == SUPPORTED),) for own in judged
        ]
    yield from _calibration_rows(said)


def _calibration_rows(said: Mapping[str, Sequence[Said]]) -> Iterator[str]:
    yield f"| 審査 | 件 | ECE（{BINS} 区分） |\n|---|---:|---|"
    for name, clusters in said.items():
        yield f"| {name} | {sum(map(len, clusters))} | {shown(calibration_interval(clusters, SEED))} |"
    for name, clusters in said.items():
        values = [value for own in clusters for value in own]
        yield f"\n### {name}\n"
        yield from reliability_rows(reliability([value for value, _ in values], [came for _, came in values]))
    yield "\n目標: ECE ≤ .05。"


def _cost(work: Work, embedder: SentenceEmbedder, files: Mapping[JudgeKind, Opened | None]) -> Iterator[str]:
    """Time beside the embedder's in one run, resident memory of fresh processes, bytes on disk."""
    passages = [own.text for _, every in read_squad(work.options.squad).documents for own in every]
    texts = sorted(passages, key=len, reverse=True)[:PAIRS]
    pairs, own = pairs_of(texts, embedder), passages_of(texts, embedder)
    jobs: dict[str, Callable[[], object]] = {"埋め込み": lambda: embedder.encode_passages(own)}
    if (relevance := work.collections.judge) is not None:
        jobs["関連の審査"] = lambda: relevance.read(pairs[0].first, [(pair.heading, pair.second) for pair in pairs])
    if (support := work.support) is not None:
        jobs["裏付けの審査"] = lambda: support.read(pairs)
    yield f"\n## 費用\n\n{TOKENS} トークンの文（対）{PAIRS} 件をまとめて読む時間、{RUNS} 回の中央値。\n"
    yield "| 測ったもの | ms | 埋め込みの何倍 |\n|---|---:|---:|"
    times = {name: median_ms(job) for name, job in jobs.items()}
    for name, time in times.items():
        yield f"| {name} | {time:.0f} | {time / times['埋め込み']:.2f} |"
    yield "\n常駐メモリー（それぞれ新しいプロセスで、一度使った後の RSS）。\n"
    yield "| 読み込んだもの | MiB | 埋め込みだけより |\n|---|---:|---:|"
    stages = [STAGES[0], *(kind for kind in KINDS if files[kind] is not None)]
    sizes = {stage: memory(stage, work.options.judges) / 2**20 for stage in stages}
    for stage, size in sizes.items():
        yield f"| {'＋ ' if stage != STAGES[0] else ''}{stage} | {size:.0f} | {size - sizes[STAGES[0]]:+.0f} |"
    held = [opened.path.stat().st_size for opened in files.values() if opened is not None]
    yield f"\nファイル: {NOTHING if not held else f'{sum(held):,} バイト（{len(held)} 個）'}。"
    yield "\n目標: 10 対 ≤ 200 ms、メモリー ≤ +60 MB、ファイル二つで ≤ 30 MB。"


if __name__ == "__main__":
    try:
        main()
    except AssistantError as error:
        sys.exit(f"エラー: {error}")
