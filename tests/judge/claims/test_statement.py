import pytest

from assistant.judge.claims.statement import statement


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("**第三条（目的）**　国は、施策を講ずるものとする。", "国は、施策を講ずるものとする"),
        ("**２**　委員会は、その旨を公表する。", "委員会は、その旨を公表する"),
        ("- 一　記録を残すこと。", "記録を残すこと"),
        ("5. **結果を\n確認**します。", "結果を確認します"),
    ],
)
def test_labels_and_marks_go(sentence: str, text: str) -> None:
    parts = statement(sentence)
    assert parts is not None
    assert parts.text == text


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "## 見出しの文です",
        "| 一 | 二 |",
        "どう決めますか？",
        "https://example.jp を見る。",
        "title: 何かの題",
        "第1章 総則",
    ],
)
def test_what_states_nothing_has_no_parts(sentence: str) -> None:
    assert statement(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("AIを開発する者は、記録を残す。", "AIを開発する者"),
        ("1947年に、酒井は本を書いた。", "酒井"),
        ("事故が起きたときは、責任者は本人に知らせる。", "責任者"),
        ("国、都道府県及び市町村は、計画を定める。", "国、都道府県及び市町村"),
        ("かつて島は陸と続いていた。", "島"),
    ],
)
def test_the_topic_is_found(sentence: str, topic: str) -> None:
    parts = statement(sentence)
    assert parts is not None
    assert parts.topic is not None
    assert parts.text[parts.topic.start : parts.topic.noun_end] == topic


@pytest.mark.parametrize(
    "sentence", ["日本では雪が降る。", "問題が起きたときは、すぐに知らせる。", "国又は都道府県が定める。"]
)
def test_marked_phrases_are_no_topic(sentence: str) -> None:
    parts = statement(sentence)
    assert parts is not None
    assert parts.topic is None


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("事業者は、記録を残さなければならない。", "must"),
        ("事業者は、確認する必要があります。", "need"),
        ("国は、確保するよう努めるものとする。", "effort"),
        ("本人は、請求することができる。", "may"),
        ("事業者は、渡してはなりません。", "forbid"),
        ("届け出ることを要しない。", "unneeded"),
        ("国は、施策を講ずるものとする。", "ruled"),
        ("彼は本を書いた。", "did"),
        ("彼は技師であった。", "was"),
        ("それは含まれない。", "does not"),
        ("石が落とされたものとされている。", "does"),
    ],
)
def test_the_end_is_told(sentence: str, kind: str) -> None:
    parts = statement(sentence)
    assert parts is not None
    assert parts.end is not None
    assert parts.end.kind == kind


def test_what_denies_or_restricts_cannot_be_shortened() -> None:
    upward = {
        sentence: parts.is_upward
        for sentence in (
            "委員会は、記録を残す。",
            "委員会は、記録を残さない。",
            "委員会のみが、記録を残す。",
            "記録とは、控えをいう。",
        )
        if (parts := statement(sentence)) is not None
    }
    assert list(upward.values()) == [True, False, False, False]
