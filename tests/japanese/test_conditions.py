import pytest

from assistant.japanese.conditions import ConditionKind, conditions, governing


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("委託先は、委託元に通知すれば、報告を免れます。", ["委託元に通知すれば"]),
        ("法令に基づく場合を除き、提供できません。", ["法令に基づく場合を除き"]),
        ("許可がない限り、入力してはなりません。", ["許可がない限り"]),
        ("承認した場合に限り、入力できます。", ["承認した場合に限り"]),
        ("国（公的機関が提供する場合は、その機関）は、責任を負いません。", []),
        ("この場合において、国は、支援する。", []),
        ("多くの場合、記録が残ります。", []),
        ("研究によれば、効果があります。", []),
        ("報告しなければならない。", []),
        ("できる限り、特定する。", []),
    ],
)
def test_conditions_are_read_with_their_marker(sentence: str, texts: list[str]) -> None:
    assert [own.text for own in conditions(sentence)] == texts


def test_an_exception_is_told_from_a_condition() -> None:
    (own,) = conditions("法令に基づく場合を除き、提供できません。")
    assert own.kind is ConditionKind.EXCEPT


def test_a_clause_holds_under_the_condition_before_it_and_not_under_another_clause_s() -> None:
    sentence = "縦書きの場合は、右に置き、横書きの場合は、上に置く。"
    assert [own.text for own in governing(sentence, 3)] == ["横書きの場合は"]
    assert [own.text for own in governing(sentence, 1)] == ["縦書きの場合は"]
