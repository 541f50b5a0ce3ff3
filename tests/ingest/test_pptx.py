from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.pptx import read_pptx

TITLE_AND_BODY, BLANK = 1, 6
WHITE, NAVY = RGBColor(0xFF, 0xFF, 0xFF), RGBColor(0x1F, 0x38, 0x64)  # type: ignore[no-untyped-call]


@pytest.fixture
def deck() -> Any:
    return pptx.Presentation()


def slide(deck: Any, title: str, *lines: str) -> Any:
    """Add a slide with a title and lines in its body."""
    added = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_BODY])
    added.shapes.title.text = title
    added.placeholders[1].text = "\n".join(lines)
    return added


def box(on: Any, text: str, left: float, top: float) -> Any:
    shape = on.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    shape.text_frame.text = text
    return shape


def read(deck: Any, folder: Path) -> Extracted:
    path = folder / "資料.pptx"
    deck.save(path)
    return read_pptx(path)


def test_slides_are_pages_under_their_titles(deck: Any, tmp_path: Path) -> None:
    slide(deck, "概要", "一つ目", "二つ目")
    slide(deck, "体制", "責任者を置く。")
    extracted = read(deck, tmp_path)
    assert extracted.text == "概要\n\n- 一つ目\n- 二つ目\n\n体制\n\n責任者を置く。\n"
    assert [(section.level, section.title) for section in extracted.sections] == [(1, "概要"), (1, "体制")]
    assert [extracted.text[start : start + 2] for start in extracted.page_starts] == ["概要", "体制"]
    assert extracted.title == "概要"


def test_notes_stand_under_their_own_heading(deck: Any, tmp_path: Path) -> None:
    slide(deck, "概要", "本文。").notes_slide.notes_text_frame.text = "口頭で補足する。"
    extracted = read(deck, tmp_path)
    assert extracted.text == "概要\n\n本文。\n\nノート\n\n口頭で補足する。\n"
    assert [(section.level, section.title) for section in extracted.sections] == [(1, "概要"), (2, "ノート")]


def test_hidden_slide_is_named_and_keeps_its_number(deck: Any, tmp_path: Path) -> None:
    slide(deck, "一枚目", "本文。")
    slide(deck, "没の案", "秘密。").element.set("show", "0")
    slide(deck, "三枚目", "本文。")
    extracted = read(deck, tmp_path)
    assert "没" not in extracted.text
    assert extracted.hidden == ("非表示のスライド 1 枚: 2 枚目",)
    assert extracted.text[extracted.page_starts[2] :].startswith("三枚目")


def test_shapes_side_by_side_are_read_from_left_to_right(deck: Any, tmp_path: Path) -> None:
    added = deck.slides.add_slide(deck.slide_layouts[BLANK])
    box(added, "第2回会合", 3, 1.02)
    box(added, "結論", 1, 3)
    box(added, "2024年7月18日", 1, 1)
    extracted = read(deck, tmp_path)
    assert extracted.text.split() == ["2024年7月18日", "第2回会合", "結論"]
    assert [section.title for section in extracted.sections] == ["スライド 1"]


def test_tables_groups_and_numbers(deck: Any, tmp_path: Path) -> None:
    added = slide(deck, "区分", "")
    table = added.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for row, texts in enumerate((("区分", "可否"), ("極秘", "不可"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    group = added.shapes.add_group_shape()
    box(group, "組の中", 1, 5)
    numbered = box(added, "一\n二", 1, 6).text_frame
    for paragraph in numbered.paragraphs:
        paragraph._p.get_or_add_pPr().append(
            paragraph._p.makeelement(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}buAutoNum", {"type": "arabicParenBoth"}
            )
        )
    lines = [line for line in read(deck, tmp_path).text.splitlines() if line]
    assert lines == ["区分", "区分: 極秘 | 可否: 不可", "組の中", "(1) 一", "(2) 二"]


def test_powers_and_marks_are_raised(deck: Any, tmp_path: Path) -> None:
    frame = box(slide(deck, "計算量", ""), "10", 1, 3).text_frame
    raised = frame.paragraphs[0].add_run()
    raised.text = "25"
    raised._r.get_or_add_rPr().set("baseline", "30000")
    assert "10²⁵" in read(deck, tmp_path).text


def test_what_nobody_sees_is_left_out_and_named(deck: Any, tmp_path: Path) -> None:
    added = slide(deck, "概要", "本文。")
    box(added, "外の文字", -5, 1)
    white = box(added, "白い指示", 1, 6).text_frame.paragraphs[0].runs[0]
    white.font.color.rgb = WHITE
    hidden = box(added, "隠した図形", 1, 5)
    hidden._element.nvSpPr.cNvPr.set("hidden", "1")
    extracted = read(deck, tmp_path)
    assert extracted.text == "概要\n\n本文。\n"
    assert set(extracted.hidden) == {
        "スライドの外の文字 4 字: 「外の文字」",
        "背景と同じ色の文字 4 字: 「白い指示」",
        "非表示の図形の文字 5 字: 「隠した図形」",
    }


def test_white_words_on_a_dark_shape_are_text(deck: Any, tmp_path: Path) -> None:
    shape = slide(deck, "概要", "").shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(1), Inches(3), Inches(3), Inches(1))
    shape.fill.solid()
    shape.fill.fore_color.rgb = NAVY
    shape.text_frame.text = "帯の文字"
    shape.text_frame.paragraphs[0].runs[0].font.color.rgb = WHITE
    extracted = read(deck, tmp_path)
    assert "帯の文字" in extracted.text
    assert extracted.hidden == ()


def test_value_that_the_library_rejects_is_a_damage(deck: Any, tmp_path: Path) -> None:
    table = slide(deck, "区分", "").shapes.add_table(1, 1, 0, 0, 9, 9).table
    table._tbl.tblPr.set("firstRow", "auto")
    with pytest.raises(UnreadableFile, match="壊れている"):
        read(deck, tmp_path)
