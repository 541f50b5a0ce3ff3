import pytest

from assistant.japanese.asking import taken_apart


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("AI法の目的は何ですか", "AI法の目的"),
        ("C2PAとは", "C2PA"),
        ("速報の期限はいつですか", "速報の期限"),
        ("確報は何日以内ですか", "確報"),
        ("速報と確報はどう違いますか", "速報と確報"),
        ("侵害の罰則を教えてください", "侵害の罰則"),
        ("AI法について、例外はありますか", "AI法"),
        ("AI法はいつ施行されましたか", ""),  # asks about its coming into force
        ("入力することは禁止ですか", ""),
    ],
)
def test_the_topic_is_what_a_question_only_asks_about(question: str, topic: str) -> None:
    assert taken_apart(question).topic == topic


@pytest.mark.parametrize(
    ("question", "lead", "theme", "particle"),
    [
        ("AI法はいつ施行されましたか", "", "AI法", "は"),
        ("AI法に罰則はありますか", "AI法に", "罰則", "は"),
        ("見つけたら、発見者は何をしますか", "見つけたら、", "発見者", "は"),
        ("ガイドラインでは何を求めますか", "", "ガイドライン", "では"),
        ("漏えいしたらどこに報告しますか", "", "", ""),
    ],
)
def test_the_theme_is_what_wa_marks(question: str, lead: str, theme: str, particle: str) -> None:
    found = taken_apart(question)
    assert (found.lead, found.theme, found.particle) == (lead, theme, particle)


@pytest.mark.parametrize(
    ("question", "wh"),
    [
        ("どこに報告しますか", "どこに"),
        ("何年間保存しますか", "何年間"),
        ("いつ施行されますか", "いつ"),
        ("年に何回受けますか", "年に何回"),
        ("どのくらいの頻度で見直しますか", "どのくらいの頻度で"),
        ("期限は何日ですか", "何日"),
        ("入力できますか", ""),
    ],
)
def test_asking_words_reach_to_their_particle(question: str, wh: str) -> None:
    assert taken_apart(question).wh == wh


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("出力で学習してよいですか", "出力で学習する"),
        ("設計書を要約してもいいですか", "設計書を要約する"),
        ("第三者に提供できますか", "第三者に提供する"),
        ("AI提供者はログを残す必要がありますか", "AI提供者がログを残す"),
        ("出力を学習に使うことは禁止されていますか", "出力を学習に使う"),
        ("漏えいしたらどこに報告しますか", "漏えいしたら報告する"),
        ("AI法はいつ施行されましたか", "AI法が施行される"),
        ("目的は何ですか", ""),
    ],
)
def test_the_act_is_what_is_done(question: str, act: str) -> None:
    assert taken_apart(question).act == act
