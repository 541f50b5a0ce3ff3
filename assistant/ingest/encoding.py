"""Bytes of a text file to str: UTF-8, UTF-16 with a mark, CP932 or EUC-JP, told apart by what they decode to."""

import codecs
import re

from assistant.ingest.extracted import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
# Half-width katakana and private-use or rare characters are what the wrong one of CP932 and EUC-JP yields.
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_UNLIKELY = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff\u0370-\u04ff\u2500-\u257f]")


def decode_text(data: bytes) -> str:
    """Return the text of `data` with line feeds as line ends; raise `UnreadableFile` for binary or unknown encodings."""
    text = _decode(data)
    controls = len(_CONTROL.findall(text))
    if controls > len(text) // 1000:
        raise UnreadableFile("中身が文字ではありません（バイナリファイルの可能性）")
    return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            marked = _strict(data, name)
            return marked if marked is not None else _refuse()
    if b"\x00" in data:
        raise UnreadableFile("中身が文字ではありません（バイナリファイルの可能性）")
    text = _strict(data, "iso2022_jp" if _ISO_2022_JP.search(data) else "utf-8")
    if text is not None:
        return text
    candidates = [text for name in ("cp932", "euc_jp") if (text := _strict(data, name)) is not None]
    return min(candidates, key=lambda text: len(_UNLIKELY.findall(text))) if candidates else _refuse()


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _refuse() -> str:
    raise UnreadableFile("文字コードを判別できません（UTF-8・UTF-16・CP932・EUC-JP に対応）")
