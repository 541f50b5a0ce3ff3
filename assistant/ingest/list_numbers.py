"""Numbers of lists in the forms that office programs write them: ①, (1), ア, イ, 一, iv.

Names of the forms: ECMA-376 part 1, 17.18.59 (ST_NumberFormat).
"""

from collections.abc import Callable
from typing import Final

_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_KANJI = "〇一二三四五六七八九"
_LEGAL = "零壱弐参四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def number_text(number: int, number_format: str) -> str:
    """Write `number` in one of Word's formats (`w:numFmt`); an unknown format is written in Arabic numerals."""
    write = _FORMATS.get(number_format)
    return write(number) if write and 0 < number < 10_000 else str(number)


def _among(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _from(first: int, count: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if number <= count else f"({number})"


def _circled(number: int) -> str:
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    return str(number)


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _counted(digits: str, units: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        text = ""
        for power in (3, 2, 1, 0):
            digit = number // 10**power % 10
            bare = digit == 1 and power and digits is _KANJI  # 十, not 一十; but 壱拾
            text += ("" if bare else digits[digit]) + (units[power - 1] if power else "") if digit else ""
        return text

    return write


def _digits(number: int) -> str:
    return "".join(_KANJI[int(digit)] for digit in str(number))


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "aiueo": _among(_KATAKANA),  # half-width in Word; the same signs in the width that people write
    "aiueoFullWidth": _among(_KATAKANA),
    "iroha": _among(_IROHA),
    "irohaFullWidth": _among(_IROHA),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "japaneseCounting": _counted(_KANJI, "十百千"),
    "chineseCounting": _counted(_KANJI, "十百千"),
    "chineseCountingThousand": _counted(_KANJI, "十百千"),
    "japaneseLegal": _counted(_LEGAL, "拾百阡"),
    "japaneseDigitalTenThousand": _digits,
    "ideographDigital": _digits,
    "ideographTraditional": _among(_STEMS),
    "ideographZodiac": _among(_BRANCHES),
    "ideographEnclosedCircle": _from(0x3280, 10),
}
