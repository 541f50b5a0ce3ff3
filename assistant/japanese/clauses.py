"""Clauses of a sentence: the stretches between its commas, brackets kept whole."""

import re
from collections.abc import Callable
from typing import Final

_OPENING: Final = "「『（(【［[〔〈《“"
_CLOSING: Final = "」』）)】］]〕〉》”"
# A comma before what only reports (「べきではない、と提言している」) ends no clause.
_REPORTS: Final = "され|し[てた]|い[いうっわ]|考え|解さ|定め|規定|提言|述べ|説明|指摘|明記"
_MARK = re.compile(rf"[{re.escape(_OPENING + _CLOSING)}；;]|[、，](?!と(?:{_REPORTS}))")


def clauses(sentence: str) -> tuple[str, ...]:
    """Cut `sentence` after every comma outside brackets; joined, the clauses are the sentence again."""
    found, start, depth = [], 0, 0
    for mark in _MARK.finditer(sentence):
        if mark[0] in _OPENING:
            depth += 1
        elif mark[0] in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0:
            found.append(sentence[start : mark.end()])
            start = mark.end()
    found.append(sentence[start:])
    return tuple(clause for clause in found if clause.strip())


def groups(sentence: str, closes: Callable[[str], bool]) -> tuple[str, ...]:
    """Join the clauses into groups that each end with a clause for which `closes`; what follows the last joins it.

    「速報は、3日以内、確報は、30日以内とする。」 grouped by its numbers is 「速報は、3日以内、」 and 「確報は、30日以内とする。」.
    """
    found: list[str] = []
    rest = ""
    for clause in clauses(sentence):
        rest += clause
        if closes(clause):
            found.append(rest)
            rest = ""
    if not found:
        return (sentence,)
    found[-1] += rest
    return tuple(found)
