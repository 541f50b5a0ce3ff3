import pytest

from assistant.answer.verification.labels import labelled_sentences
from assistant.answer.writing.stream import finished_sentences

TEXT = "はい、可能です[1]。ただし、名称に「Llama」を付けます。[1][2]\n表示も必要です【3】。"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_size_of_tokens_makes_no_difference(size: int) -> None:
    pieces = [TEXT[start : start + size] for start in range(0, len(TEXT), size)]
    assert list(finished_sentences(pieces)) == labelled_sentences(TEXT)


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    given = []
    sentences = finished_sentences(given.append(piece) or piece for piece in ["甲です。", "[1]", "乙で", "す。", "[2]"])  # type: ignore[func-returns-value]
    assert next(sentences) == ("甲です。", (1,))
    assert "[2]" not in given


def test_an_unfinished_sentence_is_given_at_the_end() -> None:
    assert list(finished_sentences(["途中で", "切れた"])) == [("途中で切れた", ())]


def test_nothing_gives_nothing() -> None:
    assert list(finished_sentences([])) == []
