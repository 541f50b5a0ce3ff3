import pytest

from assistant.answer.notes.partial import Missing, missing_parts
from tests.answer.cited import claim, source

RAPID = source(1, "速報は、知った日から3日以内に行う。", "報告規程")
FINAL = source(2, "確報は、知った日から30日以内に行う。", "報告規程")
BOTH = "速報と確報はそれぞれ何日以内ですか"


def lacking(question: str, *texts: str, title: str = "資料") -> list[str]:
    items = [source(label, text, title) for label, text in enumerate(texts, start=1)]
    return [missing.ask for missing in missing_parts(question, [claim(item) for item in items], items, ())]


def test_the_part_that_nothing_shown_carries_is_named() -> None:
    assert missing_parts(BOTH, [claim(RAPID)], [RAPID], ()) == (Missing("確報", ()),)


def test_a_passage_that_was_not_cited_but_has_its_words_is_pointed_to() -> None:
    assert missing_parts(BOTH, [claim(RAPID)], [RAPID], [FINAL]) == (Missing("確報", (2,)),)


def test_nothing_is_lacking_when_both_are_shown() -> None:
    assert missing_parts(BOTH, [claim(RAPID), claim(FINAL)], [RAPID, FINAL], ()) == ()


def test_nothing_is_said_of_an_answer_without_claims() -> None:
    assert missing_parts(BOTH, [], [], [RAPID, FINAL]) == ()


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("日本とEUで表示の義務はどう違いますか", "EU AI法は、表示を義務付けている。", ["日本"]),
        ("日本とEUで表示の義務はどう違いますか", "個人情報保護法は、表示を義務付けていない。", ["EU"]),
        ("AI開発者とAI提供者は、それぞれ何をしますか", "AI提供者は、サービスを開発して運用を支援する。", ["AI開発者"]),
        ("Llama 4とGemma 4の違いは何ですか", "Llama 4 の出力には条件がある。", ["Gemma 4"]),
        ("社内では誰が決めて、国への報告は何日以内ですか", "AI管理責任者が判断する。", ["国への報告は何日以内ですか"]),
        ("報告は、誰が、いつ行いますか", "報告は、直ちに行う。", ["報告は、誰が"]),
        ("納付は、いつまでに、いくらですか", "第5条の手数料は、翌月末までに納める。", ["いくらですか"]),
        ("罰金はありますか。また、報奨金はもらえますか。", "罰金は、100万円以下である。", ["報奨金はもらえますか"]),
    ],
    ids=["country", "union", "role", "model", "time", "somebody", "amount", "second question"],
)
def test_what_is_lacking(question: str, text: str, expected: list[str]) -> None:
    assert lacking(question, text) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("日本とEUで表示の義務はどう違いますか", "表示の義務は、日本の法律にはなく、欧州連合にはある。"),
        ("Llama 4とGemma 4の違いは何ですか", "Llama-4 では名称が要るが、Gemma4 では要らない。"),
        ("社内では誰が決めて、国への報告は何日以内ですか", "責任者が判断し、速やかに報告する。"),
        ("罰則と罰金は、それぞれ何ですか", "違反した者は、過料に処する。"),
        ("提出先はどの省庁で、期限はいつですか", "総務省への届出を義務付ける条文はない。"),
        ("罰則はありますか", "届出が要る。"),
    ],
    ids=["other word", "spelling", "adverb of time", "neither carried", "denied", "one ask"],
)
def test_what_is_not(question: str, text: str) -> None:
    assert lacking(question, text) == []


def test_the_title_of_the_source_carries_what_its_sentence_leaves_out() -> None:
    question = "Llama 4とGemma 4の違いは何ですか"
    items = [source(1, "表示が要る。", "Llama 4 の条件"), source(2, "表示は要らない。", "Gemma 4 の条件")]
    assert missing_parts(question, [claim(item) for item in items], items, ()) == ()


def test_a_title_that_names_them_all_carries_none() -> None:
    question = "AI開発者とAI提供者は、それぞれ何をしますか"
    text = "AI提供者は、運用を支援する。"
    assert lacking(question, text, title="AI開発者とAI提供者の役割") == ["AI開発者"]
