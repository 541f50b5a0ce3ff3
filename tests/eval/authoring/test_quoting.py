from assistant.japanese.sentences import sentences
from assistant.records import Span
from assistant_eval.authoring.quoting import widened


def widen(paragraph: str, words: str, text: str | None = None) -> str:
    start = paragraph.index(words)
    quote: str = widened(paragraph, sentences(paragraph), Span(start, start + len(words)), text or paragraph)
    return quote


def test_words_are_widened_to_their_sentence() -> None:
    assert widen("速報を出す。確報は30日以内に出す。以上。", "30日") == "確報は30日以内に出す。"


def test_words_across_a_sentence_end_take_both_sentences() -> None:
    assert widen("甲が出す。乙が受ける。丙が見る。", "出す。乙") == "甲が出す。乙が受ける。"


def test_a_sentence_that_stands_twice_takes_the_next_one_along() -> None:
    paragraph = "期限は3日。甲に出す。"
    assert widen(paragraph, "3日", f"期限は 3日。乙に出す。\n{paragraph}") == "期限は3日。甲に出す。"


def test_the_last_sentence_takes_the_one_before() -> None:
    paragraph = "甲に出す。期限は3日。"
    assert widen(paragraph, "3日", f"乙に出す。期限は3日。\n{paragraph}") == "甲に出す。期限は3日。"


def test_a_paragraph_that_stands_twice_is_taken_whole() -> None:
    assert widen("甲。乙。", "乙", "甲。乙。甲。乙。") == "甲。乙。"
