"""Wrong claims that sound like the sentence: something added, two sentences crossed, a generality, a reason made up.

Nothing in the sentence is contradicted as `mutations` does it: the claim says what the sentence does not.
"""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final, NamedTuple

from assistant.judge.claims.crossings import POINTING, crossed, object_exchanged, object_span, topic_noun
from assistant.judge.claims.endings import DENIALS, DUTIES
from assistant.judge.claims.inflection import Inflection
from assistant.judge.claims.statement import Statement, balanced, statement
from assistant.judge.claims.stray_phrases import drawn
from assistant.judge.claims.wordings import wordings

KINDS: Final = ("condition", "detail", "crossed", "object", "vacuous", "reason", "consequence")
_MOST_OTHERS: Final = 8  # sentences looked at for what to take from them
_KNOWN: Final = 0.6  # share of pairs of characters
_LONGEST_TAKEN: Final = 60  # characters of a clause taken from another sentence
_CONDITION = re.compile(r"(?:場合|とき)(?:に限り|にのみ|には|は|に)?、\Z")
_REASON = re.compile(r"(?:ため|ことから|に鑑み|を受け|に伴い|を踏まえ|を目的に|の観点から)、\Z")
_DETAIL = re.compile(
    r"(?:に対し|に対して|により|によって|を通じて|以内に|までに|[年月日]に?|とともに|において|[でに])、\Z"
)
_NO_DETAIL = re.compile(rf"場合|とき|規定|定め|{_REASON.pattern}")
_CONDITION_END = re.compile(r"(?:に限り|にのみ|には|は|に)?、\Z")
_OPENING = re.compile(r"(?:この|その|前項の|これらの)[^、]{0,12}(?:場合|とき)[^、]{0,8}、|[^、]{0,12}[年月日]に?、")
_STATUTE = re.compile(r"規定|[条項号]|法律|政令|とする\Z")
_STORY: Final = frozenset(("did", "was", "existed", "did not"))


class Stray(NamedTuple):
    """A claim that does not follow from the sentence, and what makes it stray: one of KINDS."""

    kind: str
    text: str


_Maker = Callable[[Statement, Sequence[Statement], Random], str | None]


def strays(sentence: str, others: Sequence[str], random: Random, most: int) -> tuple[Stray, ...]:
    """At most `most` different claims that do not follow from `sentence`, of different kinds as far as they go round.

    `others`: sentences on other matters or from nearby, that what is added is taken from. Deterministic for a `random`.
    Empty for headings, table rows and what has no predicate.
    """
    parts = statement(sentence)
    if parts is None or parts.end is None or most < 1:
        return ()
    drawn = random.sample(list(others), min(len(others), _MOST_OTHERS))
    nearby = [other for text in drawn if (other := statement(text)) is not None and other.text != parts.text]
    made: dict[str, Stray] = {}
    kinds: list[str] = []
    for _ in range(most * 3):
        kinds = kinds or random.sample(KINDS, len(KINDS))
        kind = kinds.pop()
        text = _MAKERS[kind](parts, nearby, random)
        if text is not None and text not in made and text != parts.text + "。" and balanced(text):
            made[text] = Stray(kind, text)
        if len(made) == most:
            break
    return tuple(made.values())


def _condition(parts: Statement, nearby: Sequence[Statement], random: Random) -> str | None:
    """「…場合に限り、」 put in after the topic; a condition of another sentence, or what it tells, is made a limit."""
    taken = [_CONDITION_END.sub("", clause) for clause in _clauses(nearby, _CONDITION)]
    taken += [f"{act[0]}{act[1].past}場合" for act in _acts(nearby)]
    limits = [clause + random.choice(("に限り、", "にのみ、", "を除き、", "に限って、")) for clause in taken]
    return _inserted(parts, _chosen(parts, limits, "conditions", random))


def _detail(parts: Statement, nearby: Sequence[Statement], random: Random) -> str | None:
    """A time, a place, an addressee, a manner put in; not where something is denied, which the narrower claim follows from."""
    if not parts.is_upward:
        return None
    taken = [clause for clause in _clauses(nearby, _DETAIL) if not _NO_DETAIL.search(clause) and len(clause) < 30]
    return _inserted(parts, _chosen(parts, taken, "details", random))


