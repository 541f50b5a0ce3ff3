from dataclasses import replace

from assistant.answer.presentation import excerpt
from assistant.records import Evidence, Span
from tests.answer.evidence import evidence

FIVE = "見出し\n\n一つ目の文です。二つ目の文です。三つ目の文です。四つ目の文です。"


def choose(text: str, *words: str) -> Evidence:
    """The passage with the runs of sentences `words` chosen."""
    starts = [text.index(own) for own in words]
    return replace(
        evidence(1, text), chosen=tuple(Span(at, at + len(own)) for at, own in zip(starts, words, strict=True))
    )


def test_the_chosen_sentence_is_shown_and_not_the_head_of_the_passage() -> None:
    assert excerpt(choose(FIVE, "三つ目の文です。")) == "三つ目の文です。"


def test_what_lies_between_chosen_sentences_is_marked_as_left_out() -> None:
    assert excerpt(choose(FIVE, "一つ目の文です。", "四つ目の文です。")) == "一つ目の文です。 … 四つ目の文です。"


def test_neighbours_follow_each_other_without_a_gap_also_out_of_two_windows() -> None:
    assert excerpt(choose(FIVE, "一つ目の文です。", "二つ目の文です。")) == "一つ目の文です。二つ目の文です。"


def test_a_window_of_several_sentences_is_shown_as_sentences_with_its_heading_apart() -> None:
    assert excerpt(choose(FIVE, "見出し\n\n一つ目の文です。二つ目の文です。")) == (
        "見出し 一つ目の文です。二つ目の文です。"
    )


def test_a_passage_with_nothing_chosen_shows_its_beginning() -> None:
    text = "長い文です。" * 50
    assert excerpt(evidence(1, text)) == text[:120] + "…"
    assert excerpt(evidence(1, FIVE)) == "見出し 一つ目の文です。二つ目の文です。三つ目の文です。四つ目の文です。"


def test_chosen_sentences_have_more_room_than_a_beginning_but_not_all() -> None:
    sentence = "ながい" * 80 + "。"
    assert excerpt(choose("前の文です。" + sentence, sentence)) == sentence
    endless = "ながい" * 400 + "。"
    assert excerpt(choose("前の文です。" + endless, endless)) == endless[:300] + "…"


def test_broken_lines_of_a_chosen_sentence_are_joined() -> None:
    first, second = (
        "事業者は、印刷された頁の幅に合わせて折り返された行の途中で終わることのない",
        "長い文を一つの文として読まなければならない。",
    )
    broken = f"{first}\n{second}"
    assert excerpt(choose(f"前の文です。\n\n{broken}", broken)) == first + second
