"""The value of a number however it is written: 2,500万, 二千五百万, 二五〇〇万, 1.17億, 三・五."""

import re
from decimal import Decimal
from typing import Final

KANJI_DIGITS: Final = "〇零一二三四五六七八九"
SMALL_UNITS: Final = "十百千"
LARGE_UNITS: Final = "万億兆京"

_DIGIT_VALUES = str.maketrans("〇零一二三四五六七八九・", "00123456789.")
_UNIT_VALUES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}
_LARGE_PART = re.compile(f"([^{LARGE_UNITS}]*)([{LARGE_UNITS}]?)")
_SMALL_PART = re.compile(f"[0-9.]+|[{KANJI_DIGITS}・]+|[{SMALL_UNITS}]")
# Numerals of a statute address, with the branch numbers of articles inserted later: 三十条の四, 二号の二.
_ADDRESS = re.compile(
    f"[{KANJI_DIGITS}{SMALL_UNITS}]+(?=[編章節款条項号])|(?<=[章節条項号]の)[{KANJI_DIGITS}{SMALL_UNITS}]+(?![つ部般定方人種点者件個回社切致層連覧括環因])"
)


def number_value(numeral: str) -> Decimal:
    """The value of a numeral of Arabic digits, kanji digits, 十百千万億兆京 or a mixture, normalised beforehand."""
    total = Decimal(0)
    for part, unit in _LARGE_PART.findall(numeral.replace(",", "")):
        if unit:
            total += (_small_value(part) if part else Decimal(1)) * _UNIT_VALUES[unit]
        elif part:
            total += _small_value(part)
    return total


def arabic_addresses(text: str) -> str:
    """The text with the kanji numerals of statute addresses in Arabic digits: 第三十条の四 → 第30条の4."""
    return _ADDRESS.sub(lambda numeral: str(number_value(numeral[0])), text)


def _small_value(part: str) -> Decimal:
    total = Decimal(0)
    current: Decimal | None = None
    for token in _SMALL_PART.findall(part):
        if token in SMALL_UNITS:
            total += (Decimal(1) if current is None else current) * _UNIT_VALUES[token]
            current = None
        else:
            current = Decimal(token.translate(_DIGIT_VALUES))
    return total if current is None else total + current
