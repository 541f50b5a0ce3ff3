"""SQuAD-style sets (JSQuAD, JaQuAD) as a collection to search: a paragraph is a passage, its article the document."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.errors import AssistantError
from assistant.index import vectors, versions
from assistant.index.build import Windowed, write_version
from assistant.index.rows import row
from assistant.ingest.context import context
from assistant.ingest.corpus import reading_fingerprint
from assistant.ingest.windows import window_text, windows
from assistant.japanese.tokens import content_words
from assistant.models.protocols import TextEmbedder
from assistant.records import Document, Passage


class SquadQuestion(NamedTuple):
    """A question and the id of the passage that answers it."""

    question: str
    passage_id: str


@dataclass(frozen=True, slots=True)
class SquadSet:
    """The articles with their paragraphs, and the questions that some paragraph answers."""

    documents: tuple[tuple[Document, tuple[Passage, ...]], ...]
    questions: tuple[SquadQuestion, ...]


def read_squad(path: Path) -> SquadSet:
    """Read a SQuAD-style file (v1 or v2 form; questions marked impossible are left out).

    JSQuAD writes the article's title before each paragraph (「梅雨 [SEP] …」); it is taken off, for the index puts the
    title over every passage. Raises `AssistantError` where the file has another form.
    """
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        read = [_article(number, article) for number, article in enumerate(articles)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AssistantError(f"SQuAD 形式のファイルとして読めません: {path}（{error!r}）") from error
    return SquadSet(
        tuple((document, passages) for document, passages, _ in read),
        tuple(question for _, _, questions in read for question in questions),
    )


def publish(
    collection: SquadSet,
    folder: Path,
    embedder: TextEmbedder,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Write the collection as an index of the product into `folder`, every paragraph one passage whatever its length."""
    passages = [(document, passage) for document, own in collection.documents for passage in own]
    spans = [windows(passage.text) for _, passage in passages]
    texts = [
        window_text(passage, document, window)
        for (document, passage), own in zip(passages, spans, strict=True)
        for window in own
    ]
    matrix = embedder.encode_passages(texts, progress).astype(np.float16)
    starts = np.cumsum([0, *(len(own) for own in spans)], dtype=np.int64)
    kind = vectors.kind_for(len(matrix))
    longest = max((len(passage.text) for _, passage in passages), default=0)
    identity = versions.IndexIdentity(embedder.name, embedder.fingerprint, longest, reading_fingerprint())
    words = (row(content_words(context(passage, document))) for document, passage in passages)
    versions.publish(
        folder,
        lambda aside: write_version(aside, collection.documents, Windowed(matrix, starts, kind), words),
        lambda files: versions.IndexManifest(
            identity,
            embedder.dimensions,
            len(collection.documents),
            len(passages),
            sum(len(document.text) for document, _ in collection.documents),
            datetime.now(UTC).isoformat(timespec="seconds"),
            kind,
            (),
            files,
        ),
    )


def _article(number: int, article: dict[str, Any]) -> tuple[Document, tuple[Passage, ...], list[SquadQuestion]]:
    identity, title = f"squad-{number}", article["title"]
    passages: list[Passage] = []
    questions: list[SquadQuestion] = []
    start = 0
    for place, paragraph in enumerate(article["paragraphs"], start=1):
        text = paragraph["context"].removeprefix(f"{title} [SEP] ")
        passage = Passage(f"{identity}-{place}", identity, start, start + len(text), (), f"{place}", text)
        passages.append(passage)
        start += len(text) + 1
        questions.extend(
            SquadQuestion(asked["question"], passage.id)
            for asked in paragraph["qas"]
            if not asked.get("is_impossible", False)
        )
    whole = "\n".join(passage.text for passage in passages)
    return Document(identity, title, f"{identity}.txt", whole), tuple(passages), questions
