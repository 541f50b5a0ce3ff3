"""The product, with and without a model that writes, and its rivals, with the real embedder and the small model, over the five documents."""

from datetime import date
from pathlib import Path

import pytest

from assistant.models.progress import silent
from assistant.settings import Settings, load_settings
from assistant_eval.opening import Bench, open_bench
from assistant_eval.records import Question, Response
from assistant_eval.running import SystemRun, run_system
from assistant_eval.suite import Suite
from tests.stand_ins import TRUTHFUL, small_corpus

pytestmark = pytest.mark.models

QUESTIONS = tuple(Question(f"q{number}", "dev", "other", text) for number, text in enumerate(list(TRUTHFUL)[:2]))


def settings() -> Settings:
    found = load_settings()
    models = found.models.model_copy(update={"generator": "qwen2.5-coder-0.5b-instruct", "max_answer_tokens": 32})
    return found.model_copy(update={"models": models})


WRITING = ("assistant-conclusion", "plain-chain", "closed-book")
SYSTEMS = ("assistant", *WRITING)


def test_the_systems_answer_with_one_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = settings()
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    suite = Suite("five", "五文書", QUESTIONS, (small_corpus(tmp_path),), today=date(2026, 11, 22))
    with open_bench(suite, own, SYSTEMS, None, silent) as bench:
        runs = {system.name: run_system(system, QUESTIONS, tmp_path / "answers", {}) for system in bench.systems}
        again = [run_system(system, QUESTIONS, tmp_path / "answers", {}) for system in bench.systems]
        assert list(runs) == list(SYSTEMS)
        for run in runs.values():
            check_run(run)
        for name in WRITING:
            check_writing(runs[name])
        assert all(own.tokens is None for own in runs["assistant"].responses)
        check_product(runs["assistant"].responses, bench)
        check_product(runs["assistant-conclusion"].responses, bench)
        check_plain_chain(runs["plain-chain"].responses)
        for response in runs["closed-book"].responses:
            assert (response.evidence, response.ranking, response.confidence) == ((), None, None)
    assert [own.responses for own in again] == [
        own.responses for own in runs.values()
    ]  # from the disk, to the last digit
    assert [(own.cached, own.seconds) for own in again] == [(2, 0.0)] * len(SYSTEMS)


def check_run(run: SystemRun) -> None:
    assert [own.question_id for own in run.responses] == ["q0", "q1"]
    assert run.cached == 0
    assert all(own.failure is None and own.timings.own_s >= 0 for own in run.responses)
    assert sum(own.timings.total_s for own in run.responses) <= run.seconds


def check_writing(run: SystemRun) -> None:
    assert run.peak_bytes is not None and run.peak_bytes > 400 * 2**20  # the model's file alone has 469 MiB
    for own in run.responses:
        assert own.tokens is not None
        assert 0 < own.tokens.written <= 32
        assert 0 <= own.tokens.reused < own.tokens.prompt
        timings = own.timings
        assert timings.first_token_s is not None and timings.decode_s is not None
        assert timings.retrieve_s < timings.first_token_s <= timings.total_s


def check_product(responses: tuple[Response, ...], bench: Bench) -> None:
    for own, source in zip(responses, ("rules/usage.md", "guideline.md"), strict=True):
        assert own.ranking is not None and own.ranking[0].source == source
        assert own.confidence is not None and 0.7 < own.confidence <= 1
        for sentence in own.shown:
            assert sentence.citations
            for cited in sentence.citations:
                assert bench.documents[cited.source].text[cited.start : cited.end] == cited.quote
        assert own.answered == bool(own.shown)


def check_plain_chain(responses: tuple[Response, ...]) -> None:
    for own, source in zip(responses, ("rules/usage.md", "guideline.md"), strict=True):
        assert own.ranking is not None
        assert (len(own.evidence), len(own.ranking), own.ranking[0].source) == (4, 5, source)
        assert own.confidence is not None and 0.7 < own.confidence <= 1
        assert all(sentence.shown for sentence in own.sentences)
