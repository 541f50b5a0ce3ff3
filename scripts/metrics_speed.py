"""How long every metric function takes over 10,000 made-up answers, beside a plain Python pass over the same ones.

    python -m scripts.metrics_speed             exit code 1 where the total is 10 seconds or more
    python -m scripts.metrics_speed --answers 1000

The plain pass is the least that a program in Python does which looks at each answer once: it brings the text to NFKC
without blanks and adds up the answer's values. The total is one call of each row, in one process, caches cold.
"""

import argparse
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant_eval.metrics import (
    answers,
    atoms,
    calibration,
    citations,
    cost,
    faithfulness,
    intervals,
    paired,
    refusal,
    retrieval,
)

SECONDS: Final = 10.0
SEED: Final = 1
NUGGETS: Final = (("3日|三日", "72時間"), ("本人に?通知",), ("委員会(に|へ)(、)?(速やかに)?報告",))
FORBIDDEN: Final = ("報告(は|の必要は)?(不要|ない)", "5日|五日")
WORDS: Final = [
    "個人データの漏えい等が生じたときは",
    "３ 日以内に\n委員会へ速やかに報告し",
    "本人にも通知しなければならない。",
]


# A sentence for every answer, its number and article its own, and the twenty sentences that they cite.
CLAIMS: Final = (
    "第{number}条により、個人情報取扱事業者は令和7年{month}月{day}日までに委員会へ報告しなければならない。",
    "OpenModel {number}の出力を他のモデルの学習に用いてはならない。",
    "漏えいを知った日から{day}日以内に速報を提出する必要がある。",
)
CITED: Final = tuple(
    f"第{number}条 個人情報取扱事業者は、漏えい等が生じたときは、令和7年{1 + number % 12}月1日までに、"
    f"当該事態が生じた旨を委員会に報告しなければならない。ただし、{number}日以内に本人に通知した場合は、この限りでない。"
    for number in range(1, 21)
)


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up answer: what the metrics read of it."""

    text: str
    answerable: bool
    refused: bool
    wrong: bool
    confidence: float
    supported: tuple[bool, ...]
    ranked: tuple[int, ...]
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=10_000, help="回答の数")
    made = _made(parser.parse_args().answers)
    plain = _seconds(lambda: _plain_pass(made))
    print("| function | seconds | to the plain pass |\n|---|---:|---:|")
    total = 0.0
    for name, call in _rows(made):
        took = _seconds(call)
        total += took
        print(f"| {name} | {took:.3f} | {took / plain:.1f} |")
    print(f"| total | {total:.2f} | {total / plain:.1f} |")
    print(f"| plain pass | {plain:.3f} | 1 |")
    return int(total >= SECONDS)


def _made(count: int) -> list[Made]:
    random = np.random.default_rng(SEED)
    return [
        Made(
            text=f"第{number}条 " + "、".join(WORDS[place] for place in random.integers(len(WORDS), size=8)),
            answerable=bool(random.random() < 2 / 3),
            refused=bool(random.random() < 0.3),
            wrong=bool(random.random() < 0.2),
            confidence=float(random.random()),
            supported=tuple((random.random(random.integers(1, 6)) < 0.9).tolist()),
            ranked=tuple(random.permutation(20)[:10].tolist()),
            seconds=float(random.exponential(6)),
        )
        for number in range(count)
    ]


def _plain_pass(made: Sequence[Made]) -> float:
    total = 0.0
    for own in made:
        total += len("".join(unicodedata.normalize("NFKC", own.text).split()))
        total += own.answerable + own.refused + own.wrong + own.confidence + own.seconds
        total += sum(own.supported) + sum(own.ranked)
    return total


def _rows(made: Sequence[Made]) -> list[tuple[str, Callable[[], object]]]:
    """Every metric function by name, each over all answers."""
    return [*_of_answers(made), *_of_claims(made), *_of_ranks(made), *_of_confidences(made), *_of_sets(made)]


def _of_answers(made: Sequence[Made]) -> list[tuple[str, Callable[[], object]]]:
    # The outcome functions are timed on words and outcomes at hand, so that no row pays for another.
    words = [answers.nuggets_found(own.text, NUGGETS) for own in made[:100]]
    found = [words[number % len(words)] for number in range(len(made))]

    def reached(own: Made, nuggets: Sequence[str | None]) -> answers.Outcome | None:
        return answers.outcome(own.answerable, not own.refused, nuggets, [None], failed=False)

    outcomes = [reached(own, nuggets) for own, nuggets in zip(made, found, strict=True)]
    pairs = list(zip(made, outcomes, strict=True))
    return [
        ("nuggets_found", lambda: [answers.nuggets_found(own.text, NUGGETS) for own in made]),
        ("nugget_recall", lambda: [answers.nugget_recall(own) for own in found]),
        ("forbidden_stated", lambda: [answers.forbidden_stated(own.text, FORBIDDEN) for own in made]),
        ("outcome", lambda: [reached(own, nuggets) for own, nuggets in zip(made, found, strict=True)]),
        ("truth_score", lambda: [answers.truth_score(end, own.answerable) for own, end in pairs]),
        (
            "grounded_correct",
            lambda: [answers.grounded_correct(end, own.answerable, own.supported) for own, end in pairs],
        ),
        ("over_refusal", lambda: [refusal.over_refusal(own.answerable, own.refused) for own in made]),
        ("answered_although", lambda: [refusal.answered_although(own.answerable, own.refused) for own in made]),
        ("overhead", lambda: [cost.overhead(own.seconds, own.seconds / 2, own.seconds / 3) for own in made]),
    ]


def _of_claims(made: Sequence[Made]) -> list[tuple[str, Callable[[], object]]]:
    """What is judged sentence by sentence; the verifier that ALCE's metrics ask is not a metric and costs nothing here."""
    pairs = [
        (
            CLAIMS[number % len(CLAIMS)].format(number=number, month=1 + number % 12, day=1 + number % 28),
            CITED[number % len(CITED)],
        )
        for number in range(len(made))
    ]
    statements = [(claim, ("1", "2")) for claim, _ in pairs]

    def entails(claim: str, cited: Sequence[str]) -> bool:
        return "2" in cited

    return [
        ("label_validity", lambda: [citations.label_validity(own.ranked, range(1, 6)) for own in made]),
        ("quote_exact", lambda: [citations.quote_exact(cited, 0, len(cited), cited) for _, cited in pairs]),
        ("citation_recall", lambda: citations.citation_recall(statements, entails)),
        ("citation_precision", lambda: citations.citation_precision(statements, entails)),
        (
            "locator_accuracy",
            lambda: [
                citations.locator_accuracy([("a.md", f"第{number % 40}条第1項")], [("a.md", "第二十条")])
                for number in range(len(made))
            ],
        ),
        ("atoms_found", lambda: [atoms.atoms_found(claim, cited) for claim, cited in pairs]),
        ("polarity_kept", lambda: [faithfulness.polarity_kept(claim, cited) for claim, cited in pairs]),
        ("strength_kept", lambda: [faithfulness.strength_kept(claim, cited) for claim, cited in pairs]),
    ]


