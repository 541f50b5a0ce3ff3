import pytest

from assistant.japanese.addresses import Address, parse_addresses
from assistant.records import Document, Link, Passage
from assistant.retrieve.article_places import (
    Found,
    article_places,
    as_place,
    find_address,
    find_places,
    last_article,
    missing,
    neighbours,
    parse_locator,
    referred,
)
from assistant.retrieve.question import analyse
from assistant.retrieve.works import works_of


def passages(*rows: tuple[str, str] | tuple[str, str, tuple[str, ...]]) -> tuple[Passage, ...]:
    return tuple(
        Passage(str(place), "d", place * 100, place * 100 + len(row[1]), row[2] if len(row) > 2 else (), row[0], row[1])
        for place, row in enumerate(rows)
    )


LAW = passages(
    ("第1条", "第一条　この法律は"),
    ("第2条第1項", "第二条　この法律において\n- 一　甲"),
    ("第2条", "２　乙は\n\n３　丙は"),
    ("第2条第4項第2号", "- 二　丁"),
    ("第3条", "第三条　戊\n- 一　己\n- 二の二　庚"),
    ("第3条の2", "第三条の二　辛\n２　壬"),
    ("第4条から第6条まで", "第四条から第六条まで　削除"),
    ("第7条", "第七条　癸"),
    ("附則第1条", "第一条　施行する"),
    ("附則（改正1）第1条", "第一条　公布の日"),
    ("附則（改正1）第9条", "第九条　経過"),
    ("別表第一", "別表"),
)
PLACES = article_places(LAW)


def asked(text: str) -> Address:
    return parse_addresses(text)[0][1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第1条", Found((0,), True)),
        ("第2条", Found((1, 2, 3), True)),
        ("第2条第1項", Found((1,), True)),
        ("第2条第3項", Found((2,), True)),
        ("第2条第4項", Found((3,), True)),
        ("第2条第4項第2号", Found((3,), True)),
        ("第2条第1項第1号", Found((1,), True)),
        ("第2条第9項", Found((1, 2, 3), False)),
        ("第3条第1項", Found((4,), True)),
        ("第3条第2号の2", Found((4,), True)),
        ("第3条第8号", Found((4,), False)),
        ("第3条の2第2項", Found((5,), True)),
        ("第5条", Found((6,), True)),
        ("第8条", Found((), False)),
        ("附則第1条", Found((8,), True)),
        ("附則第9条", Found((10,), True)),
        ("別表第一", Found((11,), True)),
        ("別表第二", Found((), False)),
    ],
)
def test_find_address(text: str, found: Found) -> None:
    assert find_address(PLACES, asked(text)) == found


def test_every_passage_is_found_under_its_own_address() -> None:
    for position, passage in enumerate(LAW):
        assert all(position in find_address(PLACES, address).positions for address in parse_locator(passage.locator))


def test_the_whole_supplement() -> None:
    assert find_address(PLACES, Address("附則")) == Found((8,), True)


def test_neighbours_stay_in_their_tree() -> None:
    assert neighbours(PLACES, asked("第3条")) == (1, 2, 3, 5)
    assert neighbours(PLACES, asked("第7条")) == (6,)
    assert neighbours(PLACES, asked("附則第1条")) == ()
    assert neighbours(PLACES, asked("第99条")) == ()


def test_last_article() -> None:
    assert last_article(PLACES) == "第7条"
    assert last_article(PLACES, "附則") == "第1条"
    assert last_article(PLACES, "別表第一") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("第30条", "AI法に第30条はありません（第7条まで）。"),
        ("第30条第2項", "AI法に第30条はありません（第7条まで）。"),
        ("第3条の9", "AI法に第3条の9はありません。"),
        ("附則第20条", "AI法に附則第20条はありません（附則第1条まで）。"),
        ("別表第二", "AI法に別表第二はありません。"),
        ("第7条", ""),
        ("前条", ""),
    ],
)
def test_missing(text: str, said: str) -> None:
    assert missing(PLACES, asked(text), "AI法") == said


def test_only_a_statute_lacks_articles() -> None:
    notes = article_places(
        passages(("1.", "概要"), ("第1条", "引用"), ("2.", "解説"), ("3.", "まとめ"), ("4.", "出典"))
    )
    assert missing(notes, asked("第30条"), "解説") == ""
    assert missing(article_places(()), asked("第30条"), "空") == ""


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("第30条の4第3号", ["第30条の4第3号"]),
        ("第2条第1項第9号の7イ", ["第2条第1項第9号の7"]),
        ("附則（改正10）第3条第2項", ["附則（改正10）第3条第2項"]),
        ("第8条及び第9条", ["第8条", "第9条"]),
        ("別記様式第十三", ["別記様式第十三"]),
        ("p.5 脚注2", []),
        ("第4部 P-6)i", []),
        ("冒頭", []),
        ("", []),
    ],
)
def test_parse_locator(locator: str, expected: list[str]) -> None:
    assert [address.render() for address in parse_locator(locator)] == expected


GUIDELINE = passages(
    ("p.37 第4部", "提供者は", ("第4部 提供者",)),
    ("p.37 第4部 P-2)i", "リスク", ("第4部 提供者", "P-2)i. リスク")),
    ("p.37 第4部 P-2)ii", "利用", ("第4部 提供者", "P-2)ii. 利用")),
    ("p.38 第4部「実装時」", "➢ P-4)i. 保護\n➢ P-6)i. 説明", ("第4部 提供者", "実装時")),
    ("p.36 脚注57", "57 注", ("脚注", "脚注57")),
    ("提言3", "公的機関は"),
    ("見出し", "提言4：基盤を"),
    ("第5条", "第五条", ("第二章　義務", "第三節　罰則", "第五条")),
)
LICENCE = passages(
    ("1.a.", "a"),
    ("1.b.i.", "i"),
    ("1.b.iv.", "iv"),
    ("Section 3.1(a)", "x"),
    ("Section III 4.a.", "y"),
    ("4.(b)", "z"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第4部", (0, 1, 2, 3)),
        ("第4部P-2", (1, 2)),
        ("P-2)ii", (2,)),
        ("P-6)i", (3,)),
        ("38ページ", (3,)),
        ("脚注57", (4,)),
        ("提言3", (5,)),
        ("提言4", (6,)),
        ("提言9", ()),
        ("第2章第3節", (7,)),
    ],
)
def test_places_of_a_guideline(text: str, found: tuple[int, ...]) -> None:
    (place,) = analyse(text, works_of(())).places
    assert find_places(GUIDELINE, place) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Section 1(b)", (1, 2)),
        ("section 1.b.iv", (2,)),
        ("Section 1.b.ix", (1, 2)),
        ("Section 3.1", (3,)),
        ("Section 4.a", (4,)),
        ("4(b)", (5,)),
        ("Section 9", ()),
    ],
)
def test_places_of_a_licence(text: str, found: tuple[int, ...]) -> None:
    (place,) = analyse(text, works_of(())).places
    assert find_places(LICENCE, place) == found


def test_an_article_of_a_licence_is_a_place() -> None:
    assert find_places(LICENCE, as_place(Address(article="1", subitems=("b",)))) == (1, 2)


def test_referred() -> None:
    links = (Link(5, 8, "第1条"), Link(105, 108, "第27条第2項"), Link(120, 125, "附則第1条"), Link(205, 208, "第3条"))
    document = Document("d", "法", "d.md", "x" * 300, links=links)
    passage = Passage("p", "d", 100, 200, (), "第2条", "x" * 100)
    assert [address.render() for address in referred(document, passage)] == ["第27条第2項", "附則第1条"]
