import pytest

from assistant_eval.authoring.proposal_checks import checked, is_whole, read_reply, same_question

PASSAGE = (
    "事業者は、漏えいを知った日から\n３日以内に速報を提出しなければならない。確報は、30日以内に提出しなければならない。"
)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("質問: 期限は？\n引用: 3日以内", ("期限は？", "3日以内")),
        ("質問：期限は？\n引用：「3日以内」\n", ("期限は？", "3日以内")),
        ("**質問**: 期限は？\n**引用:** 3日以内", ("期限は？", "3日以内")),
        ("以下に作成します。\n\n- 質問: 期限は？\n- 引用: \"3日以内\"\n質問: もう一つ", ("期限は？", "3日以内")),
        ("質問: 「速報」は「いつ」ですか\n引用: 「速報」を「提出」", ("「速報」は「いつ」ですか", "「速報」を「提出」")),
        ("質問: 期限は？", None),
        ("質問:\n引用: 3日以内", None),
        ("", None),
    ],
)  # fmt: skip
def test_two_lines_are_read(reply: str, expected: tuple[str, str] | None) -> None:
    assert read_reply(reply) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("質問: 期限は？\n引用: 3日", False),
        ("質問: 期限は？\n引用: 3日\n", True),
        ("質問: 期限は？\n", False),
        ("", False),
    ],
)
def test_the_reply_is_whole_when_its_second_line_has_ended(reply: str, expected: bool) -> None:
    assert is_whole(reply) is expected


def test_the_words_are_found_whatever_their_width_and_line_breaks() -> None:
    proposal = checked("速報の提出期限はいつですか？", "知った日から3日以内", PASSAGE)
    assert proposal is not None
    assert PASSAGE[proposal.words.start : proposal.words.end] == "知った日から\n３日以内"


@pytest.mark.parametrize(
    ("question", "quote", "why"),
    [
        ("速報の提出期限はいつですか？", "5日以内に速報", "does not stand there"),
        ("速報の提出期限はいつですか？", "3日", "too short a quote"),
        ("期限は？", "3日以内に速報を提出", "too short a question"),
        ("速報の提出期限" + "と確報の提出期限" * 16 + "は？", "3日以内に速報を提出", "too long a question"),
        ("速報の提出期限を教えてください。", "3日以内に速報を提出", "no question"),
        ("この文書では速報の期限はいつですか？", "3日以内に速報を提出", "points at the document"),
        ("上記の速報の期限はいつですか？", "3日以内に速報を提出", "points at the passage"),
        ("前項の速報の期限はいつですか？", "3日以内に速報を提出", "points at its neighbour"),
        ("漏えいを知った日から3日以内に速報を提出しなければならないか？", "速報を提出しなければ", "copied"),
        ("提出するのは3日以内の速報ですか？", "3日以内", "holds its answer"),
    ],
)
def test_what_holds_no_water_is_left_out(question: str, quote: str, why: str) -> None:
    assert checked(question, quote, PASSAGE) is None, why


@pytest.mark.parametrize(
    "question", ["速報の提出期限はいつですか", "速報の提出期限はいつでしょう。", "速報はいつまでに提出する?"]
)
def test_questions_end_in_several_ways(question: str) -> None:
    assert checked(question, "3日以内に速報を提出", PASSAGE) is not None


def test_questions_are_the_same_whatever_their_width_and_end() -> None:
    assert same_question("ＡＩの 期限は？") == same_question("aiの期限は") != same_question("AIの期限が")
