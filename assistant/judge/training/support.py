"""The support judge's lessons: evidence, claims that follow from it, claims changed in one thing, claims that stray.

Three losses add up: what each claim is, whether the right claims stand above the wrong ones of the same evidence, and
where in a claim it goes wrong, which the maker of a wrong claim knows.
"""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

import torch
from torch.nn import functional

from assistant.judge.claims.mutations import mutations
from assistant.judge.claims.replacements import Replacements
from assistant.judge.claims.restatements import KINDS, restatements
from assistant.judge.claims.strays import strays
from assistant.judge.claims.synonyms import Synonyms
from assistant.judge.network import JudgeNetwork, read_rows
from assistant.judge.opinions import Pair
from assistant.judge.pairs import Encoded, encode_pairs
from assistant.judge.protocols import Encoder
from assistant.judge.support import CONTRADICTED, NOT_SUPPORTED, SUPPORTED
from assistant.judge.training.order import batches
from assistant.judge.training.statements import Said
from assistant.records import Span

LESSONS_A_STEP: Final = 6
RIGHT, WRONG = 2, 3  # claims of either sort that are made of one sentence
_HARD: Final = ("shortened", "duty", "reordered", "synonym")
_SAFE: Final = tuple(kind for kind in KINDS if kind != "shortened")  # restating by these leaves a wrong claim wrong
_NOT_SAID: Final = frozenset(
    ("condition", "scope")
)  # changes that make a claim say more than the evidence, not the opposite
_OFTEN: Final = {"negation": 2.0, "modality": 2.0, "actor": 1.5, "condition": 3.0, "comparison": 3.0, "scope": 2.0}
_UNCHANGED: Final = 0.15  # share of the right claims that are the sentence itself
_RESTATED: Final = 0.5  # share of the wrong claims that are worded anew besides
_BESIDE: Final = 0.3  # share of the evidence that is read with the sentences beside it
_NEIGHBOUR: Final = 0.15  # share of the lessons with the neighbouring sentence as a wrong claim
_BARE: Final = 0.3  # share of the evidence that is read without its headings
_TOKEN_WEIGHT: Final = 0.5
_ORDER_WEIGHT: Final = 0.3
_TOKENS_A_BATCH: Final = 2600


class Judged(NamedTuple):
    """A claim with what it is, and the characters in which it goes wrong (None: unknown, or nowhere in particular)."""

    claim: str
    label: int
    wrong: Span | None


class Lesson(NamedTuple):
    """Evidence under its headings, and claims about it."""

    heading: str
    evidence: str
    claims: tuple[Judged, ...]


class Wordings(NamedTuple):
    """The tables from which claims are made."""

    synonyms: Synonyms
    replacements: Replacements


def lesson(said: Said, others: Sequence[str], wordings: Wordings, random: Random) -> Lesson | None:
    """Right and wrong claims about a sentence, `others` being sentences that stray claims borrow from; None without either."""
    right = _right(said.sentence, wordings, random)
    wrong = _wrong(said, right, others, wordings, random)
    if not right or not wrong:
        return None
    beside = random.random() < _BESIDE
    evidence = f"{said.before}{said.sentence}{said.after}" if beside else said.sentence
    heading = "" if random.random() < _BARE else said.heading
    claims = [Judged(claim, SUPPORTED, None) for claim in right]
    return Lesson(heading, evidence, tuple(claims + [own for own in wrong if own.claim not in evidence]))


def _right(sentence: str, wordings: Wordings, random: Random) -> list[str]:
    kinds = _HARD if random.random() < 0.5 else KINDS
    made = [own.text for own in restatements(sentence, wordings.synonyms, random, RIGHT, kinds)]
    if not made or random.random() < _UNCHANGED:
        made = [sentence, *made[: RIGHT - 1]]
    return made


