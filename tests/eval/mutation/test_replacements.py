from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant_eval.mutation.replacements import read_replacements


def test_the_shipped_table_is_read() -> None:
    table = read_replacements()
    assert table.actors["AI提供者"] == ("AI利用者", "AI開発者")
    assert table.names["Llama 4"]
    assert table.units["日"]


def test_no_word_is_replaced_by_a_wider_or_narrower_actor() -> None:
    """What holds for every 事業者 holds for an AI開発者: such a claim would not be wrong."""
    assert not {"AI開発者", "AI提供者", "AI利用者", "活用事業者"} & set(read_replacements().actors["事業者"])


@pytest.mark.parametrize(
    ("text", "told"), [("[actor]\n", "知らない項目"), ("[actors]\n国 = 1", "TOML"), ('[units]\n"日" = "月"', "「日」")]
)
def test_a_wrong_table_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "table.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError) as error:
        read_replacements(path)
    assert told in str(error.value)
    assert "table.toml" in str(error.value)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="読めません"):
        read_replacements(tmp_path / "none.toml")
