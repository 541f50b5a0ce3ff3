"""The mutation test: of right claims changed in one thing, the share that a verifier rejects.

A claim that the verifier rejects unchanged proves nothing when it rejects the changed one too: its mutants are counted,
but left out of the share caught (mutation analysis: DeMillo, Lipton & Sayward 1978).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, NamedTuple

from assistant.judge.claims.mutations import KINDS, MOST, Mutation, mutations
from assistant.judge.claims.replacements import Replacements
from assistant_eval.metrics.intervals import bootstrap_interval, widened
from assistant_eval.mutation.paraphrases import Case

Verdict = Callable[[Case, str], tuple[bool, tuple[str, ...]]]
LABELS: Final = {
    "number": "数字",
    "unit": "単位",
    "date": "日付",
    "article": "条項番号",
    "negation": "肯定・否定",
    "modality": "義務の強さ",
    "actor": "主体",
    "licence": "ライセンス・製品名・版",
    "condition": "条件の脱落",
    "comparison": "比較の向き",
    "scope": "範囲の限定・一般化",
}


class Escaped(NamedTuple):
    """A wrong claim that the verifier let pass."""

    case: Case
    mutation: Mutation


class Rejected(NamedTuple):
    """A right claim that the verifier rejected, with its reasons."""

    case: Case
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detection:
    """What a verifier made of right claims and of the wrong ones made of them.

    `caught`: for each kind one entry for each case whose own claim was accepted, in the same order for all kinds: 1.0
    for a mutant rejected, 0.0 for one that escaped, empty where the kind did not apply; `left_out`: for each kind the mutants of rejected claims. `wrongly_rejected`: one value a case.
    """

    caught: dict[str, tuple[tuple[float, ...], ...]]
    left_out: dict[str, int]
    wrongly_rejected: tuple[float, ...]
    escaped: tuple[Escaped, ...]
    rejected: tuple[Rejected, ...]

    @property
    def all_caught(self) -> tuple[tuple[float, ...], ...]:
        """The values of all kinds together, one entry a case."""
        return tuple(tuple(value for own in row for value in own) for row in zip(*self.caught.values(), strict=True))


def detect(
    cases: Sequence[Case], verdict: Verdict, replacements: Replacements, seed: int, most: int = MOST
) -> Detection:
    """Put every case and its mutants (at most `most` of a kind) before `verdict`: claim → accepted, reasons.

    The lot of a case depends on `seed` and its id alone, so that a case more leaves the others as they were.
    """
    caught: dict[str, list[tuple[float, ...]]] = {kind: [] for kind in KINDS}
    left_out = dict.fromkeys(KINDS, 0)
    wrongly_rejected: list[float] = []
    escaped: list[Escaped] = []
    rejected: list[Rejected] = []
    for case in cases:
        made = mutations(case.claim, replacements, Random(f"{seed}:{case.id}"), most)  # noqa: S311 - a lot, no secret
        accepted, reasons = verdict(case, case.claim)
        wrongly_rejected.append(0.0 if accepted else 1.0)
        if not accepted:
            rejected.append(Rejected(case, reasons))
            for mutation in made:
                left_out[mutation.kind] += 1
            continue
        passed = [mutation for mutation in made if verdict(case, mutation.claim)[0]]
        escaped.extend(Escaped(case, mutation) for mutation in passed)
        for kind in KINDS:
            caught[kind].append(tuple(float(one not in passed) for one in made if one.kind == kind))
    return Detection(
        {kind: tuple(values) for kind, values in caught.items()},
        left_out,
        tuple(wrongly_rejected),
        tuple(escaped),
        tuple(rejected),
    )


def _shares(clusters: Sequence[Sequence[float]], total: str, hits: str, seed: int) -> dict[str, Any]:
    """How many values, how many of them 1.0, the share and its bounds (95%, cases drawn); None where there is none."""
    values = [value for own in clusters for value in own]
    interval = bootstrap_interval(clusters, seed)
    mean, low, high = (None, None, None) if interval is None else widened(interval, sum(map(bool, clusters)))
    return {total: len(values), hits: int(sum(values)), "mean": mean, "low": low, "high": high}


def as_report(detection: Detection, seed: int) -> dict[str, Any]:
    """The part "mutations" of a report; bounds are None where nothing was made, and counts say so.

    `left_out` (mutants of claims rejected unchanged) and `overall` come on top of the counts of each class.
    """
    return {
        "classes": [
            {"name": kind, "label": LABELS[kind]}
            | _shares(detection.caught[kind], "made", "caught", seed)
            | {"left_out": detection.left_out[kind]}
            for kind in KINDS
        ],
        "overall": _shares(detection.all_caught, "made", "caught", seed)
        | {"left_out": sum(detection.left_out.values())},
        "paraphrases": _shares([(value,) for value in detection.wrongly_rejected], "made", "rejected", seed),
        "escaped": [
            {
                "class": one.mutation.kind,
                "source": one.case.source,
                "quote": one.case.quote,
                "claim": one.mutation.claim,
                "was": one.mutation.was,
                "becomes": one.mutation.becomes,
            }
            for one in detection.escaped
        ],
        "rejected": [
            {"source": one.case.source, "quote": one.case.quote, "claim": one.case.claim, "reasons": list(one.reasons)}
            for one in detection.rejected
        ],
    }
