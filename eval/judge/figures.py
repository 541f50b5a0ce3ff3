"""The judge's own figures over the answers of a run, as report.json holds them: beside the deterministic ones.

What needs no model is not asked: a sentence that cites nothing is not supported (as for the verifier, and in ALCE, Gao
et al. 2023), and an answer that was refused, or shows no sentence, is not right. An answer that broke down counts nowhere.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from assistant.records import Document
from assistant_eval.judge.judgements import JudgeAgreement
from assistant_eval.judge.model import Judge, Unjudged
from assistant_eval.metrics.intervals import bootstrap_interval
from assistant_eval.records import CitedWords, Question, Response, Sentence
from assistant_eval.running import Counted

Answered = tuple[Question, Response]
Verdict = Callable[[], bool]

LABELS: Final = {
    "judge_supported": "裏付けのある文の率（判定モデル）",
    "judge_correct": "正答率（判定モデル）",
}


class _Task(NamedTuple):
    """The verdicts wanted for one answer under one metric, in the order of its sentences."""

    metric: str
    system: str
    verdicts: tuple[Verdict, ...]


def judge_report(
    judge: Judge,
    figures: Sequence[Mapping[str, Any]],
    agreed: JudgeAgreement | None,
    verifier: JudgeAgreement | None,
) -> dict[str, Any]:
    """The object "judge" of report.json; agreement, kappa and the bounds are None without a hand-labelled sample.

    `unjudged` counts the judgements of the sample that the judge gave no verdict on; each figure has its own `failed`.
    """
    own = None if agreed is None else agreed.accuracy
    beside = None if verifier is None else verifier.accuracy
    return {
        "name": judge.name,
        "agreement": None if own is None else own.mean,
        "agreement_low": None if own is None else own.low,
        "agreement_high": None if own is None else own.high,
        "kappa": None if agreed is None else agreed.kappa,
        "verifier_agreement": None if beside is None else beside.mean,
        "verifier_kappa": None if verifier is None else verifier.kappa,
        "sample": 0 if agreed is None else agreed.sample,
        "unjudged": 0 if agreed is None else agreed.unjudged,
        "figures": [dict(figure) for figure in figures],
    }


def judge_figures(
    judge: Judge, answered: Sequence[Answered], documents: Mapping[str, Document], seed: int, counted: Counted
) -> list[dict[str, Any]]:
    """For each system the share of shown sentences that the judge finds supported by the words they cite, and the share
    of answers to answerable questions that it finds right, each with its 95% interval clustered by question.

    `documents` (by source) gives the words of a citation that quotes none itself. `values` counts verdicts, `questions`
    the answers they come from, `failed` the verdicts that the judge could not give.
    """
    tasks = [_supported(judge, response, documents) for _, response in answered]
    tasks += [_correct(judge, *pair) for pair in answered]  # apart, so that prompts that begin alike follow each other
    total, done = sum(len(task.verdicts) for task in tasks), 0
    told: dict[tuple[str, str], list[list[float | None]]] = {}
    for task in tasks:
        cluster = told.setdefault((task.metric, task.system), [])
        cluster.append([])
        for verdict in task.verdicts:
            cluster[-1].append(_value(verdict))
            done += 1
            counted(done, total)
    return [_figure(metric, system, clusters, seed) for (metric, system), clusters in told.items()]


def _supported(judge: Judge, response: Response, documents: Mapping[str, Document]) -> _Task:
    shown = response.shown if response.answered else ()
    verdicts = tuple(_sentence_verdict(judge, sentence, documents) for sentence in shown)
    return _Task("judge_supported", response.system, verdicts)


def _sentence_verdict(judge: Judge, sentence: Sentence, documents: Mapping[str, Document]) -> Verdict:
    cited = dict.fromkeys(words for own in sentence.citations if (words := _words(own, documents)))
    return (lambda: judge.supports(sentence.text, "\n".join(cited))) if cited else (lambda: False)


def _words(cited: CitedWords, documents: Mapping[str, Document]) -> str:
    """What a citation quotes, or else the piece that it points to; "" where it leads nowhere."""
    quote: str = cited.quote
    if quote or cited.source not in documents:
        return quote
    return documents[cited.source].text[cited.start : cited.end]


def _correct(judge: Judge, question: Question, response: Response) -> _Task:
    if not question.answerable or not question.gold or response.failure is not None:
        return _Task("judge_correct", response.system, ())
    gold = tuple(span[0].quote for span in question.gold)
    text = "\n".join(own.text for own in response.shown) if response.answered else ""
    verdict: Verdict = (lambda: judge.correct(question.question, gold, text)) if text else (lambda: False)
    return _Task("judge_correct", response.system, (verdict,))


def _value(verdict: Verdict) -> float | None:
    try:
        return float(verdict())
    except Unjudged:
        return None


def _figure(metric: str, system: str, clusters: Sequence[Sequence[float | None]], seed: int) -> dict[str, Any]:
    counts = [sum(value is not None for value in own) for own in clusters]
    told = bootstrap_interval(clusters, seed)
    return {
        "metric": metric,
        "label": LABELS[metric],
        "system": system,
        "mean": None if told is None else told.mean,
        "low": None if told is None else told.low,
        "high": None if told is None else told.high,
        "questions": sum(map(bool, counts)),
        "values": sum(counts),
        "failed": sum(map(len, clusters)) - sum(counts),
    }
