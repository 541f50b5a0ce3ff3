import pytest

from assistant.japanese.contrasts import added_scope, denied_by_prefix, dropped_hedges, limit_after, turned_words


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        pytest.param("会議は公開とする。", "会議は非公開とする。", ("公開",), id="prefix dropped"),
        pytest.param("会議は公開しない。", "会議は非公開とする。", (), id="denied instead of prefixed"),
        pytest.param("会議を公開した。", "会議を公開する。", (), id="same word"),
        pytest.param("事後に通知する。", "あらかじめ通知する。", ("事後",), id="afterwards for beforehand"),
        pytest.param("作成する前に公表する。", "作成した後に公表する。", ("作成する前",), id="before for after"),
        pytest.param("退廷させた後に言い渡す。", "退廷させる前に言い渡す。", ("退廷させた後",), id="after for before"),
        pytest.param("公表した後に作成する。", "作成する前に公表する。", (), id="of another verb"),
        pytest.param("前項の作成の後に公表する。", "作成した後に公表する。", (), id="前項 is no time"),
    ],
)
def test_turned_words(claim: str, source: str, expected: tuple[str, ...]) -> None:
    assert turned_words(claim, source) == expected


@pytest.mark.parametrize(
    ("word", "source", "expected"),
    [
        ("常勤", "委員は、非常勤とする。", True),
        ("施行", "この法律は未施行である。", True),
        ("常勤", "委員は、常勤とする。", False),
        ("常勤", "委員は、常勤又は非常勤とする。", False),
        ("公開", "委員は、非常勤とする。", False),
    ],
)
def test_denied_by_prefix(word: str, source: str, expected: bool) -> None:
    assert denied_by_prefix(word, source) is expected


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        pytest.param("開発者だけが残す。", "開発者及び提供者が残す。", ("だけ",), id="restricted"),
        pytest.param("できるだけ特定する。", "できる限り特定する。", (), id="できるだけ restricts nothing"),
        pytest.param("事実を伝えるだけの報道", "事実の伝達にすぎない報道", (), id="にすぎない is だけ"),
        pytest.param("著作者だけの権利", "著作者の一身に専属する権利", (), id="一身に専属 is だけ"),
        pytest.param("すべて開示する。", "開示する。", ("すべて",), id="generalised"),
        pytest.param("すべて開示する。", "開示するにすぎない。", ("すべて",), id="にすぎない is not すべて"),
    ],
)
def test_added_scope(claim: str, source: str, expected: tuple[str, ...]) -> None:
    assert added_scope(claim, source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("損害が起こり得る。", ("可能性・おそれ",)),
        ("同意を得なければならない。", ()),
        ("承諾を得る。", ()),
    ],
)
def test_only_the_auxiliary_of_possibility_is_a_hedge(source: str, expected: tuple[str, ...]) -> None:
    assert dropped_hedges("損害が起こる。", source) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("以内", "以内"), ("を超える", "超"), ("を経過した", "後"), ("が過ぎるまで", "後"), ("後", "後"), ("の間", "")],
)
def test_limit_after(written: str, expected: str) -> None:
    assert limit_after(f"三十日{written}", 3) == expected
