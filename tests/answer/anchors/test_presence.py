from dataclasses import replace
from datetime import date

import pytest

from assistant.answer.anchors.presence import is_about, is_of_neighbour, missing, neighbours, uncovered
from assistant.answer.anchors.question_anchors import Anchor, anchors
from assistant.records import Authority, Evidence
from tests.answer.evidence import evidence

TODAY = date(2026, 11, 22)
LLAMA = evidence(1, "Llama 4 の出力で学習したモデルは名称の始めに Llama を付けます。", title="Llama 4 の利用許諾")
OLDER = evidence(2, "Llama 3.1、3.3 の許諾では表示が要ります。Llama 2 は出力での学習を禁じます。", title="許諾の比較")
SIZES = evidence(3, "Qwen2.5の7BはApache-2.0、3Bは研究用、72Bは独自の許諾です。", title="許諾の比較", path=("Qwen",))
MEETINGS = evidence(
    4, "第１回から第３回は非公開、第4回は令和7年1月24日に開かれた。", title="権利者とのネットワークの会合"
)
ADVICE = evidence(5, "OSG-JPの提言1は公開、提言2、3は保護と整備を求めます。", title="公開提言")
GUIDE = evidence(
    6, "第1.2版は令和8年3月31日に公表された。ステップ1〜3で進めます。", title="AI事業者ガイドライン（第1.2版）の解説"
)
PRIVACY = evidence(7, "漏えいは三十日以内に報告する。", title="個人情報の保護に関する法律", path=("第二十六条",))
RISKS = evidence(8, "LLM01はプロンプトインジェクション、LLM02は機密情報です。", title="OWASP Top 10 for LLM 2025")
EU = evidence(9, "EU AI法は第50条で表示を求めます。2026年8月2日から適用されます。", title="EUの規則の要点")
FIRM = evidence(
    10,
    "Metaは許諾を変えられます。OpenAIの規約は別です。検索拡張生成も対象です。OSAID 1.0 は License 2.0 とは別です。",
    title="提供者",
)
TOOLS = evidence(
    11, "生成AIの出力は人が確かめ、秘密は入力しません。減給は労働基準法第91条によります。", title="生成AI利用規程"
)
POINTS = evidence(12, "観点は(1)教育、(2)研究、(3)安全です。", title="学術の観点")
CC = evidence(13, "You must give credit.\n3. Conditions", title="Creative Commons Attribution 4.0 International")
TABLE = (LLAMA, OLDER, SIZES, MEETINGS, ADVICE, GUIDE, PRIVACY, RISKS, EU, FIRM, TOOLS, POINTS, CC)

