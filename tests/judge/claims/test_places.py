import pytest

from assistant.judge.claims.places import article_edits


@pytest.mark.parametrize(
    ("claim", "becomes"),
    [
        ("法第28条による。", "第27条"),
        ("第28条第1項による。", "第2項"),
        ("第三十条の四による。", "第三十条の五"),
        ("同法27条2項ただし書", "28条"),
        ("第4章に定める。", "第3章"),
        ("EU AI Act Article 53 による。", "Article 52"),
    ],
)
def test_a_neighbouring_place(claim: str, becomes: str) -> None:
    assert becomes in {edit.becomes for edit in article_edits(claim)}


def test_a_place_that_the_claim_names_as_well_is_not_taken() -> None:
    assert "第27条" not in {edit.becomes for edit in article_edits("第27条と第28条")}


@pytest.mark.parametrize("claim", ["条件を守る。", "資料を3部渡す。", "28か条からなる。", "前条による。", ""])
def test_what_is_no_place(claim: str) -> None:
    assert list(article_edits(claim)) == []
