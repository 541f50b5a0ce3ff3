import pytest

from assistant_eval.columns import padded, shortened, width


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("根拠", 4), ("Ａ１", 4), ("ｱｲ", 2), ("か\u3099", 2), ("→", 1), ("", 0)]
)
def test_full_width_characters_take_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_texts_are_padded_to_columns_not_characters() -> None:
    assert padded("根拠", 6) == "根拠  "
    assert padded("根拠を示す", 6) == "根拠を示す "  # too long for its column: one blank keeps it from the next


def test_a_long_text_ends_within_its_columns() -> None:
    assert shortened("三日以内", 8) == "三日以内"
    assert shortened("三日以内に", 8) == "三日以…"
    assert width(shortened("a三日以内に", 8)) == 8
    assert shortened("一行目\n 二行目", 20) == "一行目 二行目"
