import pytest

from assistant.judge.claims.polarity import negation_edits
from assistant.judge.claims.words import words


def turned(claim: str) -> list[str]:
    return [edit.applied(claim) for edit in negation_edits(claim, words(claim))]


@pytest.mark.parametrize(
    ("affirmed", "denied"),
    [
        ("利用することができる。", "利用することはできない。"),
        ("利用することができます。", "利用することはできません。"),
        ("データも対象に含まれる。", "データも対象に含まれない。"),
        ("データも対象に含まれます。", "データも対象に含まれません。"),
        ("これは指針である。", "これは指針ではない。"),
        ("これは指針です。", "これは指針ではありません。"),
        ("届け出る必要がある。", "届け出る必要はない。"),
        ("届け出る必要があります。", "届け出る必要はありません。"),
        ("出力を書く。", "出力を書かない。"),
        ("第三者に渡した。", "第三者に渡さなかった。"),
        ("規定が置かれている。", "規定が置かれていない。"),
        ("規定が置かれていました。", "規定が置かれていませんでした。"),
        ("権利を有する。", "権利を有しない。"),
        ("効果が生ずる。", "効果が生じない。"),
        ("記録を残してください。", "記録を残さないでください。"),
        ("商用利用は可能。", "商用利用は不可能。"),
        ("罰則が法律にある。", "罰則が法律にない。"),
        ("危険は高い。", "危険は高くない。"),
        ("これは指針であった。", "これは指針ではなかった。"),
    ],
)
def test_both_ways(affirmed: str, denied: str) -> None:
    assert turned(affirmed) == [denied]
    assert turned(denied) == [affirmed]


@pytest.mark.parametrize(
    ("claim", "becomes"),
    [
        ("説明しなければならない。", "説明する必要はない。"),
        ("開示しなければなりません。", "開示する必要はありません。"),
        ("計画を作るものとする。", "計画を作らないものとする。"),
        ("罰則はない。", "罰則がある。"),
        ("罰則はありません。", "罰則があります。"),
        ("誤りもあります。", "誤りはありません。"),
        ("努めます（AI法第7条）。", "努めません（AI法第7条）。"),  # the reference stays outside
        ("規制は望ましいです。", "規制は望ましくありません。"),
        ("指針を示すべきである。", "指針を示すべきではない。"),
    ],
)
def test_one_way(claim: str, becomes: str) -> None:
    assert turned(claim) == [becomes]


def test_a_clause_before_ga_is_turned_as_well() -> None:
    assert turned("公表しますが、報告はしません。") == [
        "公表しませんが、報告はしません。",
        "公表しますが、報告はします。",
    ]


@pytest.mark.parametrize(
    "claim",
    [
        "違法かもしれません。",
        "適法とは限らない。",
        "例示にすぎない。",
        "入力してはならない。",  # the strength of the duty, another kind
        "この限りでない。",
        "必ずしも違法ではない。",  # needs its denial
        "内部でしか使えません。",
        "一切認められていない。",
        "これを営業秘密という。",
        "使ってもよい。",
        "次のとおりです。",
        "事実関係によります。",
        "体言で終わる文",
        "AI",
        "",
    ],
)
def test_what_cannot_be_turned(claim: str) -> None:
    assert turned(claim) == []
