"""Fit the weights of the answering step on the development questions of the starter suite, and say how well they do.

    python -m scripts.fit_answering [--write]

Prints, with eight-fold cross-validation by question, how often the sentences shown hold all the facts wanted, and how
well answerable questions are told from far ones; `--write` puts the weights of all rows into
assistant/answer/selection/weights.toml. Only rows with split "dev" are read.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.answer.selection.answerable import signs
from assistant.answer.selection.choice import Ranked, choose
from assistant.answer.selection.features import Features, Sentence, describe
from assistant.answer.selection.weights import Logistic
from assistant.opening import open_retriever
from assistant.retrieve.evidence import lay_out
from assistant.retrieve.filters import Filters
from assistant.retrieve.search import Found, search
from assistant.settings import load_settings
from assistant_eval.metrics.answers import Outcome, forbidden_stated, nuggets_found, outcome
from assistant_eval.question_set import read_questions
from assistant_eval.records import Question

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDS: Final = 8
SENTENCE: Final = Features._fields
SENTENCE_UNREAD: Final = tuple(name for name in SENTENCE if name != "read")
ANSWERABLE: Final = ("score", "relevance", "best")
ANSWERABLE_UNREAD: Final = ("score", "best")


@dataclass(frozen=True, slots=True)
class Row:
    """A development question with the sentences found for it and the signs that it is answered."""

    question: Question
    sentences: tuple[Sentence, ...]
    found: Found


def main() -> None:
    """Fit, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=ROOT / "index" / "starter")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = _rows(arguments.index)
    sentence, unread = _sentences(rows, SENTENCE), _sentences(rows, SENTENCE_UNREAD)
    fitted = {
        "sentence": sentence,
        "sentence_unread": unread,
        "answerable": _answerable(rows, ANSWERABLE, sentence),
        "answerable_unread": _answerable(rows, ANSWERABLE_UNREAD, unread),
    }
    text = _toml(fitted, len(rows))
    print(text)
    if arguments.write:
        (ROOT / "assistant" / "answer" / "selection" / "weights.toml").write_text(text, encoding="utf-8")


def _rows(index: Path) -> list[Row]:
    retriever = open_retriever(load_settings(), index)
    rows = []
    for question in read_questions(ROOT / "eval" / "questions" / "starter.jsonl"):
        if question.split != "dev":
            continue
        found = search(question.question, retriever, retriever.settings.passages, Filters(as_of=question.as_of))
        evidence = lay_out(found)
        if not evidence:
            continue  # an as-of date before all documents
        sentences = describe(question.question, found, evidence, retriever.judge)
        rows.append(Row(question, sentences, found))
    return rows


Fitted = tuple[float, dict[str, float]]


def _sentences(rows: Sequence[Row], names: Sequence[str]) -> Fitted:
    """The weights of all answerable rows; prints what cross-validated ones would show."""
    rows = [row for row in rows if row.question.answerable and row.question.nuggets]
    values = [np.array([[getattr(own.features, name) for name in names] for own in row.sentences]) for row in rows]
    wanted = [np.array([_answers(row.question, [own]) > 0 for own in row.sentences]) for row in rows]
    reached: Counter[str] = Counter()
    for fold in range(FOLDS):
        rest = [number for number in range(len(rows)) if number % FOLDS != fold]
        model = _logistic(np.vstack([values[n] for n in rest]), np.concatenate([wanted[n] for n in rest]))
        for number in range(fold, len(rows), FOLDS):
            reached[_outcome(rows[number], model(values[number]))] += 1
    shares = {name: f"{count / len(rows):.2f}" for name, count in sorted(reached.items())}
    print(f"# {len(rows)} answerable questions, {', '.join(names)}: {shares}")
    return _weights(np.vstack(values), np.concatenate(wanted), names)


def _answers(question: Question, shown: Sequence[Sentence]) -> float:
    text = "\n".join(own.text for own in shown)
    if any(words is not None for words in forbidden_stated(text, question.forbidden)):
        return 0.0
    found = nuggets_found(text, question.nuggets)
    return sum(words is not None for words in found) / len(found)


def _outcome(row: Row, probabilities: NDArray[np.float64]) -> str:
    ranked = [Ranked(own, float(p)) for own, p in zip(row.sentences, probabilities, strict=True)]
    ranked.sort(key=lambda own: -own.probability)
    text = "\n".join(own.text for own in choose(ranked, wants_list=row.found.question.wants_list))
    question = row.question
    nuggets, forbidden = nuggets_found(text, question.nuggets), forbidden_stated(text, question.forbidden)
    return str(outcome(True, True, nuggets, forbidden, failed=False) or Outcome.WRONG)


def _answerable(rows: Sequence[Row], names: Sequence[str], sentence: Fitted) -> Fitted:
    """The weights that tell answerable questions from far ones; prints the far ones refused at 5 % over-refusal."""
    from sklearn.metrics import roc_auc_score

    rows = [row for row in rows if row.question.answerable or row.question.refuse == "far"]
    told = [signs(row.found, _best(row, Logistic(*sentence))) for row in rows]
    values = np.array([[own[name] for name in names] for own in told])
    wanted = np.array([row.question.answerable for row in rows])
    probabilities = np.zeros(len(rows))
    for fold in range(FOLDS):
        mine = np.arange(len(rows)) % FOLDS == fold
        probabilities[mine] = _logistic(values[~mine], wanted[~mine], balanced=True)(values[mine])
    bound = np.quantile(probabilities[wanted], 0.05)
    refused = float((probabilities[~wanted] < bound).mean())
    area = roc_auc_score(wanted, probabilities)
    print(
        f"# {len(rows)} questions, {', '.join(names)}: AUROC {area:.3f}, far refused {refused:.2f} (bound {bound:.2f})"
    )
    return _weights(values, wanted, names, balanced=True)


def _best(row: Row, model: Logistic) -> float:
    return max((model.probability(own.features._asdict()) for own in row.sentences), default=0.0)


def _logistic(
    values: NDArray[np.float64], wanted: NDArray[np.bool_], *, balanced: bool = False
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    pipeline = _pipeline(values, wanted, balanced=balanced)
    return lambda rows: np.asarray(pipeline.predict_proba(rows)[:, 1])


def _pipeline(values: NDArray[np.float64], wanted: NDArray[np.bool_], *, balanced: bool) -> "Pipeline":
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    regression = LogisticRegression(C=0.3, max_iter=2000, class_weight="balanced" if balanced else None)
    return make_pipeline(StandardScaler(), regression).fit(values, wanted)


def _weights(
    values: NDArray[np.float64], wanted: NDArray[np.bool_], names: Sequence[str], *, balanced: bool = False
) -> Fitted:
    """The fitted model over the features as they are, not standardised."""
    pipeline = _pipeline(values, wanted, balanced=balanced)
    scaler, regression = pipeline[0], pipeline[1]
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    return intercept, dict(zip(names, map(float, weights), strict=True))


def _toml(fitted: dict[str, Fitted], rows: int) -> str:
    lines = [
        "# Weights of the answering step: logistic models over the features of assistant/answer/selection/features.py and answerable.py.",
        f"# Written by `python -m scripts.fit_answering --write` from {rows} development questions; do not edit.",
    ]
    for name, (intercept, weights) in fitted.items():
        lines += ["", f"[{name}]", f"intercept = {intercept:.4f}"]
        lines += [f"{feature} = {weight:.4f}" for feature, weight in weights.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
