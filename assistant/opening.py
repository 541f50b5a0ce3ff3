"""From settings to open resources: the one place that puts models and index together."""

from pathlib import Path

from assistant.answer.pipeline import Assistant
from assistant.errors import AssistantError
from assistant.index.opened import open_index
from assistant.models.catalogue import ModelEntry, find_entry
from assistant.models.embedder import DeferredEmbedder, SentenceEmbedder
from assistant.models.generator import GeneratorOptions, LlamaProcess
from assistant.models.reranker import CrossEncoderReranker
from assistant.models.store import locate, locate_file
from assistant.retrieve.search import Retriever
from assistant.settings import Settings


def model_entry(name: str, role: str, settings: Settings) -> ModelEntry:
    """The catalogue's entry for a model in a role; raise `AssistantError` when it plays another."""
    entry = find_entry(name, settings.models.folder)
    if entry.role != role:
        raise AssistantError(f"モデル {name} の役割は {entry.role} です。設定の models.{role} には使えません")
    return entry


def open_embedder(settings: Settings) -> SentenceEmbedder:
    """Load the embedder of the settings."""
    entry = model_entry(settings.models.embedder, "embedder", settings)
    folder = locate(entry, settings.models.folder)
    return SentenceEmbedder(folder, entry.name, entry.fingerprint, settings.index.batch_size)


def defer_embedder(settings: Settings) -> DeferredEmbedder:
    """The embedder of the settings, its files found now, loaded only when something is to be embedded."""
    entry = model_entry(settings.models.embedder, "embedder", settings)
    locate(entry, settings.models.folder)
    return DeferredEmbedder(entry.name, entry.fingerprint, lambda: open_embedder(settings))


def open_reranker(settings: Settings) -> CrossEncoderReranker | None:
    """Load the reranker of the settings; None when they name none."""
    if not settings.models.reranker:
        return None
    entry = model_entry(settings.models.reranker, "reranker", settings)
    return CrossEncoderReranker(locate(entry, settings.models.folder), entry.name, settings.index.batch_size)


def open_generator(settings: Settings) -> LlamaProcess:
    """The generator of the settings; its process starts with the first question."""
    entry = model_entry(settings.models.generator, "generator", settings)
    options = GeneratorOptions(
        settings.models.context_tokens,
        settings.models.max_answer_tokens,
        settings.models.threads,
        settings.models.gpu_layers,
    )
    model = locate_file(entry, settings.models.folder)
    return LlamaProcess(model, entry.name, entry.template or "", options)


def open_retriever(settings: Settings, folder: Path | None = None) -> Retriever:
    """Open the index in `folder`, or the one of the settings, after checking that the embedder is its own."""
    entry = model_entry(settings.models.embedder, "embedder", settings)
    index = open_index(folder or settings.index.folder, entry.name, entry.fingerprint)
    return Retriever(index, open_embedder(settings), settings.retrieval, open_reranker(settings))


def open_assistant(settings: Settings, folder: Path | None = None) -> Assistant:
    """Open everything that answering needs; raise `AssistantError` naming what is missing and how to get it."""
    generator = open_generator(settings)
    return Assistant(open_retriever(settings, folder), generator, settings)
