import pytest

from assistant_eval.metrics.atoms import Atom, Kind, atoms, atoms_found

NOTHING: dict[Kind, list[float]] = {kind: [] for kind in Kind}


def test_one_of_each_kind() -> None:
    assert atoms("Llama 4 は2025年4月5日から、第28条第1項により30日以内に") == (
        Atom(Kind.NUMBER, "30日", ("30", "日")),
        Atom(Kind.DATE, "2025年4月5日", ("2025", "4", "5")),
        Atom(Kind.ARTICLE, "第28条第1項", ("", "28", "1", "")),
        Atom(Kind.NAME, "Llama 4", ("llama 4",)),
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("令和七年五月二十八日に公布", [Kind.DATE]),
        ("第三十条の四第一項第二号", [Kind.ARTICLE]),
        ("第30条の\n４", [Kind.ARTICLE]),
        ("GPT-4o と Apache License 2.0", [Kind.NAME, Kind.NAME]),
        ("第3章", [Kind.NUMBER]),
        ("第1号の書類", [Kind.NUMBER]),
        ("前条及び同項", []),
        ("利用者に説明する。", []),
        ("", []),
    ],
)
def test_a_number_inside_another_atom_is_none_of_its_own(text: str, kinds: list[Kind]) -> None:
    assert [atom.kind for atom in atoms(text)] == kinds


def test_an_atom_named_twice_is_one() -> None:
    assert atoms("３日、三日、3日以内") == (Atom(Kind.NUMBER, "３日", ("3", "日")),)


def test_a_range_of_articles_is_each_of_them() -> None:
    assert [atom.key[1] for atom in atoms("第3条から第5条まで")] == ["3", "4", "5"]


@pytest.mark.parametrize("text", ["附則第1条", "附則（令和五年法律第四十七号）第一条", "附　則（改正1） 第１条"])
def test_an_article_of_the_supplementary_provisions_is_told_apart(text: str) -> None:
    (article,) = (atom for atom in atoms(text) if atom.kind is Kind.ARTICLE)
    assert article.key == ("附則", "1", "", "")


@pytest.mark.parametrize(
    ("claim", "cited", "kind", "expected"),
    [
        ("30日以内", "三十日以内", Kind.NUMBER, [1]),
        ("７億人", "700,000,000人", Kind.NUMBER, [1]),
        ("700 million", "7億人を超える", Kind.NUMBER, [1]),  # one without a counter
        ("30日", "30分", Kind.NUMBER, [0]),
        ("30日と60日", "60日", Kind.NUMBER, [0, 1]),
        ("30", "第30条", Kind.NUMBER, [0]),  # the 30 of an article is no number
        ("2025年5月28日", "令和七年五月二十八日", Kind.DATE, [1]),
        ("令和７年", "2025年5月28日", Kind.DATE, [1]),
        ("2025年5月28日", "2025年5月", Kind.DATE, [0]),
        ("2025年5月28日", "2025年6月28日", Kind.DATE, [0]),
        ("28条1項", "第二十八条第一項", Kind.ARTICLE, [1]),
        ("第28条", "第28条第1項", Kind.ARTICLE, [1]),
        ("第28条第1項", "第28条", Kind.ARTICLE, [0]),
        ("第28条", "第28条の2", Kind.ARTICLE, [0]),
        ("第1条", "附則第1条", Kind.ARTICLE, [0]),
        ("附則第1条", "第1条", Kind.ARTICLE, [0]),
        ("第1項第1号イ", "第1項第1号ロ", Kind.ARTICLE, [0]),
        ("第1項第1号イ", "第1項第1号", Kind.ARTICLE, [0]),
        ("Llama4", "Ｌｌａｍａ 4", Kind.NAME, [1]),
        ("Llama 4", "Llama 3", Kind.NAME, [0]),
    ],
)
def test_found_however_it_is_written(claim: str, cited: str, kind: Kind, expected: list[float]) -> None:
    assert atoms_found(claim, cited) == NOTHING | {kind: expected}


def test_headings_tell_places_editions_and_names_but_no_amounts_and_dates() -> None:
    claim = "Llama の第1.2版、第3章、第28条は、30日、2025年である"
    assert atoms_found(claim, "", "Llama 第1.2版 第3章 第28条 30日 2025年") == {
        Kind.NUMBER: [1, 1, 0],
        Kind.DATE: [0],
        Kind.ARTICLE: [1],
        Kind.NAME: [1],
    }


def test_nothing_cited_has_nothing() -> None:
    assert atoms_found("30日と2025年", "") == NOTHING | {Kind.NUMBER: [0], Kind.DATE: [0]}


def test_a_claim_without_atoms_has_no_values() -> None:
    assert atoms_found("利用者に説明する。", "第28条は30日") == NOTHING
