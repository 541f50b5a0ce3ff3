import pytest

from assistant.answer.verification.likeness import covered, likeness


@pytest.mark.parametrize(
    ("word", "source", "least"),
    [("使う", {"利用"}, 1.0), ("集める", {"収集"}, 1.0), ("侵す", {"侵害"}, 0.5), ("監督", {"監督"}, 1.0)],
)
def test_a_word_is_found_in_other_words(word: str, source: set[str], least: float) -> None:
    assert likeness(word, source) >= least


@pytest.mark.parametrize(("word", "source"), [("担当者", {"利用者"}), ("罰金", {"承認"}), ("ソフト", {"モデル"})])
def test_an_unrelated_word_is_not(word: str, source: set[str]) -> None:
    assert likeness(word, source) == 0


def test_a_share_is_that_of_all_words() -> None:
    assert covered({"監督", "罰金"}, {"監督"}) == 0.5
    assert covered(set(), {"監督"}) == 1
