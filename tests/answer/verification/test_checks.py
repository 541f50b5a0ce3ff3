"""Each check by example: what a source says, what a claim makes of it, and whether that may be shown."""

import pytest

from assistant.answer.verification.labels import labelled_sentences
from assistant.answer.verification.verify import verify
from assistant.records import Claim, Verdict
from tests.answer.evidence import evidence


def check(source: str, claim: str, *, question: str = "どうなっていますか", path: tuple[str, ...] = ()) -> Claim:
    (sentence,) = labelled_sentences(claim)
    return verify(sentence, (evidence(1, source, path=path),), question, 0.5)


KEPT = [
    ("出力で作ったモデルは派生物になりません。", "出力で作ったモデルは、派生物になりません。[1]"),
    ("モデルは派生物には含まれないことが示唆されています。", "モデルは派生物に含まれないと示唆されています。[1]"),
    ("速報は、知った日から3日以内、確報は、30日以内に提出する。", "確報は30日以内に提出する。[1]"),
    ("速報は、知った日から3日以内、確報は、30日以内に提出する。", "速報は3日以内、確報は30日以内に提出する。[1]"),
    ("対象は、月間利用者数が7億人を超える会社である。", "対象は月間利用者数が7億人超の会社である。[1]"),
    ("AI法は、2025年6月4日に公布され、2025年9月1日に全面施行された。", "AI法は2025年6月4日に公布された。[1]"),
    ("従業員は、個人情報を入力してはならない。", "従業員は、個人情報を入力することが禁止されています。[1]"),
    ("個人情報取扱事業者は、委員会に報告しなければならない。", "事業者は委員会に報告しなければなりません。[1]"),
    (
        "AI提供者は、利用者に誤りの可能性を説明しなければならない。",
        "提供者は、利用者に誤りの可能性を説明しなければなりません。[1]",
    ),
    ("会議の内容は非公開とすること", "会議の内容は非公開です。[1]"),
    (
        "人工知能戦略本部（以下「本部」という。）を置く。\n\n本部に関する事務は、内閣府において処理する。",
        "人工知能戦略本部に関する事務は、内閣府において処理されます。[1]",
    ),
    (
        "あらかじめ本人の同意を得ないで、個人データを第三者に提供してはならない。",
        "個人データを第三者に提供するには、あらかじめ本人の同意が必要です。[1]",
    ),
    (
        "利用権は、著作権者の承諾を得ない限り、譲渡することができない。",
        "利用権を譲渡するには、著作権者の承諾が欠かせません。[1]",
    ),
    (
        "作成した情報を他の情報と照合してはならない。",
        "作成した情報を他の情報と照合することは、してはならないとされている。[1]",
    ),
    ("秘密を漏らし、又は盗用してはならない。", "秘密を漏らしたり盗用したりすることは、禁じられている。[1]"),
    (
        "例外の場合を除き、利用目的を本人に通知しなければならない。",
        "例外の場合を除いて、利用目的を本人に通知する義務がある。[1]",
    ),
    ("著作物をその条件の範囲内において利用することができる。", "著作物を利用できるのは、その条件の範囲内です。[1]"),
    (
        "料金を受けない場合には、著作物を上演することができる。",
        "料金を受け取らないのであれば、著作物を上演してよい。[1]",
    ),
    ("専門調査会の委員は、非常勤とする。", "専門調査会の委員は常勤ではありません。[1]"),
    ("会議の内容は非公開とすること", "会議の内容は公開しません。[1]"),
    ("政府は、取り消す権限を持つべきでもありません。", "政府は取り消す権限を持つべきではない、と提言している。[1]"),
    ("国は、利用者の行為について何ら責任を負うものではありません。", "国は利用者の行為について責任を負いません。[1]"),
]
TURNED = [
    ("出力で作ったモデルは派生物になります。", "出力で作ったモデルは、派生物になりません。[1]", "polarity"),
    ("出力で作ったモデルは派生物になりません。", "出力で作ったモデルは、派生物になります。[1]", "polarity"),
    ("この法律に違反した者に対する罰則はありません。", "この法律に違反した者に対する罰則があります。[1]", "polarity"),
    ("出力を利用することに制限がある。", "出力を利用することに制限はない。[1]", "polarity"),
    ("社内での共有は含まれるが、社外への公開は含まれない。", "社外への公開は対象に含まれる。[1]", "polarity"),
    ("モデルは派生物には含まれないことが示唆されています。", "はい、モデルは派生物に含まれます。[1]", "polarity"),
    ("従業員は、個人情報を入力してはならない。", "個人情報の入力は問題ありません。[1]", "obligation"),
    ("速報は、知った日から3日以内、確報は、30日以内に提出する。", "確報は3日以内に提出する。[1]", "numbers"),
    ("速報は、知った日から3日以内、確報は、30日以内に提出する。", "速報は、知った日から30日以内に提出する。[1]", "numbers"),
    ("漏えいを知った日から5日以内に速報を提出する。", "漏えいを知った日から3日以内に速報を提出する。[1]", "numbers"),
    ("月間利用者数が7億人を超える会社は許諾を求める。", "月間利用者数が7億人以下の会社は許諾を求める。[1]", "numbers"),
    ("漏えいを知った日から30日以内に報告する。", "漏えいを知った日から30日後に報告する。[1]", "numbers"),
    ("AI法は、2025年6月4日に公布され、2025年9月1日に全面施行された。", "AI法は2025年9月1日に公布された。[1]", "dates"),
    ("Gemma 4 は Apache-2.0 で、Gemma 3 は独自の規約で提供される。Gemma 3 には用途制限がある。", "Gemma 4 には用途制限がある。[1]", "names"),
    ("漏えいを知った日から30日以内に個人情報保護委員会に報告する。", "漏えいを知った日から30日以内に総務大臣に報告する。[1]", "actors"),
    ("AI提供者は、利用者に誤りの可能性を説明する。", "AI開発者は、利用者に誤りの可能性を説明する。[1]", "actors"),
    ("本部に関する事務は、内閣府において処理する。", "総合戦略本部に関する事務は、内閣府において処理する。[1]", "actors"),
    ("モデルは無償で提供される。", "モデルは有償で提供される。[1]", "opposites"),
    ("会議の内容は非公開とすること", "会議の内容は公開とします。[1]", "opposites"),
    ("AI開発者及びAI提供者は、記録を残す。", "AI開発者のみが記録を残す。[1]", "scope"),
    ("出力が似ていれば、著作権侵害に当たる可能性がある。", "出力が似ていれば、著作権侵害に当たる。[1]", "hedges"),
    ("統一的な規制を導入することが検討されている。", "統一的な規制を導入する。[1]", "hedges"),
    ("本人への通知に努め、記録を保存する。", "本人への通知をしなければならず、記録を保存する。[1]", "obligation"),
    ("本人への通知に努める。", "本人への通知を行います。[1]", "obligation"),
    ("本人への通知に努めるものとする。", "本人への通知に努めることができる。[1]", "obligation"),
    ("本人への通知に努めるものとする。", "本人への通知に努めるものとはされていない。[1]", "polarity"),
    ("委員会は、当事者の意見を聴かないで、決定してはならない。", "委員会は当事者の意見を聴いて決定しなければならない。[1]", "obligation"),
    ("本人の同意を得ないで、データを提供してはならない。", "データを提供するには、委員会の同意が必要です。[1]", "obligation"),
    ("本人の同意を得ないで、データを提供してはならない。", "データを提供するなら、本人の同意を得てはならない。[1]", "polarity"),
    ("作成した情報を他の情報と照合してはならない。", "作成した情報を他の情報と照合しないことは、してはならないとされている。[1]", "polarity"),
    ("専門調査会の委員は、非常勤とする。", "専門調査会の委員は常勤です。[1]", "polarity"),
    ("学習の段階では、侵害にはならないと考えられている。", "学習の段階では、侵害になると考えられている。[1]", "polarity"),
    ("漏えいを知った日から30日以内に報告する。", "漏えいを知った日から30日を過ぎてから報告する。[1]", "numbers"),
    ("公衆を退廷させる前に、その旨を言い渡す。", "公衆を退廷させた後に、その旨を言い渡す。[1]", "opposites"),
    ("事業者は、結果を公表することができる。", "事業者は、結果を公表します。[1]", "obligation"),
    ("本制度の開始は4月からです。", "違法です。[1]", "overlap"),
    ("附則には経過措置があります。", "罰則があります。[1]", "overlap"),
    ("本制度の開始は、よい。", "はい。[1]", "overlap"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), KEPT)
