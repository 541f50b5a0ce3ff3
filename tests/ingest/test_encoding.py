import pytest

from assistant.ingest.encoding import decode_text
from assistant.ingest.extracted import UnreadableFile

SENTENCE = "個人情報の漏えいが起きたときは、個人情報保護委員会に報告します。"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_japanese_encodings_are_read(name: str) -> None:
    assert decode_text(SENTENCE.encode(name)) == SENTENCE


def test_cp932_with_circled_numbers_and_half_width_katakana() -> None:
    text = "①ﾃｽﾄ用の文書です。㈱〇〇は、機密の情報を扱う。"
    assert decode_text(text.encode("cp932")) == text


def test_line_ends_become_one_kind() -> None:
    assert decode_text(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01\x00" * 50, bytes(range(256)) * 20, b"\xff\xfe\x00\xd8"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        decode_text(data)
