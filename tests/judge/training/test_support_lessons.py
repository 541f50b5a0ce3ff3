"""The support judge's lessons: claims made by rule, and the characters in which they are wrong."""

from random import Random

import pytest
import torch

from assistant.judge.network import JudgeNetwork
from assistant.judge.opinions import Pair
from assistant.judge.pairs import encode_pairs
from assistant.judge.support import CONTRADICTED, NOT_SUPPORTED, SUPPORTED
from assistant.judge.training.statements import Said
from assistant.judge.training.support import Judged, Lesson, SupportLessons, lesson
from assistant.judge.training.support_material import training_wordings
from assistant.records import Span
from tests.judge.tiny_encoder import TinyEncoder

SENTENCES = [
    "事業者は、漏えいを知った日から三十日以内に、個人情報保護委員会に報告しなければならない。",
    "利用者は、生成した文章を公表する前に、内容の正確性を確認するよう努めるものとする。",
    "提供者は、令和7年4月1日以後に、三百万円を超える費用を請求してはならない。",
    "開発者は、学習に用いた資料の一覧を公表することができる。",
]
WORDINGS = training_wordings()


def made(number: int, seed: int) -> Lesson:
    said = Said("手引 > 報告", SENTENCES[number - 1], SENTENCES[number], SENTENCES[(number + 1) % 4])
    others = [own for own in SENTENCES if own != SENTENCES[number]]
    found = lesson(said, others, WORDINGS, Random(seed))
    assert found is not None
    return found


MANY = [(number, made(number, seed)) for number in range(4) for seed in range(25)]


def test_every_lesson_has_right_and_wrong_claims() -> None:
    for _, own in MANY:
        labels = [claim.label for claim in own.claims]
        assert SUPPORTED in labels
    assert {claim.label for _, own in MANY for claim in own.claims} == {SUPPORTED, NOT_SUPPORTED, CONTRADICTED}


def test_no_wrong_claim_stands_in_its_evidence() -> None:
    assert not [
        claim for _, own in MANY for claim in own.claims if claim.label != SUPPORTED and claim.claim in own.evidence
    ]


def test_the_wrong_span_is_what_was_changed() -> None:
    found = 0
    for number, own in MANY:
        bases = [SENTENCES[number], *(claim.claim for claim in own.claims if claim.label == SUPPORTED)]
        for text, _, wrong in own.claims:
            if wrong is not None:
                found += 1
                before, after = text[: wrong.start], text[wrong.end :]
                assert any(base.startswith(before) and base.endswith(after) and base != text for base in bases)
    assert found > 50


def test_the_tokens_of_a_wrong_span_are_the_changed_characters() -> None:
    encoder = TinyEncoder()
    spans = [(text, wrong) for _, own in MANY for text, _, wrong in own.claims if wrong is not None]
    for text, wrong in spans[:40]:
        ((row,),) = encode_pairs([Pair(text, "手引", SENTENCES[0])], encoder)
        inside = [at for at in row.first_offsets if at[0] < wrong.end and at[1] > wrong.start]
        assert "".join(text[start:end] for start, end in inside) == text[wrong.start : wrong.end].replace(" ", "")


def test_right_claims_are_wrong_nowhere() -> None:
    assert all(claim.wrong is None for _, own in MANY for claim in own.claims if claim.label == SUPPORTED)


def test_evidence_is_the_sentence_alone_or_with_those_beside_it_with_or_without_headings() -> None:
    assert {own.heading for _, own in MANY} == {"", "手引 > 報告"}
    alone = [own.evidence == SENTENCES[number] for number, own in MANY]
    assert all(SENTENCES[number] in own.evidence for number, own in MANY)
    assert 0.5 < sum(alone) / len(alone) < 0.9


def test_the_same_lot_makes_the_same_lesson() -> None:
    assert made(0, 3) == made(0, 3)
    assert len({made(0, seed) for seed in range(10)}) > 1


@pytest.mark.parametrize("sentence", ["資料一覧", "| 項目 | 値 |", "とは何か。"])
def test_of_what_says_nothing_no_lesson_is_made(sentence: str) -> None:
    assert lesson(Said("", "", sentence, ""), [], WORDINGS, Random(1)) is None


def loss_of(*lessons: Lesson) -> dict[str, float]:
    torch.manual_seed(5)
    network = JudgeNetwork(TinyEncoder().encoder, 1, "first", 1, 3)
    _, parts = SupportLessons(lessons, TinyEncoder(), 1).loss(network, 0)
    return parts


RIGHT, WRONG = Judged("報告は三日以内です。", SUPPORTED, None), Judged("七日以内に報告する。", CONTRADICTED, Span(0, 1))


def test_right_above_wrong_is_learnt_only_where_both_are_there() -> None:
    assert loss_of(Lesson("", "三日以内に報告する。", (RIGHT, WRONG)))["順序"] > 0
    assert loss_of(Lesson("", "三日以内に報告する。", (RIGHT,)))["順序"] == 0


def test_where_it_is_wrong_is_learnt_only_where_that_is_known() -> None:
    unknown = Judged(WRONG.claim, CONTRADICTED, None)
    assert loss_of(Lesson("", "三日以内に報告する。", (unknown,)))["誤りの位置"] == 0
    assert loss_of(Lesson("", "三日以内に報告する。", (WRONG,)))["誤りの位置"] > 0
    assert loss_of(Lesson("", "三日以内に報告する。", (RIGHT,)))["誤りの位置"] > 0
