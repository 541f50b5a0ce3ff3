"""Office files (DOCX, PPTX, XLSX) as ZIP packages: checked against bombs, entities and disguises before any parser."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from assistant.ingest.extracted import UnreadableFile

MOST_ENTRIES: Final = 10_000
LARGEST_PART_BYTES: Final = 128 << 20
LARGEST_PACKAGE_BYTES: Final = 256 << 20
LARGEST_DECLARED_BYTES: Final = 1 << 30  # pictures included, which are not unpacked
LARGEST_RATIO: Final = 200
_SMALL_BYTES: Final = 1 << 20  # blank sheets compress well; below this size the ratio says nothing
_CHUNK: Final = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_READ_SUFFIXES = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']{1,40})["']""")
_TYPES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TYPES_IN_BYTES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What the parsers raise for parts that are missing or not what they should be; lxml's own errors are SyntaxErrors.
_DAMAGES: Final[tuple[type[Exception], ...]] = (
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)


@contextmanager
def damage_named(kind: str, *own_errors: type[Exception]) -> Iterator[None]:
    """Turn what a parser raises on a broken file, its `own_errors` too, into `UnreadableFile`; `kind` is the program."""
    try:
        yield
    except (*_DAMAGES, *own_errors) as error:
        raise UnreadableFile(
            f"{kind} の文書として読めません（中身が壊れているようです。{kind} で開き、保存し直してください）"
        ) from error


def open_package(path: Path, kind: str, main_part: str) -> io.BytesIO:
    """Return the package at `path` with its XML parts only, every one checked; pictures and the like are left empty.

    Reading is bounded by what the directory declares, and that by the limits above. Raises `UnreadableFile` for files
    that are encrypted, cut short, of another kind, too large or that carry a document type (entities).
    """
    with path.open("rb") as file:
        _refuse_other_files(file, kind)
        try:
            with zipfile.ZipFile(file) as package:
                entries = _checked_entries(package)
                if main_part not in entries:
                    raise UnreadableFile(
                        f"{kind} の文書ではありません（別の形式のファイルです。拡張子を確かめてください）"
                    )
                return _repacked(package, entries)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
            raise UnreadableFile(
                f"{kind} の文書として開けません（途中で切れているか壊れています。元のファイルを置き直してください）"
            ) from error


def _refuse_other_files(file: BinaryIO, kind: str) -> None:
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK"):
        return
    if not start:
        raise UnreadableFile("空のファイルです")
    if start == _OLE:
        if _ENCRYPTED_STREAM in file.read():
            raise UnreadableFile(f"パスワードで保護されています（{kind} で保護を外し、保存し直してください）")
        raise UnreadableFile(f"古い形式の Office 文書です（{kind} で開き、新しい形式で保存し直してください）")
    if start.startswith(_PROGRAMS):
        raise UnreadableFile(f"{kind} の文書ではなくプログラムです（拡張子が偽られています。開かずに削除してください）")
    raise UnreadableFile(f"{kind} の文書ではありません（別の形式のファイルです。拡張子を確かめてください）")


def _checked_entries(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    listed = package.infolist()
    if len(listed) > MOST_ENTRIES:
        raise UnreadableFile(f"中のファイルが多すぎます（{len(listed):,} 個、上限 {MOST_ENTRIES:,} 個）")
    declared = sum(entry.file_size for entry in listed)
    if declared > LARGEST_DECLARED_BYTES:
        raise _too_large(declared, LARGEST_DECLARED_BYTES)
    for entry in listed:
        if entry.flag_bits & 1:
            raise UnreadableFile("暗号化された部分があります（保護を外して保存し直してください）")
        if entry.file_size > max(_SMALL_BYTES, LARGEST_RATIO * entry.compress_size):
            raise UnreadableFile("圧縮の割合が異常です（展開すると巨大になるファイルのため、読み取りを中止しました）")
    read = [entry for entry in listed if entry.filename.lower().endswith(_READ_SUFFIXES)]
    largest, total = max((entry.file_size for entry in read), default=0), sum(entry.file_size for entry in read)
    if largest > LARGEST_PART_BYTES:
        raise _too_large(largest, LARGEST_PART_BYTES)
    if total > LARGEST_PACKAGE_BYTES:
        raise _too_large(total, LARGEST_PACKAGE_BYTES)
    return {entry.filename: entry for entry in listed}


def _too_large(size: int, limit: int) -> UnreadableFile:
    return UnreadableFile(f"展開すると大きすぎます（{size:,} バイト、上限 {limit:,} バイト。分割してください）")


def _repacked(package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for name, entry in entries.items():
            if name.lower().endswith(_READ_SUFFIXES):
                content = _read(package, entry)
                _refuse_document_types(content)
                target.writestr(name, content)
            elif not entry.is_dir():
                target.writestr(name, b"")
    copy.seek(0)
    return copy


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpack in small steps: `read()` at once would inflate all there is before it looks at the declared size."""
    pieces = []
    try:
        with package.open(entry) as part:
            while piece := part.read(_CHUNK):
                pieces.append(piece)
    except zlib.error as error:
        raise zipfile.BadZipFile(str(error)) from error
    return b"".join(pieces)


def _refuse_document_types(content: bytes) -> None:
    """Office parts never declare types; what does is made to pull in files or to grow without end."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4]:
        wide = "utf-16" if content[:1] in (b"\xff", b"\xfe") else "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"
        found = _TYPES.search(content.decode(wide, errors="replace")) is not None
    else:
        encoding = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
        if encoding and encoding.group(1).lower() not in (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"):
            raise UnreadableFile("中の XML の文字コードが規格外のため、読み取りを中止しました")
        found = _TYPES_IN_BYTES.search(content) is not None
    if found:
        raise UnreadableFile(
            "外部や自身を参照する XML の宣言（DTD）が含まれるため、読み取りを中止しました（悪意のあるファイルの可能性）"
        )
