import pytest

from assistant.answer.selection.answerable import untold
from assistant.answer.selection.features import Features, Sentence
from assistant.japanese.sentences import display
from assistant.japanese.tokens import content_words
from assistant.records import Evidence
from tests.answer.evidence import evidence

SECRETS = evidence(
    1,
    "営業秘密の差止請求権は、行為者を知ってから3年で時効により消えます。",
    title="営業秘密の守り方",
    path=("侵害への対応",),
)
COPYRIGHT = evidence(
    2,
    "著作権侵害の損害賠償には、侵害者の故意が要ります。侵害した者は10年以下の拘禁刑です。",
    title="著作権法とAI",
)
LEAKS = evidence(
    3,
    "確報は30日以内に提出します。個人番号の漏えいには、番号法による別の報告制度があります。",
    title="漏えい時の報告",
)
EUROPE = evidence(
    4,
    "改正規則は2026年7月24日に官報に載りました。改正は高リスクAIの適用日などを動かしました。提供者は2週間以内に欧州委員会へ届け出ます。",
    title="EU AI法の要点",
)
EDITIONS = evidence(
    5, "指針は、2024年4月19日に第1.0版、2024年11月に第1.01版が公表されました。", title="事業者ガイドラインの解説"
)
FINES = evidence(6, "改正には課徴金が含まれます。命令に違反した者は100万円以下の罰金です。", title="個人情報の守り方")
MEETINGS = evidence(7, "ネットワークの会合の日程\n令和6年4月22日第1回\n令和6年7月18日第3回", title="日程")
C2PA = evidence(8, "C2PAは電子署名の技術仕様です。事業者ガイドライン第1.2版は指針です。", title="C2PAと表示")
TRIALS = evidence(9, "Hinesらの実験で、攻撃の成功率は50%から2%に下がりました（arXiv:2403.14720）。", title="攻撃と防御")


def sentences(question: str, *table: Evidence) -> tuple[Sentence, ...]:
    """The sentences of the table, those that share most words with the question first."""
    asked = set(content_words(question))
    found = []
    for item in table:
        for number, span in enumerate(item.sentences):
            text = display(item.hit.document.text[span.start : span.end])
            shared = len(asked & set(content_words(text))) / max(1, len(asked))
            found.append(Sentence(item, number, span, text, Features(0.0, 0.0, 0.0, shared, 0.0)))
    return tuple(sorted(found, key=lambda own: -own.features.shared))


TOLD = {
    "the value stands with its subject": ("営業秘密の差止請求権は何年で時効になりますか", (SECRETS, COPYRIGHT)),
    "the subject stands in the title": ("営業秘密は何年で時効になりますか", (SECRETS,)),
    "the subject in other kana": ("欧州委員会への届出っていつまでですか", (EUROPE,)),
    "the row of a list stands under what comes before": ("ネットワークの第3回はいつ開かれましたか", (MEETINGS,)),
    "the day of the month that is asked about": ("2024年4月の何日に公表されましたか", (EDITIONS,)),
    "one of two values": ("確報は何日以内で、罰金はいくらですか", (LEAKS,)),
    "words that the sources do not use": ("返事は何日で来ますか", (LEAKS,)),
    "no value is asked for": ("課徴金は誰が払いますか", (FINES,)),
    "a fine": ("命令に違反した者の罰金はいくらですか", (FINES,)),
    "a name": ("どのモデルで試しましたか", (evidence(1, "GPT-4 で試しました。"),)),
}
NOT_TOLD = {
    "the years of something else": ("著作権侵害の損害賠償って、知ってから何年で時効になりますか", (SECRETS, COPYRIGHT)),
    "the day of something else": ("高リスクAIのルール、適用開始はいつに延びましたか。日付は？", (EUROPE,)),
    "another month": ("第1.01版は2024年11月の何日に出ましたか", (EDITIONS,)),
    "an amount of something else": ("個人情報保護法の課徴金、金額はどうやって計算しますか", (FINES,)),
    "the version of something else": ("C2PAの仕様書、最新はバージョンいくつ？", (C2PA,)),
    "no name but an author's": ("Hinesさんたちの実験って、どのモデルを相手にしましたか", (TRIALS,)),
    "weeks of a deadline for hours of a training": ("AIの研修は何時間すれば足りますか", (EUROPE,)),
    "no value at all": ("罰金はいくらですか", (COPYRIGHT,)),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_value_that_is_told(case: str) -> None:
    question, table = TOLD[case]
    assert untold(question, sentences(question, *table)) == ()


@pytest.mark.parametrize("case", NOT_TOLD)
def test_a_value_that_the_sources_do_not_tell(case: str) -> None:
    question, table = NOT_TOLD[case]
    assert untold(question, sentences(question, *table)) != ()


def test_a_likely_sentence_counts_whatever_words_it_shares() -> None:
    told = evidence(1, "三億円以下の罰金刑を科する。")
    words = evidence(2, "会社はいくらまで払わされるか、可能性があるかという相談です。")
    question = "会社はいくらまで払わされる可能性がありますか"
    by_words = sentences(question, told, words)
    assert untold(question, (by_words[1], by_words[0])) == ()
    assert by_words[1].features.shared == pytest.approx(0.0)
    assert [value.name for value in untold(question, by_words[:1])] == ["金額"]


def test_what_nobody_asked_for_is_not_missed() -> None:
    assert untold("AI提供者は何をしますか", ()) == ()
    assert [value.kind for value in untold("罰金はいくらですか", ())] == ["money"]
