"""What the support judge is worth, as tables: changed claims caught, right ones kept, labels of people met."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from assistant.judge.claims.mutations import KINDS
from assistant_eval.judge.judgements import LABELS as JUDGED
from assistant_eval.judge.judgements import SUPPORTED, Judgement
from assistant_eval.metrics.calibration import Bin
from assistant_eval.metrics.intervals import Interval, bootstrap_interval, widened
from assistant_eval.metrics.paired import paired_difference
from assistant_eval.mutation.detection import LABELS, Detection, Verdict
from assistant_eval.mutation.paraphrases import Case
from assistant_eval.relevance_tables import interval, points, shown

RULES: Final = "規則だけ"
ALONE: Final = "審査だけ"
BOTH: Final = "規則と審査"
_WRONG: Final = {"unsupported": "裏付けなし", "contradicted": "矛盾"}


def case_of(judgement: Judgement) -> Case:
    """A judged claim as a case of the mutation test."""
    return Case(judgement.id, judgement.source, judgement.quote, judgement.claim)


def mutation_rows(found: Mapping[str, Detection], seed: int) -> Iterator[str]:
    """A row for each class of change, for all, and for the right claims; a column for each of the verifiers in `found`.

    The last column is how much more `BOTH` catches than `RULES` of the mutants of claims that both accept unchanged.
    """
    yield f"| 変えたもの | {' | '.join(f'{name}（件）' for name in found)} | 差（{BOTH} − {RULES}、ポイント） |"
    yield f"|---|{'---|' * (len(found) + 1)}"
    for kind, label in (*((kind, f"{LABELS[kind]}（{kind}）") for kind in KINDS), (None, "**全体**")):
        cells = [_caught(own, kind, seed) for own in found.values()]
        yield f"| {label} | {' | '.join(cells)} | {_more_caught(found, kind, seed)} |"
    wrongly = {name: own.wrongly_rejected for name, own in found.items()}
    cells = [f"{shown(_share([(value,) for value in own], seed))} {len(own)}" for own in wrongly.values()]
    both, rules = wrongly.get(BOTH), wrongly.get(RULES)
    more = None if both is None or rules is None else interval([a - b for a, b in zip(both, rules, strict=True)], seed)
    yield f"| 正しい言い換えを退けた割合 | {' | '.join(cells)} | {points(more)} |"


def _caught(detection: Detection, kind: str | None, seed: int) -> str:
    clusters = detection.all_caught if kind is None else detection.caught[kind]
    return f"{shown(_share(clusters, seed))} {sum(map(len, clusters))}"


def _share(clusters: Sequence[Sequence[float]], seed: int) -> Interval | None:
    found = bootstrap_interval(clusters, seed)
    return None if found is None else widened(found, sum(map(bool, clusters)))


def _more_caught(found: Mapping[str, Detection], kind: str | None, seed: int) -> str:
    if not {RULES, BOTH} <= found.keys():
        return points(None)
    mine, theirs = (_by_case(found[name], kind) for name in (BOTH, RULES))
    shared = [(own, other) for own, other in zip(mine, theirs, strict=True) if own is not None and other is not None]
    difference = paired_difference([own for own, _ in shared], [other for _, other in shared], seed)
    return points(None if difference is None else difference.difference)


def _by_case(detection: Detection, kind: str | None) -> list[tuple[float, ...] | None]:
    """The values of every case in the order in which they were put; None where its own claim was rejected."""
    accepted = iter(detection.all_caught if kind is None else detection.caught[kind])
    return [None if rejected else next(accepted) for rejected in detection.wrongly_rejected]


def judgement_rows(judgements: Sequence[Judgement], verdicts: Mapping[str, Verdict], seed: int) -> Iterator[str]:
    """A row for each measure, a column for each verifier: right verdicts, wrong claims accepted, right ones rejected."""
    accepted = {name: [verdict(case_of(own), own.claim)[0] for own in judgements] for name, verdict in verdicts.items()}
    yield f"| 測ったもの | 件 | {' | '.join(verdicts)} |"
    yield f"|---|---:|{'---|' * len(verdicts)}"
    for label, labels in (
        ("判定が合った割合", JUDGED),
        ("誤りを受け入れた割合", tuple(_WRONG)),
        *((f"うち{name}（{kind}）", (kind,)) for kind, name in _WRONG.items()),
        ("正しいものを退けた割合", (SUPPORTED,)),
    ):
        places = [place for place, own in enumerate(judgements) if own.label in labels]
        cells = [
            shown(_share([(_value(own[at], judgements[at].label, labels),) for at in places], seed))
            for own in accepted.values()
        ]
        yield f"| {label} | {len(places)} | {' | '.join(cells)} |"


def _value(accepted: bool, label: str, labels: Sequence[str]) -> float:
    """Whether the verdict is right where all labels are looked at, else whether it is wrong."""
    right = accepted == (label == SUPPORTED)
    return float(right if len(labels) == len(JUDGED) else not right)


def reliability_rows(bins: Sequence[Bin]) -> Iterator[str]:
    """A row for each bin that holds something: how many, their mean probability, the share that came true."""
    yield "| 確率 | 件 | 平均の確率 | 実際の割合 |"
    yield "|---|---:|---:|---:|"
    for own in bins:
        if own.confidence is not None and own.correct is not None:
            yield f"| {own.low:.2f}–{own.high:.2f} | {own.count} | {own.confidence:.3f} | {own.correct:.3f} |"
