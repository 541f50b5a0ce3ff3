"""From a suite to its systems, the models replaced by the stand-ins."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.models.progress import silent
from assistant.settings import Settings
from assistant_eval import opening
from assistant_eval.cache import fingerprint
from assistant_eval.opening import LABELS, model_rows, open_bench
from assistant_eval.records import Question
from assistant_eval.suite import Suite
from tests.stand_ins import (
    TRUTHFUL,
    HashingEmbedder,
    ScriptedGenerator,
    open_small_assistant,
    small_corpus,
    small_settings,
)

RULES = "顧客の個人情報を生成AIに入力してよいですか"


class ClosingGenerator(ScriptedGenerator):
    """Tells whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def generator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClosingGenerator:
    made = ClosingGenerator([TRUTHFUL[RULES]] * 9)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(opening, "open_embedder", lambda settings: HashingEmbedder())
    monkeypatch.setattr(opening, "open_generator", lambda settings: made)
    return made


def suite(corpus: tuple[Path, ...] | None, today: date | None = None) -> Suite:
    return Suite("own", "社内", (Question("q", "dev", "other", RULES),), corpus, today=today)


def opened(suite: Suite, settings: Settings, *names: str, folder: Path | None = None) -> dict[str, Any]:
    """The contexts of the systems, what is known of the index, and what the product brings for the question."""
    with open_bench(suite, settings, names, folder, silent) as bench:
        first = bench.systems[0].respond(suite.questions[0])
        return {
            "names": [own.name for own in bench.systems],
            "contexts": {own.name: dict(own.context) for own in bench.systems},
            "index": dict(bench.index),
            "documents": sorted(bench.documents),
            "passages": len(bench.passages),
            "sources": [own.source for own in first.ranking or ()],
        }


def test_a_suite_with_its_own_documents_gets_its_own_index(tmp_path: Path, generator: ClosingGenerator) -> None:
    found = opened(suite((small_corpus(tmp_path),)), small_settings(tmp_path), *LABELS)
    assert found["names"] == [
        "assistant",
        "assistant-quotes",
        "assistant-conclusion",
        "assistant-prose",
        "plain-chain",
        "closed-book",
    ]
    assert found["documents"] == ["guideline.md", "incident.md", "licence.md", "minutes.md", "rules/usage.md"]
    assert (found["index"]["documents"], found["index"]["passages"], found["passages"]) == (5, 5, 5)
    assert len({fingerprint(own) for own in found["contexts"].values()}) == 6
    assert {own["index"] for own in found["contexts"].values()} == {found["index"]["fingerprint"]}
    assert not (tmp_path / "index").exists()
    (folder,) = (tmp_path / "home" / "evaluation" / "index").iterdir()
    assert folder.name.startswith("own-")
    assert generator.closed


def test_opening_again_finds_the_same_index_and_contexts(tmp_path: Path, generator: ClosingGenerator) -> None:
    corpus = small_corpus(tmp_path)
    first, second = (opened(suite((corpus,)), small_settings(tmp_path), "assistant") for _ in range(2))
    assert first == second
    (corpus / "guideline.md").write_text("# 指針\n\n別の版。", encoding="utf-8")
    changed = opened(suite((corpus,)), small_settings(tmp_path), "assistant")
    assert changed["index"]["fingerprint"] != first["index"]["fingerprint"]
    assert changed["contexts"] != first["contexts"]


def test_a_suite_without_documents_uses_the_index_of_the_settings_or_the_one_given(
    tmp_path: Path, generator: ClosingGenerator
) -> None:
    settings = small_settings(tmp_path)
    open_small_assistant(tmp_path, ScriptedGenerator([]))
    here = opened(suite(None), settings, "assistant")
    elsewhere = opened(suite(None), small_settings(tmp_path / "b"), "assistant", folder=settings.index.folder)
    assert here["index"] == elsewhere["index"]
    assert not (tmp_path / "home").exists()


def test_the_suites_day_decides_which_edition_is_in_force(tmp_path: Path, generator: ClosingGenerator) -> None:
    """The internal rules, which the question is about, are in force from May 2026."""
    corpus = (small_corpus(tmp_path),)
    before = opened(suite(corpus, date(2026, 4, 1)), small_settings(tmp_path), "assistant")
    after = opened(suite(corpus, date(2026, 6, 1)), small_settings(tmp_path), "assistant")
    assert after["sources"][0] == "rules/usage.md"
    assert before["sources"][0] != "rules/usage.md"
    assert [own["contexts"]["assistant"]["today"] for own in (before, after)] == ["2026-04-01", "2026-06-01"]


