"""Sentences of documents: under their headings, beside their neighbours, none of the excluded ones anywhere."""

from random import Random

import pytest

from assistant.judge.training.squad import QuestionSet, Text
from assistant.judge.training.statements import Said, bars, said_in, some_of, texts_of
from assistant.records import Document

FIRST, SECOND, THIRD = (
    "事業者は、漏えいを報告しなければならない。",
    "報告は、三日以内に書面で行うものとする。",
    "委員会は、報告を公表することができる。",
)


def said(*texts: str, excluded: tuple[str, ...] = ()) -> list[Said]:
    return said_in([Text(0, "手引", text) for text in texts], excluded)


def test_a_sentence_comes_with_its_heading_and_those_beside_it() -> None:
    first, second, third = said(FIRST + SECOND + THIRD)
    assert second == Said("手引", FIRST, SECOND, THIRD)
    assert (first.before, third.after) == ("", "")


@pytest.mark.parametrize(
    "words",
    [SECOND, "三日以内に書面で", f"また、{SECOND}", "三日 以内に\n書面で", "三日以内に書面で行うものとする。それは"],
)
def test_an_excluded_sentence_is_shown_nowhere(words: str) -> None:
    found = said(FIRST + SECOND + THIRD, excluded=("", words, "無関係な言葉"))
    barred = words != "三日以内に書面で行うものとする。それは"
    assert [own.sentence for own in found] == ([FIRST, THIRD] if barred else [FIRST, SECOND, THIRD])
    assert found[0].after == ("" if barred else SECOND)


def test_full_width_digits_do_not_hide_an_excluded_sentence() -> None:
    assert bars(["３日以内に報告"])("事業者は、3日以内に報告する。")
    assert not bars(["４日以内に報告", " "])("事業者は、3日以内に報告する。")


def test_headings_foreign_and_overlong_sentences_are_left_out() -> None:
    assert (
        said("第二章 総則", "This sentence is English and long enough.", "甲は、" + "乙と" * 120 + "会う。", "短い文。")
        == []
    )


def test_a_sentence_that_stands_twice_is_taken_once() -> None:
    assert [own.sentence for own in said(FIRST, FIRST + SECOND)] == [FIRST, SECOND]


def test_documents_become_passages_under_their_title_by_number() -> None:
    documents = [Document(str(number), f"題{number}", "a.md", FIRST + SECOND) for number in range(2)]
    assert texts_of(documents) == [Text(0, "題0", FIRST + SECOND), Text(1, "題1", FIRST + SECOND)]


def test_some_passages_by_lot_in_their_order() -> None:
    asked = QuestionSet(tuple(Text(0, "", str(number)) for number in range(50)), (), ())
    drawn = [int(text.text) for text in some_of(asked, 10, Random(1))]
    assert len(drawn) == 10
    assert drawn == sorted(drawn) != list(range(10))
    assert len(some_of(asked, 80, Random(1))) == 50
