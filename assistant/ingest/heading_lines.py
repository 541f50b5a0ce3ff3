"""Whether a numbered line is a heading or a sentence: by its length, its end and how the words after the number begin."""

import re
from typing import Final

from assistant.ingest.numbering import ANSWER, APPENDIX, ARTICLE, CODE, PLAIN, QUESTION, SECTION, STRONG, TOPIC, Mark

ENDS_PROSE: Final = "。、，．・,;；:：…"
# 「は人間の指示に対して」 goes on from the line before, 「はじめに」 does not.
_GOES_ON = re.compile(r"[はがをにのでともへや](?![ぁ-ん])|[、。）)]|https?:")
_BROKEN_OFF = re.compile(r"[ぁ-ん一-鿿](?:で|が|を|は|と|の|へ|や|より)\Z")
LONGEST: Final = 45
_LONGEST_QUESTION: Final = 120
_LONGEST_WITH_COMMA: Final = 30
_LONGEST_TOPIC: Final = 60
_LONGEST_SECTION: Final = 100
# 「2 lines of」 is an amount, and 「(4) never produces」 the end of Section 2(a)(4) broken over two lines.
_WRAPPED = re.compile(r"[a-z]+[ \n]+[a-z]|[a-z]{2,}\Z")


def is_heading(mark: Mark, line: str, rest: str) -> bool:
    """Whether a numbered line is a heading rather than a sentence or a note."""
    if mark.kind == ARTICLE:
        return not rest or line[len(mark.written)] in " 　（(【"
    if mark.kind == SECTION or mark.kind.startswith(TOPIC):
        return _heads_worded(mark, line, rest)
    if mark.kind == QUESTION:
        return bool(rest) and len(line) <= _LONGEST_QUESTION
    longest = _LONGEST_TOPIC if mark.kind == APPENDIX and mark.written.isascii() else LONGEST
    if mark.kind == ANSWER or len(line) > longest or line[-1] in ENDS_PROSE:
        return False
    if not rest or mark.kind == CODE:
        return mark.kind in (*STRONG, APPENDIX, CODE)
    too_long = "、" in rest and len(line) >= _LONGEST_WITH_COMMA
    wrapped = mark.kind in (PLAIN, "(1)") and _WRAPPED.match(rest)
    return not (too_long or wrapped or _BROKEN_OFF.search(rest) or _GOES_ON.match(rest))


def _heads_worded(mark: Mark, line: str, rest: str) -> bool:
    """Whether 「Section 3: …」 or 「提言1:…」 is a heading."""
    if mark.kind == SECTION:
        return len(line) <= _LONGEST_SECTION
    prose = line[-1] in ENDS_PROSE or _GOES_ON.match(rest) or _BROKEN_OFF.search(rest)
    return bool(rest) and len(line) <= _LONGEST_TOPIC and not prose
