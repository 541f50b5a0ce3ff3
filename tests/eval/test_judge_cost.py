"""What is timed is as long as it says, and what fails to be measured is told."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from assistant.errors import AssistantError
from assistant.judge.judge_file import write_judge
from assistant.judge.pairs import encode_pairs
from assistant.judge.protocols import Encoder
from assistant.models.embedder import SentenceEmbedder, Tokenized
from assistant_eval import judge_cost
from assistant_eval.judge_cost import median_ms, memory, open_file, pairs_of, passages_of
from tests.judge.judge_files import EMBEDDER, FINGERPRINT, small_judge
from tests.stand_ins import small_settings


class Characters:
    """An encoder's tokenizer with a token a character."""

    name = EMBEDDER
    fingerprint = FINGERPRINT
    marks = (0, 2, 1)

    def tokenize(self, texts: Sequence[str]) -> list[Tokenized]:
        return [Tokenized(list(range(len(text))), [(at, at + 1) for at in range(len(text))]) for text in texts]


ENCODER = cast(Encoder, Characters())


def test_a_pair_is_as_long_as_it_says() -> None:
    pairs = pairs_of(["あ" * 500, "い" * 20], ENCODER, "問い", 60)
    lengths = [len(windows[0].ids) for windows in encode_pairs(pairs, ENCODER)]
    assert lengths[0] == 60
    assert [pair.second for pair in pairs] == ["あ" * (60 - lengths[1] + 20), "い" * 20]


def test_a_passage_is_as_long_as_it_says() -> None:
    prefix_and_marks = len("passage: ") + 2
    assert passages_of(["あ" * 500, "い" * 20], ENCODER, 60) == ["あ" * (60 - prefix_and_marks), "い" * 20]


def test_the_first_run_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.003, 1.0, 1.001, 2.0, 2.002])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    runs: list[int] = []
    assert median_ms(lambda: runs.append(1), 3) == pytest.approx(2.0)
    assert len(runs) == 4


def test_the_judges_of_a_folder_are_taken_before_those_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "relevance.safetensors"
    write_judge(path, small_judge("relevance"))
    embedder, settings = cast(SentenceEmbedder, Characters()), small_settings(tmp_path)
    opened = open_file("relevance", settings, tmp_path, embedder)
    assert opened is not None
    assert (opened.path, opened.judge_file.kind) == (path, "relevance")
    assert open_file("support", settings, tmp_path, embedder) is None
    assert open_file("relevance", settings, None, embedder) is None  # the settings name none


def test_a_process_tells_its_memory_or_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        judge_cost, "_CHILD", "import sys; print(1048576 if sys.argv[1:] == ['support', 'judges'] else '')"
    )
    assert memory("support", Path("judges")) == 1_048_576
    monkeypatch.setattr(judge_cost, "_CHILD", "raise MemoryError('足りません')")
    with pytest.raises(AssistantError, match=r"embedder.*足りません"):
        memory("embedder", None)
