"""Public data sets are known by how their files are called; the rest must be asked for."""

from pathlib import Path

import pytest

from assistant.judge.training.terms import licence_of, terms_of


@pytest.mark.parametrize(
    ("file", "name", "licence"),
    [
        ("/data/jaquad-train.json", "JaQuAD", "CC BY-SA 3.0"),
        ("JSICK-train.tsv", "JSICK", "CC BY-SA 4.0"),
        ("訂正.jsonl", "訂正.jsonl", "不明"),
    ],
)
def test_terms_of_a_file(file: str, name: str, licence: str) -> None:
    (own,) = terms_of([Path(file)])
    assert own.name == name
    assert own.licence.startswith(licence)


def test_share_alike_data_make_a_share_alike_judge() -> None:
    assert licence_of(terms_of([Path("訂正.jsonl"), Path("jaquad.json")])) == "CC BY-SA 4.0"
    assert "CC" not in licence_of(terms_of([Path("訂正.jsonl")]))
    assert "CC" not in licence_of([])
