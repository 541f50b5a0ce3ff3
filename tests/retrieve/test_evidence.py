import numpy as np
import pytest

from assistant.ingest.windows import windows
from assistant.records import Document, Evidence, Hit, Passage
from assistant.retrieve.evidence import FEWEST, MOST, lay_out
from assistant.retrieve.question import Question
from assistant.retrieve.search import Found, Retriever, search

QUESTIONS = (
    "漏えいはいつまでに届け出ますか",
    "AI法第6条",
    "調達の五つの原則を挙げてください",
    "Can I redistribute the ACME Materials?",
    "運河をどうするのか",
    "それはどうですか",
    "！？",
)
SENTENCE = "事業者は、{}の記録を作成し、これを所轄の窓口に備え置き、求めがあるときは、いつでも誰にでも見せなければならないものとする。"


def words(evidence: Evidence) -> list[str]:
    return [evidence.hit.document.text[span.start : span.end] for span in evidence.chosen]


def hit_of(rank: int, subjects: str) -> Hit:
    """A passage of one long sentence a character of `subjects`, in the middle of its document."""
    text = "".join(SENTENCE.format(subject) for subject in subjects)
    document = Document(f"d{rank}", "文書", f"{rank}.md", f"前書きである。\n{text}\n後書きである。\n")
    start = document.text.index(text)
    return Hit(Passage(f"p{rank}", document.id, start, start + len(text), (), "", text), document, 1.0, rank, ())


def found_with(cosines: list[list[float]], subjects: str = "甲乙丙丁戊己庚辛壬癸") -> Found:
    """Hits with as many sentences as there are cosines for them."""
    hits = tuple(hit_of(rank, subjects[: len(own)]) for rank, own in enumerate(cosines, start=1))
    assert [len(windows(hit.passage.text)) for hit in hits] == [len(own) for own in cosines]
    return Found(Question("何を備え置くか"), hits, tuple(np.array(own, dtype=np.float32) for own in cosines))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("most", [1, 3, 5, 20])
def test_two_to_six_whole_sentences_are_chosen_inside_their_passages(
    question: str, most: int, retriever: Retriever
) -> None:
    found = search(question, retriever, most)
    evidence = lay_out(found)
    assert [(item.label, item.hit) for item in evidence] == list(enumerate(found.hits, start=1))
    available = sum(len(windows(hit.passage.text)) for hit in found.hits)
    assert min(FEWEST, available) <= sum(len(item.chosen) for item in evidence) <= MOST
    for item in evidence:
        passage = item.hit.passage
        starts, ends = {span.start for span in item.sentences}, {span.end for span in item.sentences}
        assert list(item.chosen) == sorted(set(item.chosen))
        for span in item.chosen:
            assert passage.start <= span.start < span.end <= passage.end
            assert (span.start in starts, span.end in ends) == (True, True)


def test_the_bounds_are_those_of_the_issue() -> None:
    assert (FEWEST, MOST) == (2, 6)


def test_no_hits_no_evidence() -> None:
    assert lay_out(Found(Question("何か"))) == ()


def test_the_nearest_sentence_is_chosen_and_lies_where_the_document_has_it() -> None:
    (evidence,) = lay_out(found_with([[0.1, 0.2, 0.9, 0.1]]))
    assert SENTENCE.format("丙") in words(evidence)
    assert len(evidence.chosen) == FEWEST
    assert len(evidence.sentences) == 4


def test_of_many_sentences_as_near_six_are_chosen() -> None:
    evidence = lay_out(found_with([[0.9] * 5, [0.9] * 5]))
    assert sum(len(item.chosen) for item in evidence) == MOST
    assert len(evidence[0].chosen) == 5


def test_a_passage_with_nothing_near_has_none_chosen() -> None:
    first, second = lay_out(found_with([[0.9, 0.88], [0.1, 0.2]]))
    assert (len(first.chosen), second.chosen) == (2, ())


def test_a_near_sentence_of_a_later_passage_is_chosen() -> None:
    first, second = lay_out(found_with([[0.2, 0.1], [0.1, 0.9]]))
    assert words(second) == [SENTENCE.format("乙")]
    assert words(first) == [SENTENCE.format("甲")]


def test_of_sentences_as_near_that_of_the_better_passage_wins() -> None:
    evidence = lay_out(found_with([[0.1], [0.5], [0.9], [0.9], [0.1]]))
    assert [item.label for item in evidence if item.chosen] == [3, 4]
    ties = lay_out(found_with([[0.9], *[[0.9]] * 9], "甲"))
    assert [item.label for item in ties if item.chosen] == [1, 2, 3, 4, 5, 6]


def test_a_sentence_of_a_later_passage_has_to_be_nearer_by_more() -> None:
    first, second = lay_out(found_with([[0.9] * 6, [0.905]]))
    assert (len(first.chosen), len(second.chosen)) == (6, 0)


def test_one_sentence_in_all_is_chosen() -> None:
    (evidence,) = lay_out(found_with([[0.0]]))
    assert words(evidence) == [SENTENCE.format("甲")]


def test_the_same_words_in_two_passages_are_told_apart() -> None:
    first, second = lay_out(found_with([[0.9, 0.1], [0.1, 0.85]]))
    assert (words(first), words(second)) == ([SENTENCE.format("甲")], [SENTENCE.format("乙")])
