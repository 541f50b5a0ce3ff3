"""Questions over a user's own documents, proposed by the local model and marked as not reviewed.

A passage is picked, the model writes one question and the words that answer it, code keeps what holds water. Nothing
counts in an evaluation before a person has accepted it (`review.py`).
"""

import random
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final

from assistant.index.opened import Index
from assistant.index.tables import Card
from assistant.japanese.normalise import JAPANESE
from assistant.japanese.sentences import sentences
from assistant.models.progress import Progress, silent
from assistant.models.protocols import LanguageModel, Message, Token
from assistant.records import Passage
from assistant_eval.authoring.facts import whole
from assistant_eval.authoring.proposal_checks import Proposal, checked, is_whole, read_reply, same_question
from assistant_eval.authoring.quoting import widened
from assistant_eval.authoring.sources import place_name
from assistant_eval.gold import holds
from assistant_eval.patterns import squeezed
from assistant_eval.question_set import write_questions
from assistant_eval.records import Alternative, Question

TRIES: Final = 5  # passages asked about for each question wanted, at most
_SHORTEST: Final = 40  # characters of a passage, without blanks
_LONGEST: Final = 1_200  # characters of a passage that the model is shown
_SHORT_FACT: Final = 20  # a longer quote is no fact that an answer would repeat word for word
_CONTENTS: Final = re.compile(r"[.．…・‥]{4,}")
_JAPANESE: Final = re.compile(f"[{JAPANESE}]")

_RULES: Final = """\
社内文書の検索を試すための質問を作ります。文章を読み、その文章だけで答えられる質問を一つ作ってください。
・質問は、文章を見ていない人が尋ねる、短い一文の疑問文にする。何についての質問かが分かる語を入れる。
・「この文書」「上記」とは書かない。
・引用は、答えになる語句を、文章からそのまま書き写す。
次の2行だけを日本語で書いてください。
質問: （疑問文）
引用: （文章にある語句）"""
_EXAMPLE: Final = (
    "題名: 図書館利用案内\n文章:\n本の貸出は一人10冊までとする。貸出期間は2週間で、予約がなければ1回だけ延長できる。",
    "質問: 図書館の本は何週間借りられますか？\n引用: 貸出期間は2週間",
)


def propose(
    index: Index,
    generator: LanguageModel,
    wanted: int,
    seed: int,
    known: Sequence[Question] = (),
    progress: Progress = silent,
) -> Iterator[Question]:
    """Yield up to `wanted` questions that are not among `known`, each from a passage that no known one is about.

    The passages go round the documents in an order that `seed` decides, Japanese ones first; at most `TRIES` for each
    question wanted. `progress` is told how many questions there are.
    """
    asked = {same_question(question.question) for question in known}
    ids = {question.id for question in known}
    about = _quotes(known)
    kept = tried = 0
    for card, passage in _picked(index, seed):
        if kept == wanted or tried == TRIES * wanted:
            return
        if any(holds(passage.text, quote) for quote in about.get(card.source, ())):
            continue
        tried += 1
        progress("質問の提案", kept, wanted)
        proposal = _ask(generator, card.title, passage.text[:_LONGEST])
        if proposal is not None and same_question(proposal.question) not in asked:
            kept += 1
            question = _question(proposal, card, passage, index.documents[card.id].text, _free(ids), generator.name)
            ids.add(question.id)
            asked.add(same_question(question.question))
            progress("質問の提案", kept, wanted)
            yield question


def append(path: Path, known: Sequence[Question], proposed: Iterable[Question]) -> int:
    """Write the file anew after each question that comes, so that an interruption loses none; return how many came."""
    questions = list(known)
    for question in proposed:
        questions.append(question)
        write_questions(path, questions)
    return len(questions) - len(known)


def _picked(index: Index, seed: int) -> Iterator[tuple[Card, Passage]]:
    """Passages worth a question, one of each document in turn."""
    order = random.Random(seed)  # noqa: S311 – a sample, not a secret
    cards = [card for card in index.cards if card.passages]
    order.shuffle(cards)
    cards.sort(key=lambda card: not _in_japanese(index, card))
    decks = [order.sample(card.passages, len(card.passages)) for card in cards]
    for round_ in zip_longest(*decks):
        for card, number in zip(cards, round_, strict=True):
            if number is not None and _worthwhile(passage := index.passages[number]):
                yield card, passage


def _in_japanese(index: Index, card: Card) -> bool:
    language = card.metadata.language
    return language == "ja" if language is not None else _JAPANESE.search(index.passages[card.first].text) is not None


def _worthwhile(passage: Passage) -> bool:
    """Whether it is prose and not a heading, a table of contents or a scrap."""
    plain = squeezed(passage.text)
    return len(plain) >= _SHORTEST and re.search(r"[。.]", plain) is not None and _CONTENTS.search(plain) is None


def _ask(generator: LanguageModel, title: str, passage: str) -> Proposal | None:
    messages = (
        Message("system", _RULES),
        Message("user", _EXAMPLE[0]),
        Message("assistant", _EXAMPLE[1]),
        Message("user", f"題名: {title}\n文章:\n{passage}"),
    )
    reply, cancel = "", threading.Event()
    for event in generator.generate(messages, cancel):
        if isinstance(event, Token):
            reply += event.text
            if is_whole(reply):
                cancel.set()  # what a small model writes after its two lines is of no use
    said = read_reply(reply)
    return None if said is None else checked(*said, passage)


def _question(proposal: Proposal, card: Card, passage: Passage, text: str, id_: str, model: str) -> Question:
    words = passage.text[proposal.words.start : proposal.words.end]
    quote = widened(passage.text, sentences(passage.text), proposal.words, text)
    return Question(
        id=id_,
        split="test",
        type="everyday",
        question=proposal.question,
        gold=((Alternative(card.source, quote),),),
        nuggets=((whole(words),),) if len(squeezed(words)) <= _SHORT_FACT else (),
        reviewed=False,
        note=f"{model} が提案: {place_name(card.title, passage.locator)}",
    )


def _quotes(questions: Iterable[Question]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for source, quote in (own for question in questions for span in question.gold for own in span):
        found[source] = (*found.get(source, ()), quote)
    return found


def _free(ids: set[str]) -> str:
    number = 1
    while f"new-{number}" in ids:
        number += 1
    return f"new-{number}"
