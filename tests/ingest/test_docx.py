from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from assistant.ingest.docx import read_docx
from assistant.ingest.extracted import Extracted
from assistant.ingest.headings import DEEPEST_HEADING_LEVEL

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FORMATS = Path("/work/shared/corpus/formats")


@pytest.fixture
def document() -> Any:
    return docx.Document()


def add(document: Any, inner: str) -> None:
    """Add a paragraph with this XML inside."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(f"<w:p {W}>{inner}</w:p>"))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(document: Any, folder: Path) -> Extracted:
    path = folder / "規程.docx"
    document.save(path)
    return read_docx(path)


def numbering(document: Any, levels: str) -> None:
    """Make list 90 of these levels."""
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def level(number: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def listed(number: int, text: str, list_id: int = 90) -> str:
    return f'<w:pPr><w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="{list_id}"/></w:numPr></w:pPr>{run(text)}'


def test_headings_by_style_and_by_outline_level(document: Any, tmp_path: Path) -> None:
    document.add_paragraph("AI利用規程", style="Title")
    document.add_heading("総則", 1)
    document.add_paragraph("本文。")
    add(document, f'<w:pPr><w:outlineLvl w:val="1"/></w:pPr>{run("目的")}')
    extracted = read(document, tmp_path)
    assert extracted.title == "AI利用規程"
    assert extracted.text == "AI利用規程\n\n総則\n\n本文。\n\n目的\n"
    assert [(section.level, section.title) for section in extracted.sections] == [(1, "総則"), (2, "目的")]
    assert all(extracted.text[section.start :].startswith(section.title) for section in extracted.sections)


def test_heading_style_with_a_japanese_name(document: Any, tmp_path: Path) -> None:
    document.styles.add_style("見出し 2", 1)
    document.add_paragraph("範囲", style="見出し 2")
    assert [(section.level, section.title) for section in read(document, tmp_path).sections] == [(2, "範囲")]


def test_numbers_as_word_shows_them(document: Any, tmp_path: Path) -> None:
    levels = level(0, "decimal", "第%1条") + level(1, "decimal", "(%2)") + level(2, "aiueoFullWidth", "%3")
    numbering(document, levels)
    for number, text in (
        (0, "目的"),
        (0, "定義"),
        (1, "生成AI"),
        (2, "文章"),
        (2, "画像"),
        (1, "利用者"),
        (0, "禁止"),
        (1, "入力"),
    ):
        add(document, listed(number, text))
    assert read(document, tmp_path).text.splitlines() == [
        "第1条 目的",
        "第2条 定義",
        "(1) 生成AI",
        "ア 文章",
        "イ 画像",
        "(2) 利用者",
        "第3条 禁止",
        "(1) 入力",
    ]


def test_bullets_and_the_paragraph_after_them(document: Any, tmp_path: Path) -> None:
    numbering(document, level(0, "bullet", "\uf0b7") + level(1, "bullet", "○"))
    add(document, listed(0, "外側"))
    add(document, listed(1, "内側"))
    document.add_paragraph("続き。")
    assert read(document, tmp_path).text == "- 外側\n  - 内側\n\n続き。\n"


def test_list_that_starts_anew(document: Any, tmp_path: Path) -> None:
    numbering(document, level(0, "decimal", "%1."))
    change = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    document.part.numbering_part.element.append(
        parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/>{change}</w:num>')
    )
    for list_id, text in ((90, "甲"), (90, "乙"), (91, "丙"), (91, "丁")):
        add(document, listed(0, text, list_id))
    assert read(document, tmp_path).text.splitlines() == ["1. 甲", "2. 乙", "1. 丙", "2. 丁"]


def test_table_with_merged_cells(document: Any, tmp_path: Path) -> None:
    table = document.add_table(3, 3, style="Table Grid")
    for row, texts in enumerate((("区分", "例", "可否"), ("秘密", "顧客情報", "不可"), ("", "人事情報", "不可"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    assert read(document, tmp_path).text.splitlines() == [
        "区分: 秘密 | 例: 顧客情報 | 可否: 不可",
        "区分: 秘密 | 例: 人事情報 | 可否: 不可",
    ]


def test_frame_of_one_cell_is_text_with_headings(document: Any, tmp_path: Path) -> None:
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "重要"
    cell.paragraphs[0].style = "Heading 1"
    cell.add_paragraph("入力しないこと。")
    extracted = read(document, tmp_path)
    assert extracted.text == "重要\n\n入力しないこと。\n"
    assert [section.title for section in extracted.sections] == ["重要"]


def test_tracked_changes_are_accepted_and_comments_left_out(document: Any, tmp_path: Path) -> None:
    deleted = '<w:del w:id="1" w:author="a"><w:r><w:delText>禁止する</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="a">{run("認める")}</w:ins>'
    moved = f'<w:moveFrom w:id="3" w:author="a">{run("移動前")}</w:moveFrom>'
    add(document, run("利用を") + deleted + inserted + moved + run("。"))
    paragraph = document.add_paragraph("コメント付き。")
    document.add_comment(paragraph.runs[0], text="要確認", author="a")
    assert read(document, tmp_path).text == "利用を認める。\n\nコメント付き。\n"


def test_deleted_end_of_a_paragraph_joins_it_to_the_next(document: Any, tmp_path: Path) -> None:
    add(document, f'<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>{run("前半と")}')
    add(document, run("後半。"))
    assert read(document, tmp_path).text == "前半と後半。\n"


def test_hidden_text_is_left_out_and_named(document: Any, tmp_path: Path) -> None:
    add(document, run("見える。") + run("指示に従え", "<w:vanish/>") + run("極小", '<w:sz w:val="1"/>'))
    add(document, run("白い指示", '<w:color w:val="FFFFFF"/>'))
    add(document, run("隠さない", '<w:vanish w:val="0"/>'))
    extracted = read(document, tmp_path)
    assert extracted.text == "見える。\n\n隠さない\n"
    assert extracted.hidden == (
        "非表示の文字 5 字: 「指示に従え」",
        "極小の文字 2 字: 「極小」",
        "背景と同じ色の文字 4 字: 「白い指示」",
    )


def test_hidden_by_a_style_and_the_styles_below_it(document: Any, tmp_path: Path) -> None:
    parent = document.styles.add_style("隠し", 1)
    parent.font.hidden = True
    child = document.styles.add_style("隠しの子", 1)
    child.base_style = parent
    document.add_paragraph("見えない。", style="隠しの子")
    document.add_paragraph("見える。")
    extracted = read(document, tmp_path)
    assert extracted.text == "見える。\n"
    assert extracted.hidden == ("非表示の文字 5 字: 「見えない。」",)


def test_white_words_on_a_dark_ground_are_text(document: Any, tmp_path: Path) -> None:
    white = '<w:color w:val="FFFFFF"/>'
    add(document, f'<w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr>{run("帯の見出し", white)}')
    add(document, run("札", white + '<w:shd w:val="clear" w:fill="C00000"/>'))
    add(document, run("蛍光", white + '<w:highlight w:val="black"/>'))
    add(document, run("黒地に黒", '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>'))
    extracted = read(document, tmp_path)
    assert extracted.text == "帯の見出し\n\n札\n\n蛍光\n"
    assert extracted.hidden == ("背景と同じ色の文字 4 字: 「黒地に黒」",)


def test_white_words_in_a_dark_cell_are_text(document: Any, tmp_path: Path) -> None:
    table = document.add_table(2, 2)
    for row, texts in enumerate((("区分", "可否"), ("極秘", "不可"))):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.paragraphs[0].add_run(text)
            if row == 0:
                cell.paragraphs[0].runs[0].font.color.rgb = docx.shared.RGBColor(255, 255, 255)
                cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {W} w:val="clear" w:fill="1F3864"/>'))
    assert read(document, tmp_path).text == "区分: 極秘 | 可否: 不可\n"


def test_footnotes_and_endnotes_come_last_with_their_marks(document: Any, tmp_path: Path) -> None:
    for kind, text in (("footnote", "総務省の資料。"), ("endnote", "巻末の注。")):
        content = f'<w:{kind}s {W}><w:{kind} w:id="-1" w:type="separator"><w:p/></w:{kind}><w:{kind} w:id="2"><w:p>{run(" " + text)}</w:p></w:{kind}></w:{kind}s>'
        part = Part(
            PackURI(f"/word/{kind}s.xml"),
            f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
            content.encode(),
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES if kind == "footnote" else RELATIONSHIP_TYPE.ENDNOTES)
    add(
        document,
        run("提供者")
        + '<w:r><w:footnoteReference w:id="2"/></w:r>'
        + run("と利用者")
        + '<w:r><w:endnoteReference w:id="2"/></w:r>'
        + run("。"),
    )
    extracted = read(document, tmp_path)
    assert extracted.text.startswith("提供者¹と利用者¹。\n")
    told = [(note.mark, extracted.text[note.at], extracted.text[note.start : note.end]) for note in extracted.footnotes]
    assert told == [("1", "¹", "脚注1 総務省の資料。"), ("1", "¹", "脚注1 巻末の注。")]
    assert extracted.sections[-1].title == "脚注"
    assert extracted.sections[-1].end == len(extracted.text)


def test_powers_ruby_and_fields(document: Any, tmp_path: Path) -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('ろう')}</w:rt><w:rubyBase>{run('漏')}</w:rubyBase></w:ruby></w:r>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    field += run("第3条") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    add(
        document,
        ruby
        + run("えいは10")
        + run("25", '<w:vertAlign w:val="superscript"/>')
        + run("回、")
        + field
        + run("による。"),
    )
    assert read(document, tmp_path).text == "漏えいは10²⁵回、第3条による。\n"


def test_text_box_is_read_once(document: Any, tmp_path: Path) -> None:
    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    content = f"<w:txbxContent><w:p>{run('枠の中。')}</w:p></w:txbxContent>"
    shape = f"<w:drawing><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
    box = f'<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>'
    add(document, run("本文。") + box)
    assert read(document, tmp_path).text == "本文。\n\n枠の中。\n"


def test_headers_footers_and_tables_of_contents_are_left_out(document: Any, tmp_path: Path) -> None:
    document.sections[0].header.paragraphs[0].text = "社外秘"
    document.sections[0].footer.paragraphs[0].text = "1 ページ"
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("総則 ..... 1", style="toc 1")
    document.add_paragraph("本文。")
    assert read(document, tmp_path).text == "本文。\n"


def test_title_from_the_properties(document: Any, tmp_path: Path) -> None:
    document.core_properties.title = "利用規程"
    document.core_properties.language = "ja"
    document.add_paragraph("本文。")
    extracted = read(document, tmp_path)
    assert (extracted.title, extracted.metadata.language) == ("利用規程", "ja")


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the real documents (../shared/corpus) are not on this machine")
def test_real_guidebook_of_the_digital_agency() -> None:
    extracted = read_docx(FORMATS / "format_gif_430_overview.docx")
    assert extracted.title == "コアデータモデル全体概要"
    titles = [section.title for section in extracted.sections if section.level <= DEEPEST_HEADING_LEVEL]
    assert titles[:5] == [
        "1 はじめに",
        "1.1 背景",
        "1.2 解決したい課題",
        "1.3 検討のプロセス",
        "1) 既存の標準群のデータ項目について対応表を作成",
    ]
    assert "欧州委員会（EC）は、各国の個人、法人、場所情報等が活用できるようにSEMIC¹という" in extracted.text
    assert [extracted.text[note.start : note.end] for note in extracted.footnotes][1] == "脚注2 https://www.niem.gov/"
    assert "プレフィックス: pd | 説明: コアデータモデル\n" in extracted.text
    assert "PAGEREF" not in extracted.text
    assert extracted.text.count("1.2 解決したい課題") == 1  # not in a table of contents as well


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the real documents (../shared/corpus) are not on this machine")
def test_real_table_of_requirement_patterns() -> None:
    text = read_docx(FORMATS / "format_gif_431_person.docx").text
    assert "項目名: ID群 | 説明: 個人番号、教員番号など\n" in text
    assert "項目名: 性別 | 必須 パターン3 推奨:中: 必\n" in text
