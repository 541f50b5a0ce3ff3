"""Numbers and times as the reader sees them; what does not apply is said in words, never as 0."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

NOT_APPLICABLE: Final = "該当なし"
_FORMS: Final = {"share": "{:.1f}%", "s": "{:.2f} 秒", "tokens": "{:,.0f}", "gib": "{:.2f} GiB", "ratio": "{:.2f} 倍"}
_JAPAN: Final = timezone(timedelta(hours=9))
_UNITS: Final = ("%", " ポイント", " 秒", " GiB", " 倍")


def quantity(value: float | None, unit: str) -> str:
    """A value with its unit (`share` is 0 to 1 and shown in percent)."""
    if value is None:
        return NOT_APPLICABLE
    return _FORMS.get(unit, "{:.3f}").format(value * 100 if unit == "share" else value).replace("-", "−")


def interval(low: float | None, high: float | None, unit: str) -> str:
    """The bounds of an interval, the unit once; "" where there is none."""
    if low is None or high is None:
        return ""
    first, last = quantity(low, unit), quantity(high, unit)
    for word in _UNITS:
        first = first.removesuffix(word)
    return f"{first} ～ {last}"


def with_interval(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    """A mean, its interval in brackets."""
    bounds = interval(low, high, unit)
    return f"{quantity(mean, unit)}（{bounds}）" if mean is not None and bounds else quantity(mean, unit)


def difference(value: float | None, unit: str) -> str:
    """A difference of two values with its sign; of shares in points."""
    if value is None:
        return NOT_APPLICABLE
    text = f"{value * 100:.1f} ポイント" if unit == "share" else quantity(value, unit)
    return text.replace("-", "−") if value < 0 else f"+{text}"


def difference_interval(low: float, high: float, unit: str) -> str:
    """The bounds of a difference with their signs, the unit once."""
    first = difference(low, unit)
    for word in _UNITS:
        first = first.removesuffix(word)
    return f"{first} ～ {difference(high, unit)}"


def minutes(seconds: float) -> str:
    """A length of time in words."""
    whole, rest = divmod(round(seconds), 60)
    hours, whole = divmod(whole, 60)
    return f"{hours} 時間 {whole} 分" if hours else f"{whole} 分 {rest} 秒" if whole else f"{rest} 秒"


def moment(text: str) -> str:
    """A time of ISO 8601 to the minute, in Japanese time; what is none comes back as it is."""
    try:
        own = datetime.fromisoformat(text).astimezone(_JAPAN)
    except ValueError:
        return text
    return f"{own.year}年{own.month}月{own.day}日 {own:%H:%M}"


def day(text: str) -> str:
    """A day of ISO 8601; what is none comes back as it is."""
    try:
        own = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{own.year}年{own.month}月{own.day}日"
