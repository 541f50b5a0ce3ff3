import pytest

from assistant.judge.claims.conjugation import forms
from assistant.judge.claims.words import words


@pytest.mark.parametrize(
    ("verb", "negative", "te", "past"),
    [
        ("書く", "書か", "書いて", "書いた"),
        ("行く", "行か", "行って", "行った"),
        ("読む", "読ま", "読んで", "読んだ"),
        ("使う", "使わ", "使って", "使った"),
        ("渡す", "渡さ", "渡して", "渡した"),
        ("防ぐ", "防が", "防いで", "防いだ"),
        ("定める", "定め", "定めて", "定めた"),
        ("禁ずる", "禁じ", "禁じて", "禁じた"),
        ("有する", "有し", "有して", "有した"),
        ("来る", "来", "来て", "来た"),
    ],
)
def test_forms(verb: str, negative: str, te: str, past: str) -> None:
    conjugated = forms(words(verb)[-1])
    assert conjugated is not None
    assert (conjugated.plain, conjugated.negative, conjugated.te, conjugated.past) == (verb, negative, te, past)


@pytest.mark.parametrize("word", ["ある", "ください", "指針", "高い"])
def test_no_regular_verb(word: str) -> None:
    assert forms(words(word)[-1]) is None
