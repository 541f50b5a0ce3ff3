"""Wrong claims out of a right one, by one change each; what must not be shown, for tests and for training."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from assistant.japanese.normalise import fold
from assistant.judge.claims.amounts import number_edits, unit_edits
from assistant.judge.claims.comparisons import comparison_edits
from assistant.judge.claims.conditions import condition_edits
from assistant.judge.claims.days import date_edits
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.names import actor_edits, licence_edits
from assistant.judge.claims.obligations import modality_edits
from assistant.judge.claims.places import article_edits
from assistant.judge.claims.polarity import negation_edits
from assistant.judge.claims.replacements import Replacements
from assistant.judge.claims.scope import scope_edits
from assistant.judge.claims.words import Word, words
from assistant.records import Span

MOST: Final = 2


@dataclass(frozen=True, slots=True)
class Mutation:
    """A wrong claim: `changed` is the span of the original where `was` stood and `becomes` stands now ("": dropped)."""

    kind: str
    claim: str
    changed: Span
    was: str
    becomes: str


_Family = Callable[[str, tuple[Word, ...], Replacements], Iterable[Edit]]
_FAMILIES: Final[dict[str, _Family]] = {
    "number": lambda claim, _, __: number_edits(claim),
    "unit": lambda claim, _, replacements: unit_edits(claim, replacements.units),
    "date": lambda claim, _, __: date_edits(claim),
    "article": lambda claim, _, __: article_edits(claim),
    "negation": lambda claim, found, _: negation_edits(claim, found),
    "modality": lambda claim, found, _: modality_edits(claim, found),
    "actor": lambda claim, _, replacements: actor_edits(claim, replacements.actors),
    "licence": lambda claim, _, replacements: licence_edits(claim, replacements.names),
    "condition": lambda claim, found, _: condition_edits(claim, found),
    "comparison": lambda claim, found, _: comparison_edits(claim, found),
    "scope": lambda claim, _, replacements: scope_edits(claim, replacements.actors),
}
KINDS: Final = tuple(_FAMILIES)


def mutations(claim: str, replacements: Replacements, random: Random, most: int = MOST) -> tuple[Mutation, ...]:
    """At most `most` wrong claims of each kind that applies, in the order of KINDS; empty where nothing can be changed.

    Each differs from the claim in one span. Where a kind applies at several places, different places are drawn.
    """
    found = words(claim)
    made: list[Mutation] = []
    for kind, family in _FAMILIES.items():
        edits = [edit for edit in dict.fromkeys(family(claim, found, replacements)) if _changes(claim, edit)]
        made.extend(
            Mutation(kind, edit.applied(claim), Span(edit.start, edit.end), claim[edit.start : edit.end], edit.becomes)
            for edit in _drawn(edits, random, most)
        )
    return tuple(made)


def _changes(claim: str, edit: Edit) -> bool:
    """Whether the words differ after normalisation, too, and something is left of the claim."""
    return fold(claim[edit.start : edit.end]) != fold(edit.becomes) and len(edit.applied(claim).strip()) > 0


def _drawn(edits: list[Edit], random: Random, most: int) -> list[Edit]:
    """`most` of the edits by lot, of other places before others of the same place, in the order of the claim."""
    shuffled = random.sample(edits, len(edits))
    seen: dict[int, int] = {}
    rounds = []
    for edit in shuffled:
        seen[edit.start] = seen.get(edit.start, 0) + 1
        rounds.append((seen[edit.start], edit))
    rounds.sort(key=lambda entry: entry[0])
    return sorted(edit for _, edit in rounds[:most])
