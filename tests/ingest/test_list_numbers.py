import pytest

from assistant.ingest.list_numbers import number_text


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "decimal", "3"),
        (3, "decimalFullWidth", "３"),
        (12, "decimalEnclosedCircle", "⑫"),
        (21, "decimalEnclosedCircle", "㉑"),
        (2, "decimalEnclosedParen", "⑵"),
        (1, "aiueoFullWidth", "ア"),
        (6, "aiueo", "カ"),
        (3, "iroha", "ハ"),
        (28, "japaneseCounting", "二十八"),
        (110, "japaneseCounting", "百十"),
        (11, "japaneseLegal", "壱拾壱"),
        (28, "japaneseDigitalTenThousand", "二八"),
        (2, "ideographTraditional", "乙"),
        (4, "lowerRoman", "iv"),
        (27, "upperLetter", "AA"),
        (7, "decimalZero", "07"),
        (1, "none", ""),
        (5, "somethingNew", "5"),
    ],
)
def test_forms(number: int, form: str, text: str) -> None:
    assert number_text(number, form) == text
