"""The script that measures search makes an index that the program opens, and finds the nearest vectors in it."""

from pathlib import Path

import numpy as np

from assistant.index.opened import open_index
from assistant.retrieve.search import Retriever, search
from assistant.settings import RetrievalSettings
from scripts.made_up_corpus import MadeUpCorpus
from scripts.search_speed import _build, _recall
from tests.stand_ins import HashingEmbedder


def test_a_made_up_index_is_opened_and_searched(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    _build(90, tmp_path / "90", None, embedder)
    index = open_index(tmp_path / "90", embedder.name, embedder.fingerprint)
    assert (len(index.passages), len(index.documents)) == (90, 3)
    lengths = [len(passage.text) for passage in index.passages]
    assert 150 <= np.mean(lengths) <= 250
    for passage in index.passages:
        assert index.documents[passage.document_id].text[passage.start : passage.end] == passage.text
    assert (len(index.vectors.rows), index.window_starts.tolist()) == (180, list(range(0, 181, 2)))
    questions = MadeUpCorpus(90).questions(5)
    retriever = Retriever(index, embedder, RetrievalSettings())
    assert all(search(question, retriever, 10).hits for question in questions)
    assert _recall(index, np.stack([embedder.encode_query(question) for question in questions])) == 1.0
