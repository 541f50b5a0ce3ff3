"""Corpus folders and files to documents, in the order of their names; what cannot be read is named with its reason."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.ingest.encoding import decode_text
from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.headings import find_headings, nest
from assistant.ingest.manifest import FILE_NAME, ManifestEntry, read_manifest
from assistant.ingest.markdown import read_markdown
from assistant.ingest.pdf import read_pdf
from assistant.records import Document, Metadata

LARGEST_BYTES: Final = 200 << 20
LARGEST_TEXT_BYTES: Final = 20 << 20


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the corpus, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file to read: `source` is its path relative to the corpus folder it belongs to."""

    path: Path
    source: str
    manifest: ManifestEntry | None


def corpus_files(paths: tuple[Path, ...]) -> tuple[CorpusFile, ...]:
    """List the files below `paths` (folders or single files); hidden ones and the manifest are no documents."""
    found: list[CorpusFile] = []
    for path in paths:
        if path.is_file():
            entries, _ = read_manifest(path.parent)
            found.append(CorpusFile(path, _readable(path.name), entries.get(path.name)))
        elif path.is_dir():
            found.extend(_folder_files(path))
        else:
            raise AssistantError(
                f"コーパスのフォルダまたはファイルがありません: {path}（--corpus の指定を確かめてください）"
            )
    return tuple(found)


def _folder_files(folder: Path) -> Iterator[CorpusFile]:
    entries, _ = read_manifest(folder)
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith((".", "__")) for part in relative.parts)
        if hidden or relative.name == FILE_NAME or not path.is_file() or not path.resolve().is_relative_to(root):
            continue
        yield CorpusFile(path, _readable(relative.as_posix()), entries.get(relative.as_posix()))


def _readable(name: str) -> str:
    """A file name as text: names that are no UTF-8 (from old archives) are read as CP932, or shown with marks."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode(errors="replace")


def read_document(file: CorpusFile) -> Document:
    """Read one file; raise `UnreadableFile` with the reason where it gives no text."""
    reader = _READERS.get(file.path.suffix.lower())
    if reader is None:
        kinds = "・".join(sorted(_READERS))
        raise UnreadableFile(f"対応していない形式です（対応: {kinds}）")
    try:
        size = file.path.stat().st_size
        if size > LARGEST_BYTES:
            raise UnreadableFile(f"ファイルが大きすぎます（{size:,} バイト、上限 {LARGEST_BYTES:,} バイト）")
        extracted = reader(file.path)
    except OSError as error:
        raise UnreadableFile(f"開けません（{error.strerror}）") from error
    if not extracted.text.strip():
        raise UnreadableFile("空のファイルです")
    entry = file.manifest
    title = (entry.title if entry else None) or extracted.title or file.path.stem
    metadata = _overlay(extracted.metadata, entry.metadata if entry else Metadata())
    identifier = hashlib.sha256(file.source.encode()).hexdigest()[:10]
    return Document(
        identifier,
        title,
        file.source,
        extracted.text,
        extracted.sections,
        metadata,
        extracted.page_starts,
        extracted.footnotes,
        extracted.links,
        extracted.origin,
    )


def read_corpus(
    files: tuple[CorpusFile, ...], progress: Callable[[str], None] = lambda source: None
) -> tuple[tuple[Document, ...], tuple[Skipped, ...]]:
    """Read every file; `progress` is called with each source read. Sources that collide are told apart by folder."""
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    for file in files:
        try:
            document = read_document(file)
            if document.id in documents:
                source = f"{file.path.resolve().parent.name}/{file.source}"
                document = replace(document, id=hashlib.sha256(os.fsencode(file.path)).hexdigest()[:10], source=source)
            documents[document.id] = document
        except UnreadableFile as reason:
            skipped.append(Skipped(file.source, str(reason)))
        progress(file.source)
    return tuple(documents.values()), tuple(skipped)


def _overlay(below: Metadata, above: Metadata) -> Metadata:
    """What the manifest says wins over what the file says of itself."""
    known = {f.name: value for f in fields(Metadata) if (value := getattr(above, f.name)) not in (None, ())}
    return replace(below, **known)


def _text_bytes(path: Path) -> str:
    data = path.read_bytes()
    if len(data) > LARGEST_TEXT_BYTES:
        raise UnreadableFile(f"文字のファイルとして大きすぎます（上限 {LARGEST_TEXT_BYTES:,} バイト）")
    return decode_text(data)


def _read_plain_text(path: Path) -> Extracted:
    text = _text_bytes(path)
    return Extracted(text, nest(list(find_headings(text)), len(text)))


def _read_markdown_file(path: Path) -> Extracted:
    return read_markdown(_text_bytes(path))


_READERS: Final[dict[str, Callable[[Path], Extracted]]] = {
    ".md": _read_markdown_file,
    ".markdown": _read_markdown_file,
    ".txt": _read_plain_text,
    ".pdf": read_pdf,
}
