"""Whether what came over the network is of the format that the manifest names: the server's word, and the bytes'."""

import zipfile
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_UNNAMED: Final = ("", "application/octet-stream", "binary/octet-stream", "application/download")
_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", "application/x-pdf", *_UNNAMED),
    "html": ("text/html", "application/xhtml+xml"),
    "xml": ("application/xml", "text/xml"),
    "txt": ("text/plain", ""),
    "md": ("text/markdown", "text/x-markdown", "text/plain", ""),
    "docx": (f"{_OFFICE}.wordprocessingml.document", "application/zip", *_UNNAMED),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "application/zip", *_UNNAMED),
    "pptx": (f"{_OFFICE}.presentationml.presentation", "application/zip", *_UNNAMED),
}
_PARTS: Final = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
TEXTUAL: Final = ("html", "xml", "txt", "md")
_WINDOW: Final = 2048
_TWO_BYTE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def check_type(header: str | None, format: str) -> None:
    """Raise `AssistantError` when the Content-Type header does not fit; parameters such as charset do not matter."""
    kind = (header or "").split(";")[0].strip().lower()
    if kind in _TYPES[format] or (format == "xml" and kind.endswith("+xml") and kind != "application/xhtml+xml"):
        return
    raise AssistantError(
        f"{format} のはずが {kind or '種類の分からないデータ'} が返りました。URL が案内ページを指している可能性があります。"
        "配布元のページでファイルを入手し、`assistant corpus add FILE` で追加してください"
    )


def check_content(path: Path, format: str) -> None:
    """Raise `AssistantError` when the bytes are of another format, or plainly end in the middle."""
    if path.stat().st_size == 0:
        raise AssistantError("空のファイルが返りました。時間をおいて取得し直してください")
    with path.open("rb") as file:
        head = file.read(_WINDOW)
        file.seek(max(0, path.stat().st_size - _WINDOW))
        tail = file.read(_WINDOW)
    if format == "pdf":
        if b"%PDF-" not in head:
            raise _other(format)
        if b"%%EOF" not in tail:
            raise _cut(format)
    elif format in _PARTS:
        _check_office(path, format)
    else:
        if head.startswith((b"%PDF-", b"PK\x03\x04")) or (b"\x00" in head and not head.startswith(_TWO_BYTE_MARKS)):
            raise _other(format)
        if format == "xml":
            if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                raise _other(format)
            if not tail.rstrip().endswith(b">"):
                raise _cut(format)


def check_law(path: Path, law_id: str) -> None:
    """Raise `AssistantError` unless the XML is the e-Gov law API's answer for the law of this identifier or number."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    named = any(f"<{tag}>{law_id}</{tag}>".encode() in head for tag in ("law_id", "law_num", "law_revision_id"))
    if b"<law_data_response" not in head or not named:
        raise AssistantError(
            f"法令API の応答が法令 {law_id} のものではありません。sources.toml の law_id を確かめてください"
        )


def _check_office(path: Path, format: str) -> None:
    if not zipfile.is_zipfile(path):
        raise _other(format)
    try:
        with zipfile.ZipFile(path) as archive:
            inside = any(name.startswith(_PARTS[format]) for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise _cut(format) from error
    if not inside:
        raise _other(format)


def _other(format: str) -> AssistantError:
    return AssistantError(f"返ったデータの中身が {format} ではありません。配布元のページで確かめてください")


def _cut(format: str) -> AssistantError:
    return AssistantError(f"{format} の終わりがありません（途中で切れています）。時間をおいて取得し直してください")
