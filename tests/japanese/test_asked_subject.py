import pytest

from assistant.japanese.asked_subject import subject_phrases


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("損害賠償って、知ってから何年で時効になりますか", [{"損害", "賠償"}]),
        ("著作権侵害の損害賠償は何年で時効ですか", [{"著作", "侵害"}, {"損害", "賠償"}]),
        ("高リスクAIのルール、適用開始がいつに延びましたか", [{"リスク"}, {"適用", "開始"}]),
        ("報告の期限は何日ですか", [{"報告"}]),
        ("会合の第3回はいつですか", [{"会合"}]),
        ("導入を考えています。保険料はいくらですか", [{"保険"}]),
        ("頼んだら、返事はいつ来ますか", [{"返事"}]),
        ("本人とは別に、会社はいくら払いますか", []),
        ("うちは何時間研修すれば足りますか", []),
        ("いくらですか", []),
        ("", []),
    ],
)
def test_the_phrases_that_a_value_is_asked_of(question: str, phrases: list[set[str]]) -> None:
    assert [set(phrase) for phrase in subject_phrases(question)] == phrases
