"""Characters that a reader would not see, or that move others, are written out; all others stay."""

import pytest
from markupsafe import Markup

from assistant_eval.report.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3日\u202e内以", "3日〔U+202E〕内以"),
        ("3\u200b日", "3〔U+200B〕日"),
        ("\ufeff本文", "〔U+FEFF〕本文"),
        ("\x1b[31m", "〔U+001B〕[31m"),
        ("\U000e0041", "〔U+E0041〕"),
        ("\ud800", "〔U+D800〕"),
        ("一\n二\t三", "一\n二\t三"),
        ("葛󠄀城 が゙ ｶﾞ é 👍🏽", "葛󠄀城 が゙ ｶﾞ é 👍🏽"),
    ],
    ids=["bidi", "no width", "BOM", "escape", "tag", "lone surrogate", "line break and tab", "variants and marks"],
)
def test_hidden_characters_are_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_markup_and_numbers_come_back_as_they_are() -> None:
    markup = Markup("<b>\u202e</b>")
    assert visible(markup) is markup
    assert (visible(3), visible(None)) == (3, None)
