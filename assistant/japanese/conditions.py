"""Conditions and exceptions of a sentence: …の場合は、, …のときは、, …を除き、, …に限り、, …ない限り、, …すれば、."""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from assistant.japanese.clauses import clauses


class ConditionKind(StrEnum):
    """Whether what a sentence says holds only if something is so, or holds except where it is."""

    ONLY_IF = "only-if"
    EXCEPT = "except"


class Condition(NamedTuple):
    """The words of a condition as they stand, its marker included, and the clause (counted from 0) it stands in."""

    text: str
    kind: ConditionKind
    clause: int


_EXCEPT = re.compile(r"を除(?:き|いて|くほか|けば)|(?:以外|例外)(?:は|で|に|として)|ない限り")
_ONLY_IF = re.compile(
    r"(?:場合|とき|際)(?:に限[っりるら]|に限定|にのみ|だけ|には|において(?:は|、)?|は|に(?=[、，]|\Z)|(?=[、，]|\Z))"
    r"|(?<!でき)(?<!できる)(?<!可能な)に?限り(?=[、，]|\Z)|に限って|に(?:当たって|あたって|際して)(?:は|、)"
    r"|(?<!よ)(?<!なけ)[けせてねべめれげえ]ば(?=[、，]|\Z)|すれば(?=[、，]|\Z)|なければ(?!な|い)|(?<!い)(?:なら|たら)ば?(?=[、，])"
)
# 「この場合」 and 「前項の場合において」 point elsewhere, 「多くの場合」 and 「場合によっては」 set no condition; 「…の場合も」 widens.
_NONE = re.compile(
    r"(?:\A|[、，はが])(?:この|その|どの|いずれの|こうした|これらの|上記の|前項の|前条の|同項の|前二項の|次の|以下の|多くの|ほとんどの|たいていの|通常の)"
    r"(?:場合|とき|際)|場合によって|場合[がもと]|例えば|たとえば|と(?:すれ|言え|いえ)ば|という(?:とき|場合)|れば(?:と|よ|い)"
)
_TOPIC = re.compile(r"\A[^、，]{1,24}?(?<![きらにで合際])は(?![、，]?な)[、，]?(?=.{4})")
_LIST_MARK = re.compile(r"\A[-・*\s　0-9０-９.．)）]+")
_BRACKETS = re.compile(r"（(?:[^（）]|（[^（）]*）)*）|\([^()]*\)")
_MARKER_AHEAD: Final = ("場合は", "ときは", "際は", "には", "では")


def conditions(sentence: str) -> tuple[Condition, ...]:
    """The conditions of `sentence` in order, at most one a clause; the topic before one (AI提供者は) is left out."""
    found = []
    for number, part in enumerate(clauses(sentence)):
        clause = _LIST_MARK.sub("", _BRACKETS.sub("", part))
        for kind, pattern in ((ConditionKind.EXCEPT, _EXCEPT), (ConditionKind.ONLY_IF, _ONLY_IF)):
            match = pattern.search(clause)
            if match is not None and _NONE.search(clause[: match.end()]) is None:
                text = _without_topic(clause[: match.end()])
                found.append(Condition(text, kind, number))
                break
    return tuple(found)


def governing(sentence: str, part: int) -> tuple[Condition, ...]:
    """The conditions under which clause number `part` of `sentence` holds.

    「縦書きの場合は右に、横書きの場合は下に置く。」: the last clause holds under the second one alone.
    """
    by_clause = {own.clause: own for own in conditions(sentence)}
    found: list[Condition] = []
    if part in by_clause:
        found.append(by_clause[part])
    for number in range(part - 1, -1, -1):
        if number in by_clause:
            found.append(by_clause[number])
        elif found:
            break
    return tuple(reversed(found))


def _without_topic(text: str) -> str:
    topic = _TOPIC.match(text)
    if topic is None or topic[0].rstrip("、，").endswith(_MARKER_AHEAD):
        return text
    return text[topic.end() :]
