from assistant.ingest.tables import Cell, Grid, Span, header_rows, place, row_lines


def grid_of(*rows: str, strong: str = "") -> Grid:
    """Rows written as 「甲,乙」; cells listed in `strong` are set off."""
    return place(
        [[Span(text, strong=bool(text) and text in strong.split(",")) for text in row.split(",")] for row in rows]
    )


def lines(grid: Grid) -> list[str]:
    return list(row_lines(grid, header_rows(grid)))


def test_rows_repeat_the_names_of_their_columns() -> None:
    assert lines(grid_of("区分,可否", "極秘,不可", "公開,可", strong="区分,可否")) == [
        "区分: 極秘 | 可否: 不可",
        "区分: 公開 | 可否: 可",
    ]


def test_empty_cells_are_left_out() -> None:
    assert lines(grid_of("区分,可否,備考", "極秘,,要承認")) == ["区分: 極秘 | 備考: 要承認"]


def test_cell_merged_downwards_is_filled_into_each_row() -> None:
    rows = [
        [Span("章", strong=True), Span("項目", strong=True)],
        [Span("体制", rows=2), Span("責任者")],
        [Span("担当者")],
    ]
    assert lines(place(rows)) == ["章: 体制 | 項目: 責任者", "章: 体制 | 項目: 担当者"]


def test_cell_merged_across_stands_under_each_name() -> None:
    rows = [[Span(name, strong=True) for name in ("項目", "開発者", "提供者")], [Span("記録"), Span("必須", columns=2)]]
    assert lines(place(rows)) == ["項目: 記録 | 開発者: 必須 | 提供者: 必須"]


def test_header_of_two_rows_joins_both_names() -> None:
    rows = [
        [Span("項目", rows=2, strong=True), Span("評価", columns=2, strong=True)],
        [Span("自己", strong=True), Span("第三者", strong=True)],
        [Span("記録"), Span("良"), Span("可")],
    ]
    assert lines(place(rows)) == ["項目: 記録 | 評価／自己: 良 | 評価／第三者: 可"]


def test_row_of_one_merged_cell_stands_alone() -> None:
    rows = [
        [Span("区分", strong=True), Span("可否", strong=True)],
        [Span("社外の情報", columns=2)],
        [Span("公開"), Span("可")],
    ]
    assert lines(place(rows)) == ["社外の情報", "区分: 公開 | 可否: 可"]


def test_names_at_the_left_of_their_values() -> None:
    assert lines(grid_of("名称,AI法,所管,内閣府", "公布,2025年,施行,2025年9月", strong="名称,所管,公布,施行")) == [
        "名称: AI法 | 所管: 内閣府",
        "公布: 2025年 | 施行: 2025年9月",
    ]


def test_two_columns_without_any_sign_get_no_invented_header() -> None:
    assert lines(grid_of("名称,AI法", "所管,内閣府")) == ["名称 | AI法", "所管 | 内閣府"]


def test_header_repeated_on_the_next_page_is_dropped() -> None:
    assert lines(grid_of("区分,可否", "極秘,不可", "区分,可否", "公開,可", strong="区分,可否")) == [
        "区分: 極秘 | 可否: 不可",
        "区分: 公開 | 可否: 可",
    ]


def test_absurd_spans_stay_small() -> None:
    grid = place([[Span("全体", columns=10**9, rows=10**9), Span("右")], [Span("下")]])
    assert len(grid) == 2
    assert len(grid[0]) < 1000
    assert grid[0][0] == Cell("全体", 0, 0)
