from pathlib import Path

import numpy as np

from assistant.index.lexical import build_lexical, load_lexical, save_lexical, search_lexical
from assistant.index.ranking import best
from assistant.japanese.tokens import content_words

TEXTS = ["生成AIの出力を学習に用いる。", "漏えいを委員会に報告する。", "著作物を享受する目的。"]


def test_the_passage_with_the_words_comes_first_before_and_after_saving(tmp_path: Path) -> None:
    index = build_lexical([content_words(text) for text in TEXTS])
    save_lexical(index, tmp_path / "words")
    for tried in (index, load_lexical(tmp_path / "words")):
        assert search_lexical(tried, content_words("漏えいはどこに報告しますか"), 3).numbers[0] == 1


def test_a_question_without_known_words_finds_nothing() -> None:
    index = build_lexical([content_words(text) for text in TEXTS])
    assert len(search_lexical(index, content_words("恐竜"), 3).numbers) == 0
    assert len(search_lexical(index, [], 3).numbers) == 0


def test_an_index_of_nothing_is_saved_and_loaded(tmp_path: Path) -> None:
    save_lexical(build_lexical([]), tmp_path / "words")
    assert load_lexical(tmp_path / "words") is None
    assert len(search_lexical(None, ["語"], 3).numbers) == 0


def test_best_keeps_the_order_of_equal_scores_and_drops_zeros() -> None:
    scores = np.array([0.0, 2.0, 1.0, 2.0, 0.0, 1.0], dtype=np.float32)
    assert best(scores, 3).numbers.tolist() == [1, 3, 2]
    assert best(scores, 10).numbers.tolist() == [1, 3, 2, 5]
