"""Restrictions and generalisations put in: 提供者は → 提供者のみが, いずれか → すべて, 原則として → 例外なく, 一部の ⇄ すべての."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.judge.claims.edits import Edit
from assistant.judge.claims.names import whole_actors
from assistant.judge.claims.replacements import Table

_WORDS: Final = {
    "原則として": "例外なく",
    "一部の": "すべての",
    "すべての": "一部の",
    "全ての": "一部の",
    "主に": "もっぱら",
    "できる限り": "必ず",
    "可能な限り": "必ず",
    "多くの場合、": "すべての場合に、",
    "多くの": "すべての",
    "いずれか": "すべて",
    "少なくとも一つ": "すべて",
    "少なくとも1つ": "すべて",
}
_PATTERN = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_TOPIC = re.compile(r"は(?=、?)(?!ない|なく|あり)")


def scope_edits(claim: str, actors: Table) -> Iterator[Edit]:
    """「のみ」 after an actor that is the topic, and words of extent for wider or narrower ones."""
    for match in _PATTERN.finditer(claim):
        yield Edit(match.start(), match.end(), _WORDS[match[0]])
    for match in whole_actors(claim, actors):
        topic = _TOPIC.match(claim, match.end())
        if topic is not None and "のみ" not in claim and "だけ" not in claim:
            yield Edit(match.end(), topic.end(), "のみが")
