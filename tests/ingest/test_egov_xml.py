from datetime import date
from pathlib import Path

import pytest

from assistant.ingest.egov_xml import parse_egov_xml, read_egov_xml
from assistant.ingest.extracted import UnreadableFile
from assistant.ingest.statutes import read_statute
from assistant.records import Authority

LAW = """<Law Era="Reiwa" Year="7" Num="53" LawType="Act" Lang="ja" PromulgateMonth="06" PromulgateDay="04">
<LawNum>令和七年法律第五十三号</LawNum>
<LawBody>
 <LawTitle Kana="しけんほう" Abbrev="試験法,ＫＯ法"><Ruby>試<Rt>し</Rt></Ruby>験に関する法律</LawTitle>
 <TOC><TOCLabel>目次</TOCLabel><TOCChapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle><ArticleRange>（第一条・第二条）</ArticleRange></TOCChapter></TOC>
 <MainProvision>
  <Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>
   <Article Num="1"><ArticleCaption>（目的）</ArticleCaption><ArticleTitle>第一条</ArticleTitle>
    <Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
      <Sentence Num="1" Function="main">この法律は、<Ruby>瑕疵<Rt>かし</Rt></Ruby>を試す。</Sentence>
      <Sentence Num="2" Function="proviso">ただし、次条を除く。</Sentence></ParagraphSentence></Paragraph></Article>
   <Article Num="2"><ArticleCaption>（定義）</ArticleCaption><ArticleTitle>第二条</ArticleTitle>
    <Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>次の各号に定める。</Sentence></ParagraphSentence>
     <Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence>
       <Column Num="1"><Sentence>著作者</Sentence></Column><Column Num="2"><Sentence>著作物を創作する者をいう。</Sentence></Column></ItemSentence>
      <Subitem1 Num="1"><Subitem1Title>イ</Subitem1Title><Subitem1Sentence><Sentence>甲</Sentence></Subitem1Sentence>
       <Subitem2 Num="1"><Subitem2Title>（１）</Subitem2Title><Subitem2Sentence><Sentence>乙</Sentence></Subitem2Sentence></Subitem2></Subitem1></Item>
     <Item Num="1_2"><ItemTitle>一の二</ItemTitle><ItemSentence><Sentence>前号イに準ずるもの</Sentence></ItemSentence></Item></Paragraph>
    <Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>前項第一号イ（１）による。次の表のとおりとする。</Sentence></ParagraphSentence>
     <TableStruct><Table>
      <TableRow><TableColumn rowspan="2"><Sentence>第一条</Sentence></TableColumn><TableColumn><Sentence>丙</Sentence></TableColumn></TableRow>
      <TableRow><TableColumn><Sentence>丁</Sentence></TableColumn></TableRow></Table></TableStruct></Paragraph></Article>
   <Article Num="3:4"><ArticleTitle>第三条及び第四条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>削除</Sentence></ParagraphSentence></Paragraph></Article>
   <Article Num="30_4"><ArticleTitle>第三十条の四</ArticleTitle>
    <Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>第四条及び著作権法第一条による。</Sentence></ParagraphSentence></Paragraph></Article>
  </Chapter>
 </MainProvision>
 <SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel>
  <Article Num="1"><ArticleCaption>（施行期日）</ArticleCaption><ArticleTitle>第一条</ArticleTitle>
   <Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>公布の日から施行する。</Sentence></ParagraphSentence></Paragraph></Article>
  <Article Num="2"><ArticleTitle>第二条</ArticleTitle>
   <Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>前条による。</Sentence></ParagraphSentence></Paragraph></Article></SupplProvision>
 <SupplProvision AmendLawNum="令和八年六月一日法律第九号" Extract="true"><SupplProvisionLabel>附　則</SupplProvisionLabel>
  <Paragraph Num="1"><ParagraphCaption>（施行期日）</ParagraphCaption><ParagraphNum>１</ParagraphNum><ParagraphSentence><Sentence>第一条を除き、別に定める。</Sentence></ParagraphSentence></Paragraph>
  <Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>前項による。</Sentence></ParagraphSentence></Paragraph></SupplProvision>
 <AppdxTable Num="1"><AppdxTableTitle>別表第一</AppdxTableTitle><RelatedArticleNum>（第二条関係）</RelatedArticleNum>
  <TableStruct><Table>
   <TableHeaderRow><TableHeaderColumn>名称</TableHeaderColumn><TableHeaderColumn>根拠法</TableHeaderColumn></TableHeaderRow>
   <TableRow><TableColumn><Sentence>甲機構</Sentence></TableColumn><TableColumn><Sentence>甲機構法</Sentence></TableColumn></TableRow></Table>
   <Remarks><RemarksLabel>備考</RemarksLabel><Sentence>甲を含む。</Sentence></Remarks></TableStruct></AppdxTable>
</LawBody></Law>"""

