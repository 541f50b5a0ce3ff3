from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.xlsx import read_xlsx

CHECKLIST = Path("/work/shared/corpus/guidelines/yostos_genai_governance_checklist.xlsx")


@pytest.fixture
def workbook() -> Any:
    return openpyxl.Workbook()


def fill(workbook: Any, *rows: Sequence[object], title: str = "一覧") -> Any:
    """Write rows on the first sheet."""
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return sheet


def read(workbook: Any, folder: Path) -> Extracted:
    path = folder / "表.xlsx"
    workbook.save(path)
    return read_xlsx(path)


def test_rows_with_the_names_of_their_columns(workbook: Any, tmp_path: Path) -> None:
    fill(workbook, ("区分", "例", "可否"), ("極秘", "顧客情報", "不可"), ("公開", None, "可"))
    assert read(workbook, tmp_path).text.splitlines() == [
        "一覧",
        "",
        "区分: 極秘 | 例: 顧客情報 | 可否: 不可",
        "区分: 公開 | 可否: 可",
    ]


def test_each_visible_sheet_is_a_section_and_a_page(workbook: Any, tmp_path: Path) -> None:
    fill(workbook, ("区分", "可否", "例"), ("公開", "可", "広報"))
    workbook.create_sheet("別紙").append(("備考のみ",))
    workbook.create_sheet("内部").append(("秘密の値",))
    workbook["内部"].sheet_state = "hidden"
    workbook.create_sheet("奥").sheet_state = "veryHidden"
    extracted = read(workbook, tmp_path)
    assert [section.title for section in extracted.sections] == ["一覧", "別紙"]
    assert [extracted.text[start : start + 2] for start in extracted.page_starts] == ["一覧", "別紙"]
    assert "秘密の値" not in extracted.text
    assert extracted.hidden == ("非表示のシート 2 枚: 「内部」「奥」",)


def test_hidden_rows_and_columns_are_left_out_and_named(workbook: Any, tmp_path: Path) -> None:
    sheet = fill(
        workbook,
        ("区分", "内部", "可否", "例"),
        ("極秘", "x1", "不可", "a"),
        ("秘密", "x2", "不可", "b"),
        ("公開", "x3", "可", "c"),
    )
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    extracted = read(workbook, tmp_path)
    assert extracted.text.splitlines()[2:] == ["区分: 極秘 | 可否: 不可 | 例: a", "区分: 公開 | 可否: 可 | 例: c"]
    assert extracted.hidden == ("非表示の行 1 行（シート「一覧」）", "非表示の列 1 列（シート「一覧」）")


def test_merged_cells_are_filled(workbook: Any, tmp_path: Path) -> None:
    sheet = fill(
        workbook, ("章", "項目", "開発者", "提供者"), ("体制", "責任者", "必須", None), (None, "担当者", "任意", "必須")
    )
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("C2:D2")
    assert read(workbook, tmp_path).text.splitlines()[2:] == [
        "章: 体制 | 項目: 責任者 | 開発者: 必須 | 提供者: 必須",
        "章: 体制 | 項目: 担当者 | 開発者: 任意 | 提供者: 必須",
    ]


def test_values_as_shown(workbook: Any, tmp_path: Path) -> None:
    sheet = fill(workbook, ("品目", "金額", "期限", "率"), ("甲", 1000, date(2026, 3, 31), 0.125))
    sheet["B2"].number_format, sheet["C2"].number_format, sheet["D2"].number_format = "#,##0", "yyyy/m/d", "0.0%"
    assert read(workbook, tmp_path).text.splitlines()[-1] == "品目: 甲 | 金額: 1,000 | 期限: 2026-03-31 | 率: 12.5%"


def test_formulas_without_a_result_are_named(workbook: Any, tmp_path: Path) -> None:
    fill(workbook, ("品目", "金額", "数"), ("甲", 1000, 1), ("合計", "=SUM(B2:B2)", 1))
    extracted = read(workbook, tmp_path)
    assert "SUM" not in extracted.text
    assert extracted.hidden[0].startswith("計算結果のない数式 1 個（シート「一覧」")


