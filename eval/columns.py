"""Text in the columns of a terminal, where a full-width character takes two."""

import unicodedata


def width(text: str) -> int:
    """How many columns a text takes (Unicode Standard Annex 11: wide and full-width two, combining marks none)."""
    return sum(_columns(character) for character in text)


def padded(text: str, columns: int) -> str:
    """The text with blanks up to `columns`, and at least one."""
    return text + " " * max(1, columns - width(text))


def shortened(text: str, columns: int) -> str:
    """The text in one line of at most `columns`, with … where it goes on."""
    line = " ".join(text.split())
    if width(line) <= columns:
        return line
    kept = ""
    for character in line:
        if width(kept) + _columns(character) > columns - 1:
            break
        kept += character
    return f"{kept}…"


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
