import pytest

from assistant.japanese.addresses import Address, kanji, parse_addresses, references
from assistant.japanese.law_names import OWN, law_before


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (Address(article="30の4", paragraph="1", item="2", subitems=("イ",)), "第30条の4第1項第2号イ"),
        (Address(article="28", paragraph="1"), "第28条第1項"),
        (Address("附則", "2"), "附則第2条"),
        (Address("附則", paragraph="3"), "附則第3項"),
        (Address("附則（令和五年法律第四十七号）", "1", item="2"), "附則（令和五年法律第四十七号）第1条第2号"),
        (Address("別表第一"), "別表第一"),
        (Address(article="2", paragraph="1", item="9の7", subitems=("イ", "(1)")), "第2条第1項第9号の7イ(1)"),
        (Address(article="前", paragraph="2"), "前条第2項"),
        (Address(item="次各"), "次の各号"),
    ],
)
def test_addresses_are_written_as_a_lawyer_does(address: Address, written: str) -> None:
    assert address.render() == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第三十条の四第一項第二号", ["第30条の4第1項第2号"]),
        ("第30条の4", ["第30条の4"]),
        ("３０条の４第１項", ["第30条の4第1項"]),
        ("28条について", ["第28条"]),
        ("法第二十八条第1項", ["第28条第1項"]),
        ("27条1項2号", ["第27条第1項第2号"]),
        ("附則第二条", ["附則第2条"]),
        ("別表第1", ["別表第一"]),
        ("同条", ["同条"]),
        ("前条第二項", ["前条第2項"]),
        ("次条", ["次条"]),
        ("前項", ["前項"]),
        ("前二項", ["前2項"]),
        ("前各項", ["前各項"]),
        ("第二号イ", ["第2号イ"]),
        ("次の各号", ["次の各号"]),
        ("第百四条の十の二", ["第104条の10の2"]),
        ("第二十二条ノ五第二項", ["第22条の5第2項"]),
        ("第一項から第三項まで", ["第1項", "第2項", "第3項"]),
        ("第二号イからハまで", ["第2号イ", "第2号ロ", "第2号ハ"]),
        ("第三十条の二から第三十条の四まで", ["第30条の2", "第30条の4"]),
        ("第30条第1項及び第2項", ["第30条第1項", "第30条第2項"]),
        ("第三条第一項第一号又は第二号", ["第3条第1項第1号", "第3条第1項第2号"]),
        ("第二十七条第一項（第三十条第二項を含む。）及び第四項", ["第27条第1項", "第30条第2項", "第27条第4項"]),
        ("第三十条。同条第二項、同項第一号", ["第30条", "第30条第2項", "第30条第2項第1号"]),
        ("第三十条（第二項及び第三項第一号を除く。）", ["第30条", "第30条第2項", "第30条第3項第1号"]),
        ("附則第七条第一項、第八条", ["附則第7条第1項", "附則第8条"]),
    ],
)
def test_every_spelling_is_understood(text: str, expected: list[str]) -> None:
    assert [address.render() for _, address in parse_addresses(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "基本条例",
        "五条件",
        "三項目",
        "事項",
        "平成十五年法律第五十七号",
        "二号棟",
        "条文",
        "同条約",
        "各号",
        "イベント",
    ],
)
def test_words_that_look_alike_are_no_addresses(text: str) -> None:
    assert parse_addresses(text) == ()


def test_a_branch_is_not_the_beginning_of_a_word() -> None:
    assert [a.render() for _, a in parse_addresses("第一条の一部と第三十条の二つ")] == ["第1条", "第30条"]


def test_spans_open_at_the_exact_words() -> None:
    text = "個人情報保護法第二十七条第一項第二号のほか、前二項"
    assert [text[start:end] for (start, end), _ in parse_addresses(text)] == ["第二十七条第一項第二号", "前二項"]


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("著作権法", "著作権法"),
        ("著作権法の", "著作権法"),
        ("著作権法（昭和四十五年法律第四十八号）", "著作権法"),
        ("個人情報の保護に関する法律（平成十五年法律第五十七号。以下「法」という。）", "法律"),
        ("科学技術・イノベーション基本法", "科学技術・イノベーション基本法"),
        ("同法", "同法"),
        ("この法律", OWN),
        ("本規程", OWN),
        ("事業者は、", None),
        ("提供する者（個人に限る。）", None),
        ("", None),
    ],
)
def test_the_law_before_a_reference_is_known(text: str, law: str | None) -> None:
    assert law_before(text, len(text)) == law


def test_what_is_joined_to_a_reference_belongs_to_the_same_law() -> None:
    found, _ = references("民法第四条及び第五条又は同条第二項の規定により、第六条の届出をする。")
    assert [reference.law for reference in found] == ["民法", "民法", "民法", None]


def test_quoted_references_are_told_apart() -> None:
    found, _ = references("第三条中「前項」とあるのは、前条")
    assert [reference.quoted for reference in found] == [False, True, False]


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (21, "二十一"), (105, "百五"), (1234, "千二百三十四")]
)
def test_numbers_in_kanji(number: int, written: str) -> None:
    assert kanji(number) == written


def test_numbers_beyond_every_address_stay_digits() -> None:
    assert kanji(12345) == "12345"
    assert [address.render() for _, address in parse_addresses("別表第12345")] == ["別表第12345"]
