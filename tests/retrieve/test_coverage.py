import pytest

from assistant.retrieve.collection import works_in
from assistant.retrieve.coverage import enumeration, select
from assistant.retrieve.filters import Filters, view
from assistant.retrieve.question import analyse
from assistant.retrieve.search import Retriever
from tests.retrieve.corpus import TODAY

PRINCIPLES = [f"principles.md {name}" for name in ("公正", "節約", "環境", "安全", "記録")]
LIST = "調達の五つの原則を挙げてください"


def names(numbers: list[int], retriever: Retriever) -> list[str]:
    index = retriever.index
    return [f"{index.cards[index.owners[n]].source} {index.passages[n].locator}" for n in numbers]


def number_of(place: str, retriever: Retriever) -> int:
    return names(list(range(len(retriever.index.passages))), retriever).index(place)


def selected(question: str, ranked: list[str], most: int, retriever: Retriever) -> list[str]:
    asked = analyse(question, works_in(retriever.index))
    seen = view(asked, retriever.index, Filters(), TODAY)
    numbers = [number_of(place, retriever) for place in ranked]
    return names(select(asked, numbers, retriever.index, seen, most), retriever)


ELSEWHERE = ["guide.md 第3部", "proposals.md 提言1", "licence.md 1.", "laws/ai.md 第3条", "laws/ai.md 第8条"]


def test_a_plain_question_keeps_the_order(retriever: Retriever) -> None:
    assert selected("調達の原則とは", ["principles.md 安全", *ELSEWHERE], 3, retriever) == [
        "principles.md 安全",
        *ELSEWHERE[:2],
    ]


def test_a_question_for_several_things_brings_the_whole_enumeration(retriever: Retriever) -> None:
    found = selected(LIST, ["principles.md 安全", *ELSEWHERE], 8, retriever)
    assert found[0] == "principles.md 安全"
    assert set(found[:5]) == set(PRINCIPLES)
    assert found[5:] == ELSEWHERE[:3]


def test_as_many_things_as_are_asked_for_take_all_seats(retriever: Retriever) -> None:
    found = selected(LIST, ["principles.md 安全", *ELSEWHERE], 5, retriever)
    assert set(found) == set(PRINCIPLES)


def test_an_enumeration_leaves_seats_for_other_passages(retriever: Retriever) -> None:
    found = selected("調達の原則を挙げてください", ["principles.md 安全", *ELSEWHERE], 5, retriever)
    assert len(found) == len(set(found)) == 5
    assert len(set(found) & set(PRINCIPLES)) == 4
    assert ELSEWHERE[0] in found


def test_without_a_passage_there_is_no_enumeration(retriever: Retriever) -> None:
    assert selected(LIST, [], 5, retriever) == []


@pytest.mark.parametrize(
    ("place", "run"),
    [
        ("principles.md 公正", PRINCIPLES),
        ("principles.md 環境", [PRINCIPLES[2], PRINCIPLES[3], PRINCIPLES[1], PRINCIPLES[4], PRINCIPLES[0]]),
        ("laws/data_2025.md 第2条", ["laws/data_2025.md 第2条"]),
        ("laws/ai.md 附則第2条", ["laws/ai.md 附則第2条", "laws/ai.md 附則第1条"]),
        ("laws/ai.md 第9条", ["laws/ai.md 第9条", "laws/ai.md 第10条"]),
    ],
)
def test_an_enumeration_is_what_stands_under_one_heading_nearest_first(
    place: str, run: list[str], retriever: Retriever
) -> None:
    found = names(enumeration(retriever.index, number_of(place, retriever)), retriever)
    assert found[: len(run)] == run
    assert {name.split()[0] for name in found} == {place.split(maxsplit=1)[0]}


def test_no_edition_is_shown_beside_the_one_that_stands_for_it(retriever: Retriever) -> None:
    ranked = [
        "laws/data_2022.md 第2条",
        "laws/data_2030.md 第2条",
        "laws/data_2025.md 第2条",
        "laws/data_2022.md 第5条",
    ]
    assert selected("漏えいの届出", ranked, 4, retriever) == ranked[2:]


def test_editions_before_a_change_are_shown_where_they_are_asked_for(retriever: Retriever) -> None:
    ranked = ["laws/data_2030.md 第2条", "laws/data_2022.md 第2条", "laws/data_2025.md 第2条"]
    assert selected("改正前の漏えいの届出", ranked, 4, retriever) == ranked[1:]


def test_each_of_two_named_works_gets_its_share(retriever: Retriever) -> None:
    own = [f"laws/ai.md 第{number}条" for number in range(1, 9)]
    ranked = [*own, "laws/data_2025.md 第2条", "laws/data_2025.md 第1条", "laws/data_2025.md 第3条"]
    assert selected("AI法と桜花データ保護法の違い", ranked, 4, retriever) == [*own[:2], *ranked[8:10]]
    assert selected("AI法の違い", ranked, 4, retriever) == own[:4]


def test_a_named_work_without_a_passage_leaves_its_seats_to_the_other(retriever: Retriever) -> None:
    own = [f"laws/ai.md 第{number}条" for number in range(1, 5)]
    assert selected("AI法と量子計算機法の違い", own, 4, retriever) == own


def test_more_works_than_seats(retriever: Retriever) -> None:
    ranked = ["laws/ai.md 第1条", "laws/data_2025.md 第1条", "laws/quantum.md 第1条"]
    assert selected("AI法と桜花データ保護法と量子計算機法", ranked, 2, retriever) == ranked[:2]
