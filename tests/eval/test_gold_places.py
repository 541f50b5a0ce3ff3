from assistant.records import Document, Passage
from assistant_eval.gold_places import GoldPlaces
from assistant_eval.records import Alternative, Question

DOCUMENT = Document(
    "d1", "規程", "rules.md", "第1条 目的を定める。第2条 入力を禁ずる。第3条 目的の外に使わない。", also=("copy.html",)
)
OTHER = Document("d2", "手引", "guide.md", "第1条 目的を定める。")
PASSAGES = (
    Passage("p1", "d1", 0, 11, (), "第1条", "第1条 目的を定める。"),
    Passage("p2", "d1", 11, 22, (), "第2条", "第2条 入力を 禁ずる。"),
    Passage("p3", "d1", 22, 37, (), "第3条", "第3条 目的の外に使わない。"),
    Passage("p4", "d2", 0, 11, (), "第1条", "第1条 目的を定める。"),
)
DOCUMENTS = {"rules.md": DOCUMENT, "copy.html": DOCUMENT, "guide.md": OTHER}


def places(*spans: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    gold = tuple(tuple(Alternative(*own) for own in span) for span in spans)
    found: tuple[tuple[str, str], ...] = GoldPlaces(PASSAGES, DOCUMENTS)(Question("q", "dev", "other", "？", gold))
    return found


def test_the_article_that_holds_the_words_is_their_place() -> None:
    assert places((("rules.md", "入力を禁ずる"),)) == (("rules.md", "第2条"),)


def test_words_are_looked_for_in_their_own_document() -> None:
    assert places((("guide.md", "目的を定める"),)) == (("guide.md", "第1条"),)
    assert places((("guide.md", "入力を禁ずる"),)) == ()


def test_all_spans_and_alternatives_count_each_place_once() -> None:
    """目的 stands in 第1条 and 第3条 of the rules."""
    found = places((("rules.md", "目的"), ("guide.md", "目的")), (("rules.md", "目的を定める"),))
    assert found == (("rules.md", "第1条"), ("rules.md", "第3条"), ("guide.md", "第1条"))


def test_a_copy_is_reported_under_the_name_that_answers_bear() -> None:
    assert places((("copy.html", "入力を禁ずる"),)) == (("rules.md", "第2条"),)


def test_words_across_two_passages_and_files_that_are_not_there_have_no_place() -> None:
    assert places((("rules.md", "定める。第2条"),), (("none.md", "目的"),)) == ()


def test_a_question_without_gold_has_none() -> None:
    assert places() == ()
