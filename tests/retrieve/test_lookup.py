from datetime import date

import pytest

from assistant.japanese.addresses import Address
from assistant.retrieve.asked import Asked
from assistant.retrieve.collection import works_in
from assistant.retrieve.filters import Filters, view
from assistant.retrieve.lookup import AROUND, BESIDE, REFERRED, THERE, LookedUp, look_among, look_up, plain
from assistant.retrieve.question import Question, analyse
from assistant.retrieve.search import Retriever
from tests.retrieve.corpus import TODAY


def looked_up(question: str, retriever: Retriever, as_of: date | None = None) -> LookedUp:
    asked = analyse(question, works_in(retriever.index))
    return look_up(asked, retriever.index, view(asked, retriever.index, Filters(as_of), TODAY).documents)


def where(found: dict[int, float], retriever: Retriever) -> dict[str, float]:
    index = retriever.index
    return {f"{index.cards[index.owners[n]].source} {index.passages[n].locator}": sure for n, sure in found.items()}


@pytest.mark.parametrize(
    "question",
    ["AI法第6条", "AI法6条", "ＡＩ法第六条", "人工知能の適正な利用に関する法律第６条", "AI法6", "「AI法」第六条は？"],
)
def test_an_address_in_any_spelling_with_what_lies_around_it(question: str, retriever: Retriever) -> None:
    assert where(dict(looked_up(question, retriever).passages), retriever) == {
        "laws/ai.md 第6条": THERE,
        "laws/ai.md 第10条": REFERRED,
        "laws/ai.md 第5条": BESIDE,
        "laws/ai.md 第7条": BESIDE,
    }


def test_a_paragraph_without_a_passage_of_its_own_is_its_article_less_surely(retriever: Retriever) -> None:
    found = where(dict(looked_up("AI法第6条第9項", retriever).passages), retriever)
    assert found["laws/ai.md 第6条"] == AROUND


def test_a_paragraph_inside_a_passage_is_there(retriever: Retriever) -> None:
    assert where(dict(looked_up("AI法4条2項", retriever).passages), retriever)["laws/ai.md 第4条"] == THERE


def test_neighbours_of_a_supplement_are_of_the_supplement(retriever: Retriever) -> None:
    found = where(dict(looked_up("AI法附則2条", retriever).passages), retriever)
    assert found == {"laws/ai.md 附則第2条": THERE, "laws/ai.md 附則第1条": BESIDE}


def test_what_is_both_asked_for_and_beside_counts_as_asked_for(retriever: Retriever) -> None:
    found = where(dict(looked_up("AI法の第6条と第7条", retriever).passages), retriever)
    assert (found["laws/ai.md 第6条"], found["laws/ai.md 第7条"]) == (THERE, THERE)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("AI法第30条", ("AI法に第30条はありません（第10条まで）。",)),
        ("ＡＩ法三十条は何を定めますか", ("ＡＩ法に第30条はありません（第10条まで）。",)),
        ("AI法附則第9条", ("AI法に附則第9条はありません（附則第2条まで）。",)),
        ("AI法別表第一", ("AI法に別表第一はありません。",)),
        ("AI法第6条の2", ("AI法に第6条の2はありません。",)),
        (
            "AI法第30条と桜花データ保護法第9条",
            ("AI法に第30条はありません（第10条まで）。", "桜花データ保護法に第9条はありません（第4条まで）。"),
        ),
        ("AI法第6条と第30条", ("AI法に第30条はありません（第10条まで）。",)),
        ("AI法第30条、すなわちAI法三十条", ("AI法に第30条はありません（第10条まで）。",)),
        ("AI法第6条", ()),
        ("第30条", ()),
        ("民法第709条", ()),
        ("人工知能サービス運用の手引の第30条", ()),
    ],
)
def test_what_a_named_statute_lacks_is_said(question: str, missing: tuple[str, ...], retriever: Retriever) -> None:
    assert looked_up(question, retriever).missing == missing


def test_an_address_of_several_works_is_lacking_where_all_of_them_lack_it(retriever: Retriever) -> None:
    index, works = retriever.index, works_in(retriever.index)

    def missing(article: str) -> tuple[str, ...]:
        keys = analyse("AI法と桜花データ保護法", works).works
        asked = Question("どちらの法律", works=keys, addresses=(Asked(0, 3, Address(article=article), keys),))
        return look_up(asked, index, view(asked, index, Filters(), TODAY).documents).missing

    assert missing("8") == ()
    assert len(missing("30")) == 2


def test_an_article_is_looked_for_in_the_edition_of_the_day(retriever: Retriever) -> None:
    assert (
        where(dict(looked_up("桜花データ保護法第4条", retriever).passages), retriever)["laws/data_2025.md 第4条"]
        == THERE
    )
    assert looked_up("桜花データ保護法第4条", retriever, date(2023, 4, 1)) == LookedUp(
        {}, ("桜花データ保護法に第4条はありません。",)
    )


def test_an_article_that_only_an_older_edition_has_is_found_there(retriever: Retriever) -> None:
    found = where(dict(looked_up("桜花データ保護法第5条", retriever).passages), retriever)
    assert found["laws/data_2022.md 第5条"] == THERE
    assert not any(place.startswith("laws/data_2025.md") for place in found)


def test_an_address_of_several_editions_is_found_in_one(retriever: Retriever) -> None:
    found = where(dict(looked_up("桜花データ保護法第2条", retriever).passages), retriever)
    assert {place.split()[0] for place in found} == {"laws/data_2025.md"}


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("人工知能サービス運用の手引の第4部 P-6)i", "guide.md 第4部 P-6)i"),
        ("人工知能サービス運用の手引 第四部Ｐ－６）ⅱ", "guide.md 第4部 P-6)ii"),
        ("街づくり協会の提言書の提言3", "proposals.md 提言3"),
        ("街づくり協会の提言書の提言３は", "proposals.md 提言3"),
    ],
)
def test_a_place_of_a_named_guideline(question: str, place: str, retriever: Retriever) -> None:
    assert where(dict(looked_up(question, retriever).passages), retriever) == {place: THERE}


def test_a_section_of_a_licence_that_is_called_an_article(retriever: Retriever) -> None:
    found = looked_up("ACMEのライセンスの第2条", retriever)
    assert where(dict(found.passages), retriever) == {"licence.md 2.": AROUND}
    assert found.missing == ()


def among(question: str, retriever: Retriever) -> set[str]:
    asked = analyse(question, works_in(retriever.index))
    passages = list(retriever.index.passages)
    return set(where(look_among(asked, passages, looked_up(question, retriever)), retriever))


def test_an_article_of_no_named_work_may_be_that_of_any(retriever: Retriever) -> None:
    assert among("第10条の秘密", retriever) == {"laws/ai.md 第10条"}
    assert "laws/ai.md 附則第2条" not in among("第2条", retriever)
    assert {"laws/ai.md 第2条", "laws/quantum.md 第2条"} <= among("第2条", retriever)


def test_an_article_of_a_named_work_is_looked_for_nowhere_else(retriever: Retriever) -> None:
    assert among("AI法第10条", retriever) == set()
    assert among("民法第10条", retriever) == set()


def test_a_place_of_a_document_that_is_called_otherwise(retriever: Retriever) -> None:
    assert among("協会が出した提言2", retriever) == {"proposals.md 提言2"}
    assert among("手引の第4部 P-6)ii", retriever) == {"guide.md 第4部 P-6)ii"}


def test_plain_levels_width_case_and_blanks() -> None:
    assert plain("ＡＩ 法\n第６条 ｶﾞｲﾄﾞ") == "ai法第6条ガイド"
