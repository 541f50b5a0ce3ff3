import pytest

from assistant.errors import AssistantError
from assistant.judge.claims.synonyms import Synonyms, load_synonyms, parse_synonyms, synonym_edits
from assistant.judge.claims.words import words

TABLE = parse_synonyms(
    {
        "equal": [["あらかじめ", "事前に"], ["書面", "文書"]],
        "instead": {"AI": ["人工知能"]},
        "verbs": {"作成する": ["作る"], "用いる": ["使う"], "講ずる": ["とる"]},
        "phrases": {"及び": ["と"], "当該": ["その"]},
    },
    "t.toml",
)


def said(text: str, synonyms: Synonyms = TABLE) -> set[str]:
    return {edit.applied(text) for edit in synonym_edits(text, words(text), synonyms)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("あらかじめ知らせる", {"事前に知らせる"}),
        ("AIを使う", {"人工知能を使う"}),
        ("人工知能を使う", set()),
        ("AI開発者が使う", set()),
        ("AI 開発者が使う", set()),
        ("書面審査を待つ", set()),
        ("計画及び予算を決める", {"計画と予算を決める"}),
        ("計画を決め、及び改める", set()),
        ("当該計画を決める", {"その計画を決める"}),
    ],
)
def test_words_that_stand_alone_are_exchanged(text: str, expected: set[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("計画を作成した", "計画を作った"),
        ("計画を作成して渡す", "計画を作って渡す"),
        ("計画を作成し、渡す", "計画を作り、渡す"),
        ("計画が作成される", "計画が作られる"),
        ("計画を作成しない", "計画を作らない"),
        ("計画を作成する者", "計画を作る者"),
        ("道具を用いて測る", "道具を使って測る"),
        ("道具が用いられた", "道具が使われた"),
        ("措置を講じなければならない", "措置をとらなければならない"),
    ],
)
def test_verbs_keep_their_form(text: str, expected: str) -> None:
    assert said(text) == {expected}


def test_a_word_with_a_prefix_stays() -> None:
    table = parse_synonyms({"equal": [["適切な", "ふさわしい"]]}, "t.toml")
    assert said("適切な使い方", table) == {"ふさわしい使い方"}
    assert said("不適切な使い方", table) == set()


@pytest.mark.parametrize("text", ["資料作成する", "道具を用い始める"])
def test_parts_of_longer_verbs_stay(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"equals": []}, "知らない項目があります: equals"),
        ({"equal": [["一"]]}, "equal"),
        ({"verbs": {"山": ["川"]}}, "活用の分からない語があります: 山、川"),
        ({"phrases": ["及び"]}, "phrases"),
        ({"instead": {"AI": []}}, "instead"),
    ],
)
def test_a_wrong_table_is_named(raw: dict[str, object], told: str) -> None:
    with pytest.raises(AssistantError) as error:
        parse_synonyms(raw, "t.toml")
    assert told in str(error.value)
    assert "t.toml" in str(error.value)


def test_the_packaged_table_is_whole() -> None:
    table = load_synonyms()
    assert all(
        word not in others for word, others in (*table.equal.items(), *table.verbs.items(), *table.phrases.items())
    )
    assert "法令に従って使う" in said("法令にのっとり使う", table)
