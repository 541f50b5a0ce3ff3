"""Words of a document inside the prompt: they stay words, and nothing in them looks like a part of the prompt."""

import re
import unicodedata
from typing import Final

from assistant.japanese.sentences import display

_LABEL = re.compile(
    r"[\[［【]\s*((?:出典|資料|文書|source)?\s*[0-9０-９]{1,2}(?:\s*[-,、.]\s*[0-9０-９]{1,2})*)\s*[\]］】]",
    re.IGNORECASE,
)
_CHAT_MARK = re.compile(
    r"<(?=\||/?(?:system|evidence|context|instructions?|prompt|s)\b|<\s*sys)|\[(?=/?inst\b)", re.IGNORECASE
)
_APART: Final = "\u2009"  # a thin space: the mark is broken for a machine and still read by people
_HEADING = re.compile(r"\A#+\s*")


def fenced(text: str) -> str:
    """The text on one line, its labels in other brackets ([1] → 〔1〕), its chat marks broken, no heading mark before it.

    One line, because the prompt's own headings and labels begin lines. Special tokens of the model are text here anyway
    (`models/templates.py`); this is for models that know other marks than their own.
    """
    line = _HEADING.sub("", display(text))
    line = _LABEL.sub(lambda label: f"〔{unicodedata.normalize('NFKC', label[1]).strip()}〕", line)
    return _CHAT_MARK.sub(lambda mark: mark[0] + _APART, line)
