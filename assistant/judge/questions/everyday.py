"""Statute words put into those that staff type: a table of its own on top of the synonyms."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Final

from assistant.judge.claims.drafts import edited
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.inflection import inflection_of
from assistant.judge.claims.synonyms import Synonyms, parse_synonyms, synonym_edits
from assistant.judge.claims.words import words
from assistant.records import Span

_MOST: Final = 4  # words changed in one question
# 外に出す is not 外に提出する, 必要があると認める not 承認する: these stand for others, no other stands for them.
_MANY_MEANINGS: Final = frozenset(
    (
        "置く",
        "出す",
        "とる",
        "渡す",
        "書く",
        "作る",
        "開く",
        "求める",
        "考える",
        "認める",
        "定める",
        "行う",
        "決める",
        "得る",
    )
)


@lru_cache(maxsize=1)
def load_everyday() -> Synonyms:
    """The packaged table of what staff say for the words of statutes."""
    text = resources.files("assistant.judge.questions").joinpath("everyday.toml").read_text("utf-8")
    return parse_synonyms(tomllib.loads(text), "everyday.toml")


def question_words(synonyms: Synonyms) -> Synonyms:
    """The words of the table both ways, and the everyday ones: all that a question may say for a word of the text."""
    everyday = load_everyday()
    verbs = {
        verb: tuple(other for other in others if inflection_of(other) is not None)
        for verb, others in _both_ways(synonyms.verbs).items()
    }
    return Synonyms(
        _joined(everyday.equal, _both_ways(synonyms.equal)),
        _joined(everyday.verbs, verbs),
        _joined(everyday.phrases, synonyms.phrases),
    )


def reworded(question: str, synonyms: Synonyms, random: Random, stop: int) -> str:
    """The question with one to four of its words before character `stop` in other words of the table."""
    found = words(question)
    # 扱う within 取り扱う is no word of its own.
    inside = {word.end for word in found if word.part == "動詞" and word.form.startswith("連用形")}
    edits = [edit for edit in synonym_edits(question, found, synonyms) if edit.end <= stop and edit.start not in inside]
    taken: list[Edit] = []
    limit = random.randint(1, _MOST)
    for edit in random.sample(edits, len(edits)):
        if len(taken) == limit:
            break
        if not any(edit.start < other.end and other.start < edit.end for other in taken):
            taken.append(edit)
    return edited(question, Span(0, len(question)), taken)


def _both_ways(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    made: dict[str, dict[str, None]] = {}
    for word, others in table.items():
        for other in others:
            made.setdefault(word, {})[other] = None
            if other not in _MANY_MEANINGS:
                made.setdefault(other, {})[word] = None
    return {word: tuple(others) for word, others in made.items()}


def _joined(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for word, others in table.items():
            made[word] = tuple(dict.fromkeys((*made.get(word, ()), *others)))
    return made
