import pytest

from assistant.judge.claims.scope import scope_edits

ACTORS = {"AI提供者": ("AI利用者",), "国": ("事業者",)}


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("AI提供者は説明する。", ["AI提供者のみが説明する。"]),
        ("報告は原則として書面で行う。", ["報告は例外なく書面で行う。"]),
        ("次のいずれかに当たる。", ["次のすべてに当たる。"]),
        ("すべての資料を残す。", ["一部の資料を残す。"]),
        ("AI提供者はいない。", ["AI提供者のみがいない。"]),
        ("対象はAI提供者ではない。", []),  # no topic
        ("AI提供者には説明だけを求める。", []),
        ("記録を残す。", []),
        ("", []),
    ],
)
def test_scope(claim: str, expected: list[str]) -> None:
    assert [edit.applied(claim) for edit in scope_edits(claim, ACTORS)] == expected
