"""The judges that ship with the program, on the real embedder: sentences of our own that they must tell apart."""

import pytest

from assistant.judge.opinions import Pair
from assistant.judge.protocols import RelevanceScorer, SupportScorer
from assistant.models.embedder import SentenceEmbedder
from assistant.opening import open_embedder, open_relevance_judge, open_support_judge
from assistant.records import Span
from assistant.settings import load_settings

pytestmark = pytest.mark.models

LEAVE = "従業員は、年次有給休暇を取得するときは、三日前までに所属長に届け出なければならない。"
HANDBOOK = (
    "就業規則の写しは、各事業場の掲示板に貼り出すほか、社内の共有フォルダーにも置く。",
    LEAVE,
    "所属長は、時間外勤務を命じるときは、あらかじめ理由を本人に説明する。",
)


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return open_embedder(load_settings())


@pytest.fixture(scope="module")
def relevance(embedder: SentenceEmbedder) -> RelevanceScorer:
    judge = open_relevance_judge(load_settings(), embedder)
    assert judge is not None, "the default settings name no relevance judge"
    return judge


@pytest.fixture(scope="module")
def support(embedder: SentenceEmbedder) -> SupportScorer:
    judge = open_support_judge(load_settings(), embedder)
    assert judge is not None, "the default settings name no support judge"
    return judge


@pytest.mark.parametrize("question", ["有給休暇は何日前までに届け出ますか", "休暇を取るときは誰に届け出ればいいですか"])
def test_the_passage_that_answers_stands_out(relevance: RelevanceScorer, question: str) -> None:
    first, answer, last = relevance.read(question, [("就業規則", text) for text in HANDBOOK])
    assert answer.probability > 0.5
    assert max(first.probability, last.probability) < 0.2


def test_a_question_that_none_answers_has_no_probable_passage(relevance: RelevanceScorer) -> None:
    readings = relevance.read("育児休業は何歳の子まで取れますか", [("就業規則", text) for text in HANDBOOK])
    assert max(reading.probability for reading in readings) < 0.3


def test_the_answer_is_seen_where_it_stands(relevance: RelevanceScorer) -> None:
    text = "".join(HANDBOOK)
    (reading,) = relevance.read("有給休暇は何日前までに届け出ますか", [("就業規則", text)])
    start = len(HANDBOOK[0])
    inside = reading.best_within(Span(start, start + len(LEAVE)))
    assert inside > reading.best_within(Span(0, start))
    assert inside > reading.best_within(Span(start + len(LEAVE), len(text)))


def test_what_follows_is_told_from_what_does_not(support: SupportScorer) -> None:
    right = support.read([Pair("有給休暇を取る従業員は、3日前までに所属長へ届け出る必要がある。", "就業規則", LEAVE)])[
        0
    ]
    wrong = support.read(
        [
            Pair("有給休暇を取る従業員は、3日前までに所属長へ届け出る必要はない。", "就業規則", LEAVE),
            Pair("有給休暇を取る従業員は、3日前までに人事部長へ届け出る必要がある。", "就業規則", LEAVE),
            Pair("所属長は、時間外勤務の理由を本人に説明する。", "就業規則", LEAVE),
        ]
    )
    assert right.supported > max(own.supported for own in wrong)
    assert wrong[0].contradicted > wrong[0].supported


def test_no_words_support_nothing(support: SupportScorer) -> None:
    for pair in (Pair("", "", LEAVE), Pair(LEAVE, "", "")):
        assert support.read([pair])[0].supported == 0.0