ADDRESSES = [
    "第1条",
    "第2条",
    "第2条第1項",
    "第2条第1項第1号",
    "第2条第1項第1号イ",
    "第2条第1項第1号イ(1)",
    "第2条第1項第1号の2",
    "第2条第2項",
    "第3条",
    "第30条の4",
    "附則",
    "附則第1条",
    "附則第2条",
    "附則（令和八年六月一日法律第九号）",
    "附則（令和八年六月一日法律第九号）第1項",
    "附則（令和八年六月一日法律第九号）第2項",
    "別表第一",
]


def test_the_text_reads_as_the_law_does() -> None:
    lines = [line for line in parse_egov_xml(LAW.encode()).text.split("\n") if line]
    assert lines == [
        "第一章　総則",
        "第一条（目的）　この法律は、瑕疵を試す。ただし、次条を除く。",
        "第二条（定義）　次の各号に定める。",
        "一　著作者　著作物を創作する者をいう。",
        "　イ　甲",
        "　　（１）　乙",
        "一の二　前号イに準ずるもの",
        "２　前項第一号イ（１）による。次の表のとおりとする。",
        "第一条 | 丙",
        "第一条 | 丁",
        "第三条及び第四条　削除",
        "第三十条の四　第四条及び著作権法第一条による。",
        "附則",
        "第一条（施行期日）　公布の日から施行する。",
        "第二条　前条による。",
        "附則（令和八年六月一日法律第九号）　抄",
        "（施行期日）",
        "１　第一条を除き、別に定める。",
        "２　前項による。",
        "別表第一（第二条関係）",
        "名称: 甲機構 | 根拠法: 甲機構法",
        "備考",
        "甲を含む。",
    ]


def test_links() -> None:
    read = parse_egov_xml(LAW.encode())
    assert [(read.text[link.start : link.end], link.target) for link in read.links] == [
        ("次条", "第2条"),
        ("次の各号", "第2条第1項第1号"),
        ("次の各号", "第2条第1項第1号の2"),
        ("前号イ", "第2条第1項第1号イ"),
        ("前項第一号イ（１）", "第2条第1項第1号イ(1)"),
        ("第四条", "第4条"),
        ("前条", "附則第1条"),
        ("前項", "附則（令和八年六月一日法律第九号）第1項"),
    ]


def test_addresses_are_those_that_the_text_alone_gives() -> None:
    read = parse_egov_xml(LAW.encode())
    statute = read_statute(read.text)
    assert statute is not None
    assert [address.render() for address in statute.addresses if address is not None] == ADDRESSES
    assert statute.sections == read.sections
    assert statute.links == read.links


def test_metadata_of_a_bare_law_and_of_its_file_name() -> None:
    read = parse_egov_xml(LAW.encode(), "507AC0000000053_20250901_000000000000000")
    assert read.title == "試験に関する法律"
    assert read.metadata.work == "507AC0000000053"
    assert read.metadata.abbreviations == ("試験法", "ＫＯ法")
    assert read.metadata.edition == "令和七年法律第五十三号"
    assert (read.metadata.published, read.metadata.in_force_from) == (date(2025, 6, 4), date(2025, 9, 1))
    assert (read.metadata.authority, read.metadata.language) == (Authority.STATUTE, "ja")


