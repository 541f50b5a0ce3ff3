"""A sentence without its asides and labels, and the way from each of its characters back to the sentence."""

import re
from typing import Final, NamedTuple

from assistant.judge.claims.statement import Statement, statement
from assistant.records import Span

_OPENING: Final = "（("
_CLOSING: Final = "）)"
# 「（以下「貸レコード業者」という。）」
ASIDE_NAME = re.compile(
    r"（以下(?:[^（）「」]{1,30}において)?、?(?:単に)?「(?P<name>[^「」（）]{2,30})」(?:という|と総称する)。）"
)
# 「- **定性評価:** 」, 「10. 結果の画面: 」: what an item of a manual is about.
_TITLE = re.compile(
    r"\s*(?:[-*•]\s*)?[①-⑳]\s*|\s*(?:[-*•]\s|[0-9]{1,2}[.)]\s)?\s*(?:\*\*[^*]{1,40}(?:[:：]\s*\*\*|\*\*\s*[:：])|[^、。「」*：:]{2,20}[:：](?=\s))\s*"
)
_NOTE_MARKS: Final = "¹²³⁰⁴⁵⁶⁷⁸⁹"


class LaidOut(NamedTuple):
    """A sentence taken apart; `origin[i]`: where character i of `parts.text` stands in `sentence`."""

    sentence: str
    parts: Statement
    origin: tuple[int, ...]

    def source(self, start: int, end: int) -> Span:
        """The span of the sentence from character `start` to before `end` of the text, asides within it included."""
        return Span(self.origin[start], self.origin[end - 1] + 1)


def laid_out(sentence: str) -> LaidOut | None:
    """The sentence without what it says in brackets; None where `statement` finds no statement."""
    kept = _outside_asides(sentence)
    title = _TITLE.match("".join(sentence[place] for place in kept))
    kept = kept[title.end() if title else 0 :]
    cleaned = "".join(sentence[place] for place in kept)
    parts = statement(cleaned)
    if parts is None:
        return None
    places = _aligned(parts.text, cleaned)
    return None if places is None else LaidOut(sentence, parts, tuple(kept[place] for place in places))


def _outside_asides(sentence: str) -> list[int]:
    """The places of the characters outside （…）; all of them where a bracket has no partner."""
    kept, depth = [], 0
    for place, letter in enumerate(sentence):
        if letter in _OPENING:
            depth += 1
        elif letter in _CLOSING:
            if depth == 0:
                return list(range(len(sentence)))
            depth -= 1
        elif depth == 0 and letter not in _NOTE_MARKS:
            kept.append(place)
    return kept if depth == 0 else list(range(len(sentence)))


def _aligned(text: str, longer: str) -> list[int] | None:
    """For each character of `text` its place in `longer`, of which it is what is left after cuts; read from the end."""
    if (start := longer.rfind(text)) >= 0:
        return list(range(start, start + len(text)))
    places: list[int] = []
    at = len(longer) - 1
    for letter in reversed(text):
        while at >= 0 and longer[at] != letter and not (letter == " " and longer[at].isspace()):
            at -= 1
        if at < 0:
            return None
        places.append(at)
        at -= 1
    return places[::-1]
