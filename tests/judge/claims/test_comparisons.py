import pytest

from assistant.judge.claims.comparisons import comparison_edits
from assistant.judge.claims.words import words


def turned(claim: str) -> list[str]:
    return [edit.applied(claim) for edit in comparison_edits(claim, words(claim))]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("3日以内に報告する。", "3日を過ぎてから報告する。"),
        ("期限は30日以内です。", "期限は30日超です。"),
        ("10人以上の会社", "10人未満の会社"),
        ("10人未満の会社", "10人以上の会社"),
        ("1億円以下の罰金", "1億円超の罰金"),
        ("利用者が7億人を超えていた企業", "利用者が7億人を下回っていた企業"),
        ("9月1日以降に適用する。", "9月1日以前に適用する。"),
        ("事前に同意を得る。", "事後に同意を得る。"),
        ("公開前に確かめる。", "公開後に確かめる。"),
        ("公開の前に確かめる。", "公開の後に確かめる。"),
        ("提供する前に確かめる。", "提供した後に確かめる。"),
        ("事態を知った後、報告する。", "事態を知る前、報告する。"),
        ("出力より大きい。", "出力より小さい。"),
    ],
)
def test_turned_round(claim: str, expected: str) -> None:
    assert turned(claim) == [expected]


def test_over_has_two_opposites() -> None:
    assert set(turned("7億人を超える企業")) == {"7億人以下の企業", "7億人を下回る企業"}


@pytest.mark.parametrize(
    "claim", ["以上の点に注意する。", "名前を付ける。", "30日以内に限り延長する。", "以前の版を使う。", ""]
)
def test_left_alone(claim: str) -> None:
    assert turned(claim) == []
