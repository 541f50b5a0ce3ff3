import pytest

from assistant.japanese.asked_words import FIRM, METHOD, MODEL, VERSION, asked_words, tells_word
from assistant.japanese.normalise import normalise


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("その攻撃は、どのモデルを相手に試されましたか", (MODEL,)),
        ("実験で使われたモデル名を教えてください", (MODEL,)),
        ("どのモデルでも表示は要りますか", ()),
        ("モデル名の記録は必要ですか", ()),
        ("モデル名を保存する義務はありますか", ()),
        ("宣言に署名した会社はどこですか", (FIRM,)),
        ("どの企業が最初に公表したんですか", (FIRM,)),
        ("参加企業の会社名を教えてください", (FIRM,)),
        ("どの会社にも義務がありますか", ()),
        ("どの企業が対象になりますか", ()),
        ("仕様書の最新はバージョンいくつ？", (VERSION,)),
        ("最新の版は何ですか", (VERSION,)),
        ("現行バージョンは？", (VERSION,)),
        ("版が変わったら何をしますか", ()),
        ("制裁金はどうやって計算しますか", (METHOD,)),
        ("使用料の算定方法を教えてください", (METHOD,)),
        ("計算資源は足りますか", ()),
        ("計算方法の変更は届け出ますか", ()),
    ],
)
def test_what_a_question_asks_for_besides_numbers(question: str, kinds: tuple[str, ...]) -> None:
    assert asked_words(normalise(question).text) == kinds


@pytest.mark.parametrize(
    ("kind", "question", "sentence", "told"),
    [
        (MODEL, "どのモデルで試しましたか", "攻撃は GPT-4 を相手に試されました。", True),
        (MODEL, "どのモデルで試しましたか", "攻撃の成功率は2%に下がりました。", False),
        (MODEL, "Llama 4 は、どのモデルと比べましたか", "Llama 4 は速いと報告されました。", False),
        (MODEL, "どのモデルで試しましたか", "Smithらが12の防御を試しました。", False),
        (MODEL, "どのモデルで試しましたか", "成功率は下がりました（arXiv:2403.14720）。", False),
        (MODEL, "どのモデルで試しましたか", "行動IIIは結果を含めることを求めます。", False),
        (FIRM, "署名した会社はどこですか", "OpenAI と Anthropic が署名しました。", True),
        (FIRM, "署名した会社はどこですか", "富士通が署名しました。", True),
        (FIRM, "署名した会社はどこですか", "EU AI法は提供者に義務を課します。", False),
        (FIRM, "署名した会社はどこですか", "レッドチーミングへの参加は任意です。", False),
        (VERSION, "C2PAの最新はバージョンいくつですか", "C2PAの仕様は2.2が最新で、v2.2と呼びます。", True),
        (VERSION, "C2PAの最新はバージョンいくつですか", "C2PAは技術仕様です。", False),
        (VERSION, "C2PAの最新はバージョンいくつですか", "事業者ガイドライン第1.2版は指針です。", False),
        (VERSION, "第1.1版の次の最新の版は何ですか", "第1.1版は2025年に公表されました。", False),
        (METHOD, "どうやって計算しますか", "売上額に三パーセントを乗じて得た額とする。", True),
        (METHOD, "どうやって計算しますか", "課徴金の制度が含まれます。", False),
    ],
)
def test_whether_a_sentence_tells_it(kind: str, question: str, sentence: str, told: bool) -> None:
    assert tells_word(sentence, kind, question) is told
