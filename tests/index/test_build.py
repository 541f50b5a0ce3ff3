import hashlib
import json
import threading
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from assistant.errors import AssistantError
from assistant.index.build import BuildSummary, build_index, holds_only
from assistant.index.opened import Index, open_index
from assistant.index.versions import candidates
from assistant.ingest.windows import window_text, windows
from assistant.retrieve.search import Found, Retriever, search
from assistant.settings import RetrievalSettings
from tests.stand_ins import DAY, HashingEmbedder, small_corpus

EMBEDDER = HashingEmbedder()


def build(tmp_path: Path) -> BuildSummary:
    return build_index((small_corpus(tmp_path),), tmp_path / "index", EMBEDDER, 400, DAY)


def opened(tmp_path: Path) -> Index:
    return open_index(tmp_path / "index", EMBEDDER.name, EMBEDDER.fingerprint)


def searched(index: Index) -> Found:
    return search("漏えいの速報の期限", Retriever(index, EMBEDDER, RetrievalSettings()), 3)


def test_what_is_opened_is_what_was_built(tmp_path: Path) -> None:
    summary = build(tmp_path)
    index = opened(tmp_path)
    assert (summary.documents, summary.passages) == (5, 5) == (len(index.documents), len(index.passages))
    assert summary.fingerprint == index.manifest.fingerprint
    for passage in index.passages:
        document = index.documents[passage.document_id]
        assert document.text[passage.start : passage.end] == passage.text
    assert index.documents[index.passages[0].document_id].metadata.published is not None


def test_there_is_a_vector_for_each_window_of_each_passage(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    duty = "AI提供者は、{}について、その内容と理由とを、利用者が理解できる言葉であらかじめ説明し、説明した日付を記録しなければならない。"
    duties = [duty.format(subject) for subject in ("学習に用いた情報の出所", "出力の誤り", "記録の保存の期間")]
    (corpus / "duties.md").write_text("# 義務\n\n## 説明\n\n" + "".join(duties) + "\n", encoding="utf-8")
    build_index((corpus,), tmp_path / "index", EMBEDDER, 400, DAY)
    index = opened(tmp_path)
    texts = [
        [window_text(passage, index.documents[passage.document_id], window) for window in windows(passage.text)]
        for passage in index.passages
    ]
    assert sorted(len(own) for own in texts) == [1, 1, 1, 1, 1, 3]
    assert np.diff(index.window_starts).tolist() == [len(own) for own in texts]
    expected = EMBEDDER.encode_passages([text for own in texts for text in own])
    assert np.array_equal(index.vectors.rows, expected.astype(np.float16))


def test_two_builds_of_the_same_corpus_have_the_same_fingerprint_and_ids(tmp_path: Path) -> None:
    first = build(tmp_path).fingerprint
    ids = [passage.id for passage in opened(tmp_path).passages]
    assert build(tmp_path).fingerprint == first
    assert [passage.id for passage in opened(tmp_path).passages] == ids


def test_progress_reaches_the_end_of_each_stage(tmp_path: Path) -> None:
    seen: dict[str, tuple[int, int]] = {}
    build_index(
        (small_corpus(tmp_path),), tmp_path / "index", EMBEDDER, 400, DAY, lambda s, d, t: seen.update({s: (d, t)})
    )
    assert seen == {"読み取り": (5, 5), "埋め込み": (5, 5)}


def test_an_empty_folder_gives_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    summary = build_index((tmp_path / "nothing",), tmp_path / "index", EMBEDDER, 400, DAY)
    assert summary.passages == 0
    index = opened(tmp_path)
    assert (len(index.passages), len(index.documents), index.cards, len(index.owners)) == (0, 0, (), 0)


def test_an_empty_folder_does_not_replace_an_index_that_holds_something(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(AssistantError, match="そのまま"):
        build_index((tmp_path / "nothing",), tmp_path / "index", EMBEDDER, 400, DAY)
    assert len(opened(tmp_path).passages) == 5


def test_a_corpus_of_unreadable_files_is_an_error_and_the_old_index_stays(tmp_path: Path) -> None:
    build(tmp_path)
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "binary.txt").write_bytes(b"\x00\x01" * 100)
    with pytest.raises(AssistantError, match=r"binary\.txt"):
        build_index((bad,), tmp_path / "index", EMBEDDER, 400, DAY)
    assert len(opened(tmp_path).passages) == 5


def test_an_index_of_another_embedder_is_refused_by_both_names(tmp_path: Path) -> None:
    build(tmp_path)
    other = HashingEmbedder(name="another")
    with pytest.raises(AssistantError, match=r"hashing.*another"):
        open_index(tmp_path / "index", other.name, other.fingerprint)


def test_a_missing_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="assistant index"):
        opened(tmp_path)


