from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answer.selection.answerable import answerable, signs, untold
from assistant.answer.selection.choice import rank
from assistant.answer.selection.features import Sentence, describe
from assistant.judge.opinions import Reading
from assistant.records import Evidence
from assistant.retrieve.search import Found
from tests.answer.evidence import evidence
from tests.answer.selection.made import found_for

QUESTION = "漏えいの速報はいつまでに提出しますか"
TABLE = (evidence(1, "速報は、漏えいを知った日から3日以内に提出する。"), evidence(2, "会合は令和6年に開かれた。"))


def found_with(scores: Sequence[float], relevances: Sequence[float | None]) -> Found:
    """The table with these scores, as a judge (or none) read it."""
    found = found_for(QUESTION, TABLE, (0.9, 0.8))
    hits = tuple(
        replace(hit, score=score, relevance=relevance)
        for hit, score, relevance in zip(found.hits, scores, relevances, strict=True)
    )
    return replace(found, hits=hits)


def probability(scores: Sequence[float], relevances: Sequence[float | None] = (None, None)) -> float:
    found = found_with(scores, relevances)
    return answerable(found, rank(QUESTION, found, TABLE, None))


def test_the_signs_are_the_best_of_each_kind() -> None:
    own = signs(found_with((3.0, 7.0), (0.2, 0.6)), 0.5)
    assert own == {"score": 7.0, "relevance": 0.6, "best": 0.0}


def test_unread_passages_have_no_relevance() -> None:
    assert signs(found_with((3.0, 7.0), (None, None)), 0.5)["relevance"] == 0.0


@pytest.mark.parametrize("best", [0.0, 1.0])
def test_a_certain_sentence_gives_a_finite_logit(best: float) -> None:
    assert 10 < abs(signs(found_with((3.0, 7.0), (None, None)), best)["best"]) < 20


def test_a_better_search_makes_an_answer_likelier() -> None:
    assert 0 < probability((10.0, 5.0)) < probability((150.0, 5.0)) < 1


def test_a_relevant_passage_makes_an_answer_likelier() -> None:
    assert probability((100.0, 5.0), (0.1, None)) < probability((100.0, 5.0), (0.9, None))


def test_without_a_sentence_nothing_is_answered() -> None:
    assert answerable(found_with((150.0, 90.0), (0.9, 0.9)), ()) == 0.0


def test_a_judge_that_has_read_something_counts() -> None:
    found = found_with((100.0, 5.0), (None, None))
    ranked = rank(QUESTION, found, TABLE, None)
    read = replace(found, readings=(Reading(0.0, 0.0, ()), None))
    assert answerable(read, ranked) == answerable(found, ranked)  # the hits tell, not the readings
    hits = tuple(replace(hit, relevance=0.0) for hit in found.hits)
    assert answerable(replace(found, hits=hits), ranked) != answerable(found, ranked)


def told(question: str, *texts: str) -> list[str]:
    """The kinds of value that are missing among sentences with these texts, one passage each."""
    table = tuple(evidence(number, text) for number, text in enumerate(texts, start=1))
    return [value.kind for value in untold(question, sentences(question, table))]


def sentences(question: str, table: Sequence[Evidence]) -> tuple[Sentence, ...]:
    return describe(question, found_for(question, table, [0.9] * len(table)), table, None)


@pytest.mark.parametrize(
    ("question", "texts", "missing"),
    [
        pytest.param("速報の手数料はいくらですか", ["速報は3日以内に提出する。手数料は別に定める。"], ["money"], id="a price that no sentence tells"),
        pytest.param("速報の手数料はいくらですか", ["速報の手数料は300円とする。"], [], id="a price that is told"),
        pytest.param("速報の手数料はいくらですか", ["速報の手数料は無料です。"], [], id="free is a price"),
        pytest.param("速報の提出期限は何日以内ですか", ["速報は漏えいを知った日から3日以内に提出する。"], [], id="a span that is told"),
        pytest.param("速報の提出期限は何日以内ですか", ["速報は速やかに提出する。"], [], id="promptly is a span"),
        pytest.param("速報の提出は必要ですか", ["会合は開かれた。"], [], id="no value is asked for"),
        pytest.param("学習のデータは何兆トークンですか", ["学習のデータは公開されていない。"], ["トークン"], id="a count that is not told"),
        pytest.param("第9回会合の開催はいつで、費用はいくらですか", ["第9回会合は令和6年5月22日に開催された。"], [], id="one of two values is enough to answer in part"),
        pytest.param("速報の手数料はいくらですか", ["速報の手数料は別に定める。", "昼食の弁当は500円です。"], ["money"], id="a price of something else"),
        pytest.param("報告が1億円を超えた場合の手数料はいくらですか", ["報告が1億円を超えた場合の手数料は別に定める。"], ["money"], id="the question's own amount is no answer"),
    ],
)  # fmt: skip
def test_values_that_no_sentence_tells(question: str, texts: list[str], missing: list[str]) -> None:
    assert told(question, *texts) == missing


def test_without_sentences_the_value_is_not_told() -> None:
    assert [value.kind for value in untold("手数料はいくらですか", ())] == ["money"]