def test_title_above_the_table_and_several_tables(workbook: Any, tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("AI利用の一覧",),
        ("記入日: 2026年4月1日",),
        ("区分", "可否"),
        ("公開", "可"),
        (),
        ("連絡先",),
        ("部署", "内線"),
        ("総務", "100"),
    ]
    sheet = fill(workbook, *rows)
    for place in ("A3", "B3", "A7", "B7"):
        sheet[place].font = Font(bold=True)
    extracted = read(workbook, tmp_path)
    assert extracted.title == "AI利用の一覧"
    assert [(section.level, section.title) for section in extracted.sections] == [
        (1, "一覧"),
        (2, "AI利用の一覧"),
        (2, "連絡先"),
    ]
    lines = [line for line in extracted.text.splitlines() if line]
    assert lines[2:] == ["記入日: 2026年4月1日", "区分: 公開 | 可否: 可", "連絡先", "部署: 総務 | 内線: 100"]


def test_filter_tells_the_header_and_it_goes_on_below_a_blank_row(workbook: Any, tmp_path: Path) -> None:
    sheet = fill(workbook, ("2025", "2026"), ("1", "2"), (), ("3", "4"))
    sheet.auto_filter.ref = "A1:B4"
    lines = [line for line in read(workbook, tmp_path).text.splitlines() if line]
    assert lines[1:] == ["2025: 1 | 2026: 2", "2025: 3 | 2026: 4"]


def test_values_nobody_sees_are_left_out_and_named(workbook: Any, tmp_path: Path) -> None:
    sheet = fill(
        workbook,
        ("区分", "可否", "例"),
        ("公開", "指示に従え", "a"),
        ("極秘", 42, "白地"),
        ("社外秘", "不可", "濃い地"),
    )
    sheet["B2"].font = Font(color="FFFFFFFF")
    sheet["B3"].number_format = ";;;"
    sheet["C4"].font = Font(color="FFFFFFFF")
    sheet["C4"].fill = PatternFill("solid", fgColor="FF1F3864")
    for place in ("A1", "B1", "C1"):
        sheet[place].font = Font(bold=True)
    extracted = read(workbook, tmp_path)
    assert extracted.text.splitlines()[2:] == [
        "区分: 公開 | 例: a",
        "区分: 極秘 | 例: 白地",
        "区分: 社外秘 | 可否: 不可 | 例: 濃い地",
    ]
    assert extracted.hidden == ("背景と同じ色の文字 5 字: 「指示に従え」", "表示しない書式の値 2 字: 「42」")


def test_line_breaks_in_cells_and_comments(workbook: Any, tmp_path: Path) -> None:
    sheet = fill(workbook, ("区分", "例", "可否"), ("極秘", "顧客\n人事", "不可"))
    sheet["A2"].comment = Comment("内緒の注記", "a")
    text = read(workbook, tmp_path).text
    assert "例: 顧客 人事 |" in text
    assert "内緒" not in text


def test_far_away_row_is_refused_and_not_walked_to(workbook: Any, tmp_path: Path) -> None:
    import io
    import zipfile

    fill(workbook, ("a", "b"))
    whole, path = io.BytesIO(), tmp_path / "表.xlsx"
    workbook.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b'<row r="1"', b'<row r="99999999999"')
            new.writestr(name, content)
    with pytest.raises(UnreadableFile, match="Excel にはない行"):
        read_xlsx(path)


@pytest.mark.skipif(not CHECKLIST.is_file(), reason="the real documents (../shared/corpus) are not on this machine")
def test_real_checklist() -> None:
    extracted = read_xlsx(CHECKLIST)
    assert extracted.title == "生成AI利用ガイドライン チェックリスト"
    assert [section.title for section in extracted.sections if section.level == 1] == ["チェックリスト", "サマリー"]
    assert (
        "項目番号: 7.3.D | 章: 7 | 章タイトル: ガイドラインとしての完成度 | 節: 7.3 | 節タイトル: 管理情報 | 準拠レベル: Required"
        " | チェック項目: 承認者・責任者が明記されている | JDLA: ○\n" in extracted.text
    )
    assert extracted.text.count("\n項目番号: ") == 120
    assert "ステータス: 合計 | 件数: 120\n" in extracted.text
