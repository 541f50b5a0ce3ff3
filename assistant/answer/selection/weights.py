"""What each feature counts for, fitted on the development questions by `scripts/fit_answering.py`; see `weights.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Any, Final

from assistant.answer.selection.features import Features
from assistant.errors import AssistantError

ANSWERABLE: Final = frozenset({"score", "relevance", "best"})
FILE_NAME: Final = "weights.toml"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: `intercept` and a weight for each of some named features; others count for nothing."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability for named features, 0 to 1."""
        logit = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))


@dataclass(frozen=True, slots=True)
class Weights:
    """With and without a relevance judge: whether a sentence answers, and whether a question is answered at all."""

    sentence: Logistic
    sentence_unread: Logistic
    answerable: Logistic
    answerable_unread: Logistic


@cache
def load_weights() -> Weights:
    """Read the packaged weights; raise `AssistantError` when a feature is unknown."""
    raw = tomllib.loads(resources.files("assistant.answer.selection").joinpath(FILE_NAME).read_text(encoding="utf-8"))
    sentence = frozenset(Features._fields)
    return Weights(
        _logistic(raw, "sentence", sentence),
        _logistic(raw, "sentence_unread", sentence - {"read"}),
        _logistic(raw, "answerable", ANSWERABLE),
        _logistic(raw, "answerable_unread", ANSWERABLE - {"relevance"}),
    )


def _logistic(raw: dict[str, Any], name: str, known: frozenset[str]) -> Logistic:
    own = dict(raw.get(name, {}))
    intercept = own.pop("intercept", None)
    if intercept is None or not set(own) <= known:
        raise AssistantError(
            f"{FILE_NAME} の {name} が誤っています: {sorted(set(own) - known) or 'intercept がありません'}"
        )
    return Logistic(float(intercept), {key: float(weight) for key, weight in own.items()})
