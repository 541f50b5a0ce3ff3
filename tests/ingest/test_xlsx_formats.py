from datetime import datetime, time, timedelta

import pytest

from assistant.ingest.xlsx_formats import shown


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1000, "#,##0", "1,000"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1000, "General", "1000"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (0.125, "0.0%", "12.5%"),
        (0.5, "0%", "50%"),
        (2.5, "0", "3"),
        (7, "000", "007"),
        (1.5, "0.##", "1.5"),
        (50000, '#,##0"円"', "50,000円"),
        (50000, '"¥"#,##0', "¥50,000"),
        (50000, "[$¥-411]#,##0", "¥50,000"),
        (1234567, '#,##0,"千円"', "1,235千円"),
        (-5, '#,##0;"▲"#,##0', "▲5"),
        (-5, "#,##0;[Red]-#,##0", "-5"),
        (0, '0;-0;"－"', "－"),
        (12345, "0.00E+00", "1.23E+4"),
        (0.5, "# ?/?", "0.5"),
        ("文字", "@", "文字"),
        (3, ";;;", ""),
        (True, "General", "TRUE"),
        (None, "General", ""),
        (datetime(2026, 3, 31), "yyyy/m/d", "2026-03-31"),
        (datetime(2026, 3, 31), '[$-411]ggge"年"m"月"d"日"', "2026-03-31"),
        (datetime(2026, 3, 31, 9, 5), "yyyy/m/d h:mm", "2026-03-31 09:05"),
        (datetime(2026, 3, 1), 'yyyy"年"m"月"', "2026-03"),
        (time(9, 30), "h:mm", "09:30"),
        (timedelta(hours=72), "[h]:mm", "72:00"),
    ],
)
def test_values_as_cells_show_them(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text
