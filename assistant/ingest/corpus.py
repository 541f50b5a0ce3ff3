"""Corpus folders and files to documents, in the order of their names; what cannot be read is named with its reason."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

from assistant.errors import AssistantError
from assistant.ingest import recognition
from assistant.ingest.duplicates import same_contents
from assistant.ingest.encoding import decode_text
from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.front_matter import read_plain_text
from assistant.ingest.imprint import completed, imprint, work_of
from assistant.ingest.manifest import FILE_NAME, LOCK_NAME, ManifestEntry, read_manifest
from assistant.ingest.markdown import read_markdown
from assistant.ingest.polish import polish
from assistant.ingest.sandbox import SUFFIXES, Sandbox
from assistant.models.progress import Progress, silent
from assistant.records import Document, FileRead, Metadata

LARGEST_BYTES: Final = 200 << 20
LARGEST_TEXT_BYTES: Final = 20 << 20
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class CorpusReading:
    """The documents of a corpus, the ids of those read anew, and what became of every file, in order."""

    documents: tuple[Document, ...]
    read: frozenset[str]
    files: tuple[FileRead, ...]


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
        if (
            hidden
            or relative.name in (FILE_NAME, LOCK_NAME)
            or not path.is_file()
            or not path.resolve().is_relative_to(root)
        ):
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


def read_corpus(
    files: tuple[CorpusFile, ...],
    known: Mapping[tuple[str, str, str], FileRead] = MappingProxyType({}),
    documents: Mapping[str, Document] = MappingProxyType({}),
    progress: Progress = silent,
) -> CorpusReading:
    """Read the files that are not `known` (by source, hash and manifest entry); take the others from `documents`."""
    found: dict[str, Document] = {}
    reads: list[FileRead] = []
    anew: set[str] = set()
    with Sandbox() as sandbox:
        for done, file in enumerate(files, start=1):
            read, document, is_new = _read_or_take(file, known, documents, found, sandbox)
            reads.append(read)
            if document is not None:
                found[document.id] = document
                if is_new:
                    anew.add(document.id)
            progress("読み取り", done, len(files))
    return _without_duplicates(found, reads, anew)


def unchanged(files: tuple[CorpusFile, ...], known: tuple[FileRead, ...]) -> bool:
    """Whether `files` are the ones that were read as `known`, in the same order, byte for byte."""
    if len(files) != len(known):
        return False
    try:
        keys = [(file.source, _sha256(file.path), _entry_sha256(file)) for file in files]
    except UnreadableFile:
        return False
    return keys == [(read.source, read.sha256, read.entry_sha256) for read in known]


def _entry_sha256(file: CorpusFile) -> str:
    """Hash of what else a reading depends on: the manifest's entry, and for PDF files whether scans can be recognised."""
    recognised = file.path.suffix.lower() == ".pdf" and recognition.missing() is None
    return hashlib.sha256(f"{file.manifest!r} {recognised}".encode()).hexdigest()


def _read_or_take(
    file: CorpusFile,
    known: Mapping[tuple[str, str, str], FileRead],
    documents: Mapping[str, Document],
    found: Mapping[str, Document],
    sandbox: Sandbox,
) -> tuple[FileRead, Document | None, bool]:
    """What became of a file, its document, and whether that was read anew."""
    entry = _entry_sha256(file)
    digest = ""
    try:
        digest = _sha256(file.path)
        earlier = known.get((file.source, digest, entry))
        if earlier is not None and not earlier.same_as and earlier.document_id not in found:
            document = documents.get(earlier.document_id) if earlier.document_id is not None else None
            return earlier, document, False
        document, hidden, digest = _read_unchanged(file, digest, sandbox)
        work = work_of(document.title, document.metadata)
        document = replace(document, metadata=replace(document.metadata, work=work))
    except UnreadableFile as reason:
        return FileRead(file.source, digest, entry, None, str(reason)), None, False
    if document.id in found:
        source = f"{file.path.resolve().parent.name}/{file.source}"
        document = replace(document, id=hashlib.sha256(os.fsencode(file.path)).hexdigest()[:10], source=source)
    return FileRead(document.source, digest, entry, document.id, hidden=hidden), document, True


