"""False premises over evidence made by hand, and over the starter corpus with counts."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from assistant.answer.premises.corrections import CorrectionKind, corrections
from assistant.ingest.corpus import corpus_files, read_corpus
from assistant.ingest.splitting import split
from assistant.japanese.sentences import sentences
from assistant.japanese.tokens import content_words
from assistant.records import Document, Evidence, Hit, Passage, Span, Verdict
from tests.answer.evidence import evidence

ROOT = Path(__file__).parent.parent.parent.parent
TABLE = (
    evidence(1, "極秘の情報は、外部のサービスに入力してはなりません。秘の情報は、部門長の許可を受けた場合に限り、入力できます。"),
    evidence(2, "AI法には、罰則も課徴金もありません（AI法の全条文を確認）。AI法には、登録の義務を企業に課す条文もありません。"),
    evidence(3, "指針への参加は任意ですが、参加しない者は別の方法で示します。指針は法律ではなく、目安です。指針は3月31日に公表されました。"),
    evidence(4, "確報の期限は30日以内です。速報の目安は、おおむね3〜5日以内です。この期限に猶予はなく、延長もできません。"),
    evidence(5, "安全の手引は、第1.00版が2024年9月25日、第1.10版が2025年3月31日に公表されました。減給は、10分の1を超えてはなりません。"),
    evidence(6, "個人情報は、許可がない限り、入力してはなりません。個人データの提供には、原則として同意が必要です。"),
    evidence(7, "検索を使っても、作り話はなくなりません。確認による例外は文章だけのもので、画像にはありません。"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "kind", "sentence"),
    [
        pytest.param("極秘の情報は許可があれば外部に入力してよいと書いてありますよね。様式は？", "denied", "極秘の情報は、", id="permission against prohibition"),
        pytest.param("AI法で課徴金が定められているそうですが、額は？", "denied", "AI法には、罰則も", id="existence denied"),
        pytest.param("AI法に違反したときの罰金はいくらですか", "no-such-thing", "AI法には、罰則も", id="any penalty for another"),
        pytest.param("AI法で義務付けられた登録の提出先はどこですか", "no-such-thing", "AI法には、登録", id="the place of a duty that is not"),
        pytest.param("指針への参加は義務なので、いつ署名しますか", "denied", "指針への参加は任意", id="opposite word in half a sentence"),
        pytest.param("指針は法律だそうですが、何条ありますか", "denied", "指針は法律では", id="denied noun"),
        pytest.param("確報の期限は45日以内ですよね。方法は？", "other-value", "確報の期限は30日以内", id="other number"),
        pytest.param("速報の目安は2週間以内だと聞きました", "other-value", "速報の目安は", id="other unit of time"),
        pytest.param("安全の手引の第2.00版は何年の公表ですか", "other-value", "安全の手引は、第1.00版", id="other edition"),
        pytest.param("安全の手引は2024年6月に公表されたそうですが、要点は？", "other-value", "安全の手引は、第1.00版", id="other date"),
        pytest.param("減給は5分の1までだそうですが、何条ですか", "other-value", "減給は、10分の1", id="other share"),
        pytest.param("検索を使えば作り話はなくなるので、照合は省きます", "denied", "検索を使っても", id="two words or one: なくなる"),
        pytest.param("確認による例外は画像にもあるそうですが、方法は？", "denied", "確認による例外は", id="the half without a topic has that of the first"),
    ],
)  # fmt: skip
def test_a_false_premise_is_corrected_with_the_sentence(question: str, kind: str, sentence: str) -> None:
    found = corrections(question, TABLE)
    assert [(own.kind.value, own.claim.text.startswith(sentence)) for own in found][:1] == [(kind, True)]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("極秘の情報は外部に入力してはいけないそうですが、理由は？", id="the same denial"),
        pytest.param("秘の情報は部門長の許可を受ければ入力できるそうですが、誰に頼みますか", id="another subject is forbidden"),
        pytest.param("極秘の情報を外部に入力してよいですか", id="a plain question"),
        pytest.param("個人情報は許可があれば入力できるんですよね。誰の許可ですか", id="a prohibition with a way out"),
        pytest.param("個人データは同意なしで提供してよいと決まったと聞きました。もう使えますか", id="a rule with exceptions"),
        pytest.param("確報の期限は30日以内ですよね。方法は？", id="the same number"),
        pytest.param("速報の目安は3〜5日以内だそうですが、宛先は？", id="the same range"),
        pytest.param("減給は10分の1までだそうですが、何条ですか", id="up to what must not be exceeded"),
        pytest.param("安全の手引の第1.10版は何年の公表ですか", id="an edition that exists"),
        pytest.param("AI法には課徴金がないとのことですが、他の責任は？", id="absence, rightly assumed"),
        pytest.param("指針は任意だそうですが、誰が参加しましたか", id="the same word"),
        pytest.param("個人情報保護法の罰金はいくらですか", id="the penalty of another law"),
        pytest.param("検索を使っても作り話はなくならないそうですが、対策は？", id="not vanishing, rightly assumed"),
        pytest.param("確認による例外は文章だけだそうですが、方法は？", id="only, rightly assumed"),
        pytest.param("年商3,000万円の会社ですが、確報は要りますか", id="numbers of the person"),
        pytest.param("在宅勤務の通信費は会社が払うことになっていますよね", id="nothing near"),
    ],
)  # fmt: skip
def test_what_is_right_or_unknown_is_let_be(question: str) -> None:
    assert corrections(question, TABLE) == ()


def test_a_correction_is_a_claim_that_may_be_shown() -> None:
    (own,) = corrections("AI法で課徴金が定められているそうですが、額は？", TABLE)
    assert own.kind is CorrectionKind.DENIED
    assert own.claim.verdict is Verdict.SUPPORTED
    (citation,) = own.claim.citations
    text = TABLE[1].hit.document.text
    assert text[citation.start : citation.end] == citation.quote == own.claim.text
    assert citation.label == 2


def test_the_message_names_both_values() -> None:
    (own,) = corrections("速報の目安は2週間以内だと聞きました", TABLE)
    assert "「2週間以内」" in own.message
    assert "「3〜5日以内」" in own.message


def test_over_the_starter_corpus() -> None:
    """Of 60 false premises most are corrected by the right sentence, of 60 true ones hardly any."""
    rows = [json.loads(line) for line in (ROOT / "eval/questions/premises.jsonl").read_text("utf-8").splitlines()]
    near = _nearest_passages()
    found = {row["id"]: corrections(row["question"], near(row["question"])) for row in rows}
    false = [row for row in rows if row["premise"] == "false"]
    quotes = {id: "\n".join(own.claim.text for own in all) for id, all in found.items()}
    right = [row for row in false if re.search(row["corrected"], quotes[row["id"]])]
    wrong = [row["question"] for row in rows if row["premise"] == "true" and found[row["id"]]]
    assert (len(rows), len(false)) == (120, 60)
    assert len(right) >= 48
    assert wrong == []


def _nearest_passages() -> Callable[[str], tuple[Evidence, ...]]:
    """A plain lexical search (BM25 without its refinements) over the starter corpus, five passages a question."""
    passages, words = _starter()
    frequency = Counter(word for own in words for word in set(own))

    def search(question: str) -> tuple[Evidence, ...]:
        asked = set(content_words(question))

        def score(place: int) -> float:
            own = words[place]
            return sum(
                math.log(1 + len(words) / frequency[word]) * own[word] / (own[word] + 0.3 + own.total() / 100)
                for word in asked & set(own)
            )

        best = sorted(range(len(words)), key=score, reverse=True)[:5]
        return tuple(_laid_out(label, *passages[place]) for label, place in enumerate(best, start=1))

    return search


@cache
def _starter() -> tuple[list[tuple[Document, Passage]], list[Counter[str]]]:
    documents = read_corpus(corpus_files((ROOT / "corpus",))).documents
    passages = [(document, passage) for document in documents for passage in split(document, 400)]
    words = [Counter(content_words(f"{d.title} {' '.join(p.section_path)} {p.text}")) for d, p in passages]
    return passages, words


def _laid_out(label: int, document: Document, passage: Passage) -> Evidence:
    spans = tuple(Span(passage.start + own.start, passage.start + own.end) for own in sentences(passage.text))
    return Evidence(label, Hit(passage, document, 1.0, label, ()), spans)
