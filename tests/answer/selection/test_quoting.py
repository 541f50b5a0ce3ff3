from assistant.answer.selection.quoting import QUOTE, quoted
from assistant.records import Verdict
from tests.answer.evidence import evidence
from tests.answer.selection.made import sentences_of

RULE = (
    "個人データの漏えいを知った者は、その事態を知った日から三日以内に、個人情報\n保護委員会に報告しなければならない。"
)
TEXT = f"会合は開かれた。\n\n{RULE}"


def test_a_sentence_is_a_supported_claim_that_cites_its_own_words() -> None:
    item = evidence(3, TEXT, title="手引", path=("第2条",))
    claim = quoted(sentences_of(item)[1])
    (citation,) = claim.citations
    assert claim.verbatim
    assert claim.verdict is Verdict.SUPPORTED
    assert [(check.name, check.passed) for check in claim.checks] == [(QUOTE, True)]
    assert (citation.label, citation.title, citation.locator) == (3, "手引", "第2条")
    assert (citation.passage_id, citation.document_id) == (item.hit.passage.id, item.hit.document.id)
    assert item.hit.document.text[citation.start : citation.end] == citation.quote


def test_the_claim_is_on_one_line_the_quote_as_it_stands() -> None:
    claim = quoted(sentences_of(evidence(1, TEXT))[1])
    assert claim.text == RULE.replace("\n", "")
    assert claim.citations[0].quote == RULE
