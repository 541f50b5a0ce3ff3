import pytest

from assistant.judge.claims.amounts import number_edits, unit_edits, version_edits

UNITS = {"日": ("か月",), "円": ("ドル",), "人": ("社",)}


def numbers(claim: str) -> set[str]:
    return {edit.becomes for edit in number_edits(claim)}


@pytest.mark.parametrize(
    ("claim", "becomes"),
    [
        ("3日以内に報告する。", "5日"),
        ("月間利用者が7億人を超える企業", "8億人"),
        ("三つの要件がある。", "四つ"),
        ("二十日以内に届け出る。", "三十日"),  # kanji as statutes write them
        ("１０人以上を使う会社", "２０人"),  # full width
        ("1,000人を超える漏えい", "2,000人"),
        ("10の25乗FLOPを超える", "10の35乗FLOP"),
        ("3分の1を超える", "3分の2"),
        ("受けた日から30日以内に決める。", "40日"),  # から opens no range here
        ("正答率は12.5%です。", "12.4%"),
    ],
)
def test_another_number_in_the_same_spelling(claim: str, becomes: str) -> None:
    assert becomes in numbers(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "3〜5日以内です。",  # a range would lose its order
        "少なくとも2つの条件がある。",  # 少なくとも1つ would be true as well
        "1人でも報告する。",  # 2人でも as well
        "数万人が使う。",
        "一般に公開する。",
        "第28条による。",  # another family
        "2025年6月4日に公布された。",
        "条件がある。",
    ],
)
def test_no_other_number(claim: str) -> None:
    assert numbers(claim) == set()


def test_a_number_that_the_claim_names_as_well_is_not_taken() -> None:
    assert "4日" not in numbers("3日または4日かかる。")


def test_a_share_stays_below_a_hundred_percent() -> None:
    assert numbers("90%を占める。") == {"100%", "80%", "89%"}  # not 90 × 2


@pytest.mark.parametrize(
    ("claim", "becomes"),
    [
        ("3日以内", {"3か月"}),
        ("1億円以下", {"1億ドル"}),
        ("第3回の会合", set()),
        ("3日間続く", set()),
        ("第3条", set()),
    ],
)
def test_units(claim: str, becomes: set[str]) -> None:
    assert {edit.becomes for edit in unit_edits(claim, UNITS)} == becomes


def test_versions() -> None:
    assert {edit.becomes for edit in version_edits("AI事業者ガイドライン（第1.2版）")} == {"第1.1版", "第1.3版"}
    assert list(version_edits("ガイドラインの改訂")) == []
