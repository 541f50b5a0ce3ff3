import pytest

from assistant.japanese.self_reference import asks_of_document, is_of_itself


@pytest.mark.parametrize(
    ("sentence", "of_itself"),
    [
        ("記述は2026年11月21日時点のものです。", True),
        ("- 内容は2026年11月21日時点のもので、法的助言ではありません。", True),
        ("本資料の内容は2025年4月現在の情報です。", True),
        ("この文書は法的助言ではありません。", True),
        ("引用の前に公表ページで最新版を確認してください。", True),
        ("本書は2026年11月時点の整理で、第1.2版より新しい版は見つかっていません。", False),
        ("特例は施行前なので、2026年11月時点では使えません。", False),
        ("報告の内容は、知った時点のものに限りません。", False),
        ("提供者は、公表の時点で内容を確かめます。", False),
    ],
)
def test_a_sentence_about_the_document_itself(sentence: str, of_itself: bool) -> None:
    assert is_of_itself(sentence) is of_itself


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("この資料はいつの時点のものですか", True),
        ("いつ時点の情報ですか", True),
        ("これは法的助言ですか", True),
        ("報告の期限はいつですか", False),
        ("著作権法の最新の改正は何ですか", False),
    ],
)
def test_a_question_about_the_documents(question: str, asks: bool) -> None:
    assert asks_of_document(question) is asks
