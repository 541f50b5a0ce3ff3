import pytest

from assistant.japanese.listed import list_length, miscounted, series_lengths


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("通知するのは、概要、原因、対応の3つです。", ""),
        ("通知するのは、概要、原因、対応の四つです。", "四つ"),
        ("次の3つを通知します。", ""),
    ],
)
def test_the_number_given_to_a_series_is_its_length(claim: str, wrong: str) -> None:
    assert miscounted(claim) == wrong


def test_lists_and_series_are_counted() -> None:
    assert list_length("次の二つです。\n1. 概要\n2. 原因\n") == 2
    assert 3 in series_lengths("概要、原因、対応です。")
    assert series_lengths("概要です。") == frozenset()