def _read_unchanged(file: CorpusFile, digest: str, sandbox: Sandbox) -> tuple[Document, tuple[str, ...], str]:
    """Read a file whose bytes stay the same meanwhile; one that is being written is tried again, then left out."""
    for _ in range(_TRIES):
        document, hidden = _read(file, sandbox)
        after = _sha256(file.path)
        if after == digest:
            return document, hidden, digest
        digest = after
    raise UnreadableFile("読み取り中に書き換えられています（保存が終わってから、もう一度索引を作ってください）")


def _read(file: CorpusFile, sandbox: Sandbox) -> tuple[Document, tuple[str, ...]]:
    """Read one file, and say what was kept out of it; raise `UnreadableFile` with the reason where it gives no text."""
    suffix = file.path.suffix.lower()
    try:
        size = file.path.stat().st_size
        if size > LARGEST_BYTES:
            raise UnreadableFile(f"ファイルが大きすぎます（{size:,} バイト、上限 {LARGEST_BYTES:,} バイト）")
        if suffix in _TEXT_READERS:
            extracted = _TEXT_READERS[suffix](_text(file.path))
        elif suffix in SUFFIXES:
            extracted = sandbox.read(suffix, file.path)
        else:
            kinds = "・".join(sorted((*_TEXT_READERS, *SUFFIXES)))
            raise UnreadableFile(f"対応していない形式です（対応: {kinds}）")
    except OSError as error:
        raise UnreadableFile(f"開けません（{error.strerror}）") from error
    extracted = polish(extracted, suffix)
    if not extracted.text.strip():
        raise UnreadableFile("空のファイルです")
    entry = file.manifest
    named = (entry.title if entry else None) or extracted.title
    found = imprint(extracted.text, extracted.sections, file.path.stem, named)
    told = _overlay(extracted.metadata, entry.metadata if entry else Metadata())
    document = Document(
        hashlib.sha256(file.source.encode()).hexdigest()[:10],
        found.title,
        file.source,
        extracted.text,
        extracted.sections,
        completed(told, found),
        extracted.page_starts,
        extracted.footnotes,
        extracted.links,
        extracted.origin,
    )
    return document, extracted.hidden


def read_document(file: CorpusFile) -> Document:
    """Read one file outside a corpus; raise `UnreadableFile` with the reason where it gives no text."""
    with Sandbox() as sandbox:
        return _read(file, sandbox)[0]


def _without_duplicates(found: dict[str, Document], reads: list[FileRead], anew: set[str]) -> CorpusReading:
    """Leave out documents whose content another file has, and remember both files."""
    same = same_contents(found.values())
    also: dict[str, list[str]] = {}
    for twin, first in same.items():
        also.setdefault(first, []).append(found[twin].source)
    documents = tuple(
        replace(document, also=tuple(also.get(document.id, ())))
        for document in found.values()
        if document.id not in same
    )
    files = tuple(
        replace(read, document_id=None, same_as=found[same[read.document_id]].source)
        if read.document_id is not None and read.document_id in same
        else read
        for read in reads
    )
    return CorpusReading(documents, frozenset(anew - set(same)), files)


@cache
def reading_fingerprint() -> str:
    """Hash of the code that makes documents and passages of files; another reader or splitter makes another index."""
    digest = hashlib.sha256()
    for package in ("assistant.ingest", "assistant.japanese"):
        for module in sorted(resources.files(package).iterdir(), key=lambda item: item.name):
            if module.name.endswith(".py"):
                digest.update(module.name.encode() + module.read_bytes())
    for library in ("langchain-text-splitters", "markdown-it-py", "pypdfium2", "SudachiPy", "sudachidict-core"):
        digest.update(metadata.version(library).encode())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"開けません（{error.strerror}）") from error


def _overlay(below: Metadata, above: Metadata) -> Metadata:
    """What the manifest says wins over what the file says of itself."""
    known = {f.name: value for f in fields(Metadata) if (value := getattr(above, f.name)) not in (None, ())}
    return replace(below, **known)


def _text(path: Path) -> str:
    data = path.read_bytes()
    if len(data) > LARGEST_TEXT_BYTES:
        raise UnreadableFile(f"文字のファイルとして大きすぎます（上限 {LARGEST_TEXT_BYTES:,} バイト）")
    return decode_text(data)


_TEXT_READERS: Final[dict[str, Callable[[str], Extracted]]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain_text,
}
