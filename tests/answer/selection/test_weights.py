from importlib import resources
from pathlib import Path

import pytest

from assistant.answer.selection.features import Features
from assistant.answer.selection.weights import FILE_NAME, Logistic, load_weights
from assistant.errors import AssistantError

GOOD = {
    "sentence": "intercept = 0.0\nshared = 1.0",
    "sentence_unread": "intercept = 0.0",
    "answerable": "intercept = 0.0\nrelevance = 1.0",
    "answerable_unread": "intercept = 0.0",
}


def load(folder: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]) -> object:
    """What becomes of a file of weights with some tables changed."""
    tables = GOOD | changed
    text = "\n".join(f"[{name}]\n{body}" for name, body in tables.items() if body)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda package: folder)
    return load_weights.__wrapped__()


def test_the_packaged_weights_hold_only_what_is_known() -> None:
    weights = load_weights()
    assert set(weights.sentence.weights) == set(Features._fields)
    assert "read" not in weights.sentence_unread.weights
    assert "relevance" not in weights.answerable_unread.weights


def test_more_of_the_question_and_a_nearer_window_speak_for_a_sentence() -> None:
    for model in (load_weights().sentence, load_weights().sentence_unread):
        plain = Features(cosine=-0.1, place=1.0, read=0.0, shared=0.2, concepts=0.0)
        for better in (plain._replace(cosine=0.0), plain._replace(place=0.0), plain._replace(shared=0.8)):
            assert model.probability(better._asdict()) > model.probability(plain._asdict())


def test_a_good_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(tmp_path, monkeypatch, {}) is not None


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"sentence": "intercept = 0.0\nlength = 1.0"}, "length"),
        ({"sentence_unread": "intercept = 0.0\nread = 1.0"}, "read"),
        ({"answerable_unread": "intercept = 0.0\nrelevance = 1.0"}, "relevance"),
        ({"answerable": "score = 1.0"}, "intercept"),
        ({"sentence": ""}, "sentence"),
    ],
)
def test_an_unknown_feature_or_a_missing_intercept_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], named: str
) -> None:
    with pytest.raises(AssistantError, match=named):
        load(tmp_path, monkeypatch, changed)


@pytest.mark.parametrize(("logit", "probability"), [(0.0, 0.5), (1e6, 1.0), (-1e6, 0.0)])
def test_a_probability_of_any_logit(logit: float, probability: float) -> None:
    assert Logistic(0.0, {"own": 1.0}).probability({"own": logit, "other": 9.0}) == pytest.approx(probability)
