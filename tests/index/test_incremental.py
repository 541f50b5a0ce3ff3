"""A second build takes over what has not changed, and only that."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.index.build import BuildSummary, build_index
from assistant.index.opened import Index, open_index
from assistant.index.versions import candidates
from assistant.ingest.windows import windows
from assistant.retrieve.search import Retriever, search
from assistant.settings import RetrievalSettings
from tests.stand_ins import DAY, HashingEmbedder, small_corpus


class CountingEmbedder(HashingEmbedder):
    """Counts the texts that it embeds."""

    embedded = 0

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> NDArray[np.float32]:
        self.embedded += len(texts)
        return super().encode_passages(texts, progress)


def build(corpus: Path, embedder: HashingEmbedder | None = None, characters: int = 400) -> BuildSummary:
    embedder = embedder or HashingEmbedder()
    return build_index((corpus,), corpus.parent / "index", embedder, characters, DAY)


def opened(corpus: Path) -> Index:
    embedder = HashingEmbedder()
    return open_index(corpus.parent / "index", embedder.name, embedder.fingerprint)


def test_nothing_changed_means_nothing_done(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    first = build(corpus)
    before = sorted((tmp_path / "index").rglob("*"))
    embedder = CountingEmbedder()
    second = build(corpus, embedder)
    assert (second.unchanged, second.read, second.embedded, embedder.embedded) == (True, 0, 0, 0)
    assert (second.fingerprint, second.documents, second.passages) == (first.fingerprint, 5, 5)
    assert sorted((tmp_path / "index").rglob("*")) == before


def test_one_edited_file_embeds_only_its_own_passages(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    build(corpus)
    (corpus / "minutes.md").write_text("# 会合\n\n第10回会合は、令和7年1月9日に開催された。\n", encoding="utf-8")
    embedder = CountingEmbedder()
    summary = build(corpus, embedder)
    assert (summary.read, summary.embedded, embedder.embedded) == (1, 1, 1)
    texts = {passage.text for passage in opened(corpus).passages}
    assert any("第10回" in text for text in texts)
    assert not any("第9回" in text for text in texts)


def test_one_edited_sentence_embeds_only_its_own_window(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    rule = "AI提供者は、{}について、その内容と理由とを、利用者が理解できる言葉であらかじめ説明し、その記録を五年間保存しなければならない。"
    subjects = ["学習に用いた情報の出所", "出力の誤り", "記録の保存の期間", "苦情の申出先"]
    (corpus / "duties.md").write_text("".join(map(rule.format, subjects)), encoding="utf-8")
    build(corpus)
    subjects[2] = "委託先の監督"
    (corpus / "duties.md").write_text("".join(map(rule.format, subjects)), encoding="utf-8")
    embedder = CountingEmbedder()
    summary = build(corpus, embedder)
    assert (summary.read, summary.embedded, embedder.embedded) == (1, 1, 1)
    fresh = build_index((corpus,), tmp_path / "fresh", HashingEmbedder(), 400, DAY)
    assert opened(corpus).manifest.fingerprint == fresh.fingerprint


def test_an_incremental_build_is_the_same_as_one_from_nothing(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path / "a")
    build(corpus)
    (corpus / "licence.md").unlink()
    (corpus / "new.txt").write_text("新しい文書は、生成AIの記録を5年間保存すると定める。", encoding="utf-8")
    build(corpus)
    incremental = opened(corpus)
    fresh = build_index((corpus,), tmp_path / "fresh", HashingEmbedder(), 400, DAY)
    assert incremental.manifest.fingerprint == fresh.fingerprint


def test_a_removed_document_leaves_no_passage_vector_or_word_behind(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    build(corpus)
    (corpus / "licence.md").unlink()
    summary = build(corpus)
    version = candidates(tmp_path / "index")[0][0]
    everything = b"".join(
        path.read_bytes() for path in version.rglob("*") if path.is_file() and path.name != "manifest.json"
    )
    assert "サクラ".encode() not in everything
    index = opened(corpus)
    assert len(index.passages) == summary.passages == 4
    assert len(index.vectors.rows) == index.window_starts[-1] == sum(len(windows(p.text)) for p in index.passages)
    hits = search("サクラ言語モデル", Retriever(index, HashingEmbedder(), RetrievalSettings()), 10).hits
    assert hits
    assert all("サクラ" not in hit.passage.text for hit in hits)


def test_changed_metadata_is_taken_over(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    build(corpus)
    sources = (corpus / "sources.toml").read_text(encoding="utf-8").replace("第2版", "第3版")
    (corpus / "sources.toml").write_text(sources, encoding="utf-8")
    summary = build(corpus)
    assert not summary.unchanged
    assert summary.embedded == 0
    assert "第3版" in {document.metadata.edition for document in opened(corpus).documents.values()}


@pytest.mark.parametrize("change", ["splitter", "embedder", "reader"])
def test_another_splitter_embedder_or_reader_builds_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    corpus = small_corpus(tmp_path)
    build(corpus)
    if change == "reader":
        monkeypatch.setattr("assistant.index.build.reading_fingerprint", lambda: "another")
    embedder = CountingEmbedder(name="another" if change == "embedder" else "hashing")
    summary = build(corpus, embedder, 300 if change == "splitter" else 400)
    assert (summary.read, embedder.embedded) == (5, summary.passages)


def test_a_damaged_version_is_not_built_upon(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    build(corpus)
    path = candidates(tmp_path / "index")[0][0] / "vectors.npy"
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(bytes(whole))
    assert build(corpus).read == 5
    assert opened(corpus).notice == ""


def test_the_same_content_in_two_files_is_one_document_that_names_both(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    text = (corpus / "guideline.md").read_text(encoding="utf-8")
    (corpus / "copy.txt").write_text(text.replace("# ", "").replace("#", ""), encoding="utf-8")
    summary = build(corpus)
    assert (summary.documents, summary.passages) == (5, 5)
    same = [file for file in summary.files if file.same_as]
    assert [(file.source, file.same_as) for file in same] == [("guideline.md", "copy.txt")]
    assert ("guideline.md",) in {document.also for document in opened(corpus).documents.values()}
    assert build(corpus).unchanged
    (corpus / "copy.txt").unlink()
    build(corpus)
    assert "guideline.md" in {document.source for document in opened(corpus).documents.values()}


def test_two_editions_that_differ_in_a_word_are_two_documents(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    rule = "従業員は、外部のAIサービスに極秘の情報を入力してはならない。記録は{}年間保存する。" * 3
    for edition in (3, 5):
        (corpus / f"rule-{edition}.md").write_text(rule.format(*[edition] * 3), encoding="utf-8")
    assert build(corpus).documents == 2
