"""The words of a claim with their places, and the places at which its predicates end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.japanese.morphemes import morphemes
from assistant.japanese.sentences import sentences

_TRAILING = re.compile(r"(?:（[^（）]*）|\([^()]*\)|【[^【】]*】|［[^［］]*］|\[[^\[\]]*\]|[。．.！!\s])+\Z")
_LONGEST_TAIL: Final = 300  # characters looked at for what trails a sentence


class Word(NamedTuple):
    """A morpheme at `text[start:end]`: dictionary form, part of speech and its second field, conjugation type and form.

    `is_action`: a noun that makes a verb with する.
    """

    surface: str
    base: str
    part: str
    kind: str
    conjugation: str
    form: str
    start: int
    end: int
    is_action: bool


def words(text: str) -> tuple[Word, ...]:
    """The morphemes of `text` in order, nothing left out."""
    found: list[Word] = []
    position = 0
    for morpheme in morphemes(text):
        surface = morpheme.surface()
        part = morpheme.part_of_speech()
        end = position + len(surface)
        found.append(
            Word(
                surface,
                morpheme.dictionary_form(),
                part[0],
                part[1],
                part[4],
                part[5],
                position,
                end,
                "サ変可能" in part[2],
            )
        )
        position = end
    return tuple(found)


class End(NamedTuple):
    """A predicate ends at `at`; the sentence it belongs to begins at `start`; `word` is the index of its last word."""

    start: int
    at: int
    word: int


def predicate_ends(text: str, found: Sequence[Word]) -> tuple[End, ...]:
    """Where the predicates of main clauses end: before what trails a sentence, and before 「が、」 in the middle of it."""
    last_word = {word.end: index for index, word in enumerate(found)}
    before_ga = [
        (word.start, index - 1)
        for index, word in enumerate(found)
        if word.surface == "が" and word.kind == "接続助詞" and text[word.end : word.end + 1] in ("、", "，")
    ]
    ends: list[End] = []
    for span in sentences(text):
        inside = before_ga[bisect_right(before_ga, (span.start, len(found))) : bisect_left(before_ga, (span.end, 0))]
        ends.extend(End(span.start, at, word) for at, word in inside)
        tail_start = max(span.start, span.end - _LONGEST_TAIL)
        trailing = _TRAILING.search(text[tail_start : span.end])
        at = span.end if trailing is None else tail_start + trailing.start()
        if at > span.start and at in last_word:
            ends.append(End(span.start, at, last_word[at]))
    return tuple(ends)
