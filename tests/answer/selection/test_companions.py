from dataclasses import replace

import pytest

from assistant.answer.selection.companions import companions
from assistant.answer.selection.features import Sentence
from tests.answer.evidence import evidence
from tests.answer.selection.made import sentences_of

ITEMS = "提供者は、次の事項を記録する。\n\n- 版の番号\n- 情報の出所\n- 事故の内容\n\n記録は五年間保存する。"
STATUTE = "提供者は、次に掲げる事項を記録しなければならない。\n\n一　版の番号\n\n二　情報の出所\n\n三　事故の内容"
LONG_ITEMS = (
    "守ることは3つです。\n1. 公開する。公開は年一回とする。\n2. 保護する。ただし、公知のものを除く。\n3. 整備する。"
)
ROWS = "情報の扱いは次のとおり。\n区分: 極秘 | 入力: 不可\n区分: 秘 | 入力: 許可制\n区分: 社外秘 | 入力: 可\n詳細は別に定める。"


def with_companions(text: str, beginning: str, *, wants_list: bool = False) -> list[str]:
    """What is shown with the sentence of `text` that begins so."""
    known = sentences_of(evidence(1, text))
    (sentence,) = [own for own in known if own.text.startswith(beginning)]
    return [own.text for own in companions(sentence, known, wants_list=wants_list)]


@pytest.mark.parametrize(
    ("text", "beginning", "shown"),
    [
        pytest.param("甲は禁じる。ただし、乙は除く。", "甲は", ["甲は禁じる。", "ただし、乙は除く。"], id="rule brings its exception"),
        pytest.param("甲は禁じる。ただし、乙は除く。", "ただし", ["甲は禁じる。", "ただし、乙は除く。"], id="exception brings its rule"),
        pytest.param("甲は禁じる。もっとも、乙は別である。", "甲は", ["甲は禁じる。", "もっとも、乙は別である。"], id="exception in other words"),
        pytest.param("甲は30日以内に報告する。この期限は延ばせない。", "この", ["甲は30日以内に報告する。", "この期限は延ばせない。"], id="reference back"),
        pytest.param("甲は30日以内に報告する。この期限は延ばせない。", "甲は", ["甲は30日以内に報告する。"], id="no reference forward"),
        pytest.param("甲は禁じる。乙は任意である。", "乙は", ["乙は任意である。"], id="nothing to bring"),
        pytest.param("甲がある。このガイドラインは任意である。", "この", ["このガイドラインは任意である。"], id="the document itself is no reference back"),
        pytest.param("甲は禁じる。ただし、乙は除く。これは届出を要する。", "これ", ["甲は禁じる。", "ただし、乙は除く。", "これは届出を要する。"], id="never an exception without its rule"),
        pytest.param("丙は任意である。甲は協力する。これは義務である。ただし、罰則はない。", "ただし", ["甲は協力する。", "これは義務である。", "ただし、罰則はない。"], id="what is referred to may refer back itself"),
    ],
)  # fmt: skip
def test_sentences_around(text: str, beginning: str, shown: list[str]) -> None:
    assert with_companions(text, beginning) == shown


def test_the_sentence_that_leads_a_list_brings_all_of_it() -> None:
    assert with_companions(ITEMS, "提供者は") == [
        "提供者は、次の事項を記録する。",
        "- 版の番号",
        "- 情報の出所",
        "- 事故の内容",
    ]


def test_an_item_brings_what_leads_its_list() -> None:
    assert with_companions(ITEMS, "- 情報") == ["提供者は、次の事項を記録する。", "- 情報の出所"]


def test_an_item_brings_the_whole_list_where_the_question_wants_one() -> None:
    assert len(with_companions(ITEMS, "- 情報", wants_list=True)) == 4


def test_what_follows_a_list_is_no_part_of_it() -> None:
    assert with_companions(ITEMS, "記録は", wants_list=True) == ["記録は五年間保存する。"]


def test_the_items_of_a_statute_have_a_numeral_and_a_blank() -> None:
    whole = ["提供者は、次に掲げる事項を記録しなければならない。", "一 版の番号", "二 情報の出所", "三 事故の内容"]
    assert with_companions(STATUTE, "提供者は") == whole
    assert with_companions(STATUTE, "三") == [whole[0], whole[3]]


def test_an_item_of_two_sentences_does_not_end_the_list() -> None:
    assert with_companions(LONG_ITEMS, "守ること")[-1] == "3. 整備する。"
    assert with_companions(LONG_ITEMS, "3.") == ["守ることは3つです。", "3. 整備する。"]


def test_an_item_brings_its_own_exception() -> None:
    assert with_companions(LONG_ITEMS, "2.") == ["守ることは3つです。", "2. 保護する。", "ただし、公知のものを除く。"]


def test_a_row_of_a_table_brings_the_table_only_where_a_list_is_wanted() -> None:
    row = "区分: 秘 | 入力: 許可制"
    assert with_companions(ROWS, "区分: 秘") == ["情報の扱いは次のとおり。", row]
    whole = with_companions(ROWS, "区分: 秘", wants_list=True)
    assert len(whole) == 4
    assert "詳細は別に定める。" not in whole


def test_a_lead_in_without_a_list_brings_nothing() -> None:
    assert with_companions("次のとおり定める。甲は禁じる。", "次の") == ["次のとおり定める。"]


def under(path: tuple[str, ...], sentence: Sentence) -> Sentence:
    """The sentence as one of a passage under other headings."""
    hit = sentence.evidence.hit
    passage = replace(hit.passage, section_path=path)
    return replace(sentence, evidence=replace(sentence.evidence, hit=replace(hit, passage=passage)))


def test_a_neighbour_under_another_heading_is_not_taken() -> None:
    rule, exception = sentences_of(evidence(1, "甲は禁じる。ただし、乙は除く。", path=("第1条",)))
    assert companions(rule, (rule, exception), wants_list=False) == (rule, exception)
    elsewhere = under(("第2条",), exception)
    assert companions(rule, (rule, elsewhere), wants_list=False) == (rule,)


def test_a_neighbour_behind_a_heading_inside_the_passage_is_not_taken() -> None:
    rule, _, exception = sentences_of(evidence(1, "甲は禁じる。\n\n例外の扱い\n\nただし、乙は除く。"))
    assert companions(rule, (rule, exception), wants_list=False) == (rule,)


def test_a_neighbour_of_another_document_is_not_taken() -> None:
    (rule,) = sentences_of(evidence(1, "甲は禁じる。"))
    (exception,) = sentences_of(evidence(2, "ただし、乙は除く。"))
    assert companions(rule, (exception, rule), wants_list=False) == (rule,)


def test_the_order_in_which_they_are_known_does_not_matter() -> None:
    known = sentences_of(evidence(1, ITEMS))
    assert companions(known[2], known[::-1], wants_list=True) == known[:4]
