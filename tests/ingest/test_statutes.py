import pytest

from assistant.ingest.headings import Heading
from assistant.ingest.statutes import Statute, read_statute

LAW = """前文を置く。

第一章　総則

第一条（目的）　この法律は、試験を目的とする。

第二条（定義）　この法律において「甲」とは、次の各号のいずれかに該当するものをいう。

- 一　前条の試験
  - イ　筆記
  - ロ　口述（イに掲げるものを除く。）
    - （１）　対面
    - （２）　遠隔
- 一の二　前号に準ずるもの
- 二及び三　略

２　この法律において「乙」とは、前項第一号ロ（１）のものをいう。

第三条の二　前条第二項の規定は、第一条に準用する。

第四条及び第五条　削除

第六条から第八条まで　削除

第九条　第三条の二及び第五条の規定による。

附則

第一条（施行期日）　この法律は、公布の日から施行する。

第二条　前条の規定は、第二条に及ばない。

附則

１　この法律は、別に定める日から施行する。

２　前項の日は、第一条による。

附　則（令和五年法律第四十七号）　抄

この法律は、公布の日から施行する。

別表第一（第二条関係）

甲: 一 | 乙: 第一条
"""


def read(text: str, marked: tuple[Heading, ...] = ()) -> Statute:
    statute = read_statute(text, marked)
    assert statute is not None
    return statute


def addresses(text: str) -> list[str]:
    return [address.render() for address in read(text).addresses if address is not None]


def test_every_place_has_its_address() -> None:
    assert addresses(LAW) == [
        "第1条",
        "第2条",
        "第2条第1項",
        "第2条第1項第1号",
        "第2条第1項第1号イ",
        "第2条第1項第1号ロ",
        "第2条第1項第1号ロ(1)",
        "第2条第1項第1号ロ(2)",
        "第2条第1項第1号の2",
        "第2条第1項第2号",
        "第2条第2項",
        "第3条の2",
        "第4条",
        "第6条",
        "第9条",
        "附則",
        "附則第1条",
        "附則第2条",
        "附則（改正1）",
        "附則（改正1）第1項",
        "附則（改正1）第2項",
        "附則（令和五年法律第四十七号）",
        "別表第一",
    ]


def test_sections_hold_the_words_of_their_place() -> None:
    sections = read(LAW).sections
    by_title = {section.title: LAW[section.start : section.end] for section in reversed(sections)}
    assert by_title["ロ"].startswith("  - ロ　口述")
    assert "遠隔" in by_title["ロ"] and "準ずる" not in by_title["ロ"]
    assert by_title["第2項"] == "２　この法律において「乙」とは、前項第一号ロ（１）のものをいう。\n\n"
    assert by_title["第四条及び第五条"].strip() == "第四条及び第五条　削除"
    assert by_title["第2号及び第3号"].strip() == "- 二及び三　略"
    assert by_title["第一章　総則"].rstrip().endswith("第五条の規定による。")
    assert [section.title for section in sections if section.level == 1] == [
        "附則",
        "附則（改正1）",
        "附則（令和五年法律第四十七号）",
        "別表第一",
    ]


