import pytest

from assistant.japanese.asked_values import DATE, DAY, HOURS, MONEY, SHARE, SPAN, UNTIL, AskedValue, asked_values, tells
from assistant.japanese.asked_words import word_name


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        # time
        ("AI法はいつ施行されましたか", [DATE]),
        ("AI法の施行日は", [DATE]),
        ("AI法の施行日はいつですか", [DATE]),
        ("AI法の公布日を教えてください", [DATE]),
        ("指針が公表されたのは何年ですか", [SPAN]),
        ("指針は何年に公表されましたか", [DATE]),
        ("指針が公表されたのは何月何日ですか", [DAY]),
        ("何年何月何日に公布されましたか", [DAY]),
        ("速報は何日以内に提出しますか", [SPAN]),
        ("記録は何年間保存しますか", [SPAN]),
        ("復旧に何時間かかりますか", [HOURS]),
        ("何営業日までに届きますか", [SPAN]),
        ("速報はいつまでに提出しますか", [UNTIL]),
        ("提出の期限はいつですか", [DATE, UNTIL]),
        ("保存期間はどのくらいですか", [UNTIL]),
        # amounts
        ("手数料はいくらですか", [MONEY]),
        ("罰金は何円ですか", [MONEY]),
        ("罰金は何万円ですか", [MONEY]),
        ("課徴金は何億ドルですか", [MONEY]),
        ("ライセンスの料金は？", [MONEY]),
        ("ライセンスの費用はどのくらいですか", [MONEY]),
        ("利用者の何割が賛成しましたか", [SHARE]),
        ("正答率は何パーセントですか", [SHARE]),
        ("電力は何倍になりますか", [SHARE]),
        ("賛成の割合はどれくらいですか", [SHARE]),
        # counts
        ("会議には何社が参加しましたか", ["社"]),
        ("学習には何兆トークンが使われましたか", ["トークン"]),
        ("委員は何人ですか", ["人"]),
        ("何か国が署名しましたか", ["か国"]),
        ("料金はいくらで、何日かかりますか", [SPAN, MONEY]),
        # no value
        ("賠償額はどのように定められていますか", []),
        ("費用は誰が払いますか", []),
        ("期限はどのように決まりますか", []),
        ("割合はどう決めますか", []),
        ("施行日が来たら何をしますか", []),
        ("原則は何個ですか", []),
        ("何条に書いてありますか", []),
        ("何項目ありますか", []),
        ("いつでも解約できますか", []),
        ("いつからでも使えますか", []),
        ("いくらでも入力できますか", []),
        ("何人も侵してはならない権利とは", []),
        ("何日かかけて確認する必要はありますか", []),
        ("期限の延長はできますか", []),
        ("AI提供者は何をしますか", []),
        ("何を記録しますか", []),
        ("", []),
    ],
)
def test_the_values_that_a_question_asks_for(question: str, kinds: list[str]) -> None:
    found = [value.kind for value in asked_values(question)]
    assert [kind for kind in found if not word_name(kind)] == kinds


@pytest.mark.parametrize(
    ("sentence", "kind", "told"),
    [
        ("AI法は令和7年6月4日に公布された。", DATE, True),
        ("AI法は2025年に施行された。", DATE, True),
        ("施行の日は未定である。", DATE, True),
        ("AI法は国会で成立した。", DATE, False),
        ("会合は3月31日に開かれた。", DAY, True),
        ("会合は2025年に開かれた。", DAY, False),
        ("会合は2025年3月に開かれた。", DAY, False),
        ("速報は3日以内に提出する。", SPAN, True),
        ("速報は三十日以内に提出する。", SPAN, True),
        ("速報は速やかに提出する。", SPAN, True),
        ("速報は遅滞なく提出する。", SPAN, True),
        ("速報は書面で提出する。", SPAN, False),
        ("速報は3社が提出した。", SPAN, False),
        ("提出は2025年3月31日までとする。", UNTIL, True),
        ("提出は翌営業日までとする。", UNTIL, True),
        ("提出は書面による。", UNTIL, False),
        ("罰金は100万円以下とする。", MONEY, True),
        ("利用は無償である。", MONEY, True),
        ("罰金は売上高の10%とする。", MONEY, False),
        ("賛成は7割であった。", SHARE, True),
        ("賛成は72.5％であった。", SHARE, True),
        ("過半数が賛成した。", SHARE, True),
        ("賛成は72件であった。", SHARE, False),
        ("7社が参加した。", "社", True),
        ("七社が参加した。", "社", True),
        ("7人が参加した。", "社", False),
        ("15兆トークンで学習した。", "トークン", True),
    ],
)
def test_whether_a_sentence_tells_a_value(sentence: str, kind: str, told: bool) -> None:
    assert tells(sentence, AskedValue(kind), "") is told


@pytest.mark.parametrize(
    ("question", "kind", "sentence", "told"),
    [
        ("100万円を超えたときの罰金はいくらですか", MONEY, "100万円を超えたときは、罰金を科する。", False),
        ("100万円を超えたときの罰金はいくらですか", MONEY, "100万円を超えたときは、50万円の罰金を科する。", True),
        ("2025年の会合はいつでしたか", DATE, "2025年に会合を開いた。", False),
        ("2025年の会合はいつでしたか", DATE, "会合は2024年12月に開いた。", True),
        ("2025年の会合は何月何日でしたか", DAY, "会合は2025年3月31日に開いた。", True),
        ("30日前に知らせた場合、何日以内に答えますか", SPAN, "30日の間は答えない。", False),
    ],
)
def test_what_the_question_says_itself_is_no_answer(question: str, kind: str, sentence: str, told: bool) -> None:
    assert tells(sentence, AskedValue(kind), question) is told


@pytest.mark.parametrize(("kind", "name"), [(MONEY, "金額"), (DAY, "日付"), ("社", "数（社）")])
def test_a_value_has_a_name_for_people(kind: str, name: str) -> None:
    assert AskedValue(kind).name == name
