import pytest

from assistant.japanese.comparing import turned_comparison, turned_order


@pytest.mark.parametrize(
    ("claim", "source", "turned"),
    [
        ("確報の期限は速報の期限より短い。", "確報の期限は速報の期限より長い。", True),
        ("速報の期限は確報の期限より短い。", "確報の期限は速報の期限より長い。", False),
        ("速報の期限より確報の期限のほうが長い。", "確報の期限は速報の期限より長い。", False),
        ("規程は特約に優先する。", "特約は規程に優先する。", True),
        ("規程より特約を優先する。", "特約は規程に優先する。", False),
    ],
)
def test_a_comparison_the_other_way_round(claim: str, source: str, turned: bool) -> None:
    assert bool(turned_comparison(claim, source)) is turned


@pytest.mark.parametrize(
    ("claim", "source", "turned"),
    [
        ("利用を始めた後に研修を受ける。", "利用を開始する前に研修を受ける。", "後"),
        ("事前に確かめる。", "使い始めた後に確かめる。", "前"),
        ("あらかじめ確かめる。", "使う前に確かめる。", ""),
        ("前に掲げる事項を確かめた後、使う。", "確認後に使う。", ""),
    ],
)
def test_before_for_after(claim: str, source: str, turned: str) -> None:
    assert turned_order(claim, source) == turned
