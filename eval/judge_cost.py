"""What the small judges cost: milliseconds for ten pairs, and resident memory of a fresh process that holds them."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from assistant import offline
from assistant.errors import AssistantError
from assistant.judge.judge_file import JudgeFile, JudgeKind, read_judge
from assistant.judge.opinions import Pair
from assistant.judge.pairs import encode_pairs
from assistant.judge.protocols import Encoder
from assistant.models.embedder import SentenceEmbedder
from assistant.models.store import locate_file
from assistant.opening import model_entry, open_embedder, read_configured_judge
from assistant.settings import Settings, load_settings

PAIRS: Final = 10
TOKENS: Final = 200
RUNS: Final = 20
STAGES: Final = ("embedder", "relevance", "support")
QUESTION: Final = "個人データが漏えいしたおそれがあるとき、いつまでに、どこへ報告しなければなりませんか。"
_CHILD: Final = "import sys; from assistant_eval.judge_cost import hold; hold(sys.argv[1], sys.argv[2])"


class Opened(NamedTuple):
    """A judge's file and where it lies."""

    judge_file: JudgeFile
    path: Path


def open_file(kind: JudgeKind, settings: Settings, folder: Path | None, embedder: SentenceEmbedder) -> Opened | None:
    """The judge `KIND.safetensors` of `folder`, or without a folder that of the settings; None where there is none.

    Raise `AssistantError` as `read_judge`.
    """
    if folder is not None:
        path = folder / f"{kind}.safetensors"
        if not path.is_file():
            return None
        return Opened(
            read_judge(path, kind=kind, embedder_name=embedder.name, embedder_fingerprint=embedder.fingerprint), path
        )
    judge_file = read_configured_judge(kind, settings, embedder.name, embedder.fingerprint)
    if judge_file is None:
        return None
    name = settings.models.relevance_judge if kind == "relevance" else settings.models.support_judge
    return Opened(
        judge_file, locate_file(model_entry(name, "judge", settings, f"{kind}_judge"), settings.models.folder)
    )


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of `work` in milliseconds, after one run that does not count."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def pairs_of(texts: Sequence[str], encoder: Encoder, first: str = QUESTION, tokens: int = TOKENS) -> list[Pair]:
    """Each text behind `first`, cut so that a pair takes at most `tokens` tokens, marks and prefixes included."""
    around = len(encode_pairs([Pair(first, "", "")], encoder)[0][0].ids)
    room = tokens - around
    cut = [own.offsets[:room][-1][1] if own.offsets and room > 0 else 0 for own in encoder.tokenize(texts)]
    return [Pair(first, "", text[:end]) for text, end in zip(texts, cut, strict=True)]


def passages_of(texts: Sequence[str], encoder: Encoder, tokens: int = TOKENS) -> list[str]:
    """Each text cut to at most `tokens` tokens with the embedder's prefix and marks."""
    room = tokens - 2 - len(encoder.tokenize(["passage: "])[0].ids)
    return [text[: own.offsets[:room][-1][1]] for text, own in zip(texts, encoder.tokenize(texts), strict=True)]


def memory(stage: str, folder: Path | None) -> int:
    """Resident bytes of a fresh process that holds the embedder and the judges up to `stage`, each used once.

    Raise `AssistantError` with the process's last words where it fails.
    """
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, stage, str(folder or "")], capture_output=True, text=True, check=False
    )
    if done.returncode or not done.stdout.strip().isdigit():
        last = (done.stderr.strip().splitlines() or ["（出力なし）"])[-1]
        raise AssistantError(f"メモリーを測るプロセスが終わりました（{stage}）: {last}")
    return int(done.stdout)


def hold(stage: str, folder: str) -> None:
    """Load the embedder and the judges up to `stage`, use each once, and print the resident bytes."""
    import psutil

    from assistant.judge.relevance import RelevanceJudge
    from assistant.judge.support import SupportJudge

    offline.cut()
    settings = load_settings()
    embedder = open_embedder(settings)
    embedder.encode_query(QUESTION)
    kinds: tuple[JudgeKind, ...] = ("relevance", "support")
    held: list[RelevanceJudge | SupportJudge] = []
    for kind in kinds[: STAGES.index(stage)]:
        opened = open_file(kind, settings, Path(folder) if folder else None, embedder)
        if opened is not None and kind == "relevance":
            held.append(RelevanceJudge(embedder, opened.judge_file))
        elif opened is not None:
            held.append(SupportJudge(embedder, opened.judge_file))
        opened = None  # the file's tensors are not kept beside the network
    for judge in held:
        if isinstance(judge, RelevanceJudge):
            judge.read(QUESTION, [("", QUESTION)])
        else:
            judge.read([Pair(QUESTION, "", QUESTION)])
    print(psutil.Process().memory_info().rss)
