import pytest

from assistant.japanese.alternatives import alternatives, attribute_at_end, sibling
from assistant.japanese.follow_ups import Fragment, asks_for_more, fragment, lacks_its_thing, opened


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("提供者は", "about", "提供者"),
        ("利用者には", "about", "利用者"),
        ("国民はどうですか", "about", "国民"),
        ("MITも教えて", "about", "MIT"),
        ("社内だけの場合は", "case", "社内だけ"),
        ("相手が外国の会社なら", "case", "相手が外国の会社"),
        ("オープンソースでも同じですか", "case", "オープンソース"),
        ("いつまでに", "wh", "いつまでに"),
        ("いえ、利用者の方です", "correction", "利用者"),
        ("日本ではなくEUです", "correction", "EU"),
    ],
)
def test_forms_of_fragments(text: str, kind: str, words: str) -> None:
    found = fragment(text)
    assert found is not None
    assert (found.kind, found.words) == (kind, words)


def test_a_correction_keeps_what_it_rejects() -> None:
    assert fragment("速報じゃなくて確報のほう") == Fragment("correction", "確報", "", "速報")


@pytest.mark.parametrize(
    "text",
    [
        "出力で学習してよいですか",
        "C2PAとは何ですか",
        "AI法は企業に何を求めますか",
        "情報を入力する場合は承認が必要ですか",
    ],
)
def test_a_question_with_a_predicate_is_no_fragment(text: str) -> None:
    assert fragment(text) is None


@pytest.mark.parametrize(
    ("text", "plain", "switches"),
    [
        ("じゃあ、提供者は?", "提供者は", False),
        ("ありがとうございます。では27条は?", "27条は", False),
        ("ところで、提供者は?", "提供者は", True),
        ("ではないと思います", "ではないと思います", False),
        ("でも、提供者は?", "でも、提供者は", False),
    ],
)
def test_words_that_lead_in_are_taken_away(text: str, plain: str, switches: bool) -> None:
    assert opened(text) == (plain, switches)


@pytest.mark.parametrize(
    "text", ["もっと詳しく", "なぜですか", "つまり", "根拠は", "具体例を挙げてください", "ほかには"]
)
def test_asking_for_more(text: str) -> None:
    assert asks_for_more(text) != ""


@pytest.mark.parametrize("text", ["なぜAI法には罰則がないのですか", "例外は", "詳しい人は誰ですか"])
def test_asking_for_something_else(text: str) -> None:
    assert asks_for_more(text) == ""


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("罰則はありますか", True),
        ("いつ施行されますか", True),
        ("日本企業にも及びますか", True),
        ("AI法に罰則はありますか", False),
        ("著作権侵害の罰則は何年ですか", False),
        ("誰が委員会規則を作りますか", False),
    ],
)
def test_a_question_that_names_nothing_to_be_about(text: str, lacks: bool) -> None:
    assert lacks_its_thing(text) is lacks


def test_words_that_stand_for_one_another() -> None:
    text = "外国のAI提供者はレベル3の速報を出す"
    assert [text[one.start : one.end] for one in alternatives(text)] == ["外国", "提供者", "レベル3", "速報"]
    assert attribute_at_end("侵害の罰則") == "罰則"
    assert attribute_at_end("モデル") == ""


def test_a_sibling_ends_alike_and_begins_otherwise() -> None:
    assert sibling("匿名加工情報", "仮名加工情報を渡す") == (0, 6)
    assert sibling("加工情報", "仮名加工情報を渡す") is None
    assert sibling("匿名加工情報", "罰則は") is None
