"""From a suite and the settings to the systems that are put to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from assistant.answer.pipeline import Assistant
from assistant.answer.writing.forms import FORMS, Form, form_of
from assistant.errors import AssistantError
from assistant.index.build import build_index
from assistant.index.opened import open_index
from assistant.judge.protocols import SupportScorer
from assistant.models.generator import LlamaProcess
from assistant.models.progress import Progress
from assistant.models.protocols import LanguageModel, Message, TextEmbedder
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
from assistant_eval.systems.product import PRODUCT, Product, by_source
from assistant_eval.systems.protocol import System

_FORM_LABELS: Final = {"quotes": "引用のみ", "conclusion": "結論と引用", "prose": "文章と引用"}
_IN_FORM: Final = {f"{PRODUCT}-{form}": form for form in FORMS}
LABELS: Final = {
    PRODUCT: "本製品",
    **{name: f"本製品（{_FORM_LABELS[form]}）" for name, form in _IN_FORM.items()},
    PlainRag.name: "素朴なRAG",
    ClosedBook.name: "資料なし",
}
_FIRST_WORDS: Final = "準備はできましたか。"


@dataclass(frozen=True, slots=True)
class Bench:
    """The systems over one suite's documents; `documents` (by source) and `passages` are those of its index.

    `warm_up` loads the models and lets them compute once: a model's first answer pays for its page faults. `judge` is the
    product's support judge, None where it has none; it outlives the bench.
    """

    systems: tuple[System, ...]
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    index: Mapping[str, Any]
    warm_up: Callable[[], None]
    judge: SupportScorer | None = None


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
        judge = open_support_judge(settings, embedder)
        form = form_of(settings.answer.form, model_entry(settings.models.generator, "generator", settings).bytes)
        assistant = Assistant(retriever, generator, settings, judge, form)
        model = generator if any(_writes(name, form) for name in names) else None
        systems = [_system(name, assistant, generator, context, progress) for name in names]
        facts = {
            "fingerprint": index.manifest.fingerprint,
            "documents": len(index.documents),
            "passages": len(index.passages),
        }
        yield Bench(
            tuple(systems), by_source(index.documents), index.passages, facts, partial(_warm_up, model, embedder), judge
        )


def _warm_up(model: LanguageModel | None, embedder: TextEmbedder) -> None:
    embedder.encode_query(_FIRST_WORDS)
    if model is not None:
        next(iter(model.generate((Message("user", _FIRST_WORDS),))))


def _writes(name: str, form: Form) -> bool:
    """Whether a system asks the language model for anything; `form` is the one of the settings."""
    own = form if name == PRODUCT else FORMS.get(_IN_FORM.get(name, ""))
    return own is None or own.written > 0


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
    if name == PRODUCT:
        return Product(assistant, context)
    if name in _IN_FORM:
        return Product(replace(assistant, form=FORMS[_IN_FORM[name]]), context, name)
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
