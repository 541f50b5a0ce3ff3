"""The product's verifier, or the support judge alone, before single claims: evidence is the one passage that holds the quote."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.answer.verification.labels import Labelled
from assistant.answer.verification.support import find_support
from assistant.answer.verification.verify import judged_pair, verify
from assistant.errors import AssistantError
from assistant.ingest.splitting import split
from assistant.japanese.sentences import sentences
from assistant.judge.protocols import SupportScorer
from assistant.records import Document, Evidence, Hit, Passage, Span, Verdict
from assistant_eval.gold import holds
from assistant_eval.mutation.paraphrases import Case


def verifier(
    documents: Sequence[Document], passage_characters: int, least_overlap: float, judge: SupportScorer | None = None
) -> Callable[[Case, str], tuple[bool, tuple[str, ...]]]:
    """A verdict function (accepted, reasons) by `answer.verify`, without a question, which asks for no work then.

    Passages are cut as the index cuts them; without `judge` the rules decide alone. Raise `AssistantError` for a source
    that is not among the documents and for a quote that no passage of it holds.
    """
    evidence_for = _places(documents, passage_characters)

    def verdict(case: Case, claim: str) -> tuple[bool, tuple[str, ...]]:
        made = verify(Labelled(claim, (1,)), (evidence_for(case),), "", least_overlap, judge)
        return made.verdict is Verdict.SUPPORTED, made.reasons

    return verdict


def supported_chance(
    documents: Sequence[Document], passage_characters: int, judge: SupportScorer
) -> Callable[[Case, str], float]:
    """The probability of "supported" by the judge alone, on the sentence that the rules would hold the claim against.

    Raise `AssistantError` as `verifier`.
    """
    evidence_for = _places(documents, passage_characters)

    def chance(case: Case, claim: str) -> float:
        support = find_support(claim, evidence_for(case))
        if support is None:
            return 0.0
        return judge.read([judged_pair(claim, support)])[0].supported

    return chance


def _places(documents: Sequence[Document], passage_characters: int) -> Callable[[Case], Evidence]:
    """From a case to the passage that holds its quote, looked for once."""
    by_source = {source: document for document in documents for source in (document.source, *document.also)}
    found: dict[tuple[str, str], Evidence] = {}

    def evidence_for(case: Case) -> Evidence:
        key = (case.source, case.quote)
        if key not in found:
            found[key] = _evidence(by_source, case, passage_characters)
        return found[key]

    return evidence_for


def check_places(cases: Sequence[Case], documents: Sequence[Document], passage_characters: int) -> None:
    """Raise `AssistantError` for the first case whose quote no passage of its source holds."""
    by_source = {source: document for document in documents for source in (document.source, *document.also)}
    for case in cases:
        _evidence(by_source, case, passage_characters)


def _evidence(by_source: dict[str, Document], case: Case, passage_characters: int) -> Evidence:
    document = by_source.get(case.source)
    if document is None:
        raise AssistantError(
            f"言い換え {case.id} の資料が文書の中にありません: {case.source}。文書のフォルダーからの相対パスで書いてください"
        )
    passage = next((one for one in _passages(document, passage_characters) if holds(one.text, case.quote)), None)
    if passage is None:
        raise AssistantError(
            f"言い換え {case.id} の quote が資料 {case.source} の一つの箇所にありません: {case.quote}。資料の文をそのまま写してください"
        )
    return Evidence(1, Hit(passage, document, 1.0, 1, ()), _sentences(passage))


@lru_cache(maxsize=256)
def _passages(document: Document, characters: int) -> tuple[Passage, ...]:
    return tuple(split(document, characters))


def _sentences(passage: Passage) -> tuple[Span, ...]:
    return tuple(Span(passage.start + span.start, passage.start + span.end) for span in sentences(passage.text))
