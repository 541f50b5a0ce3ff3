from collections.abc import Iterable
from datetime import date

import numpy as np
import pytest

from assistant.errors import UsageError
from assistant.index.tables import Card
from assistant.records import Authority, Metadata
from assistant.retrieve.collection import works_in
from assistant.retrieve.filters import Filters, Standing, View, check_filters, in_force, standings, view
from assistant.retrieve.question import analyse
from assistant.retrieve.search import Retriever
from tests.retrieve.corpus import TODAY


def card(number: int, begins: str = "", ends: str = "", work: str | None = "甲法") -> Card:
    days = (date.fromisoformat(day) if day else None for day in (begins, ends))
    metadata = Metadata(work=work, in_force_from=next(days), in_force_to=next(days))
    return Card(f"d{number}", "甲法", f"{number}.md", metadata, number, number)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (Metadata(), True),
        (Metadata(in_force_from=date(2026, 11, 21)), True),
        (Metadata(in_force_from=date(2026, 11, 22)), False),
        (Metadata(published=date(2026, 11, 22)), False),
        (Metadata(published=date(2026, 1, 1), in_force_from=date(2027, 1, 1)), False),
        (Metadata(published=date(2027, 1, 1), in_force_from=date(2026, 1, 1)), True),
        (Metadata(in_force_to=date(2026, 11, 21)), True),
        (Metadata(in_force_to=date(2026, 11, 20)), False),
    ],
)
def test_in_force_on_a_day(metadata: Metadata, expected: bool) -> None:
    assert in_force(metadata, TODAY) is expected


def test_of_three_editions_the_last_that_has_begun_is_in_force() -> None:
    older, current, later = standings([card(0, "2022-04-01"), card(1, "2025-04-01"), card(2, "2030-04-01")], TODAY)
    assert current == Standing()
    assert older == Standing(1, "旧版（2022-04-01。2026-11-21 に有効なのは 2025-04-01 からの版）")
    assert later == Standing(1, "2026-11-21 には未施行（2030-04-01 から）", ahead=True)


@pytest.mark.parametrize(
    ("day", "current"), [("2022-04-01", 0), ("2025-03-31", 0), ("2025-04-01", 1), ("2030-04-01", 2), ("2099-01-01", 2)]
)
def test_the_edition_in_force_changes_on_its_day(day: str, current: int) -> None:
    cards = [card(0, "2022-04-01"), card(1, "2025-04-01"), card(2, "2030-04-01")]
    found = standings(cards, date.fromisoformat(day))
    assert [not standing.note for standing in found] == [number == current for number in range(3)]


def test_before_all_editions_none_stands_for_another() -> None:
    found = standings([card(0, "2022-04-01"), card(1, "2025-04-01")], date(2020, 1, 1))
    assert [(standing.instead, standing.ahead) for standing in found] == [(None, True), (None, True)]


def test_what_has_ended_is_said() -> None:
    ended, alone = standings([card(0, "2022-04-01", "2024-03-31"), card(1, "2020-01-01", work=None)], TODAY)
    assert ended == Standing(None, "2026-11-21 には失効（2024-03-31 まで）")
    assert alone == Standing()


def test_an_edition_that_outlives_a_later_one_is_in_force_again() -> None:
    found = standings([card(0, "2022-04-01"), card(1, "2025-04-01", "2026-03-31")], TODAY)
    assert [standing.instead for standing in found] == [None, 0]


def test_an_edition_of_unknown_date_yields_to_a_dated_one() -> None:
    unknown, dated = standings([card(0), card(1, "2025-04-01")], TODAY)
    assert (unknown.instead, dated) == (1, Standing())
    assert "時期不明の版" in unknown.note


def test_parts_of_one_edition_stand_side_by_side() -> None:
    assert standings([card(0, "2025-04-01"), card(1, "2025-04-01")], TODAY) == (Standing(), Standing())


def test_documents_of_no_work_are_no_editions() -> None:
    assert standings([card(0, "2020-01-01", work=None), card(1, "2025-01-01", work=None)], TODAY)[0] == Standing()


KNOWN = Card(
    "d1", "甲指針", "a/b.md", Metadata(publisher="甲協会", authority=Authority.GUIDELINE, language="ja-JP"), 0, 0
)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), True),
        (Filters(authorities=(Authority.GUIDELINE,)), True),
        (Filters(authorities=(Authority.STATUTE, Authority.GUIDELINE)), True),
        (Filters(authorities=(Authority.STATUTE,)), False),
        (Filters(publishers=("甲協会",)), True),
        (Filters(publishers=("甲",)), False),
        (Filters(languages=("ja",)), True),
        (Filters(languages=("en",)), False),
        (Filters(documents=("d1",)), True),
        (Filters(documents=("a/b.md",)), True),
        (Filters(documents=("甲指針",)), True),
        (Filters(documents=("b.md",)), False),
        (Filters(publishers=("甲協会",), languages=("en",)), False),
    ],
)
def test_a_document_is_admitted_by_all_filters_at_once(filters: Filters, expected: bool) -> None:
    assert filters.admits(KNOWN) is expected


