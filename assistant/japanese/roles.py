"""Who does something to whom: the actors of a clause with the particle behind them."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.japanese.actors import actor_places
from assistant.japanese.normalise import fold

_PARTICLE = re.compile(
    r"(?:等|ら|たち|側)?(?:[（(][^（）()]{0,200}[）)])?(により|によって|である|たる|に対して?|には|に|は|が|も|を|から|へ|と|の|、|又は|または|及び|および|や|・)?"
)
_TO: Final = frozenset({"に", "に対し", "に対して", "へ"})
_TOPIC: Final = frozenset({"は", "が"})
_JOINS: Final = frozenset({"と", "、", "又は", "または", "及び", "および", "や", "・", "である", "たる"})
_PASSIVE = re.compile(r"(?:[かさたなまらがばわ]れ|られ|せら|してもら|もらう|もらい|受け)")


class Roles(NamedTuple):
    """The actors of a clause: who is spoken of (は), that or who acts (は, が), to whom (に, へ), all that it names; folded."""

    spoken: frozenset[str]
    topic: frozenset[str]
    to: frozenset[str]
    named: frozenset[str]


def roles(clause: str) -> Roles:
    """The actors of one clause; of several joined by 及び or と, all have the role of the last."""
    text = fold(clause)
    spoken: set[str] = set()
    topic: set[str] = set()
    to: set[str] = set()
    named: set[str] = set()
    waiting: set[str] = set()
    for actor, end in actor_places(text):
        match = _PARTICLE.match(text, end)
        particle = (match[1] if match is not None else None) or ""
        named.add(actor)
        waiting.add(actor)
        if particle in _JOINS:
            continue
        if particle in _TOPIC:
            topic |= waiting
            spoken |= waiting if particle == "は" else set()
        elif particle in _TO:
            to |= waiting
        waiting.clear()
    return Roles(frozenset(spoken), frozenset(topic), frozenset(to), frozenset(named))


def topics_at(parts: Sequence[str], part: str) -> frozenset[str]:
    """The actors spoken of in `part` of a sentence cut into `parts`: those with は there or last before it, those with が in it."""
    spoken: frozenset[str] = frozenset()
    for own in parts:
        found = roles(own)
        spoken = found.spoken or spoken
        if own == part:
            return spoken | found.topic
    return spoken


def is_passive(clause: str) -> bool:
    """Whether something is done to the one spoken of (課される, してもらう), as far as its forms show it."""
    return _PASSIVE.search(clause) is not None


def same_actor(one: str, other: str) -> bool:
    """Whether two names may mean the same: 事業者 is 個人情報取扱事業者 in short."""
    return one.endswith(other) or other.endswith(one)
