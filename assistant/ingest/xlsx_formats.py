"""Values of a spreadsheet as its cells show them: 1,000 and 12.5% and 2026-03-31, not 1000, 0.125 and 46112."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_BRACKETS = re.compile(r"\[([^\]]*)\]")
_PADDING = re.compile(r"[_*].")
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")
_HIDING: Final = ";;;"
_FIRST_LITERAL: Final = 0xE000  # private characters stand for quoted text while the pattern around it is read
_LITERALS = re.compile("[\ue000-\uf8ff]")


def shown(value: object, number_format: str) -> str:
    """Return what the cell shows for `value`; dates are written 2026-03-31 whatever their format."""
    if value is None or (number_format.strip() == _HIDING):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime, date, time, timedelta)):
        return _moment(value, number_format)
    if isinstance(value, (int, float, Decimal)):
        return _number(value, number_format)
    return str(value)


def is_hiding(number_format: str) -> bool:
    """Whether the format shows nothing at all (`;;;`)."""
    return number_format.strip() == _HIDING


def _moment(value: datetime | date | time | timedelta, number_format: str) -> str:
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    pattern = _BRACKETS.sub("", _QUOTED.sub("", number_format)).lower()
    if "y" in pattern and "d" not in pattern and "h" not in pattern:
        return value.strftime("%Y-%m") if "m" in pattern else value.strftime("%Y")
    text = value.strftime("%Y-%m-%d")
    if isinstance(value, datetime) and value.time() != time():
        text += value.strftime(" %H:%M:%S" if value.second else " %H:%M")
    return text


def _number(value: float | Decimal, number_format: str) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    section, number = _section(number_format, number)
    literals: list[str] = []
    pattern = _QUOTED.sub(lambda match: _keep(match.group(1) or match.group(2) or "", literals), section)
    pattern = _BRACKETS.sub(lambda match: _keep(_currency(match.group(1)), literals), pattern)
    pattern = _PADDING.sub("", pattern)
    places = _PLACES.search(pattern)
    if places is None or "/" in pattern or pattern.strip().lower() == "general":
        body = _general(number)
        text = re.sub("general", lambda _: body, pattern, flags=re.IGNORECASE) if "/" not in pattern else body
        text = text if body in text else body if not literals or "@" in pattern else text
    elif "E" in pattern.upper():
        text = f"{number:.{_decimals(places.group())}E}"
    else:
        text = pattern[: places.start()] + _in_places(number, places.group(), pattern) + pattern[places.end() :]
    return _LITERALS.sub(lambda match: literals[ord(match.group()) - _FIRST_LITERAL], text).strip()


def _section(number_format: str, number: Decimal) -> tuple[str, Decimal]:
    """The part of the format for the number's sign; one for negative numbers writes its own sign."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)', number_format)
    if number < 0 and len(parts) > 1:
        return parts[1], -number
    if number == 0 and len(parts) > 2:
        return parts[2], number
    return parts[0], number


def _keep(text: str, literals: list[str]) -> str:
    literals.append(text)
    return chr(_FIRST_LITERAL + len(literals) - 1)


def _currency(inside: str) -> str:
    """What a part in square brackets shows: the sign of a currency (`[$¥-411]`), else nothing (colours, conditions)."""
    return inside[1:].split("-", maxsplit=1)[0] if inside.startswith("$") else ""


def _in_places(number: Decimal, places: str, pattern: str) -> str:
    if "%" in pattern:
        number *= 100
    thousands = len(places) - len(places.rstrip(",")) if "." not in places else 0
    number = number.scaleb(-3 * thousands)
    decimals = _decimals(places)
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = places.rstrip(",").partition(".")
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0") if "." in text else text
    text = text.removesuffix(".")
    zeros = whole.replace(",", "").count("0")
    digits = text.lstrip("-").split(".")[0]
    return text if "," in whole or len(digits) >= zeros else text.replace(digits, digits.zfill(zeros), 1)


def _decimals(places: str) -> int:
    return len(places.partition(".")[2].rstrip(","))


def _general(number: Decimal) -> str:
    """A number without a format: as many digits as Excel shows, without a tail of rounding errors."""
    text = f"{Decimal(f'{number:.11g}'):f}" if number != number.to_integral_value() else f"{number:.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