CARRIED = {
    "the version stands with a blank": "Llama4の出力で学習してよいですか",
    "full-width digits": "Ｌｌａｍａ　４の表示は？",
    "the family in katakana": "ラマ4の出力は学習に使えますか",
    "a later version of a list": "Llama 3.3 の条件は？",
    "the first version of a list": "Llama 3.1 で表示は要りますか",
    "another version in the next sentence": "Llama 2の出力は学習に使えますか",
    "a size beside its family": "Qwen2.5の7Bのライセンスは？",
    "a size that is glued to the name": "Qwen2.5-72Bの条件は？",
    "a size with a blank": "Qwen2.5 の 3 B は商用に使えますか",
    "a meeting": "ネットワークの第4回はいつですか",
    "a meeting within a range": "第2回の会合は公開ですか",
    "a meeting in kanji": "第三回の会合は公開ですか",
    "a recommendation": "OSG-JPの提言1は何を求めていますか",
    "a recommendation that a list continues": "提言3は何ですか",
    "a recommendation with a blank": "提言 2 の内容は？",
    "a step within a range": "ステップ2では何をしますか",
    "an edition": "AI事業者ガイドライン第1.2版はいつ公表されましたか",
    "an edition with v": "ガイドラインのv1.2の公表日は？",
    "an article of the headings": "個人情報保護法26条の報告の期限は？",
    "an article in kanji": "個人情報保護法第二十六条の期限は？",
    "a statute by its short name": "個情法の報告期限は何日ですか",
    "a statute by its English name": "APPIでは何日以内に報告しますか",
    "a statute in English words": "EUのAI Actは表示を求めますか",
    "a European act by another name": "欧州AI規則の50条は？",
    "a part of a compound": "OWASPのLLM02は何ですか",
    "a company in katakana": "メタは許諾を変えられますか",
    "a company half in katakana": "オープンAIの規約は別ですか",
    "a term that the source writes in Japanese": "RAGも対象ですか",
    "a date in another era": "2025年1月24日の会合は第何回ですか",
    "a date with only its month": "2026年3月に公表されたガイドラインの版は？",
    "a point in brackets": "観点(3)の中身は？",
    "a licence by its short name": "CC BY 4.0では何が要りますか",
    "what is left out": "Mistral以外のモデルの表示は？",
    "what is meant instead": "Mistralではなく Llama 4 の表示は？",
    "a tool that somebody uses": "ChatGPTに入力してよいですか",
    "a tool that no list has": "Nottaで要約した文を使ってよいですか",
    "the size of a company": "従業員が50人の会社でも報告は要りますか",
    "a price": "月額3,000円の生成AIを使ってよいですか",
    "a number of years": "入社3年目でも使えますか",
    "an amount behind a word": "売上高5億円の会社の表示は？",
    "the day of an incident": "2026年5月3日に漏えいを知ったら期限は？",
    "the day of something that was": "1月31日に漏えいがあったのですが期限は？",
    "an incident of a day": "2026年5月3日にあった漏えいの報告期限は？",
    "the day of a contract": "2023年5月に契約したのですが表示は要りますか",
    "a plan of the firm": "2025年12月に公開予定のモデルに表示は要りますか",
    "what a colleague did on a day": "2025年10月に社員が秘密を入力しました。どうしますか",
    "a tool for one step": "Whisperで文字起こしした文を使ってよいですか",
    "a tool of a maker": "Azure OpenAIなら秘密を入力してよいですか",
    "a unit in Latin letters": "10の25乗FLOPSなら表示は要りますか",
    "an activity in katakana": "スクレイピングは許されますか",
    "a short name of a statute that the text names in full": "労基法91条では？",
    "today": "いま（2026年11月21日）報告は要りますか",
    "this month": "2026年11月現在、報告は要りますか",
    "a day after the first known one": "2026年10月の時点で表示は要りましたか",
    "a day that the question comes back to": "2026年5月に計画書を作りました。その時点の版は？",
    "where the firm is": "シンガポールの子会社でも報告は要りますか",
    "a word in Latin letters": "NGワードのリストで秘密を守れますか",
    "an idea in quotation marks": "「うちだけ特別」は通りますか",
    "an address with a paragraph": "個人情報保護法26条1項の期限は？",
    "an article of a licence in English": "CC BY 4.0の3条は？",
    "a first word in English": "What must be reported under the APPI?",
    "names side by side, one known": "MetaやMistralの規約は？",
    "a method is no statute": "学習の手法と報告の方法は？",
    "the meaning of a word that is there": "「観点」とは何ですか",
}
MISSING = {
    "Llama 6 の出力で学習してよいですか": "Llama 6",
    "Llama 4.1 の表示は？": "Llama 4.1",
    "Llama 3.2の条件は？": "Llama 3.2",
    "ラマ5の条件は？": "ラマ5",
    "Llama 4 と Llama 6 の違いは？": "Llama 6",
    "Qwen2.5の14Bのライセンスは？": "14B",
    "Qwen2.5-32Bの条件は？": "32B",
    "Qwen3の7Bのライセンスは？": "Qwen3",
    "OSAID 2.0の要件は？": "OSAID 2.0",
    "GPT-5の出力は使えますか": "GPT-5",
    "Claude 4で書いた文の条件は？": "Claude 4",
    "DeepSeekの出力は学習に使えますか": "DeepSeek",
    "ディープシークの条件は？": "ディープシーク",
    "第9回はいつ開かれましたか": "第9回",
    "第十二回の会合は？": "第十二回",
    "OSG-JPの提言7は？": "提言7",
    "提言 4 は何を求めますか": "提言 4",
    "原則3は何ですか": "原則3",
    "ステップ5では何をしますか": "ステップ5",
    "レベル4に当たるのは？": "レベル4",
    "第4版のガイドラインは何が変わりましたか": "第4版",
    "ガイドライン第1.3版の変更点は？": "第1.3版",
    "v2.0の公表日は？": "v2.0",
    "個人情報保護法第99条の期限は？": "第99条",
    "第6章は何を定めていますか": "第6章",
    "下請法の支払期日は？": "下請法",
    "独占禁止法の罰則は？": "独占禁止法",
    "GDPRの制裁金の上限は？": "GDPR",
    "番号法の報告期限は？": "番号法",
    "著作権法では許可が要りますか": "著作権法",
    "OWASPのLLM10は何を扱いますか": "LLM10",
    "ISO/IEC 42001の認証は要りますか": "ISO/IEC 42001",
    "G検定の受験料は？": "G検定",
    "アンソロピックの規約では？": "アンソロピック",
    "ChatGPTの利用規約では入力は学習されますか": "ChatGPT",
    "2031年の会合は？": "2031年",
    "2027年3月に公表されたガイドラインの変更点は？": "2027年3月",
    "令和9年4月にあった会合の議題は？": "令和9年4月",
    "2024年6月の改正で何が変わりましたか": "2024年6月",
    "2020年4月の時点で表示は要りましたか": "2020年4月",
    "2028年4月時点の条件は？": "2028年4月",
    "2019年3月に入手しました。その日に効いていた版は？": "2019年3月",
    "観点(5)の中身は？": "(5)",
    "Mistralの出力で学習できますか": "Mistral",
    "「準個人情報」の定義は？": "準個人情報",
}