def test_every_damaged_file_is_named(tmp_path: Path) -> None:
    build(tmp_path)
    version = candidates(tmp_path / "index")[0][0]
    files = [path for path in sorted(version.rglob("*")) if path.is_file()]
    names = {
        "vectors.npy",
        "windows.npy",
        "texts.txt",
        "documents.jsonl",
        "passages.jsonl",
        "spans.npy",
        "manifest.json",
    }
    assert names <= {path.name for path in files}
    for path in files:
        whole = path.read_bytes()
        flipped = bytes([whole[len(whole) // 2] ^ 1]) if whole else b""
        changes = [whole[: len(whole) // 2], whole[: len(whole) // 2] + flipped + whole[len(whole) // 2 + 1 :]]
        for changed in changes if path.name != "manifest.json" else changes[:1]:
            path.write_bytes(changed)
            with pytest.raises(AssistantError, match=path.name.replace("manifest.sha256", "manifest.json")):
                opened(tmp_path)
        path.write_bytes(whole)
    assert len(opened(tmp_path).passages) == 5


@pytest.mark.parametrize("kind", ["sq8", "ivf2-sq8-nprobe2"])
def test_an_index_with_a_faiss_structure_is_built_opened_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    flat = build(tmp_path).fingerprint
    found = searched(opened(tmp_path))
    monkeypatch.setattr("assistant.index.vectors.kind_for", lambda count: kind)
    build_index((small_corpus(tmp_path),), tmp_path / "other", EMBEDDER, 400, DAY)
    index = open_index(tmp_path / "other", EMBEDDER.name, EMBEDDER.fingerprint)
    assert (index.manifest.vectors, index.vectors.kind) == (kind, kind)
    assert index.manifest.fingerprint != flat
    again = searched(index)
    assert again.hits == found.hits
    assert [own.tolist() for own in again.cosines] == [own.tolist() for own in found.cosines]
    structure = candidates(tmp_path / "other")[0][0] / "vectors.faiss"
    whole = structure.read_bytes()
    structure.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(AssistantError, match=r"vectors\.faiss"):
        open_index(tmp_path / "other", EMBEDDER.name, EMBEDDER.fingerprint)


def test_an_index_of_format_2_is_refused_and_built_anew(tmp_path: Path) -> None:
    build(tmp_path)
    manifest = candidates(tmp_path / "index")[0][0] / "manifest.json"
    raw = json.loads(manifest.read_bytes())
    del raw["vectors"]
    manifest.write_text(json.dumps({**raw, "format": 2}), encoding="utf-8")
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    manifest.with_name("manifest.sha256").write_text(digest)
    (tmp_path / "index" / "CURRENT").write_text(f"{manifest.parent.name} {digest}\n")
    with pytest.raises(AssistantError, match=r"形式 2.*assistant index"):
        opened(tmp_path)
    assert build(tmp_path).read == 5
    assert len(opened(tmp_path).passages) == 5


def test_an_index_of_another_format_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    manifest = candidates(tmp_path / "index")[0][0] / "manifest.json"
    raw = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps({**raw, "format": 99}), encoding="utf-8")
    manifest.with_name("manifest.sha256").write_text(hashlib.sha256(manifest.read_bytes()).hexdigest())
    with pytest.raises(AssistantError, match="99"):
        opened(tmp_path)


def test_a_pointer_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "index" / "CURRENT").write_text("../elsewhere\n")
    assert "CURRENT" in opened(tmp_path).notice


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with FileLock(tmp_path / "index" / "build.lock"):
        outcome: list[BaseException] = []

        def other() -> None:
            try:
                build(tmp_path)
            except AssistantError as error:
                outcome.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert "別の索引作成" in str(outcome[0])


def test_a_build_that_dies_leaves_the_old_version_and_the_next_one_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path)
    (tmp_path / "corpus" / "new.txt").write_text("新しい文書です。", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("assistant.index.build.vectors.save_vectors", _no_space)
        with pytest.raises(AssistantError, match="空き容量"):
            build(tmp_path)
    assert len(opened(tmp_path).passages) == 5
    build(tmp_path)
    assert len(opened(tmp_path).passages) == 6
    assert sorted(path.name for path in (tmp_path / "index").iterdir() if path.is_dir()) == ["gen-000001", "gen-000002"]


def test_only_the_last_two_versions_are_kept(tmp_path: Path) -> None:
    for number in range(3):
        build(tmp_path)
        (tmp_path / "corpus" / "new.txt").write_text(f"{number}番の文書です。", encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / "index").glob("gen-*")) == ["gen-000002", "gen-000003"]


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_an_index_of_other_documents_is_told_from_one_of_the_same(tmp_path: Path) -> None:
    build(tmp_path)
    corpus = tmp_path / "corpus"
    (corpus / "new.txt").write_text("新しい文書です。", encoding="utf-8")
    assert holds_only(tmp_path / "index", (corpus,))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "rule.md").write_text("自社の規程です。", encoding="utf-8")
    assert not holds_only(tmp_path / "index", (tmp_path / "other",))
