"""The baselines and the product on the five documents, with the hashing embedder."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.index.lexical import BIGRAMS, WORDS
from assistant.index.opened import open_index
from assistant.records import Document
from assistant.retrieve.search import Retriever, search
from assistant.settings import RetrievalSettings
from assistant_eval.records import Alternative, Question
from assistant_eval.retrieval_run import (
    RememberingEmbedder,
    alls,
    chosen_shares,
    differences,
    outcome,
    run_retrieval,
    shares,
)
from assistant_eval.single_rankings import by_tokens, by_vectors
from assistant_eval.squad import publish, read_squad
from tests.stand_ins import TRUTHFUL, HashingEmbedder, ScriptedGenerator, open_small_assistant

ROOT = Path(__file__).resolve().parents[2]
SPANS = (
    (Alternative("rules/usage.md", "入力してはならない。"),),
    (Alternative("incident.md", "3日以内に速報"), Alternative("licence.md", "7億人を超える")),
    (Alternative("minutes.md", "どこにもない語句"),),
)
QUESTION = Question("T01", "dev", "cross", next(iter(TRUTHFUL)), SPANS)
SQUAD = {
    "data": [
        {
            "title": "梅雨",
            "paragraphs": [
                {
                    "context": "梅雨 [SEP] 梅雨は、雨の多い時期である。" + "長い文が続く。" * 100,
                    "qas": [{"question": "雨の多い時期は？"}, {"question": "誰か？", "is_impossible": True}],
                },
                {"context": "梅雨 [SEP] 北海道に梅雨はない。", "qas": [{"question": "北海道にないのは？"}]},
            ],
        },
        {"title": "琵琶湖", "paragraphs": [{"context": "日本で最も広い湖である。", "qas": []}]},
    ]
}


def documents(*texts: tuple[str, str]) -> list[tuple[Document, str]]:
    return [(Document(source, source, source, text), text) for source, text in texts]


def test_a_span_has_the_rank_of_the_first_passage_with_one_of_its_alternatives() -> None:
    passages = documents(
        ("guideline.md", "7億人を超える"),  # the words, but in another file
        ("licence.md", "7億人を超える"),
        ("incident.md", "3日以内に速報"),
        ("rules/usage.md", "入力しては\nならない。"),
    )
    found = outcome(QUESTION, passages, passages[:2])
    assert found.ranks == (4, 2, None)
    assert found.chosen == (None, 2, None)
    assert shares([found], 5) == [2 / 3]
    assert shares([found], 3) == [1 / 3]
    assert alls([found], 5) == [0.0]
    assert chosen_shares([found], 5) == [1 / 3]


def test_differences_leave_out_what_does_not_apply() -> None:
    assert differences([1.0, None, 0.5], [0.5, 1.0, None]) == [0.5, None, None]


def test_the_product_finds_and_chooses(tmp_path: Path) -> None:
    retriever = open_small_assistant(tmp_path, ScriptedGenerator([])).retriever
    reported = []
    (found,) = run_retrieval([QUESTION], retriever, 5, lambda *step: reported.append(step))
    assert (found.ranks[0], found.chosen[0]) == (1, 1)
    assert found.ranks[2] is None
    assert reported == [(1, 1)]


def test_each_question_is_embedded_once() -> None:
    asked = []

    class Counting(HashingEmbedder):
        def encode_query(self, text: str) -> NDArray[np.float32]:
            asked.append(text)
            return super().encode_query(text)

    inner = Counting()
    reader = RememberingEmbedder(inner)
    for text in ("速報", "確報", "速報"):
        assert np.array_equal(reader.encode_query(text), HashingEmbedder().encode_query(text))
    assert asked == ["速報", "確報"]
    assert (reader.name, reader.fingerprint, reader.dimensions) == (inner.name, inner.fingerprint, inner.dimensions)


def test_a_squad_file_becomes_an_index_whose_passages_are_its_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(SQUAD), encoding="utf-8")
    collection = read_squad(path)
    assert [question.passage_id for question in collection.questions] == ["squad-0-1", "squad-0-2"]
    embedder = HashingEmbedder()
    publish(collection, tmp_path / "index", embedder)
    index = open_index(tmp_path / "index", embedder.name, embedder.fingerprint)
    assert [passage.id for passage in index.passages] == ["squad-0-1", "squad-0-2", "squad-1-1"]
    assert len(index.passages[0].text) > 400  # longer than the splitter would leave it
    for passage in index.passages:
        document = index.documents[passage.document_id]
        assert document.text[passage.start : passage.end] == passage.text
        assert "[SEP]" not in passage.text
    question = collection.questions[1].question
    assert search(question, Retriever(index, embedder, RetrievalSettings()), 1).hits[0].passage.id == "squad-0-2"
    for name in (WORDS, BIGRAMS):
        assert by_tokens(question, index, name, 1) == ["squad-0-2"]
        assert by_tokens("？", index, name, 3) == []
    every = by_vectors(embedder.encode_query(question), index, 10)
    assert sorted(every) == [passage.id for passage in index.passages]
    assert every[0] == "squad-0-2"


@pytest.mark.parametrize("text", ["{}", "[]", "none", '{"data": [{"title": "梅雨"}]}'])
def test_a_file_of_another_form_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "squad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError, match="SQuAD 形式"):
        read_squad(path)


def test_the_program_never_imports_its_evaluation() -> None:
    for path in sorted((ROOT / "assistant").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.split(".")[0] in {"assistant_eval", "eval"} for name in names), path