def names_missing(question: str, sources: tuple[Evidence, ...] = TABLE) -> list[str]:
    return [anchor.text for anchor in missing(anchors(question), sources, TODAY)]


@pytest.mark.parametrize("question", CARRIED.values(), ids=CARRIED)
def test_what_the_sources_carry_and_circumstances_are_not_missing(question: str) -> None:
    assert names_missing(question) == []


@pytest.mark.parametrize(("question", "named"), MISSING.items(), ids=MISSING)
def test_what_no_source_carries_is_missing(question: str, named: str) -> None:
    assert names_missing(question) == [named]


def the_missing(question: str, sources: tuple[Evidence, ...] = TABLE) -> Anchor:
    return missing(anchors(question), sources, TODAY)[0]


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("Llama 6 の条件は？", ("Llama 2", "Llama 3.1", "Llama 3.3", "Llama 4")),
        ("Qwen2.5の14Bのライセンスは？", ("3B", "7B", "72B")),
        ("第9回はいつですか", ("第１回", "第2回", "第３回", "第4回")),
        ("OSG-JPの提言7は？", ("提言1", "提言2", "提言3")),
        ("第4版の変更点は？", ("第1.2版",)),
        ("OWASPのLLM10は？", ("LLM01", "LLM02")),
        ("下請法の支払期日は？", ()),
        ("個人情報保護法第99条の期限は？", ()),
        ("DeepSeekの条件は？", ()),
    ],
)
def test_the_neighbours_of_what_is_missing_are_those_of_its_series(question: str, known: tuple[str, ...]) -> None:
    assert neighbours(the_missing(question), TABLE) == known


def test_a_size_counts_only_in_a_document_of_its_family() -> None:
    other = evidence(2, "Gemmaの14Bもあります。", title="Gemma")
    assert names_missing("Qwen2.5の14Bの条件は？", (SIZES, other)) == ["14B"]
    assert names_missing("Gemmaの14Bの条件は？", (SIZES, other)) == []


def test_a_recommendation_counts_only_in_a_document_of_its_author() -> None:
    other = evidence(2, "別の団体の提言7は支援です。", title="別の団体")
    assert names_missing("OSG-JPの提言7は？", (ADVICE, other)) == ["提言7"]
    assert names_missing("提言7は？", (ADVICE, other)) == []


def test_points_that_are_only_numbered_count_under_their_word() -> None:
    listed = evidence(1, "提言\n1. 公開\n2. 保護\n", title="三つの提言")
    assert names_missing("提言2は？", (listed,)) == []
    assert names_missing("提言5は？", (listed,)) == ["提言5"]