def test_the_envelope_of_the_api() -> None:
    data = f"""<?xml version="1.0" encoding="UTF-8"?><law_data_response>
 <law_info><law_type>Act</law_type><law_id>507AC0000000053</law_id><law_num>令和七年法律第五十三号</law_num><promulgation_date>2025-06-04</promulgation_date></law_info>
 <revision_info><law_revision_id>507AC0000000053_20260401_508AC0000000009</law_revision_id><abbrev>ＡＩ法</abbrev>
  <amendment_enforcement_date>2026-04-01</amendment_enforcement_date></revision_info>
 <law_full_text>{LAW}</law_full_text></law_data_response>"""
    read = parse_egov_xml(data.encode())
    assert read.metadata.work == "507AC0000000053"
    assert read.metadata.abbreviations == ("ＡＩ法",)
    assert read.metadata.in_force_from == date(2026, 4, 1)
    assert read.text == parse_egov_xml(LAW.encode()).text


@pytest.mark.parametrize(
    ("kind", "authority"),
    [
        ("Act", Authority.STATUTE),
        ("Constitution", Authority.STATUTE),
        ("CabinetOrder", Authority.ORDER),
        ("Rule", Authority.ORDER),
    ],
)
def test_the_rank_follows_from_the_kind_of_law(kind: str, authority: Authority) -> None:
    assert parse_egov_xml(LAW.replace('"Act"', f'"{kind}"').encode()).metadata.authority is authority


def test_an_order_of_paragraphs_without_articles() -> None:
    xml = """<Law LawType="CabinetOrder"><LawNum>令和七年政令第一号</LawNum><LawBody><LawTitle>甲令</LawTitle><MainProvision>
     <Paragraph Num="1"><ParagraphNum>１</ParagraphNum><ParagraphSentence><Sentence>甲とする。</Sentence></ParagraphSentence></Paragraph>
     <Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>前項による。</Sentence></ParagraphSentence></Paragraph>
     </MainProvision></LawBody></Law>"""
    read = parse_egov_xml(xml.encode())
    assert [section.title for section in read.sections] == ["第1項", "第2項"]
    assert [link.target for link in read.links] == ["第1項"]


def test_what_an_amending_law_inserts_elsewhere_is_no_article_of_its_own() -> None:
    inserted = """<AmendProvision><AmendProvisionSentence><Sentence>第九条の次に次の一条を加える。</Sentence></AmendProvisionSentence>
     <NewProvision><Article Num="10"><ArticleTitle>第十条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>新設</Sentence></ParagraphSentence></Paragraph></Article></NewProvision></AmendProvision>"""
    xml = LAW.replace(
        "第四条及び著作権法第一条による。</Sentence></ParagraphSentence>",
        f"改める。</Sentence></ParagraphSentence>{inserted}",
    )
    read = parse_egov_xml(xml.encode())
    assert "新設" in read.text
    assert not any(section.title.startswith("第十条") for section in read.sections)


def test_hidden_provisions_are_kept_out_and_named() -> None:
    read = parse_egov_xml(LAW.replace('<Article Num="30_4">', '<Article Num="30_4" Hide="true">').encode())
    assert "第三十条の四" not in read.text
    assert len(read.hidden) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><body/></html>", "法令 XML ではありません"),
        (b"<Law><LawNum/>", "XML として読めません"),
        (b"", "XML として読めません"),
        (b'<?xml version="1.0" encoding="no-such"?><Law/>', "XML として読めません"),
        (b'<!DOCTYPE Law SYSTEM "http://example.com/law.dtd"><Law/>', "実体宣言"),
        (b'<!DOCTYPE Law [<!ENTITY x SYSTEM "file:///etc/passwd">]><Law>&x;</Law>', "実体宣言"),
        (
            b'<!DOCTYPE Law [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Law><LawNum>&b;</LawNum></Law>',
            "実体宣言",
        ),
        (b"<Law>" + b"<LawBody>" * 5000 + b"</LawBody>" * 5000 + b"</Law>", "入れ子"),
    ],
)
def test_hostile_and_foreign_files_end_in_a_reason(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "law.xml"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason):
        read_egov_xml(path)


def test_odd_numbers_do_not_stop_the_reader() -> None:
    xml = LAW.replace('rowspan="2"', 'rowspan="999999999999"').replace('<Paragraph Num="2">', '<Paragraph Num="x">')
    assert "前項第一号" in parse_egov_xml(xml.encode()).text
