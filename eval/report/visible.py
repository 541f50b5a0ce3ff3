"""Characters that would hide or reorder what a reader sees are written out."""

import re
from typing import Final

from markupsafe import Markup

# Controls of writing direction (Unicode Standard Annex 9), what has no width, tags (letters that only models read),
# control characters but tab and line break, lone surrogates.
_CONTROLS: Final = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
    "\u00ad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)


def visible(value: object) -> object:
    """A text with such characters as 〔U+202E〕; finished markup and what is no text come back as they are."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _CONTROLS.sub(lambda match: f"〔U+{ord(match[0]):04X}〕", value)
