"""Passages that look like the answer and are none."""

import pytest

from assistant.judge.training.candidates import Candidates, candidates
from assistant.judge.training.squad import Asked, QuestionSet, Text
from assistant.records import Span

PASSAGES = (
    Text(1, "報告", "漏えいの報告は三十日以内に行う。"),
    Text(1, "報告", "漏えいの報告は書面で行う。"),
    Text(1, "報告", "委員会は公表する。"),
    Text(2, "通知", "漏えいの通知は遅滞なく行う。"),
    Text(2, "通知", "漏えいの報告は３０日以内ではなく、三十日以内である。"),
    Text(3, "果物", "りんごは赤い。"),
)
ASKED = (Asked("漏えいの報告は何日以内か", 0, Span(7, 10)),)


def found(most: int = 10, asked: tuple[Asked, ...] = ASKED) -> Candidates:
    told: list[tuple[int, int]] = []
    (own,) = candidates(QuestionSet(PASSAGES, asked, ()), most, lambda *at: told.append(at))
    assert told == [(1, 1)]
    return own


def test_near_ones_are_of_the_same_document_best_first() -> None:
    assert found().near == (1, 2)


def test_what_holds_the_answers_words_is_no_negative() -> None:
    assert PASSAGES[0].text[7:10] == "三十日"
    assert 0 not in found().far
    assert 4 not in found().far


def test_far_ones_are_of_all_documents_best_first() -> None:
    far = found().far
    assert set(far) == {1, 2, 3, 5}
    assert far[0] == 1
    assert far.index(3) < far.index(5)


@pytest.mark.parametrize("most", [1, 2])
def test_no_more_than_asked_for(most: int) -> None:
    own = found(most)
    assert (len(own.near), len(own.far)) == (most, most)


def test_a_question_without_known_words_still_gets_some() -> None:
    own = found(3, (Asked("???", 0, Span(7, 10)),))
    assert (len(own.near), len(own.far)) == (2, 3)
