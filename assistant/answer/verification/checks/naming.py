"""Names, quoted terms and actors: whatever the claim names stands in the source, and whoever acts there acts here."""

import re

from assistant.answer.verification.checks.outcome import outcome
from assistant.answer.verification.support import Support, nearest
from assistant.japanese.actors import actors, missing_actors
from assistant.japanese.clauses import clauses, groups
from assistant.japanese.names import missing_names
from assistant.japanese.normalise import find, fold
from assistant.japanese.predicates import predicates
from assistant.japanese.roles import Roles, is_passive, roles, same_actor, topics_at
from assistant.records import Check

_QUOTED = re.compile(r"[「『]([^「」『』]{2,})[」』]")


def named(claim: str, support: Support) -> Check:
    """Every proper name of the claim stands in the sentence, or above it where the sentence names nobody else."""
    own = support.sentence_for(clauses(claim)[-1])
    missing = missing_names(claim, own)
    if missing and not missing_names(own, claim):
        missing = missing_names(claim, f"{support.sentence}\n{support.headings}")
    return outcome("names", not missing, f"引用した文にない名称です: {'、'.join(missing)}")


def quoted(claim: str, support: Support) -> Check:
    """Every term that the claim puts in quotation marks stands in the sentence or the headings above it."""
    source = f"{support.sentence}\n{support.headings}"
    missing = [term for term in _QUOTED.findall(claim) if find(term, source) is None]
    return outcome(
        "quoted", not missing, f"引用した文にない語句の引用です: {'、'.join(f'「{term}」' for term in missing)}"
    )


def acting(claim: str, support: Support) -> Check:
    """Whoever the claim names stands in the sentence, or, where that names nobody, in the passage around it.

    A full name may stand for the short one that the document uses for it (人工知能戦略本部 for 「本部」). Who acts and to
    whom is as in the matching clause.
    """
    own = support.sentence_for(clauses(claim)[-1])
    short = actors(own)
    document = fold(support.evidence.hit.document.text)
    missing = tuple(
        actor
        for actor in missing_actors(claim, own)
        if not (any(actor.endswith(name) for name in short) and actor in document)
    )
    if missing and not missing_actors(own, claim):
        around = support.sentence if short else support.evidence.hit.passage.text
        missing = missing_actors(claim, f"{around}\n{support.headings}")
    if missing:
        return outcome("actors", False, f"引用した文にない主体です: {'、'.join(missing)}")
    swapped = _swapped(claim, support)
    reason = f"主体が資料と違います（資料では{'、'.join(sorted(swapped))}）"
    return outcome("actors", not swapped, reason, contradicts=True)


def _swapped(claim: str, support: Support) -> frozenset[str]:
    """Who acts (or is acted towards) in the source instead of whom the claim names, clause by clause; none where they agree."""
    for clause in _statements(claim):
        said = roles(clause)
        if not said.topic and not said.to:
            continue
        sentence = support.sentence_for(clause)
        matching = nearest(clause, _statements(sentence))[-1]
        if is_passive(clause) is not is_passive(matching):
            continue
        meant = roles(matching)
        topic = topics_at(_statements(sentence), matching)
        to = meant.to or frozenset().union(*(roles(part).to for part in clauses(sentence)))
        for own, other in ((said.topic, topic), (said.to, to)):
            if own and other and not _agree(own, other) and _elsewhere(own, meant, support.sentence):
                return other
    return frozenset()


def _statements(text: str) -> tuple[str, ...]:
    """The clauses of a text, each joined with those before it that have no predicate (「AI提供者は、」)."""
    return groups(text, lambda clause: any(True for _ in predicates(clause)))


def _agree(own: frozenset[str], other: frozenset[str]) -> bool:
    return any(same_actor(one, two) for one in own for two in other)


def _elsewhere(own: frozenset[str], meant: Roles, sentence: str) -> bool:
    """Whether the source names these actors in another role, so that they are no other name for the one in this role."""
    known = actors(sentence) | meant.named
    return any(same_actor(one, two) for one in own for two in known)
