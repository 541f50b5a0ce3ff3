"""How a question under review looks: the passage with the words that answer marked, and the facts wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assistant.index.opened import Index
from assistant.japanese.sentences import display
from assistant.records import Document
from assistant_eval.authoring.sources import documents_of, place_name, place_of
from assistant_eval.gold import faults
from assistant_eval.records import Alternative, Question

OPEN: Final = "▶"
CLOSE: Final = "◀"
KEYS_HELP: Final = "[a] 採用  [e] 質問を直す  [n] 要点を入れる  [r] 削除  [s] あとで  [u] 戻す  [q] 終える > "
FACTS_HELP: Final = (
    "正しい回答が必ず述べる要点（; で区切り、| で言い換え、/…/ は正規表現、- ですべて消す、空: 変えない）> "
)
_RULE: Final = "─" * 60


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the gold words of a question stand, a text for each, and what `assistant eval check` would object to."""

    places: tuple[str, ...]
    faults: tuple[str, ...] = ()


def shown_from(index: Index, question: Question) -> Shown:
    """Find the gold words of a question in the documents of an index."""
    words = [own for span in question.gold for own in span]
    documents = documents_of(index, (own.source for own in words))
    places = tuple(_place(index, documents, own) for own in words)
    return Shown(places, faults((question,), documents.values()))


def card(question: Question, shown: Shown, left: int) -> str:
    """A question with all that a person needs to judge it."""
    kind = question.type if question.answerable else f"答えられない質問: {question.refuse}"
    lines = [_RULE, f"残り {left}  {question.id}（{kind}）", f"質問: {question.question}", *shown.places]
    if question.answerable:
        lines.append(f"要点: {'; '.join(' | '.join(group) for group in question.nuggets) or '（なし）'}")
    if question.forbidden:
        lines.append(f"禁止: {' | '.join(question.forbidden)}")
    if question.note:
        lines.append(f"備考: {question.note}")
    lines += [f"注意: {fault}" for fault in shown.faults]
    return "\n".join(lines)


def _place(index: Index, documents: Mapping[str, Document], words: Alternative) -> str:
    document = documents.get(words.source)
    if document is None:
        return f"資料: {words.source}（索引にありません）\n    {OPEN}{display(words.quote)}{CLOSE}"
    found = place_of(index, document, words.quote)
    if found is None:
        return f"資料: {document.title}（{words.source}）\n    {OPEN}{display(words.quote)}{CLOSE}"
    passage, span = found
    text = passage.text
    if span is not None:
        text = f"{text[: span.start]}{OPEN}{text[span.start : span.end]}{CLOSE}{text[span.end :]}"
    indented = "\n".join(f"    {line}" for line in text.splitlines() if line.strip())
    return f"資料: {place_name(document.title, passage.locator)}（{words.source}）\n{indented}"
