"""Gold spans: whether words hold them, and whether a set of questions fits the documents as they were read."""

from collections.abc import Iterable, Sequence

from assistant.records import Document
from assistant_eval.patterns import PatternTimeout, any_found, squeezed
from assistant_eval.records import Alternative, Question


def holds(text: str, quote: str) -> bool:
    """Whether `quote` stands in `text` when both are brought to NFKC and lose their blanks and line breaks.

    An empty quote stands nowhere.
    """
    wanted = squeezed(quote)
    return wanted != "" and wanted in squeezed(text)


def answers(document: Document, text: str, span: Sequence[Alternative]) -> bool:
    """Whether `text`, words of `document`, holds one of the alternatives of a gold span."""
    files = {document.source, *document.also}
    return any(alternative.source in files and holds(text, alternative.quote) for alternative in span)


def faults(questions: Iterable[Question], documents: Iterable[Document]) -> tuple[str, ...]:
    """What of the questions does not fit the documents as they were read, a line for each; () is sound.

    A gold quote must stand in its document; no forbidden statement may stand in the gold words themselves; and a nugget
    must be shown by them (where they are Japanese: an answer to an English licence is put into Japanese first).
    """
    by_source = {source: document for document in documents for source in (document.source, *document.also)}
    found: list[str] = []
    for question in questions:
        found += (f"{question.id}: {line}" for line in _lost(question, by_source))
        try:
            found += (f"{question.id}: {line}" for line in _contradictions(question, by_source))
        except PatternTimeout as pattern:
            found.append(f"{question.id}: パターンの照合に時間がかかりすぎます。簡単にしてください: {pattern}")
    return tuple(found)


def _lost(question: Question, by_source: dict[str, Document]) -> Iterable[str]:
    for source, quote in (alternative for span in question.gold for alternative in span):
        if source not in by_source:
            yield f"資料 {source} がありません"
        elif not holds(by_source[source].text, quote):
            yield f"資料 {source} に「{quote}」がありません"


def _contradictions(question: Question, by_source: dict[str, Document]) -> Iterable[str]:
    spans = [[own for own in span if own.source in by_source] for span in question.gold]
    words = "。".join(own.quote for span in spans for own in span)
    for pattern in question.forbidden:
        if any_found((pattern,), words) is not None:
            yield f"forbidden の {pattern} が、根拠の語句そのものに当てはまります"
    languages = {by_source[own.source].metadata.language or "ja" for span in spans for own in span}
    japanese = all(language.partition("-")[0] == "ja" for language in languages)
    if words and japanese:
        for group in question.nuggets:
            if any_found(group, words) is None:
                yield f"nuggets の {'、'.join(group)} が、根拠の語句に当てはまりません。言い方を足すか gold を足してください"
