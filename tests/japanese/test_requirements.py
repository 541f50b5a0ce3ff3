import pytest

from assistant.japanese.requirements import Requirement, demands, forbids, requirement

CONSENT = "あらかじめ本人の同意を得ないで、個人データを第三者に提供してはならない。"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(CONSENT, Requirement("同意", "提供", frozenset({"本人"})), id="ないで"),
        pytest.param(
            "四人以上の委員の出席がなければ、会議を開くことができない。",
            Requirement("出席", "開く", frozenset({"委員"})),
            id="なければ",
        ),
        pytest.param(
            "共有者全員の合意によらなければ、行使することができない。",
            Requirement("合意", "行使", frozenset({"共有者全員"})),
            id="によらなければ",
        ),
        pytest.param(
            "著作権者の承諾を得ない限り、譲渡することができない。",
            Requirement("承諾", "譲渡", frozenset({"著作権者"})),
            id="ない限り",
        ),
        pytest.param("許可なしに撮影してはならない。", Requirement("許可", "撮影", frozenset()), id="なしに"),
        pytest.param("申請しなければ、使用できない。", Requirement("申請", "使用", frozenset()), id="verb"),
        pytest.param("同意を得なければならない。", None, id="a duty is no prohibition"),
        pytest.param("個人情報を入力してはならない。", None, id="no way out"),
        pytest.param("申請しなければ、手数料は免除される。", None, id="no prohibition at the end"),
        pytest.param("意見を聴かないで、決定してはならない。", None, id="a verb names nothing that could be needed"),
        pytest.param("入力しないでください。", None, id="a request not to"),
    ],
)
def test_requirement(sentence: str, expected: Requirement | None) -> None:
    assert requirement(sentence) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("個人データを第三者に提供するには、あらかじめ本人の同意を得なければなりません。", True, id="duty"),
        pytest.param("第三者提供には本人の同意が必要です。", True, id="no comma"),
        pytest.param("第三者に渡したいなら、先に本人の同意をもらっておく必要があります。", True, id="everyday words"),
        pytest.param("第三者に渡すには、本人の同意が欠かせません。", True, id="欠かせない"),
        pytest.param("本人の同意を得て、個人データを第三者に提供しなければなりません。", False, id="duty to provide"),
        pytest.param("本人には同意を得たうえで渡さなければなりません。", False, id="duty to hand over"),
        pytest.param("第三者に提供するには、委員会の同意が必要です。", False, id="somebody else's consent"),
        pytest.param("第三者に提供するには、本人の同意は必要ありません。", False, id="denied"),
        pytest.param("第三者に提供するには、本人の同意を得ることが望ましい。", False, id="weaker"),
        pytest.param("確認しなければならず、本人の同意も必要です。", False, id="two duties, no end"),
        pytest.param("本人の同意が必要です。", False, id="for nothing in particular"),
        pytest.param("第三者に提供するには、届出が必要です。", False, id="something else"),
    ],
)
def test_demands(claim: str, expected: bool) -> None:
    what = requirement(CONSENT)
    assert what is not None
    assert demands(claim, what) is expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param("第三者に提供するなら、本人の同意を得てはなりません。", True, id="forbids to ask for it"),
        pytest.param("本人の同意なしに、第三者に渡してはなりません。", False, id="without it, in other words"),
        pytest.param("同意のない提供は禁止されています。", False, id="forbids the same"),
        pytest.param("個人データを第三者に提供してはなりません。", False, id="does not name it"),
        pytest.param("第三者に提供するには、本人の同意が必要です。", False, id="asks for it"),
    ],
)
def test_forbids(claim: str, expected: bool) -> None:
    what = requirement(CONSENT)
    assert what is not None
    assert forbids(claim, what) is expected