@pytest.mark.parametrize(
    ("change", "alike"),
    [
        ({"threads": 2}, False),
        ({"max_answer_tokens": 64}, False),
        ({"generator": "qwen2.5-coder-0.5b-instruct"}, False),
        ({"gpu_layers": 9}, True),  # where it is computed
        ({"folder": Path("/elsewhere")}, True),
    ],
)
def test_how_the_model_runs_is_part_of_the_context(
    tmp_path: Path, generator: ClosingGenerator, change: dict[str, Any], alike: bool
) -> None:
    settings = small_settings(tmp_path)
    other = settings.model_copy(update={"models": settings.models.model_copy(update=change)})
    corpus = (small_corpus(tmp_path),)
    first, second = (opened(suite(corpus), own, "closed-book")["contexts"] for own in (settings, other))
    assert (first == second) is alike


def test_an_unknown_system_is_named_before_anything_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "open_embedder", lambda settings: pytest.fail("opened"))
    with (
        pytest.raises(
            AssistantError,
            match=r"知らない方式です: plain。assistant、assistant-quotes、.*、plain-chain、closed-book から",
        ),
        open_bench(suite(None), small_settings(tmp_path), ("assistant", "plain"), None, silent),
    ):
        pass


def test_documents_that_are_not_there_are_named(tmp_path: Path, generator: ClosingGenerator) -> None:
    with (
        pytest.raises(AssistantError, match=str(tmp_path / "none")),
        open_bench(suite((tmp_path / "none",)), small_settings(tmp_path), ("assistant",), None, silent),
    ):
        pass


@pytest.mark.parametrize(
    ("form", "name", "read"),
    [
        ("auto", "assistant", 0),  # the model of the settings is a small one
        ("prose", "assistant", 6),
        ("quotes", "assistant-prose", 6),
        ("prose", "assistant-quotes", 0),
    ],
)
def test_the_product_answers_in_the_form_of_the_settings_or_of_its_name(
    tmp_path: Path, generator: ClosingGenerator, form: str, name: str, read: int
) -> None:
    settings = small_settings(tmp_path)
    settings = settings.model_copy(update={"answer": settings.answer.model_copy(update={"form": form})})
    context = opened(suite((small_corpus(tmp_path),)), settings, name)["contexts"][name]
    assert context["form"]["read"] == read
    assert bool(generator.prompts) is bool(read)


@pytest.mark.parametrize(
    ("names", "loaded"),
    [(("assistant-quotes",), 0), (("assistant-quotes", "assistant-conclusion"), 1), (("closed-book",), 1)],
)
def test_the_language_model_is_loaded_where_one_of_the_systems_asks_it(
    tmp_path: Path, generator: ClosingGenerator, names: tuple[str, ...], loaded: int
) -> None:
    with open_bench(suite((small_corpus(tmp_path),)), small_settings(tmp_path), names, None, silent) as bench:
        bench.warm_up()
    assert len(generator.prompts) == loaded


def test_the_generator_is_closed_when_a_system_breaks_down(tmp_path: Path, generator: ClosingGenerator) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        open_bench(suite((small_corpus(tmp_path),)), small_settings(tmp_path), ("closed-book",), None, silent),
    ):
        raise KeyboardInterrupt
    assert generator.closed


def test_two_suites_of_one_name_over_other_documents_do_not_share_an_index(
    tmp_path: Path, generator: ClosingGenerator
) -> None:
    for name in ("a", "b"):
        opened(suite((small_corpus(tmp_path / name),)), small_settings(tmp_path), "closed-book")
    assert len(list((tmp_path / "home" / "evaluation" / "index").iterdir())) == 2


def test_models_are_told_by_their_hash(tmp_path: Path) -> None:
    rows = model_rows(small_settings(tmp_path))
    assert rows["generator"]["name"] == "qwen2.5-coder-1.5b-instruct"
    assert len(rows["embedder"]["sha256"]) == 64
    assert rows["reranker"] is None
