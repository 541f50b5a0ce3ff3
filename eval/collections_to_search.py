"""The collections that the small judges are measured on, each with its index brought up to date when first asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from assistant.index.build import build_index
from assistant.index.opened import open_index
from assistant.index.versions import has_version
from assistant.judge.protocols import RelevanceScorer
from assistant.models.progress import Progress
from assistant.models.protocols import TextEmbedder
from assistant.records import Document
from assistant.retrieve.search import Retriever
from assistant.settings import Settings
from assistant_eval.relevance_run import Bench, bench_over
from assistant_eval.retrieval_run import RememberingEmbedder
from assistant_eval.squad import publish, read_squad

SQUAD: Final = "squad"


@dataclass(frozen=True, slots=True)
class Collections:
    """What is needed to open a collection; `opened` holds those already open.

    `corpora` are folders of documents by name; SQUAD is the name of the SQuAD-style file `squad`. Indexes lie below
    `folder`; one of SQUAD that lies there is taken as it is.
    """

    folder: Path
    squad: Path
    corpora: Mapping[str, Path]
    settings: Settings
    embedder: TextEmbedder
    judge: RelevanceScorer | None
    today: date
    progress: Progress
    opened: dict[str, Bench] = field(default_factory=dict)

    def bench(self, name: str) -> Bench:
        """The search over one collection, without and with the judge."""
        if name not in self.opened:
            folder = self.folder / name
            if name != SQUAD:
                characters = self.settings.index.passage_characters
                build_index((self.corpora[name],), folder, self.embedder, characters, datetime.now(UTC), self.progress)
            elif not has_version(folder):
                publish(read_squad(self.squad), folder, self.embedder, partial(self.progress, "SQuAD の埋め込み"))
            index = open_index(folder, self.embedder.name, self.embedder.fingerprint)
            reader = RememberingEmbedder(self.embedder)
            retriever = Retriever(index, reader, self.settings.retrieval, today=lambda: self.today)
            self.opened[name] = bench_over(retriever, self.judge)
        return self.opened[name]

    def documents(self, name: str) -> tuple[Document, ...]:
        """The documents of one collection."""
        return tuple(self.bench(name).retriever.index.documents.values())
