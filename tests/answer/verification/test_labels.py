import pytest

from assistant.answer.verification.labels import labelled_sentences, read_labels


@pytest.mark.parametrize(
    ("sentence", "labels"),
    [
        ("義務があります[1]。", (1,)),
        ("義務があります。[1]", (1,)),
        ("義務があります［１］。", (1,)),
        ("義務があります【2】。", (2,)),
        ("義務があります[1,2]。", (1, 2)),
        ("義務があります[1、3]。", (1, 3)),
        ("義務があります[1][3]。", (1, 3)),
        ("義務があります [1] [1]。", (1,)),
        ("義務があります[資料2]。", (2,)),
        ("義務があります[1-3]。", (1, 2, 3)),
        ("義務があります[1]および[2]。", (1, 2)),
        ("義務があります（資料1）。", (1,)),
        ("はい、義務があります[1]。", (1,)),
        ("義務があります。", ()),
    ],
)
def test_labels_are_read_and_taken_out(sentence: str, labels: tuple[int, ...]) -> None:
    read = read_labels(sentence)
    assert read.labels == labels
    assert read.text == "義務があります。"


@pytest.mark.parametrize(
    "sentence",
    ["配列 a[i] を使う。", "第[一]条", "【重要】確認する。", "[要確認] 確認する。", "[2026]年に公布された。"],
)
def test_other_brackets_stay(sentence: str) -> None:
    assert read_labels(sentence) == (sentence, ())


def test_labels_behind_the_full_stop_belong_to_the_sentence_before() -> None:
    read = labelled_sentences("甲は義務です。[1]乙は任意です。[2][3]")
    assert read == [("甲は義務です。", (1,)), ("乙は任意です。", (2, 3))]


def test_labels_on_a_line_of_their_own_belong_to_the_sentence_before() -> None:
    assert labelled_sentences("甲は義務です。\n[1]\n乙は任意です。") == [
        ("甲は義務です。", (1,)),
        ("乙は任意です。", ()),
    ]


def test_labels_alone_are_no_sentence() -> None:
    assert labelled_sentences("[1] [2]\n") == []


def test_a_bare_yes_joins_the_sentence_that_it_introduces() -> None:
    assert labelled_sentences("はい。義務があります。[1]") == [("義務があります。", (1,))]
    assert labelled_sentences("はい。") == [("はい。", ())]
