from pathlib import Path

from assistant.index.build import build_index
from assistant.index.opened import open_index
from assistant.retrieve.search import lay_out, search
from tests.stand_ins import DAY, TRUTHFUL, HashingEmbedder, ScriptedGenerator, open_small_assistant, small_settings


def test_each_question_finds_its_passage_first(tmp_path: Path) -> None:
    assistant = open_small_assistant(tmp_path, ScriptedGenerator([]))
    firsts = [
        search(question, assistant.index, assistant.embedder, assistant.settings.retrieval, 3)[0].document.source
        for question in TRUTHFUL
    ]
    assert firsts == ["rules/usage.md", "guideline.md", "licence.md", "incident.md", "minutes.md"]


def test_ranks_scores_and_reasons_travel_with_the_hits(tmp_path: Path) -> None:
    assistant = open_small_assistant(tmp_path, ScriptedGenerator([]))
    hits = search("漏えいの速報", assistant.index, assistant.embedder, assistant.settings.retrieval, 5)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert {name for name, _ in hits[0].why} == {"words", "bigrams", "dense"}


def test_sentences_on_the_table_are_spans_of_the_document(tmp_path: Path) -> None:
    assistant = open_small_assistant(tmp_path, ScriptedGenerator([]))
    hits = search("漏えいの速報", assistant.index, assistant.embedder, assistant.settings.retrieval, 1)
    (evidence,) = lay_out(hits)
    texts = [evidence.hit.document.text[span.start : span.end] for span in evidence.sentences]
    assert texts[-2:] == [
        "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。",
        "確報は、30日以内に提出しなければならない。",
    ]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    settings, embedder = small_settings(tmp_path), HashingEmbedder()
    (tmp_path / "none").mkdir()
    build_index((tmp_path / "none",), settings.index.folder, embedder, 400, DAY)
    index = open_index(settings.index.folder, embedder.name, embedder.fingerprint)
    assert search("質問", index, embedder, settings.retrieval, 5) == ()
