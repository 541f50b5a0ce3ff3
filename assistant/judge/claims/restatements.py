"""Right claims out of a sentence: what it says, in other words, in another order, or less of it.

For the training of the support judge, which must learn that a faithful restatement is supported. Made by rule from
the morphemes; wrong claims are made by `mutations` and `strays`.
"""

from collections.abc import Collection, Iterable, Iterator
from random import Random
from typing import Final, NamedTuple

from assistant.judge.claims.closing import closed
from assistant.judge.claims.drafts import Draft, body, merged
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.endings import DUTIES
from assistant.judge.claims.inflection import inflection_of
from assistant.judge.claims.nominal import nominals
from assistant.judge.claims.number_wordings import number_wordings
from assistant.judge.claims.reordering import Order, orders
from assistant.judge.claims.shortening import cuts, first_clauses
from assistant.judge.claims.statement import Statement, balanced, statement
from assistant.judge.claims.synonyms import Synonyms, synonym_edits, verb_at
from assistant.judge.claims.wordings import Wording, wordings

KINDS: Final = ("register", "shortened", "reordered", "duty", "synonym", "numbers", "nominal", "framed")
_MOST_KINDS: Final = 4
_TRIES: Final = 4  # drafts for each restatement wanted, as some come out as others did
_LEAST: Final = 6  # characters of a restatement


class Restatement(NamedTuple):
    """A claim that follows from the sentence, and the kinds of change that made it, in the order of KINDS."""

    kinds: tuple[str, ...]
    text: str


def restatements(
    sentence: str, synonyms: Synonyms, random: Random, most: int, kinds: Collection[str] = KINDS
) -> tuple[Restatement, ...]:
    """At most `most` different claims that follow from `sentence`, of one to four of `kinds` each; deterministic for a `random`.

    Empty for headings, table rows, questions and what has no words that can be changed. Restated, a wrong claim stays
    wrong unless it is shortened, which may drop what is wrong: leave "shortened" out of `kinds` for it.
    """
    parts = statement(sentence)
    if parts is None or most < 1:
        return ()
    changes = _Changes.of(parts, synonyms)
    possible = [kind for kind in KINDS if kind in kinds and changes.allows(kind, parts)]
    made: dict[str, Restatement] = {}
    for _ in range(most * _TRIES if possible else 0):
        wanted = set(random.sample(possible, min(len(possible), random.randint(1, _MOST_KINDS))))
        restated = _restated(parts, changes, wanted, random)
        if restated is not None and restated.text not in made and restated.text != parts.text + "。":
            made[restated.text] = restated
        if len(made) == most:
            break
    return tuple(made.values())


class _Changes(NamedTuple):
    """Everything that may be changed in a sentence."""

    synonym: tuple[Draft, ...]
    numbers: tuple[Draft, ...]
    nominal: tuple[Draft, ...]
    shortened: tuple[Draft, ...]
    orders: tuple[Order, ...]
    ends: tuple[Wording, ...]

    @classmethod
    def of(cls, parts: Statement, synonyms: Synonyms) -> "_Changes":
        """All changes of the sentence; those within the last predicate only as another verb or wording."""
        edits = tuple(_within(parts, synonym_edits(parts.text, parts.words, synonyms)))
        return cls(
            (*edits, *_verbs_at_end(parts, synonyms)),
            tuple(_all_within(parts, number_wordings(parts.text))),
            tuple(Draft(change.edits, None, change.end) for change in nominals(parts)),
            (*_all_within(parts, cuts(parts)), *(Draft((), order, order.end) for order in first_clauses(parts))),
            tuple(orders(parts)),
            wordings(parts.end, parts.of_actor) if parts.end else (),
        )

    def allows(self, kind: str, parts: Statement) -> bool:
        """Whether there is a change of this kind."""
        if kind == "reordered":
            return bool(self.orders)
        if kind == "register":
            return bool(self.ends)
        if kind == "duty":
            return len(self.ends) > 1 and parts.end is not None and parts.end.kind in DUTIES
        if kind == "framed":
            return bool(self.ends) and not parts.text.startswith(("ただし", "但し"))
        return bool(getattr(self, kind))


def _within(parts: Statement, edits: Iterable[Edit]) -> Iterator[Draft]:
    stop = parts.body.end
    return (Draft((edit,), None, None) for edit in edits if edit.end <= stop)


def _all_within(parts: Statement, together: Iterable[tuple[Edit, ...]]) -> Iterator[Draft]:
    for edits in together:
        inside = tuple(edit for edit in edits if edit.end <= parts.body.end)
        if inside:
            yield Draft(inside, None, None)


def _verbs_at_end(parts: Statement, synonyms: Synonyms) -> Iterator[Draft]:
    end = parts.end
    if end is None or end.verb is None:
        return
    index = next((index for index, word in enumerate(parts.words) if word.start == end.start), None)
    if index is None:
        return
    verb, start = verb_at(parts.words, index)
    for other in synonyms.verbs.get(verb, ()):
        yield Draft((Edit(start, end.start, ""),), None, end._replace(verb=inflection_of(other)))


def _restated(parts: Statement, changes: _Changes, wanted: Collection[str], random: Random) -> Restatement | None:
    draft = Draft((), None, parts.end)
    used = set()
    for kind, most in (("shortened", 3), ("nominal", 1), ("numbers", 1), ("synonym", 3)):
        if kind in wanted:
            changed = merged(draft, getattr(changes, kind), random, most)
            used |= {kind} if changed != draft else set()
            draft = changed
    if "reordered" in wanted and draft.order is None:
        order = random.choice(changes.orders)
        # A passive has its own verb: it goes with the end as it stands.
        passive = order.end != parts.end
        if not passive or draft.end == parts.end:
            draft = draft._replace(order=order, end=order.end)
            used.add("reordered")
    said_before = body(parts, draft)
    around = closed(parts, draft, wanted, random)
    if around is None:
        return None
    opening, end, said = around
    text = (opening + said_before + end).replace("、、", "、") + "。"
    if len(text) < _LEAST or not balanced(text) or text[0] in "、はをがに）":
        return None
    return Restatement(tuple(kind for kind in KINDS if kind in used | said), text)
