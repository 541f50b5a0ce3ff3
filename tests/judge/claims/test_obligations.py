import pytest

from assistant.judge.claims.obligations import modality_edits
from assistant.judge.claims.words import words


def changed(claim: str) -> set[str]:
    return {edit.applied(claim) for edit in modality_edits(claim, words(claim))}


def test_a_duty() -> None:
    assert changed("利用者に説明しなければならない。") == {
        "利用者に説明するよう努める。",
        "利用者に説明することが望ましい。",
        "利用者に説明することができる。",
        "利用者に説明してはならない。",
    }


def test_a_duty_politely() -> None:
    assert changed("名前を付けなければなりません。") == {
        "名前を付けるよう努めます。",
        "名前を付けることが望ましいです。",
        "名前を付けることができます。",
        "名前を付けてはなりません。",
    }


def test_a_prohibition_weakened_stays_a_denial() -> None:
    assert changed("情報を渡してはならない。") == {
        "情報を渡さないよう努める。",
        "情報を渡さないことが望ましい。",
        "情報を渡すことができる。",
        "情報を渡さなければならない。",
    }


@pytest.mark.parametrize(
    ("claim", "becomes"),
    [
        ("確認するよう努める。", "確認しなければならない。"),
        ("講ずるよう努めなければならない。", "講じなければならない。"),
        ("透明性の確保に努めます。", "透明性の確保を行わなければなりません。"),
        ("記録を書くことが望ましい。", "記録を書かなければならない。"),
        ("記録を読むことが重要です。", "記録を読んではなりません。"),
        ("記録を消すことができる。", "記録を消してはならない。"),
        ("学習に利用できます。", "学習に利用しなければなりません。"),
        ("許諾を求める必要がある。", "許諾を求めることが望ましい。"),
        ("使ってもよい。", "使わなければならない。"),
        ("使うことは禁止です。", "使うことができます。"),
        ("侵害しないよう努める。", "侵害してはならない。"),
        ("表示することを求めています。", "表示することを認めています。"),
        ("報告しなければならない（第26条）。", "報告するよう努める（第26条）。"),
    ],
)
def test_other_strengths(claim: str, becomes: str) -> None:
    assert becomes in changed(claim)


@pytest.mark.parametrize(
    ("claim", "never"),
    [
        ("報告することが求められている。", "報告しなければならない。"),  # near to a duty
        ("報告すべきである。", "報告することが望ましい。"),
        ("報告してください。", "報告することが望ましいです。"),
        ("使うことはできない。", "使うことができる。"),  # the negation's own
        ("努めることが重要です。", "努めるよう努めます。"),
    ],
)
def test_neighbours_and_nonsense_are_not_made(claim: str, never: str) -> None:
    assert never not in changed(claim)


@pytest.mark.parametrize("claim", ["AI法は公布されました。", "指針である。", "必要がある。", "義務", ""])
def test_a_sentence_without_a_duty(claim: str) -> None:
    assert changed(claim) == set()
