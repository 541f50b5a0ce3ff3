"""Another number in the spelling of the first: 7 → 8, ７ → ８, 2,500 → 3,500, 三 → 四, 二〇二五 → 二〇二六."""

import re
import unicodedata
from typing import Final

from assistant.japanese.addresses import kanji
from assistant.japanese.kanji_numerals import KANJI_DIGITS, number_value

NUMERAL: Final = re.compile(
    r"[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+(?:[.．][0-9０-９]+)*|[〇零一二三四五六七八九十百千]+"
)
_WIDE: Final = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
_POSITIONAL: Final = str.maketrans("0123456789", "〇一二三四五六七八九")


def whole_value(numeral: str) -> int | None:
    """The value of a numeral that NUMERAL found; None for one that is not a whole number."""
    plain = unicodedata.normalize("NFKC", numeral)
    if "." in plain:
        return None
    return int(number_value(plain))


def respelled(numeral: str, value: int) -> str | None:
    """`value` spelled as `numeral` is; None where that spelling cannot be told."""
    plain = unicodedata.normalize("NFKC", numeral)
    if plain[0].isdigit() and plain[0].isascii():
        written = f"{value:,}" if "," in plain else str(value).zfill(len(plain) if plain[0] == "0" else 1)
        return written.translate(_WIDE) if numeral[0] in "０１２３４５６７８９" else written
    if len(numeral) > 1 and all(character in KANJI_DIGITS for character in numeral):
        return str(value).translate(_POSITIONAL)
    return kanji(value) if kanji(int(number_value(numeral))) == numeral else None
