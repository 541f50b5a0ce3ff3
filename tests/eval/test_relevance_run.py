"""One pass over questions: conditions, signals and ranks, each passage read once."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.models.progress import silent
from assistant.records import Document, Hit, Passage
from assistant.retrieve.search import search
from assistant_eval import relevance_run
from assistant_eval.collections_to_search import SQUAD, Collections
from assistant_eval.records import Alternative, Question
from assistant_eval.relevance_run import (
    BM25,
    COSINE,
    FAR,
    FUSED,
    JUDGE,
    NEAR_MISS,
    WHOLE,
    Bench,
    RememberingReader,
    Wanted,
    heading,
    measure_own,
    measure_squad,
)
from assistant_eval.squad import SquadQuestion, read_squad
from tests.eval.knowing_judge import KnowingJudge, small_squad
from tests.stand_ins import HashingEmbedder, small_corpus, small_settings


@pytest.fixture
def collections(tmp_path: Path) -> Collections:
    return Collections(
        tmp_path / "indexes",
        small_squad(tmp_path),
        {"own": small_corpus(tmp_path)},
        small_settings(tmp_path),
        HashingEmbedder(),
        KnowingJudge(),
        date(2026, 11, 22),
        silent,
    )


@pytest.fixture
def squad(collections: Collections) -> Bench:
    return collections.bench(SQUAD)


@pytest.fixture
def asked(collections: Collections) -> tuple[SquadQuestion, ...]:
    return read_squad(collections.squad).questions


def test_the_judge_finds_the_answer_only_while_it_is_there(squad: Bench, asked: tuple[SquadQuestion, ...]) -> None:
    for own in asked:
        signals = measure_squad(own, squad, Wanted(signals=True)).signals
        assert [signals[condition][JUDGE] for condition in (WHOLE, NEAR_MISS, FAR)] == [5.0, -5.0, -5.0]


def test_what_is_left_out_counts_for_no_signal(squad: Bench, asked: tuple[SquadQuestion, ...]) -> None:
    own = asked[0]
    signals = measure_squad(own, squad, Wanted(signals=True)).signals
    hits = {hit.passage.id: hit.score for hit in search(own.question, squad.retriever, 5).hits}
    others = [score for identity, score in hits.items() if identity != own.passage_id]
    assert signals[WHOLE][FUSED] == max(hits.values())
    assert signals[NEAR_MISS][FUSED] == max(others)
    assert signals[FAR][FUSED] == max(score for name, score in hits.items() if name.startswith("squad-1"))
    for signal in (COSINE, BM25):
        assert signals[WHOLE][signal] > signals[NEAR_MISS][signal] >= signals[FAR][signal]


def test_a_passage_is_read_once_for_a_question(collections: Collections, asked: tuple[SquadQuestion, ...]) -> None:
    judge = KnowingJudge()
    bench = replace(collections, judge=judge, opened={}).bench(SQUAD)
    measure_squad(asked[0], bench, Wanted(signals=True, ranks=True))
    assert judge.reads == [5]  # in one call, for all three conditions and for the search with the judge


def test_a_remembering_reader_forgets_at_the_next_question() -> None:
    judge = KnowingJudge({"一": "あ", "二": "い"})
    reader = RememberingReader(judge)
    passages = [("", "あ"), ("", "い"), ("", "あ")]
    assert [own.logit for own in reader.read("一", passages)] == [5.0, -5.0, 5.0]
    assert [own.logit for own in reader.read("二", passages[:2])] == [-5.0, 5.0]
    assert judge.reads == [2, 2]


def test_the_search_with_the_judge_ranks_the_answer_higher(collections: Collections) -> None:
    question = SquadQuestion("桜の花の開花と桜の木材", "squad-0-1")  # the words are those of the other article
    retrieval = collections.settings.retrieval.model_copy(update={"judge_weight": 20.0})
    settings = collections.settings.model_copy(update={"retrieval": retrieval})
    judge = KnowingJudge({question.question: "五月から七月"})
    bench = replace(collections, judge=judge, settings=settings, opened={}).bench(SQUAD)
    measured = measure_squad(question, bench, Wanted(ranks=True))
    assert measured.plain is not None and measured.judged is not None
    assert measured.plain.ndcg is not None and measured.judged.ndcg is not None
    assert measured.judged.ndcg > measured.plain.ndcg


def test_without_a_judge_its_signals_are_missing(collections: Collections, asked: tuple[SquadQuestion, ...]) -> None:
    bench = replace(collections, judge=None, opened={}).bench(SQUAD)
    measured = measure_squad(asked[0], bench, Wanted(signals=True, ranks=True))
    assert set(measured.signals[WHOLE]) == {FUSED, COSINE, BM25}
    assert measured.plain is not None and measured.plain.most == 1.0
    assert measured.judged is None


def test_an_own_question_has_its_kind_and_the_ranks_of_its_gold_words(collections: Collections) -> None:
    bench = collections.bench("own")
    gold = ((Alternative("incident.md", "3日以内に速報"),),)
    question = Question("T1", "dev", "everyday", "漏えいの速報はいつまでに提出しますか", gold)
    measured = measure_own(question, bench, Wanted(ranks=True))
    assert (measured.kind, measured.signals) == (None, {})
    assert measured.plain == (1.0, 1.0, 1.0)
    lost = measure_own(
        Question("T2", "dev", "far", "罰金はいくらですか", refuse="far"), bench, Wanted(signals=True, ranks=True)
    )
    assert lost.kind == "far"
    assert lost.plain == (None, None, None)
    assert set(lost.signals) == {WHOLE}


def test_the_pairs_for_calibration_are_gold_where_the_words_stand(collections: Collections) -> None:
    gold = ((Alternative("incident.md", "3日以内に速報"),),)
    question = Question("T1", "dev", "everyday", "漏えいの速報はいつまでに提出しますか", gold)
    judge = KnowingJudge({question.question: "3日以内に速報"})
    bench = replace(collections, judge=judge, opened={}).bench("own")
    pairs = measure_own(question, bench, Wanted(pairs=True)).pairs
    assert sorted((round(chance, 3), gold) for chance, gold in pairs) == [*[(0.1, False)] * 4, (0.85, True)]


def test_a_question_without_words_finds_nothing(squad: Bench) -> None:
    found = search("？", squad.retriever, 5)
    signals = relevance_run.signals_of("？", found, np.ones(5, dtype=np.bool_), squad)
    assert (signals[FUSED], signals[JUDGE], signals[BM25]) == (-np.inf, -np.inf, 0.0)


@pytest.mark.parametrize(
    ("path", "read"),
    [((), "手引"), (("手引", "期限"), "手引 > 期限"), (("手引", "第1部", "期限", "速報"), "手引 > 期限 > 速報")],
)
def test_a_heading_is_the_title_and_the_innermost_headings(path: tuple[str, ...], read: str) -> None:
    passage = Passage("p", "d", 0, 2, path, "", "本文")
    assert heading(Hit(passage, Document("d", "手引", "guide.md", "本文"), 1.0, 1, ())) == read
