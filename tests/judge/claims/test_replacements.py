import pytest

from assistant.errors import AssistantError
from assistant.judge.claims.replacements import Replacements, parse_replacements


def test_a_table_is_read() -> None:
    assert parse_replacements({"actors": {"国": ["事業者"]}}, "t.toml") == Replacements({"国": ("事業者",)}, {}, {})


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"actor": {}}, "知らない項目があります: actor"),
        ({"actors": ["国"]}, "表ではありません"),
        ({"units": {"日": "月"}}, "「日」に、置き換える語の並びがありません"),
        ({"units": {"日": []}}, "並びがありません"),
        ({"units": {"日": [3]}}, "並びがありません"),
        ({"names": {"A": ["A"]}}, "元と同じ語"),
        ({"names": {"A": [" "]}}, "空の語"),
    ],
)
def test_a_wrong_table_is_named(raw: dict[str, object], told: str) -> None:
    with pytest.raises(AssistantError) as error:
        parse_replacements(raw, "t.toml")
    assert told in str(error.value)
    assert "t.toml" in str(error.value)
