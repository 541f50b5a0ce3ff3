from dataclasses import replace

import pytest

from assistant.answer.notes.conflicts import DATE, NUMBER, POLARITY, STRENGTH, conflicts, difference
from assistant.records import Metadata
from tests.answer.cited import cite, claim, source

MUST_NOT = "従業員は、個人情報を生成AIに入力してはならない。"


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("漏えい等の報告は、知った日から3日以内に行う。", "漏えい等の報告は、知った日から5日以内に行う。", NUMBER),
        ("漏えい等の報告は、知った日から三日以内に行う。", "漏えい等の報告は、知った日から５日以内に行う。", NUMBER),
        (
            "速報は、3日以内、確報は、30日以内に委員会へ提出する。",
            "確報は、60日以内に委員会へ提出する。",
            NUMBER,
        ),
        ("記録の保存期間は3年間とする。", "記録の保存期間は5年間とする。", NUMBER),
        ("速報の提出期間は、3〜5日以内とする。", "速報の提出期間は、3〜7日以内とする。", NUMBER),
        ("AI法は、2025年9月1日に全面施行された。", "AI法は、2025年6月4日に全面施行された。", DATE),
        ("AI法は、令和7年9月1日に全面施行された。", "AI法は、2025年6月4日に全面施行された。", DATE),
        (MUST_NOT, "従業員は、個人情報を生成AIに入力することができる。", POLARITY),
        ("AI法に罰則はありません。", "AI法に罰則があります。", POLARITY),
        ("個人データの第三者提供には、本人の同意が必要です。", "個人データの第三者提供には、本人の同意は不要です。", POLARITY),
        (
            "事業者は、学習データの出所を記録しなければならない。",
            "事業者は、学習データの出所を記録することが望ましい。",
            STRENGTH,
        ),
        (
            "利用者が1億人を超えるとき、製品の提供には許諾が必要です（第4条）。",
            "利用者が1億人を超えるとき、製品の提供には許諾は不要です（同法25条）。",
            POLARITY,
        ),
        (
            "生成AIの出力を機械学習に利用することは、禁止されています。",
            "生成AIの出力を機械学習に利用することは、問題ありません。",
            STRENGTH,
        ),
    ],
    ids=[
        *("days", "kanji and full-width digits", "the matching half of a pair", "length of time", "one end of a range", "date", "era"),
        *("forbidden and allowed", "there is and is not", "needed and not needed", "duty and advice", "under one condition"),
        "banned and fine",
    ],
)  # fmt: skip
def test_sentences_that_disagree(first: str, second: str, what: str) -> None:
    assert difference(first, second) == what
    assert difference(second, first) == what


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("漏えい等の報告は、知った日から3日以内に行う。", "漏えい等の報告は、知った日から三日以内に行う。"),
        ("漏えい等の報告は、知った日から3日以内に行う。", "漏えい等の報告は、知った日から72時間以内に行う。"),
        ("速報は、知った日から3日以内に行う。", "確報は、知った日から30日以内に行う。"),
        ("第1.2版の全体は、2026年3月31日に公表された。", "第1.1版の全体は、2025年3月28日に公表された。"),
        ("第27条の報告書は、3日以内に提出する。", "第28条の報告書は、5日以内に提出する。"),
        ("Llama 4 の利用者は、7億人を超えると許諾を要する。", "Qwen の利用者は、1億人を超えると許諾を要する。"),
        (MUST_NOT, "従業員は、許可を得た場合に限り、個人情報を生成AIに入力することができる。"),
        ("AI開発者は、学習データの出所を記録しなければならない。", "AI利用者は、学習データの出所を記録する必要はない。"),
        ("事業者は、学習データの出所を記録するよう努める。", "事業者は、学習データの出所を記録することが望ましい。"),
        ("事業者は、学習データの出所を記録します。", "事業者は、学習データの出所を記録しなければならない。"),
        (
            "事業者は、本人の同意を得ないで個人データを提供してはならない。",
            "個人データを提供するには、本人の同意を得なければならない。",
        ),
        ("従業員は、個人情報を入力してはならない。", "従業員は、営業秘密を入力することができる。"),
        ("Google「Gemma Terms of Use」2025年3月24日版", "Google「Gemma Terms of Use」2026年4月1日版"),
        ("罰金の上限は1,000万円です。", "罰金の上限は3,000万円です。"),
        ("公開された著作物は、学習に利用できる。", "非公開の著作物は、学習に利用できない。"),
        ("- 一　人の生命又は財産の保護に必要があるとき。", "- 二　人の生命又は財産の保護に必要があるとき。"),
    ],
    ids=[
        *("same number", "other unit", "速報 and 確報", "editions", "articles", "models", "exception", "actors"),
        *("effort and advice", "plain for duty", "prohibition with a way out", "other object", "list of sources"),
        *("too few words to tell", "opposite objects", "numbers of items"),
    ],
)  # fmt: skip
def test_sentences_that_do_not(first: str, second: str) -> None:
    assert difference(first, second) == difference(second, first) == ""


def test_a_sentence_about_its_own_document_contradicts_only_other_editions_of_it() -> None:
    first, second = "この規程は、2024年4月1日に全面施行する。", "この規程は、2025年4月1日に全面施行する。"
    assert difference(first, second) == ""
    assert difference(first, second, same_place=True) == DATE


def test_two_licences_speak_of_their_own_models() -> None:
    first, second = "出力は、別のモデルの学習に利用できる。", "出力は、別のモデルの学習に利用できない。"
    assert difference(first, second, "Gemma 4 の利用条件", "Llama 4 の利用条件") == ""
    assert difference(first, second, "利用規程", "運用手順") == POLARITY


def test_only_different_documents_are_held_against_each_other() -> None:
    rule = source(1, f"{MUST_NOT}従業員は、個人情報を生成AIに入力することができる。", "規程")
    first, second = claim(rule, quote=MUST_NOT), claim(rule, quote="従業員は、個人情報を生成AIに入力することができる。")
    assert conflicts((first, second), (rule,)) == ()
    other = source(2, second.text, "手順")
    (found,) = conflicts((first, claim(other)), (rule, other))
    assert (found.what, found.first.label, found.second.label) == (POLARITY, 1, 2)


def test_editions_of_one_work_are_known_by_their_metadata() -> None:
    old = source(1, "本規程の記録は、3年間保存する。", "規程 旧版", Metadata(work="規程"))
    new = source(2, "本規程の記録は、5年間保存する。", "規程", Metadata(work="規程"))
    assert [found.what for found in conflicts((claim(old), claim(new)), (old, new))] == [NUMBER]
    elsewhere = replace(claim(new), citations=(replace(cite(new), locator="附則第2条"),))
    assert conflicts((claim(old), elsewhere), (old, new)) == ()
