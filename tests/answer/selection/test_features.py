from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answer.selection.features import READ, Sentence, describe
from assistant.judge.opinions import Reading
from assistant.judge.protocols import RelevanceScorer
from assistant.records import Evidence, Section
from tests.answer.evidence import evidence
from tests.answer.selection.made import found_for

QUESTION = "漏えいの速報はいつまでに提出しますか"


class CountingJudge:
    """Reads everything as relevant as it is long, and keeps what it was given."""

    def __init__(self) -> None:
        self.forward_s = 0.0
        self.given: list[tuple[str, str]] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        """The length of each text as its logit."""
        self.given += passages
        return tuple(Reading(float(len(text)), 0.5, ()) for _, text in passages)

    def probabilities(self, question: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Nobody asks."""
        raise AssertionError("the selection reads logits")


def described(
    *table: Evidence,
    cosines: Sequence[float] = (),
    judge: RelevanceScorer | None = None,
    question: str = QUESTION,
) -> tuple[Sentence, ...]:
    found = found_for(question, table, cosines or [0.5] * len(table))
    return describe(question, found, table, judge)


def test_shared_is_the_share_of_the_questions_words() -> None:
    near, far = described(evidence(1, "漏えいの速報は3日以内に提出する。会合は令和6年に開かれた。", title="手引"))
    assert near.features.shared == 1.0
    assert far.features.shared == 0.0


def test_the_words_of_the_headings_count_as_shared() -> None:
    (plain,) = described(evidence(1, "3日以内とする。"))
    (under,) = described(evidence(1, "3日以内とする。", title="漏えい等の手引", path=("速報の提出",)))
    assert plain.features.shared == 0.0
    assert under.features.shared == 1.0


def test_concepts_are_met_in_the_words_of_the_sources_alone() -> None:
    plain, meant = described(
        evidence(1, "会合は開かれた。別のモデルの学習に用いることができる。"), question="出力を学習に使えますか"
    )
    assert plain.features.concepts == 0.0
    assert meant.features.concepts > 0.0
    (heading,) = described(evidence(1, "会合は開かれた。", path=("学習に用いる",)), question="出力を学習に使えますか")
    assert heading.features.concepts == 0.0


def test_the_place_is_the_number_of_passages_before() -> None:
    found = described(evidence(1, "甲である。"), evidence(2, "乙である。"), evidence(3, "丙である。"))
    assert [own.features.place for own in found] == [0.0, 1.0, 2.0]


def test_the_cosine_is_how_far_it_lies_behind_the_best() -> None:
    found = described(evidence(1, "甲である。"), evidence(2, "乙である。"), cosines=(0.5, 0.75))
    assert [own.features.cosine for own in found] == pytest.approx([-0.25, 0.0])


def test_a_heading_is_no_sentence_of_an_answer() -> None:
    item = evidence(1, "報告の期限\n\n速報は3日以内に提出する。", path=("報告の期限",))
    assert [own.text for own in described(item)] == ["速報は3日以内に提出する。"]


def test_a_heading_inside_the_passage_is_none_either() -> None:
    item = evidence(1, "報告の期限\n\n速報は3日以内に提出する。")
    assert len(described(item)) == 2
    document = replace(item.hit.document, sections=(Section(2, "報告の期限", 0, len(item.hit.passage.text)),))
    assert [own.number for own in described(replace(item, hit=replace(item.hit, document=document)))] == [1]


@pytest.mark.parametrize("heading", ["出典", "参考文献", "第5章 主な出典", "References", "参照資料一覧", "9. 参考"])
def test_a_list_of_references_is_left_out(heading: str) -> None:
    assert described(evidence(1, "漏えいの速報の提出（個人情報保護委員会）", path=(heading,))) == ()


@pytest.mark.parametrize("heading", ["出典の表示", "参考になる事例", "報告"])
def test_what_only_sounds_like_one_is_read(heading: str) -> None:
    assert len(described(evidence(1, "漏えいの速報を提出する。", path=(heading,)))) == 1


@pytest.mark.parametrize("text", ["https://example.jp/report", "- https://example.jp/report", "———", "※"])
def test_an_address_or_marks_alone_are_left_out(text: str) -> None:
    assert [own.text for own in described(evidence(1, f"速報は3日以内に提出する。\n\n{text}"))] == [
        "速報は3日以内に提出する。"
    ]


def test_the_numbers_and_spans_are_those_of_the_passage() -> None:
    item = evidence(
        1, "出所\n\n速報は、漏えいを知った日から3日以内に、個人情報保護\n委員会に提出する。", path=("出所",)
    )
    (own,) = described(item)
    assert (own.number, own.span, own.text) == (1, item.sentences[1], item.hit.passage.text[4:].replace("\n", ""))


def test_the_judge_reads_only_the_most_promising_with_their_headings() -> None:
    texts = [f"甲{number}である。" for number in range(READ + 5)]
    judge = CountingJudge()
    wanted = "漏えいの速報は3日以内に提出する。"
    found = described(evidence(1, "".join([*texts, wanted]), title="手引", path=("期限",)), judge=judge)
    assert len(judge.given) == READ == 12
    assert ("手引 > 期限", wanted) in judge.given
    read = [own for own in found if own.features.read == len(own.text)]
    unread = [own for own in found if own.features.read < 0]
    assert (len(read), len(read) + len(unread)) == (READ, len(found))
    assert wanted in [own.text for own in read]


def test_without_sentences_the_judge_is_not_asked() -> None:
    judge = CountingJudge()
    assert described(evidence(1, "出典", path=("出典",)), judge=judge) == ()
    assert judge.given == []


def test_a_question_without_words_shares_nothing() -> None:
    (own,) = described(evidence(1, "速報を提出する。"), question="？")
    assert (own.features.shared, own.features.concepts) == (0.0, 0.0)