def test_what_keeps_the_meaning_is_supported(source: str, claim: str) -> None:
    checked = check(source, claim)
    assert checked.verdict is Verdict.SUPPORTED, checked.reasons


@pytest.mark.parametrize(("source", "claim", "failed"), TURNED)
def test_what_turns_the_meaning_is_withheld_for_that_reason(source: str, claim: str, failed: str) -> None:
    checked = check(source, claim)
    assert checked.verdict is not Verdict.SUPPORTED
    assert failed in {item.name for item in checked.checks if not item.passed}, checked.reasons


def test_a_number_of_the_heading_does_not_vouch_for_an_amount() -> None:
    source = "漏えいを知った日から5日以内に速報を提出する。"
    assert (
        check(source, "知った日から3日以内に速報を提出する。[1]", path=("3 報告の期限",)).verdict
        is not Verdict.SUPPORTED
    )


def test_an_article_number_may_come_from_the_heading() -> None:
    source = "漏えいを知った日から5日以内に速報を提出する。"
    checked = check(source, "第3条では、漏えいを知った日から5日以内に速報を提出する。[1]", path=("第三条（報告）",))
    assert checked.verdict is Verdict.SUPPORTED, checked.reasons


def test_a_passage_about_another_work_cannot_carry_the_answer() -> None:
    table = (
        evidence(1, "Llama 4 の出力を配布するときは表示が要ります。", title="Llama 4 の利用許諾"),
        evidence(2, "モデルの出力は、他のモデルの学習に用いることができます。", title="Qwen の利用許諾"),
    )
    (sentence,) = labelled_sentences("モデルの出力を他のモデルの学習に用いることができます。[1]")
    checked = verify(sentence, table, "Llama 4 の出力を他のモデルの学習に使えますか", 0.5)
    assert checked.verdict is not Verdict.SUPPORTED
    assert verify(sentence, table, "Qwen の出力を他のモデルの学習に使えますか", 0.5).verdict is Verdict.SUPPORTED


def test_a_statute_that_was_not_asked_about_cannot_carry_the_answer() -> None:
    table = (
        evidence(1, "人工知能関連技術の研究開発を推進する。", title="AI法"),
        evidence(2, "違反した者は、千万円以下の罰金に処する。", title="著作権法"),
    )
    (sentence,) = labelled_sentences("違反した者は、千万円以下の罰金に処する。[2]")
    assert verify(sentence, table, "AI法に違反した場合の罰金はいくらですか", 0.5).verdict is not Verdict.SUPPORTED
    assert verify(sentence, table, "著作権法に違反した場合の罰金はいくらですか", 0.5).verdict is Verdict.SUPPORTED
