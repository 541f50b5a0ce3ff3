"""The trained support judge on the sentences that were kept from it: calibration and figures."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.judge.calibration import softmax
from assistant.judge.claims.mutations import KINDS
from assistant.judge.loaded import LoadedJudge
from assistant.judge.opinions import Pair
from assistant.judge.support import CONTRADICTED, LEAST, NOT_SUPPORTED, OUTPUTS, SUPPORTED
from assistant.judge.training.fitting import scale_and_shift
from assistant.judge.training.measures import calibration_error, measured, reliability, share
from assistant.judge.training.outcome import Figure, Outcome, quoted
from assistant.judge.training.sources import Report
from assistant.judge.training.support import Lesson
from assistant.judge.training.support_material import Probe, SupportMaterial

_AT_ONCE: Final = 200
_WORST: Final = 5
_CLASSES: Final = {SUPPORTED: "支持", NOT_SUPPORTED: "支持なし", CONTRADICTED: "矛盾"}
_KINDS: Final = {
    "number": "数", "unit": "単位", "date": "日付", "article": "条番号", "negation": "否定", "modality": "義務の強さ",
    "actor": "主体", "licence": "名称", "condition": "条件", "comparison": "比較", "scope": "範囲",
    "stray": "書かれていないこと", "right": "正しい言い換え",
}  # fmt: skip
assert set(_KINDS) == {*KINDS, "stray", "right"}


class _Claims(NamedTuple):
    """Claims' logits, shape (n, classes), what they are, and the numbers of those of each lesson."""

    logits: NDArray[np.float64]
    labels: NDArray[np.int64]
    lessons: tuple[NDArray[np.int64], ...]


def support_outcome(judge: LoadedJudge, material: SupportMaterial, seed: int, report: Report) -> Outcome:
    """Calibrate on half of the sentences that were kept out, measure on the rest."""
    fitted = _read_lessons(judge, material.fitted, "校正", report)
    kept = _read_lessons(judge, material.kept, "測定", report)
    scale, shift = scale_and_shift(fitted.logits, fitted.labels)

    def chances(logits: NDArray[np.float64]) -> NDArray[np.float64]:
        return softmax(scale * logits + np.array(shift)).astype(np.float64)

    said = chances(kept.logits)
    probed = chances(_read(judge, [Pair(p.claim, "", p.evidence) for p in material.probes], "種類ごとの測定", report))
    supported = probed[:, SUPPORTED]
    return Outcome(
        {"scale": scale, "shift": shift},
        len(fitted.labels),
        (*_figures(said, kept, seed), *_of_kinds(material.probes, supported >= LEAST, seed)),
        reliability(said[:, SUPPORTED], kept.labels == SUPPORTED),
        _worst(material.probes[: material.of_sets], supported[: material.of_sets]),
    )


def _figures(said: NDArray[np.float64], kept: _Claims, seed: int) -> tuple[Figure, ...]:
    """Figures of the probabilities `said` of all claims; whole lessons are drawn, as claims about a sentence err together."""
    right, found = kept.labels == SUPPORTED, said.argmax(axis=1)

    def figure(key: str, name: str, value: Callable[[NDArray[np.int64]], float]) -> Figure:
        def of_lessons(drawn: NDArray[np.int64]) -> float:
            return value(np.concatenate([kept.lessons[number] for number in drawn]))

        return Figure(key, name, measured(len(kept.lessons), of_lessons, seed), len(kept.labels))

    def recall(label: int, name: str) -> Figure:
        def value(on: NDArray[np.int64]) -> float:
            return _mean(found[on][kept.labels[on] == label] == label)

        return figure(f"recall_{label}", f"「{name}」の再現率", value)

    low = said[:, SUPPORTED] < LEAST
    return (
        figure("accuracy", "三つの判定の正解率", lambda on: _mean(found[on] == kept.labels[on])),
        *(recall(label, name) for label, name in _CLASSES.items()),
        figure("right_lost", "正しい主張を退けた割合", lambda on: _mean(low[on][right[on]])),
        figure("wrong_caught", "誤った主張を退けた割合", lambda on: _mean(low[on][~right[on]])),
        figure(
            "ece", "「支持」の確率のずれ（ECE、15 区間）", lambda on: calibration_error(said[on, SUPPORTED], right[on])
        ),
    )


def _read_lessons(judge: LoadedJudge, lessons: Sequence[Lesson], step: str, report: Report) -> _Claims:
    claims = [(number, own, claim) for number, own in enumerate(lessons) for claim in own.claims]
    logits = _read(judge, [Pair(claim.claim, own.heading, own.evidence) for _, own, claim in claims], step, report)
    of = np.array([number for number, _, _ in claims], dtype=np.int64)
    places = tuple(np.flatnonzero(of == number) for number in range(len(lessons)))
    return _Claims(logits, np.array([claim.label for _, _, claim in claims], dtype=np.int64), places)


def _read(judge: LoadedJudge, pairs: Sequence[Pair], step: str, report: Report) -> NDArray[np.float64]:
    found = [np.zeros((0, OUTPUTS))]
    for start in range(0, len(pairs), _AT_ONCE):
        found.append(np.array([own.outputs for own in judge.read(pairs[start : start + _AT_ONCE])], dtype=np.float64))
        report(step, min(start + _AT_ONCE, len(pairs)), len(pairs), "")
    return np.concatenate(found)


def _of_kinds(probes: Sequence[Probe], passed: NDArray[np.bool_], seed: int) -> list[Figure]:
    """Of each kind of wrong claim the share that is caught, of right ones the share that is let pass."""
    kinds = np.array([own.kind for own in probes], dtype=np.str_)
    found = []
    for kind, name in _KINDS.items():
        if not (kinds == kind).any():
            continue
        good = passed[kinds == kind] if kind == "right" else ~passed[kinds == kind]
        said = "通した" if kind == "right" else "退けた"
        found.append(Figure(f"kind_{kind}", f"{name}: {said}割合", share(good, seed), len(good)))
    return found


def _mean(came: NDArray[np.bool_]) -> float:
    return float(came.mean()) if len(came) else float("nan")


def _worst(probes: Sequence[Probe], supported: NDArray[np.float64]) -> tuple[str, ...]:
    """The wrong claims that were let pass with the greatest certainty."""
    let_pass = [
        (-chance, own)
        for own, chance in zip(probes, supported.tolist(), strict=True)
        if own.kind != "right" and chance >= LEAST
    ]
    let_pass.sort(key=lambda pair: pair[0])
    return tuple(
        f"根拠「{quoted(own.evidence)}」に対する誤った主張「{quoted(_around(own))}」（{_KINDS[own.kind]}）を通した"
        for _, own in let_pass[:_WORST]
    )


def _around(probe: Probe) -> str:
    """The part of the claim where it was changed, so that a short quotation shows it."""
    start = 0 if probe.changed is None else max(0, probe.changed.start - 20)
    return ("…" if start else "") + probe.claim[start:]