def _reason(parts: Statement, nearby: Sequence[Statement], random: Random) -> str | None:
    """A purpose or a cause put in; what another sentence tells is made a purpose."""
    taken = _clauses(nearby, _REASON)
    taken += [
        f"{act[0]}{act[1].plain}{random.choice(('ため、', 'ことを目的として、', 'ために、'))}" for act in _acts(nearby)
    ]
    return _inserted(parts, _chosen(parts, taken, "reasons", random))


def _consequence(parts: Statement, nearby: Sequence[Statement], random: Random) -> str | None:
    """What is said to come of it, after the sentence, in its style."""
    added = drawn(_table(parts, random), "consequences", random)
    if parts.end is None or added[-4:] in parts.text:
        return None
    other = statement(added)
    if parts.end.is_polite and other is not None and other.end is not None and (said := wordings(other.end, False)):
        own = [wording for wording in said if wording.plain == other.end.surface]
        added = added[: other.end.start] + (own or list(said))[0].polite
    joined = random.choice(("。また、", "。なお、", "。さらに、"))
    return f"{parts.text}{joined}{added}。"


def _vacuous(parts: Statement, nearby: Sequence[Statement], random: Random) -> str | None:
    """A generality about what the sentence is about."""
    topic = topic_noun(parts)
    template = drawn("any", "vacuous", random)
    words_said = re.findall(r"[一-龠ァ-ヶ]{2,}", template)
    if topic is None or any(word in parts.text for word in words_said):
        return None
    return template.format(topic=topic)


def _clauses(nearby: Sequence[Statement], rule: re.Pattern[str]) -> list[str]:
    """Clauses of other sentences that stand alone and that the rule takes."""
    return [
        clause
        for other in nearby
        for span in other.clauses[:-1]
        if rule.search(clause := other.text[span.start : span.end])
        and 5 <= len(clause) <= _LONGEST_TAKEN
        and "は" not in clause[:-3]
        and not POINTING.match(clause)
        and balanced(clause)
    ]


def _acts(nearby: Sequence[Statement]) -> list[tuple[str, Inflection]]:
    """What other sentences say is done: 「必要な施策を」 and the verb 講ずる."""
    made = []
    for other in nearby:
        span = object_span(other)
        if (
            span is not None
            and other.end is not None
            and other.end.verb is not None
            and other.end.kind not in DENIALS
            and other.end.verb.plain not in ("いる", "なる")
        ):
            said = other.text[span.start : other.end.start]
            if len(said) < _LONGEST_TAKEN // 2 and "、" not in said and not POINTING.match(said):
                made.append((said, other.end.verb))
    return made


def _chosen(parts: Statement, taken: Sequence[str], name: str, random: Random) -> str | None:
    """A phrase taken from another sentence or, as often, from the own table; none that the sentence has already."""
    phrase = random.choice(taken) if taken and random.random() < 0.6 else drawn(_table(parts, random), name, random)
    return None if _is_said(phrase, parts.text) else phrase


def _is_said(phrase: str, text: str) -> bool:
    """Whether most pairs of characters of the phrase stand in the text: it may say nothing new."""
    pairs = [phrase[at : at + 2] for at in range(len(phrase) - 1)]
    return sum(pair in text for pair in pairs) > _KNOWN * len(pairs)


def _table(parts: Statement, random: Random) -> str:
    """Which own phrases fit: of rules, of what happened, or of either where the sentence does not tell."""
    assert parts.end is not None
    if parts.end.kind in _STORY:
        return "story"
    ruled = parts.end.kind in DUTIES or parts.of_actor or parts.end.is_polite or _STATUTE.search(parts.text)
    return "rule" if ruled else random.choice(("rule", "story"))


def _inserted(parts: Statement, phrase: str | None) -> str | None:
    """The sentence with the phrase after its topic, with a comma there; without a topic at its beginning."""
    if phrase is None:
        return None
    text = parts.text
    if parts.topic is None:
        opening = _OPENING.match(text)
        start = opening.end() if opening else parts.lead
        return f"{text[:start]}{phrase}{text[start:]}。"
    head = text[: parts.topic.end]
    return f"{head}{'' if head.endswith(('、', '，')) else '、'}{phrase}{text[parts.topic.end :]}。"


_MAKERS: Final[dict[str, _Maker]] = {
    "condition": _condition,
    "detail": _detail,
    "crossed": crossed,
    "object": object_exchanged,
    "vacuous": _vacuous,
    "reason": _reason,
    "consequence": _consequence,
}
