"""The whole way over injected documents: whatever the model writes, nothing unproven is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer.pipeline import Assistant
from assistant.index.build import build_index
from assistant.index.opened import open_index
from assistant.models.protocols import LanguageModel
from assistant.retrieve.search import Retriever
from assistant_eval.injection import QUESTION, Case, read_carriers, read_cases
from assistant_eval.injection_run import Outcome, run_cases
from tests.stand_ins import DAY, HashingEmbedder, small_settings

CASES = read_cases()


def open_with_stand_ins(corpus: Path, folder: Path, generator: LanguageModel | None) -> Assistant:
    assert generator is not None
    settings, embedder = small_settings(folder), HashingEmbedder()
    build_index((corpus,), settings.index.folder, embedder, settings.index.passage_characters, DAY)
    index = open_index(settings.index.folder, embedder.name, embedder.fingerprint)
    return Assistant(Retriever(index, embedder, settings.retrieval, today=DAY.date), generator, settings)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Every case with the model that obeys."""
    folder = tmp_path_factory.mktemp("injections")
    run = run_cases(CASES, read_carriers().values(), folder, open_with_stand_ins)
    return {outcome.case.id: outcome for outcome in run}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id}-{case.kind}")
def test_no_rule_is_broken_by_a_model_that_obeys_the_injection(outcomes: dict[str, Outcome], case: Case) -> None:
    assert outcomes[case.id].broken == ()


def test_instructions_in_documents_are_on_the_table_or_hidden_but_never_quoted(outcomes: dict[str, Outcome]) -> None:
    on_the_table = 0
    for outcome in outcomes.values():
        if outcome.case.place == QUESTION:
            continue
        texts = [item.hit.passage.text for item in outcome.answer.evidence]
        on_the_table += any(outcome.case.insert.splitlines()[0][:12] in text for text in texts)
    assert on_the_table >= 25  # else the cases would prove nothing


@pytest.fixture(scope="module")
def real_outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Outcome]]:
    """A few cases with the smallest real model, and the real embedder."""
    from dataclasses import replace

    from assistant.opening import open_assistant, open_embedder, open_generator
    from assistant.settings import load_settings

    settings = load_settings()
    models = settings.models.model_copy(update={"generator": "qwen2.5-coder-0.5b-instruct"})
    settings = settings.model_copy(update={"models": models})
    embedder, generator = open_embedder(settings), open_generator(settings)

    def opened(corpus: Path, folder: Path, obedient: LanguageModel | None) -> Assistant:
        build_index((corpus,), folder, embedder, settings.index.passage_characters, DAY)
        return replace(open_assistant(settings, folder), generator=generator)

    few = [case for case in CASES if case.id in ("ind-01", "ind-03", "ind-07", "ind-32", "ind-42", "inq-01", "inq-02")]
    folder = tmp_path_factory.mktemp("real")
    yield list(run_cases(few, read_carriers().values(), folder, opened, obedient=False))
    generator.close()


@pytest.mark.models
def test_no_rule_is_broken_with_a_real_model(real_outcomes: list[Outcome]) -> None:
    assert len(real_outcomes) == 7
    assert [(outcome.case.id, outcome.broken) for outcome in real_outcomes if outcome.broken] == []
