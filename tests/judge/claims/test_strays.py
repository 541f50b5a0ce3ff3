from random import Random

import pytest

from assistant.judge.claims.strays import KINDS, strays

SENTENCE = "事業者は、記録を委員会に提出しなければならない。"
OTHERS = (
    "大臣は、事故が起きた場合には、直ちに現場を閉鎖する。",
    "彼は、家族を養うため、港で三年働いた。",
    "図書館は、地元の新聞を保存するものとする。",
    "3月4日に、学校は橋を渡る行事を行った。",
)


def made(kind: str, sentence: str = SENTENCE, others: tuple[str, ...] = OTHERS) -> set[str]:
    found = (stray for seed in range(60) for stray in strays(sentence, others, Random(seed), len(KINDS)))
    return {stray.text for stray in found if stray.kind == kind}


def test_every_kind_occurs() -> None:
    assert all(made(kind) for kind in KINDS)


def test_a_condition_of_another_sentence_becomes_a_limit() -> None:
    texts = made("condition")
    assert "事業者は、事故が起きた場合に限り、記録を委員会に提出しなければならない。" in texts
    assert all(
        any(limit in text for limit in ("限り、", "のみ、", "除き、", "限って、", "範囲で、", "間、")) for text in texts
    )


def test_a_reason_is_taken_or_made_up() -> None:
    texts = made("reason")
    assert "事業者は、家族を養うため、記録を委員会に提出しなければならない。" in texts
    assert any("新聞を保存する" in text for text in texts)


def test_a_detail_is_not_added_to_what_is_denied() -> None:
    assert made("detail")
    assert made("detail", "事業者は、記録を委員会に提出してはならない。") == set()


def test_crossed_sentences_have_the_topic_of_one_and_the_rest_of_the_other() -> None:
    texts = made("crossed")
    assert "図書館は、記録を委員会に提出しなければならない。" in texts
    assert "事業者は、地元の新聞を保存するものとする。" in texts


def test_topics_that_may_be_the_same_are_not_crossed() -> None:
    assert made("crossed", others=("取扱事業者は、地元の新聞を保存するものとする。",)) == set()


def test_the_object_of_another_stands_in() -> None:
    assert "事業者は、地元の新聞を委員会に提出しなければならない。" in made("object")


def test_no_slot_stays_open() -> None:
    assert not any("{" in text for kind in KINDS for text in made(kind))


def test_what_is_added_follows_the_style() -> None:
    texts = made("consequence", "事業者は、記録を提出します。")
    assert texts
    assert all(text.rstrip("。").endswith(("ます", "です", "ました", "ません")) for text in texts)


def test_the_same_seed_makes_the_same() -> None:
    first, again, other = (strays(SENTENCE, OTHERS, Random(seed), 3) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("most", [0, 1, 4])
def test_at_most_so_many(most: int) -> None:
    assert len(strays(SENTENCE, OTHERS, Random(1), most)) == most


def test_without_others_the_own_table_serves() -> None:
    assert {stray.kind for stray in strays(SENTENCE, (), Random(1), 9)} <= set(KINDS) - {"crossed", "object"}


@pytest.mark.parametrize("text", ["", "。", "## 見出し", "| 一 | 二 |", "記録の題名の一覧", "）））"])
def test_odd_text_gives_nothing(text: str) -> None:
    assert strays(text, OTHERS, Random(1), 3) == ()


def test_what_the_sentence_says_already_is_not_added() -> None:
    sentence = "政府は、インターネットの利用その他適切な方法により、記録を公表する。"
    other = "省は、インターネットの利用その他の適切な方法により、結果を広める。"
    assert not any(text.count("インターネット") > 1 for text in made("detail", sentence, (other,)))
