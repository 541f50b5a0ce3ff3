"""Unreviewed questions, one after the other, in the terminal: a person accepts, mends or deletes each.

Every decision is on disk before the next question is shown.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, TextIO

from assistant_eval.authoring.facts import read_facts
from assistant_eval.authoring.review_view import FACTS_HELP, KEYS_HELP, Shown, card
from assistant_eval.patterns import pattern_fault
from assistant_eval.question_set import parse_question, question_row, read_questions, write_questions
from assistant_eval.records import Question

_QUIT: Final = "q"
_UNDO: Final = "u"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of a review: questions accepted and deleted in it, and those that still wait for a person."""

    accepted: int
    rejected: int
    left: int


@dataclass(frozen=True, slots=True)
class _State:
    """All questions as they are on disk, and those put off until the next review."""

    questions: tuple[Question, ...]
    skipped: frozenset[str] = frozenset()
    accepted: int = 0
    rejected: int = 0

    @property
    def waiting(self) -> tuple[Question, ...]:
        return tuple(own for own in self.questions if not own.reviewed and own.id not in self.skipped)


@dataclass(frozen=True, slots=True)
class _Terminal:
    """Where the person types and reads; end of input is ""."""

    source: TextIO
    target: TextIO

    def ask(self, prompt: str) -> str:
        print(prompt, end="", file=self.target, flush=True)
        return self.source.readline()

    def say(self, text: str) -> None:
        print(text, file=self.target, flush=True)


def review(path: Path, show: Callable[[Question], Shown], source: TextIO, target: TextIO) -> Reviewed:
    """Review the questions of a file until none is left, the person quits or the input ends.

    `show` tells where a question's gold words stand.
    """
    terminal = _Terminal(source, target)
    state = _State(read_questions(path))
    history: list[_State] = []
    while True:
        key = _next_key(state, bool(history), show, terminal)
        if key == _QUIT:
            break
        if key == _UNDO:
            following = history.pop() if history else None
            terminal.say("戻しました" if following is not None else "戻せる操作がありません")
        else:
            following = _ACTIONS[key](state, terminal)
            if following is not None:
                history.append(state)
        if following is not None:
            if following.questions != state.questions:
                write_questions(path, following.questions)
            state = following
    left = sum(not own.reviewed for own in state.questions)
    return Reviewed(state.accepted, state.rejected, left)


def _next_key(state: _State, undoable: bool, show: Callable[[Question], Shown], terminal: _Terminal) -> str:
    """Show the next question and read what to do with it; at the end only undoing is left."""
    if state.waiting:
        question = state.waiting[0]
        terminal.say(card(question, show(question), len(state.waiting)))
        prompt, keys = KEYS_HELP, (*_ACTIONS, _UNDO, _QUIT)
    elif undoable:
        prompt, keys = "確認する質問はもうありません。[u] 直前を戻す  [q] 終える > ", (_UNDO, _QUIT)
    else:
        terminal.say("確認する質問はありません")
        return _QUIT
    while line := terminal.ask(prompt):
        key = unicodedata.normalize("NFKC", line).strip().casefold()[:1]
        if key in keys:
            return key
        terminal.say(f"{'・'.join(keys)} のどれかを入力してください")
    terminal.say("")
    return _QUIT


def _accept(state: _State, terminal: _Terminal) -> _State:
    changed = _with(state, replace(state.waiting[0], reviewed=True))
    return replace(changed, accepted=state.accepted + 1)


def _reject(state: _State, terminal: _Terminal) -> _State:
    rejected = state.waiting[0].id
    kept = tuple(own for own in state.questions if own.id != rejected)
    return replace(state, questions=kept, rejected=state.rejected + 1)


def _skip(state: _State, terminal: _Terminal) -> _State:
    return replace(state, skipped=state.skipped | {state.waiting[0].id})


def _edit(state: _State, terminal: _Terminal) -> _State | None:
    text = " ".join(terminal.ask("新しい質問（空のまま Enter: 変えない）> ").split())
    if not text:
        return None
    changed = replace(state.waiting[0], question=text)
    try:
        parse_question(question_row(changed))
    except ValueError as error:
        terminal.say(f"使えません: {error}")
        return None
    return _with(state, changed)


def _facts(state: _State, terminal: _Terminal) -> _State | None:
    while text := terminal.ask(FACTS_HELP).strip():
        nuggets = () if text == "-" else read_facts(text)
        faults = [fault for group in nuggets for pattern in group if (fault := pattern_fault(pattern))]
        if not faults:
            return _with(state, replace(state.waiting[0], nuggets=nuggets))
        terminal.say(f"使えません: {'、'.join(faults)}")
    return None


def _with(state: _State, question: Question) -> _State:
    return replace(state, questions=tuple(question if own.id == question.id else own for own in state.questions))


_ACTIONS: Final[Mapping[str, Callable[[_State, _Terminal], _State | None]]] = MappingProxyType(
    {"a": _accept, "e": _edit, "n": _facts, "r": _reject, "s": _skip}
)
