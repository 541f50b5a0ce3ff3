"""Constrained decoding over given texts, with a toy vocabulary of every byte and some longer tokens."""

import pytest

from assistant.errors import AssistantError
from assistant.models.constraints import MOST_GRAMMAR_BYTES, Choices, Grammar, Spans, wire
from assistant.models.spelling import Spelling, spelling_of_choices, spelling_of_spans

TEXT = "顧客の情報を入力しない。承認を得る。"


def spans(*texts: str, least: int = 1, starts: str = "", ends: str = "", closing: str = "") -> Spelling:
    return spelling_of_spans(list(texts), least, starts, ends, closing)


def whole(_: bytes) -> int:
    return 1000


def single(_: bytes) -> int:
    return 1


def begun(spelling: Spelling, text: str) -> Spelling:
    for byte in text.encode():
        assert bytes([byte]) in spelling.continuations(single)
        spelling = spelling.after(bytes([byte]))
    return spelling


def test_every_output_that_can_be_spelled_is_a_span_of_the_texts() -> None:
    """Walk every path of whole-character steps and compare with brute force."""
    texts = ["あいあう", "いあ"]
    found: set[str] = set()

    def walk(spelling: Spelling, text: bytes) -> None:
        if text and spelling.may_end:
            found.add(text.decode())
        for piece in spelling.continuations(lambda _: 3):
            if len(piece) == 3:
                walk(spelling.after(piece), text + piece)

    walk(spans(*texts), b"")
    assert found == {text[i:j] for text in texts for i in range(len(text)) for j in range(i + 1, len(text) + 1)}


def test_a_span_starts_at_a_character_and_not_inside_one() -> None:
    assert {piece[0] for piece in spans(TEXT).continuations(single)} == {text.encode()[0] for text in TEXT}
    assert b"\x81" not in spans("あ").continuations(single)


def test_a_span_may_not_end_inside_a_character() -> None:
    spelling = spans("顧客").after("顧".encode()[:2])
    assert not spelling.may_end
    assert spelling.after("顧".encode()[2:]).may_end


def test_a_span_shorter_than_least_may_not_end() -> None:
    assert not begun(spans(TEXT, least=3), "顧客").may_end
    assert begun(spans(TEXT, least=3), "顧客の").may_end


def test_a_span_starts_only_where_enough_follows() -> None:
    assert spans("あいう", least=3).continuations(whole) == {"あいう".encode()[:n] for n in range(1, 10)}


def test_starts_and_ends_keep_spans_to_clauses() -> None:
    spelling = spans(TEXT, starts="。", ends="。")
    assert {piece.decode() for piece in spelling.continuations(lambda _: 3) if len(piece) == 3} == {"顧", "承"}
    assert not begun(spelling, "承認を").may_end
    assert begun(spelling, "承認を得る。").may_end
    assert begun(spelling, "顧客の情報を入力しない。").may_end


def test_the_same_words_at_two_places_are_followed_at_both() -> None:
    spelling = begun(spans("甲は乙に渡す。甲は丙に返す。"), "甲は")
    assert {piece.decode() for piece in spelling.continuations(lambda _: 3) if len(piece) == 3} == {"乙", "丙"}


def test_a_choice_ends_only_where_it_is_whole() -> None:
    spelling = spelling_of_choices(["はい", "はいではない", "いいえ"])
    yes = begun(spelling, "はい")
    assert yes.may_end
    assert yes.rest is None, "it may still become the longer one"
    assert not begun(spelling, "は").may_end


def test_the_rest_of_the_only_choice_left_needs_no_model() -> None:
    assert begun(spelling_of_choices(["はい", "いいえ"]), "い").rest == "いえ".encode()


def test_choices_that_are_equal_count_once() -> None:
    assert begun(spelling_of_choices(["はい", "はい"]), "は").rest == "い".encode()


@pytest.mark.parametrize(
    ("written", "expected"),
    [("顧", "客の」"), ("顧客の", "」"), ("顧客の情", "」")],
    ids=["up to the least length", "at it", "beyond it"],
)
def test_a_span_that_is_cut_off_is_made_whole(written: str, expected: str) -> None:
    assert begun(spans(TEXT, least=3, closing="」"), written).shortest_end().decode() == expected


def test_a_span_cut_off_inside_a_character_gets_the_rest_of_it() -> None:
    assert spans("顧客").after("顧".encode()[:1]).shortest_end() == "顧".encode()[1:]


def test_a_span_cut_off_runs_on_to_where_it_may_end() -> None:
    assert begun(spans(TEXT, ends="。"), "承認").shortest_end().decode() == "を得る。"


def test_a_choice_that_is_cut_off_becomes_the_shortest() -> None:
    assert begun(spelling_of_choices(["はい、できる", "はい"]), "は").shortest_end().decode() == "い"


def test_at_the_end_of_the_only_text_nothing_is_left_but_the_closing() -> None:
    assert begun(spans("あ", closing="」"), "あ").rest == "」".encode()


@pytest.mark.parametrize(
    "constraint",
    [
        Choices(()),
        Choices(("はい", "")),
        Spans(()),
        Spans(("短い",), least=3),
        Spans(("文",), least=0),
        Grammar("  "),
        Grammar("a" * (MOST_GRAMMAR_BYTES + 1)),
    ],
    ids=["no choice", "empty choice", "no text", "texts too short", "least 0", "no grammar", "huge grammar"],
)
def test_a_constraint_that_nothing_can_meet_is_an_error(constraint: Choices | Spans | Grammar) -> None:
    with pytest.raises(AssistantError, match=r"ください$"):
        wire(constraint)


def test_texts_shorter_than_the_least_span_are_left_out() -> None:
    sent = wire(Spans(("短い", "十分に長い"), least=3))
    assert sent is not None
    assert sent["spans"] == ["十分に長い"]
