import pytest

from assistant.judge.claims.conditions import condition_edits
from assistant.judge.claims.words import words


def without(claim: str) -> list[str]:
    return [edit.applied(claim) for edit in condition_edits(claim, words(claim))]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("個人データが漏えいした場合は、委員会に報告する。", "委員会に報告する。"),
        ("事業者は、個人データが漏えいした場合には、委員会に報告する。", "事業者は、委員会に報告する。"),
        ("事業者は個人データが漏えいしたときは、委員会に報告する。", "事業者は委員会に報告する。"),
        ("仮名加工情報は、法令に基づく場合を除き、第三者に提供できない。", "仮名加工情報は、第三者に提供できない。"),
        ("法令に基づく場合を除き、第三者に提供できない。", "第三者に提供できない。"),
        ("事業者（国の機関を除く。）は報告する。", "事業者は報告する。"),
        ("命名義務は、モデルを配布する場合に生じます。", "命名義務は、生じます。"),
        ("例外は、責任者が承認した場合に限り、認められます。", "例外は、認められます。"),
        ("入力してはならない。ただし、責任者が承認したものはよい。", "入力してはならない。"),
    ],
)
def test_dropped(claim: str, expected: str) -> None:
    assert without(claim) == [expected]


@pytest.mark.parametrize(
    "claim",
    [
        "この場合は、委員会に報告する。",  # no condition of its own
        "多くの場合、委員会に報告する。",
        "違反した場合の罰則は定められていない。",  # what the sentence is about
        "違反した場合でも罰則はない。",
        "要否は法務と判断し、時間が足りないときは速報を先に行う。",  # 判断し goes with 要否は
        "利用者、日時、接続元の記録を残す。",  # no とき
        "規程を毎年見直し、法令が変わったときはその都度見直す。",
        "縦書きの場合は左から、横書きの場合は上から並べる。",  # each needs the other
        "ただし、承認した場合は、この限りでない。",
        "漏えい又は毀損の場合に備える。",
        "",
    ],
)
def test_left_alone(claim: str) -> None:
    assert without(claim) == []
