"""From a suite and the settings to the systems that are put to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from assistant.answer.pipeline import Assistant
from assistant.errors import AssistantError
from assistant.index.build import build_index
from assistant.index.opened import open_index
from assistant.models.generator import LlamaProcess
from assistant.models.progress import Progress
from assistant.models.protocols import Message, TextEmbedder, TextGenerator
from assistant.opening import (
    model_entry,
    open_embedder,
    open_generator,
    open_relevance_judge,
    open_reranker,
    open_support_judge,
)
from assistant.records import Document, Passage
from assistant.retrieve.search import Retriever
from assistant.settings import Settings, home_folder
from assistant_eval.provenance import model_row
from assistant_eval.suite import Suite
from assistant_eval.systems.baselines import ClosedBook, PlainRag
from assistant_eval.systems.plain_chain import build_plain_chain
from assistant_eval.systems.product import Product, by_source
from assistant_eval.systems.protocol import System

LABELS: Final = {"assistant": "本製品", "plain-chain": "素朴なRAG", "closed-book": "資料なし"}
_FIRST_WORDS: Final = "準備はできましたか。"


@dataclass(frozen=True, slots=True)
class Bench:
    """The systems over one suite's documents; `documents` (by source) and `passages` are those of its index.

    `warm_up` loads the models and lets them compute once: a model's first answer pays for its page faults.
    """

    systems: tuple[System, ...]
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    index: Mapping[str, Any]
    warm_up: Callable[[], None]


@contextmanager
def open_bench(
    suite: Suite, settings: Settings, names: Sequence[str], folder: Path | None, progress: Progress
) -> Iterator[Bench]:
    """Bring the suite's index up to date and open the named systems over it; the models go with the context.

    `folder` holds the index where the suite has no corpus of its own. Raises `AssistantError` naming what is missing.
    """
    if unknown := [name for name in names if name not in LABELS]:
        raise AssistantError(f"知らない方式です: {'、'.join(unknown)}。{'、'.join(LABELS)} から選んでください")
    embedder = open_embedder(settings)
    target = _index_folder(suite, settings, folder)
    if suite.corpus is not None:
        build_index(suite.corpus, target, embedder, settings.index.passage_characters, datetime.now(UTC), progress)
    index = open_index(target, embedder.name, embedder.fingerprint)
    today = suite.today or date.today()
    relevance = open_relevance_judge(settings, embedder)
    retriever = Retriever(index, embedder, settings.retrieval, open_reranker(settings), lambda: today, relevance)
    models = model_rows(settings)
    with closing(open_generator(settings)) as generator:
        generation = settings.models.model_dump(mode="json", exclude={"folder", "gpu_layers"})
        context = {"models": models, "index": index.manifest.fingerprint, "generation": generation}
        assistant = Assistant(retriever, generator, settings, open_support_judge(settings, embedder))
        systems = [_system(name, assistant, generator, context, progress) for name in names]
        facts = {
            "fingerprint": index.manifest.fingerprint,
            "documents": len(index.documents),
            "passages": len(index.passages),
        }
        yield Bench(
            tuple(systems), by_source(index.documents), index.passages, facts, partial(_warm_up, generator, embedder)
        )


def _warm_up(generator: TextGenerator, embedder: TextEmbedder) -> None:
    embedder.encode_query(_FIRST_WORDS)
    next(iter(generator.generate((Message("user", _FIRST_WORDS),))))


def model_rows(settings: Settings) -> dict[str, Any]:
    """What identifies each model of the settings; the reranker and the judges are null where none is named."""
    models = settings.models
    roles = {"relevance_judge": "judge", "support_judge": "judge"}
    return {
        key: model_row(model_entry(name, roles.get(key, key), settings, key))
        if (name := getattr(models, key))
        else None
        for key in ("generator", "embedder", "reranker", "relevance_judge", "support_judge")
    }


def _system(
    name: str, assistant: Assistant, generator: LlamaProcess, context: Mapping[str, Any], progress: Progress
) -> System:
    if name == Product.name:
        return Product(assistant, context)
    if name == ClosedBook.name:
        return ClosedBook(generator, context)
    chain = build_plain_chain(
        assistant.retriever.index.documents.values(),
        assistant.retriever.embedder,
        lambda done, total: progress("素朴なRAGの埋め込み", done, total),
    )
    return PlainRag(chain, generator, context)


def _index_folder(suite: Suite, settings: Settings, folder: Path | None) -> Path:
    if suite.corpus is None:
        return folder or settings.index.folder
    paths = "\n".join(str(path.resolve()) for path in suite.corpus)
    return evaluation_folder() / "index" / f"{suite.name}-{sha256(paths.encode()).hexdigest()[:12]}"


def evaluation_folder() -> Path:
    """Where the evaluation keeps its own indexes and the answers already given."""
    return home_folder() / "evaluation"
