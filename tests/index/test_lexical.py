import subprocess
import sys
from pathlib import Path

import bm25s
import numpy as np

from assistant.index.lexical import (
    K1,
    B,
    build_lexical,
    lexical_scores,
    load_lexical,
    postings,
    save_lexical,
)
from assistant.japanese.tokens import character_bigrams, content_words

TEXTS = ["生成AIの出力を学習に用いる。", "漏えいを委員会に報告する。", "著作物を享受する目的。"]


def test_the_passage_with_the_words_comes_first_before_and_after_saving(tmp_path: Path) -> None:
    index = build_lexical([content_words(text) for text in TEXTS])
    save_lexical(index, tmp_path / "words")
    for tried in (index, load_lexical(tmp_path / "words")):
        scores = lexical_scores(tried, content_words("漏えいはどこに報告しますか"))
        assert scores is not None
        assert scores.argmax() == 1


def test_the_scores_are_those_of_bm25s(tmp_path: Path) -> None:
    tokens = [character_bigrams(text) for text in TEXTS]
    save_lexical(build_lexical(tokens), tmp_path / "bigrams")
    oracle = bm25s.BM25(method="lucene", k1=K1, b=B)
    oracle.index(tokens, show_progress=False)
    for question in ("著作物の出力を学習する目的。", "報告を報告する"):
        asked = character_bigrams(question)
        scores = lexical_scores(load_lexical(tmp_path / "bigrams"), asked)
        assert scores is not None
        np.testing.assert_allclose(scores, oracle.get_scores(asked), rtol=1e-6)


def test_the_files_do_not_depend_on_the_order_of_a_set(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from assistant.index.lexical import *\n"
        "save_lexical(build_lexical([['b', 'a', 'c'], ['d', 'a'], [], ['e', 'c']]), Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        subprocess.run([sys.executable, "-c", code, tmp_path / seed], check=True, env={"PYTHONHASHSEED": seed})
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert first == second


def test_a_question_without_known_words_finds_nothing() -> None:
    index = build_lexical([content_words(text) for text in TEXTS])
    assert lexical_scores(index, content_words("恐竜")) is None
    assert lexical_scores(index, []) is None


def test_an_index_of_nothing_is_saved_and_loaded(tmp_path: Path) -> None:
    save_lexical(build_lexical([]), tmp_path / "words")
    assert load_lexical(tmp_path / "words") is None
    assert lexical_scores(None, ["語"]) is None
    assert len(postings(None, "語")[0]) == 0


def test_postings_are_the_passages_of_a_word_and_its_weights() -> None:
    index = build_lexical([content_words(text) for text in TEXTS])
    numbers, weights = postings(index, "学習")
    scores = lexical_scores(index, ["学習"])
    assert scores is not None
    assert numbers.tolist() == [0] == np.flatnonzero(scores).tolist()
    assert weights.tolist() == scores[numbers].tolist()