def _wrong(said: Said, right: Sequence[str], others: Sequence[str], wordings: Wordings, random: Random) -> list[Judged]:
    """WRONG claims: changed in one thing, of different kinds as far as there are, and one that strays."""
    base = random.choice([said.sentence, *right])
    made = list(mutations(base, wordings.replacements, random, 1))
    made.sort(key=lambda own: -(random.random() ** (1 / _OFTEN.get(own.kind, 1.0))))
    found: list[Judged] = []
    for own in made[: WRONG - 1]:
        label = NOT_SUPPORTED if own.kind in _NOT_SAID else CONTRADICTED
        found.append(
            _reworded(own.claim, label, Span(own.changed.start, own.changed.start + len(own.becomes)), wordings, random)
        )
    stray = [own.text for own in strays(said.sentence, others, random, WRONG - len(found))]
    found.extend(Judged(own, NOT_SUPPORTED, None) for own in stray)
    if said.after and random.random() < _NEIGHBOUR:
        found.append(Judged(said.after, NOT_SUPPORTED, None))
    return found


def _reworded(claim: str, label: int, wrong: Span, wordings: Wordings, random: Random) -> Judged:
    """The wrong claim as it is or in other words, where it is no longer known in which of them it goes wrong."""
    if random.random() < _RESTATED:
        made = restatements(claim, wordings.synonyms, random, 1, _SAFE)
        if made:
            return Judged(made[0].text, label, None)
    return Judged(claim, label, wrong if wrong.end > wrong.start else None)


class SupportLessons:
    """Lessons in the order in which a run takes them; the same seed gives the same run."""

    def __init__(self, lessons: Sequence[Lesson], encoder: Encoder, seed: int, epochs: int = 1) -> None:
        self._lessons = lessons
        self._encoder = encoder
        lengths = [len(own.evidence) for own in lessons]
        self._order = batches(lengths, LESSONS_A_STEP, seed, epochs)

    @property
    def steps(self) -> int:
        """How many steps the lessons take."""
        return len(self._order)

    def loss(self, network: JudgeNetwork, step: int) -> tuple[torch.Tensor, dict[str, float]]:
        """The loss of one step, and its parts."""
        taken = [self._lessons[number] for number in self._order[step]]
        claims = [(own, claim) for own in taken for claim in own.claims]
        pairs = [Pair(claim.claim, own.heading, own.evidence) for own, claim in claims]
        rows = [windows[0] for windows in encode_pairs(pairs, self._encoder)]
        outputs, tokens = read_rows(network, rows, self._encoder.marks[2], _TOKENS_A_BATCH)
        labels = torch.tensor([claim.label for _, claim in claims], device=outputs.device)
        each = functional.cross_entropy(outputs, labels)
        order = _order_loss(outputs, labels, [len(own.claims) for own in taken])
        doubts = [_doubt_loss(row, claim, own[:, 0]) for row, (_, claim), own in zip(rows, claims, tokens, strict=True)]
        known = [own for own in doubts if own is not None]
        where = torch.stack(known).mean() if known else torch.zeros(())
        parts = {"判定": float(each.detach()), "順序": float(order.detach()), "誤りの位置": float(where.detach())}
        return each + _ORDER_WEIGHT * order + _TOKEN_WEIGHT * where, parts


def _order_loss(outputs: torch.Tensor, labels: torch.Tensor, sizes: Sequence[int]) -> torch.Tensor:
    """How far wrong claims come up to the right ones of the same evidence (softplus of the difference of their log odds)."""
    odds = outputs[:, SUPPORTED] - torch.logsumexp(outputs[:, [NOT_SUPPORTED, CONTRADICTED]], dim=1)
    losses = []
    start = 0
    for size in sizes:
        own, right = odds[start : start + size], labels[start : start + size] == SUPPORTED
        start += size
        if right.any() and not right.all():
            losses.append(functional.softplus(own[~right][:, None] - own[right][None, :]).mean())
    return torch.stack(losses).mean() if losses else torch.zeros(())


def _doubt_loss(row: Encoded, claim: Judged, scores: torch.Tensor) -> torch.Tensor | None:
    """Of a right claim no token is wrong, of a wrong one those in its span; None where that is not known."""
    if claim.label != SUPPORTED and claim.wrong is None:
        return None
    wrong = torch.zeros_like(scores)
    if claim.wrong is not None:
        for number, (start, end) in enumerate(row.first_offsets):
            wrong[number] = float(start < claim.wrong.end and end > claim.wrong.start)
    if not len(scores):
        return None
    return functional.binary_cross_entropy_with_logits(scores, wrong, pos_weight=torch.tensor(4.0))