def _of_ranks(made: Sequence[Made]) -> list[tuple[str, Callable[[], object]]]:
    return [
        ("recall_at", lambda: [retrieval.recall_at(10, own.ranked, (1, 2)) for own in made]),
        ("ndcg_at", lambda: [retrieval.ndcg_at(10, own.ranked, (1, 2)) for own in made]),
        ("reciprocal_rank", lambda: [retrieval.reciprocal_rank(10, own.ranked, (1, 2)) for own in made]),
        ("rank_gain", lambda: [retrieval.rank_gain(10, own.ranked[:2]) for own in made]),
        ("span_found", lambda: [retrieval.span_found(5, own.ranked[:3]) for own in made]),
    ]


def _of_confidences(made: Sequence[Made]) -> list[tuple[str, Callable[[], object]]]:
    confidences = [own.confidence for own in made]
    wrong, right = [own.wrong for own in made], [not own.wrong for own in made]
    answered = [not own.refused for own in made]
    return [
        ("risk_coverage", lambda: refusal.risk_coverage(confidences, wrong, answered)),
        ("reliability", lambda: calibration.reliability(confidences, right)),
        ("expected_calibration_error", lambda: calibration.expected_calibration_error(confidences, right)),
        ("brier_score", lambda: calibration.brier_score(confidences, right)),
    ]


def _of_sets(made: Sequence[Made]) -> list[tuple[str, Callable[[], object]]]:
    claims = [[float(value) for value in own.supported] for own in made]
    others = [*claims[1:], *claims[:1]]
    seconds = [[own.seconds] for own in made]
    p_values = [own.confidence for own in made]
    return [
        ("bootstrap_interval", lambda: intervals.bootstrap_interval(claims, SEED)),
        ("paired_difference", lambda: paired.paired_difference(claims, others, SEED)),
        ("mcnemar_exact", lambda: paired.mcnemar_exact(len(made) // 2, len(made) - len(made) // 2)),
        ("holm", lambda: paired.holm(p_values)),
        ("median", lambda: cost.median(seconds, SEED)),
        ("p95", lambda: cost.p95(seconds, SEED)),
    ]


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