def test_a_document_of_unknown_kind_is_not_of_the_kind_asked_for() -> None:
    unknown = Card("d2", "乙", "b.md", Metadata(), 0, 0)
    narrowed = (Filters(authorities=(Authority.STATUTE,)), Filters(publishers=("甲協会",)), Filters(languages=("ja",)))
    assert not any(filters.admits(unknown) for filters in narrowed)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(publishers=("街づくり協議会",)), r"発行者 街づくり協議会 .*街づくり協会"),
        (Filters(languages=("fr",)), "言語 fr .*en、ja"),
        (Filters(documents=("laws/data_2023.md",)), r"文書 laws/data_2023.md .*laws/data_2022.md"),
        (Filters(documents=("桜花データの保護",)), "桜花データの保護に関する法律"),
        (Filters(publishers=("ACME", "なし")), "発行者 なし"),
    ],
)
def test_an_unknown_name_is_refused_with_those_that_are_near(filters: Filters, said: str, retriever: Retriever) -> None:
    with pytest.raises(UsageError, match=said):
        check_filters(filters, retriever.index.cards)


def test_known_names_pass_and_an_empty_index_has_none(retriever: Retriever) -> None:
    check_filters(Filters(publishers=("ACME",), languages=("en", "ja"), documents=("guide.md",)), retriever.index.cards)
    with pytest.raises(UsageError, match="なし"):
        check_filters(Filters(languages=("ja",)), ())


def seen(question: str, retriever: Retriever, filters: Filters | None = None) -> View:
    asked = analyse(question, works_in(retriever.index))
    return view(asked, retriever.index, filters or Filters(), TODAY)


def sources(numbers: Iterable[int], retriever: Retriever) -> list[str]:
    return [retriever.index.cards[number].source for number in numbers]


def allowed(found: View, retriever: Retriever) -> set[str]:
    assert found.allowed is not None
    return set(sources(retriever.index.owners[np.flatnonzero(found.allowed)], retriever))


def test_without_a_day_and_filters_nothing_is_left_out(retriever: Retriever) -> None:
    assert seen("漏えいの届出", retriever).allowed is None


def test_on_a_day_only_what_was_in_force_is_allowed(retriever: Retriever) -> None:
    found = allowed(seen("漏えいの届出", retriever, Filters(as_of=date(2023, 4, 1))), retriever)
    assert "laws/data_2022.md" in found
    assert found.isdisjoint({"laws/data_2025.md", "laws/data_2030.md", "laws/ai.md", "guide.md", "laws/quantum.md"})


def test_the_day_of_the_filters_wins_over_that_of_the_question(retriever: Retriever) -> None:
    question = "2023年4月時点の漏えいの届出"
    assert "laws/data_2022.md" in allowed(seen(question, retriever), retriever)
    found = allowed(seen(question, retriever, Filters(as_of=date(2031, 1, 1))), retriever)
    assert "laws/data_2022.md" in found  # still valid in itself: which edition wins is a matter of standing
    assert "laws/data_2030.md" in found


def test_a_named_work_that_was_not_in_force_is_allowed_all_the_same(retriever: Retriever) -> None:
    found = seen("2024年4月時点の量子計算機法の届出", retriever)
    assert "laws/quantum.md" in allowed(found, retriever)
    assert "laws/quantum.md" not in sources(found.unwanted, retriever)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("桜花データ保護法の届出", "laws/data_2025.md"),
        ("現行の桜花データ保護法の届出", "laws/data_2025.md"),
        ("改正前の桜花データ保護法の届出", "laws/data_2022.md"),
        ("2023年4月時点の桜花データ保護法の届出", "laws/data_2022.md"),
        ("2031年1月時点の桜花データ保護法の届出", "laws/data_2030.md"),
    ],
)
def test_the_edition_that_is_asked_for_comes_first(question: str, first: str, retriever: Retriever) -> None:
    found = seen(question, retriever)
    ((_, numbers),) = found.documents.items()
    assert sources(numbers, retriever)[0] == first
    assert first not in sources(found.unwanted, retriever)
    assert set(sources(numbers[1:], retriever)) <= set(sources(found.unwanted, retriever))


def test_of_a_work_without_older_editions_none_is_unwanted(retriever: Retriever) -> None:
    assert "laws/ai.md" not in sources(seen("改正前のAI法の報告", retriever).unwanted, retriever)


def test_an_edition_that_is_not_admitted_stands_for_no_other(retriever: Retriever) -> None:
    found = seen("漏えいの届出", retriever, Filters(documents=("laws/data_2022.md",)))
    numbers = {card.source: number for number, card in enumerate(retriever.index.cards)}
    standing = found.standings[numbers["laws/data_2022.md"]]
    assert standing.instead is None
    assert standing.note.startswith("旧版")


def test_the_day_is_an_argument(retriever: Retriever) -> None:
    asked = analyse("漏えいの届出", works_in(retriever.index))
    later = view(asked, retriever.index, Filters(), date(2031, 1, 1))
    notes = {card.source: later.standings[number].note for number, card in enumerate(retriever.index.cards)}
    assert (notes["laws/data_2025.md"] != "", notes["laws/data_2030.md"]) == (True, "")