def test_links_lead_to_addresses_of_the_same_document() -> None:
    statute = read(LAW)
    found = [(LAW[link.start : link.end], link.target) for link in statute.links]
    assert found == [
        ("次の各号", "第2条第1項第1号"),
        ("次の各号", "第2条第1項第1号の2"),
        ("次の各号", "第2条第1項第2号"),
        ("次の各号", "第2条第1項第3号"),
        ("前条", "第1条"),
        ("イ", "第2条第1項第1号イ"),
        ("前号", "第2条第1項第1号"),
        ("前項第一号ロ（１）", "第2条第1項第1号ロ(1)"),
        # 第三条 is missing, so 前条 of 第三条の二 leads nowhere
        ("第一条", "第1条"),
        ("第三条の二", "第3条の2"),
        ("第五条", "第5条"),
        ("前条", "附則第1条"),
        ("第二条", "第2条"),
        ("前項", "附則（改正1）第1項"),
        # 第一条 in the supplementary provisions of an amending law is that of the amending law
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "著作権法第二条に定める。",
        "科学技術・イノベーション基本法第二条に定める。",
        "民法（明治二十九年法律第八十九号）第一条及び第二条に定める。",
        "民法第二条第二項及び同条第一項に定める。",
        "「第二条」とあるのは「前条」と読み替える。",
        "当該各号に定める。",
        "第九十九条に定める。",
        "第二条第九項に定める。",
        "昭和四十五年法律第一号による。",
    ],
)
def test_what_is_no_place_of_this_law_is_not_linked(sentence: str) -> None:
    law = f"第一条　甲とする。\n\n第二条　次のとおりとする。\n\n- 一　甲\n\n２　乙とする。\n\n第三条　{sentence}\n"
    assert [link.target for link in read(law).links] == []


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("この法律第一条による。", ["第1条"]),
        ("前三項による。", ["第2条第1項", "第2条第2項", "第2条第3項"]),
        ("前各項による。", ["第2条第1項", "第2条第2項", "第2条第3項"]),
        ("第一項から第三項までによる。", ["第2条第1項", "第2条第2項", "第2条第3項"]),
        ("次項による。", ["第2条第5項"]),
        ("第二項各号による。", ["第2条第2項第1号", "第2条第2項第2号"]),
        ("第二項第一号又は第二号による。", ["第2条第2項第1号", "第2条第2項第2号"]),
        ("次条による。", ["第3条"]),
        ("前条第一項による。", ["第1条"]),
        ("第一条から第三条までによる。", ["第1条", "第2条", "第3条"]),
        ("附則第二項による。", ["附則第2項"]),
        ("第二条（第二項第一号を除く。）による。", ["第2条", "第2条第2項第1号"]),
    ],
)
def test_references_are_resolved(sentence: str, targets: list[str]) -> None:
    law = (
        "第一条　甲とする。\n\n第二条　甲とする。\n\n２　次による。\n\n一　甲\n二　乙\n\n３　丙とする。\n\n"
        f"４　{sentence}\n\n５　丁とする。\n\n第三条　戊とする。\n\n附則\n\n１　甲とする。\n\n２　乙とする。\n"
    )
    start = law.index("４　")
    end = law.index("５　")
    assert [link.target for link in read(law).links if start <= link.start < end] == targets


def test_official_layout_with_captions_above_and_a_table_of_contents() -> None:
    text = (
        "○試験規則\n目次\n　第一章　総則（第一条―第二条）\n　附則\n　　　第一章　総則\n"
        "　（目的）\n第一条　この規則は、甲とする。\n　（定義）\n第二条　前条の甲は、次のとおりとする。\n　一　子\n　二　丑\n２　乙とする。\n"
        "　　　附　則\n　（施行期日）\n１　公布の日から施行する。\n　（経過措置）\n２　前項による。\n"
    )
    statute = read(text)
    assert [section.title for section in statute.sections] == [
        "第一章　総則",
        "第一条（目的）",
        "第二条（定義）",
        "第1項",
        "第1号",
        "第2号",
        "第2項",
        "附則",
        "第1項（施行期日）",
        "第2項（経過措置）",
    ]
    assert text[statute.sections[1].start :].startswith("　（目的）")
    assert [link.target for link in statute.links] == ["第1条", "附則第1項"]


def test_raw_markdown_is_read_too() -> None:
    text = "### 第一章　総則\n\n**第一条（目的）**　甲。\n\n**２**　前項。\n\n- 一　子\n\n**第二条**　乙。\n\n## 附則\n\n**１**　丙。\n"
    assert addresses(text) == ["第1条", "第1条第1項", "第1条第2項", "第1条第2項第1号", "第2条", "附則"]
    assert read(text).links[0].target == "第1条第1項"


def test_internal_rules_with_arabic_numbers() -> None:
    text = "第1条（目的）\n本規程は甲とする。\n2 乙とする。\n(1) 子\n　ア 丑\n　イ 寅\n(2) 第1条第2項(1)\n第2条（範囲）\n前条による。\n"
    assert addresses(text) == [
        "第1条",
        "第1条第1項",
        "第1条第2項",
        "第1条第2項第1号",
        "第1条第2項第1号ア",
        "第1条第2項第1号イ",
        "第1条第2項第2号",
        "第2条",
    ]


def test_other_headings_of_the_mark_up_stay() -> None:
    text = "第1条　甲。\n\n第2条　乙。\n\n改訂履歴\n\n1 初版\n"
    statute = read(text, (Heading(2, "改訂履歴", text.index("改訂履歴")),))
    assert [section.title for section in statute.sections] == ["第1条", "第2条", "改訂履歴"]


@pytest.mark.parametrize(
    "text",
    ["", "第3章 雑則\n本文。\n", "第二条に定めるとおり。\n第三条は次のとおり。\n", "第五条　甲。\n第六条　乙。\n"],
)
def test_other_texts_are_no_statutes(text: str) -> None:
    assert read_statute(text) is None


def test_a_line_that_begins_with_a_reference_is_no_article() -> None:
    text = "第一条　甲とする。\n\n第二条　乙は\n第一条　に定める。\n\n第三条　丙。\n"
    assert addresses(text) == ["第1条", "第2条", "第3条"]