def test_of_names_side_by_side_the_one_that_no_source_has_is_uncovered_but_not_missing() -> None:
    wanted = anchors("MetaやMistralの規約は？")
    assert [anchor.text for anchor in uncovered(wanted, TABLE)] == ["Mistral"]
    assert missing(wanted, TABLE) == ()
    assert [anchor.text for anchor in missing(wanted, (TOOLS,))] == ["Meta", "Mistral"]


def test_a_statute_that_began_later_does_not_tell_of_an_earlier_day() -> None:
    metadata = replace(PRIVACY.hit.document.metadata, authority=Authority.STATUTE, in_force_from=date(2024, 4, 1))
    law = replace(PRIVACY, hit=replace(PRIVACY.hit, document=replace(PRIVACY.hit.document, metadata=metadata)))
    assert names_missing("2022年6月時点の個人情報保護法の期限は？", (law,)) == ["2022年6月"]
    assert names_missing("2024年6月時点の個人情報保護法の期限は？", (law,)) == []
    assert names_missing("2022年6月の時点で個人情報保護法は施行されていましたか", (law,)) == []


def test_a_day_to_come_is_missing_only_for_who_knows_the_day() -> None:
    wanted = anchors("2028年4月時点の条件は？")
    assert missing(wanted, TABLE) == ()
    assert [anchor.text for anchor in missing(wanted, TABLE, TODAY)] == ["2028年4月"]


def test_the_publication_of_a_document_counts_as_its_date() -> None:
    metadata = replace(TOOLS.hit.document.metadata, published=date(2024, 4, 19))
    dated = replace(TOOLS, hit=replace(TOOLS.hit, document=replace(TOOLS.hit.document, metadata=metadata)))
    assert names_missing("2024年4月に出た規程は？", (dated,)) == []
    assert names_missing("2024年5月に出た規程は？", (dated,)) == ["2024年5月"]


@pytest.mark.parametrize(
    ("question", "source", "about"),
    [
        ("Llama 4 の表示は？", LLAMA, True),
        ("Llama 3.1 の表示は？", LLAMA, False),
        ("Llama 4 の表示は？", OLDER, False),
        ("ラマ4の表示は？", LLAMA, True),
        ("Llama 4 と Llama 3.1 の違いは？", LLAMA, True),
        ("Llama の表示は？", OLDER, True),
        ("Qwen2.5の14Bの条件は？", SIZES, False),
        ("Qwen2.5の7Bの条件は？", SIZES, True),
        ("第4回の会合は？", MEETINGS, True),
        ("第9回の会合は？", MEETINGS, False),
        ("提言7は？", ADVICE, False),
        ("APPIの報告期限は？", PRIVACY, True),
        ("著作権法の罰則は？", PRIVACY, False),
        ("個情法とEU AI法の違いは？", EU, True),
        ("報告の期限は？", MEETINGS, True),
        ("個人情報保護法の30条の期限は？", PRIVACY, True),
    ],
)
def test_a_passage_is_about_what_is_asked_unless_it_speaks_of_others(
    question: str, source: Evidence, about: bool
) -> None:
    assert is_about(question, source) is about


def test_a_name_in_the_beginning_of_the_document_holds_for_all_its_passages() -> None:
    text = "OSG-JPは提言をまとめた。\n公的なデータを開くべきです。"
    whole = evidence(1, text, title="公開提言")
    later = replace(whole.hit.passage, start=text.index("公的"), text=text[text.index("公的") :])
    assert is_about("OSG-JPは何を求めていますか", replace(whole, hit=replace(whole.hit, passage=later)))


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("第3回はいつ開かれましたか", "第1回は令和6年4月22日に開かれた。", True),
        ("第3回はいつ開かれましたか", "第3回は第1回の後に開かれた。", False),
        ("第1回と第3回はいつですか", "第1回は令和6年4月22日に開かれた。", False),
        ("Gemma 4 の条件は", "Gemma 3 には利用規約がある。", True),
        ("Gemma 4 の条件は", "利用規約は付録のモデルに及ぶ。", False),
        ("会合はいつ開かれましたか", "第1回は令和6年4月22日に開かれた。", False),
    ],
)
def test_a_sentence_that_names_only_another_member_is_of_the_neighbour(
    question: str, sentence: str, other: bool
) -> None:
    assert is_of_neighbour(anchors(question), sentence) is other
