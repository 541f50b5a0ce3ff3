import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.ingest import office
from assistant.ingest.docx import read_docx
from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.pptx import read_pptx
from assistant.ingest.xlsx import read_xlsx

READERS = [
    pytest.param(read_docx, "word/document.xml", id="docx"),
    pytest.param(read_pptx, "ppt/presentation.xml", id="pptx"),
    pytest.param(read_xlsx, "xl/workbook.xml", id="xlsx"),
]
Reader = Callable[[Path], Extracted]


def sample(reader: Reader) -> bytes:
    content = io.BytesIO()
    if reader is read_docx:
        import docx

        docx.Document().save(content)
    elif reader is read_pptx:
        import pptx

        pptx.Presentation().save(content)
    else:
        import openpyxl

        openpyxl.Workbook().save(content)
    return content.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return changed.getvalue()


def refused(reader: Reader, content: bytes, folder: Path) -> str:
    path = folder / "file"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        reader(path)
    return str(refusal.value)


@pytest.mark.parametrize(("reader", "main"), READERS)
def test_bomb_is_refused_by_its_ratio(reader: Reader, main: str, tmp_path: Path) -> None:
    bomb = with_part(sample(reader), "word/media/image1.xml", b" " * (64 << 20))
    assert "圧縮の割合" in refused(reader, bomb, tmp_path)


def test_bomb_that_lies_about_its_size_is_read_no_further_than_declared(tmp_path: Path) -> None:
    honest = with_part(sample(read_docx), "word/styles.xml", b"<a>" + b" " * (64 << 20) + b"</a>")
    lie = bytearray(honest)
    at = lie.rfind(b"word/styles.xml") - 46  # its entry in the directory at the end
    assert lie[at : at + 4] == b"PK\x01\x02"
    lie[at + 24 : at + 28] = struct.pack("<I", 1000)
    assert "壊れています" in refused(read_docx, bytes(lie), tmp_path)


def test_too_many_entries(tmp_path: Path) -> None:
    crowd = io.BytesIO()
    with zipfile.ZipFile(crowd, "w") as package:
        for number in range(office.MOST_ENTRIES + 1):
            package.writestr(f"word/{number}.bin", b"")
    assert "多すぎます" in refused(read_docx, crowd.getvalue(), tmp_path)


def test_large_part_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "LARGEST_PART_BYTES", 1000)
    assert "大きすぎます" in refused(read_docx, sample(read_docx), tmp_path)


@pytest.mark.parametrize(("reader", "main"), READERS)
def test_external_entity_is_refused(reader: Reader, main: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    attack = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode()
    assert "DTD" in refused(reader, with_part(sample(reader), main, attack), tmp_path)
    wide = attack.decode().encode("utf-16")
    assert "DTD" in refused(reader, with_part(sample(reader), main, wide), tmp_path)


def test_entity_in_an_encoding_of_no_office_program(tmp_path: Path) -> None:
    attack = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a>'
    assert "文字コード" in refused(read_docx, with_part(sample(read_docx), "word/document.xml", attack), tmp_path)


@pytest.mark.parametrize(("reader", "main"), READERS)
@pytest.mark.parametrize("kept", [0.2, 0.9, 0.999])
def test_file_cut_short(reader: Reader, main: str, kept: float, tmp_path: Path) -> None:
    whole = sample(reader)
    assert "途中で切れている" in refused(reader, whole[: int(len(whole) * kept)], tmp_path)


@pytest.mark.parametrize(("reader", "main"), READERS)
def test_program_with_another_name(reader: Reader, main: str, tmp_path: Path) -> None:
    assert "プログラム" in refused(reader, b"MZ\x90\x00" + bytes(200), tmp_path)
    assert "プログラム" in refused(reader, b"\x7fELF" + bytes(200), tmp_path)


@pytest.mark.parametrize(("reader", "main"), READERS)
def test_encrypted_and_old_files_say_what_to_do(reader: Reader, main: str, tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert "パスワード" in refused(reader, ole + "EncryptedPackage".encode("utf-16-le"), tmp_path)
    assert "古い形式" in refused(reader, ole, tmp_path)


@pytest.mark.parametrize(("reader", "main"), READERS)
def test_file_of_another_kind(reader: Reader, main: str, tmp_path: Path) -> None:
    other = sample(read_xlsx if reader is not read_xlsx else read_docx)
    assert "別の形式" in refused(reader, other, tmp_path)
    assert "別の形式" in refused(reader, b"%PDF-1.7", tmp_path)
    assert "空の" in refused(reader, b"", tmp_path)


@pytest.mark.parametrize(("reader", "main"), READERS)
@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b"\x00\x01\x02", b"<a>" * 100_000])
def test_broken_main_part(reader: Reader, main: str, content: bytes, tmp_path: Path) -> None:
    assert "壊れている" in refused(reader, with_part(sample(reader), main, content), tmp_path)


@pytest.mark.parametrize(("reader", "main"), READERS)
def test_flipped_bytes_end_in_a_text_or_a_refusal(reader: Reader, main: str, tmp_path: Path) -> None:
    whole = sample(reader)
    for step in range(40):
        damaged = bytearray(whole)
        damaged[step * len(whole) // 40] ^= 0xFF
        path = tmp_path / "file"
        path.write_bytes(bytes(damaged))
        try:
            assert isinstance(reader(path).text, str)
        except UnreadableFile as refusal:
            assert str(refusal)
