"""Questions answered and graded one at a time, in any order: what the tests of a pytest session share."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant_eval.cache import AnswerCache
from assistant_eval.gold import faults
from assistant_eval.gold_places import GoldPlaces
from assistant_eval.grading import Graded, Grounds, grade
from assistant_eval.opening import Bench
from assistant_eval.provenance import circumstances_of, program
from assistant_eval.records import Question, Response
from assistant_eval.suite import Suite
from assistant_eval.systems.protocol import System

if TYPE_CHECKING:
    from assistant_eval.pytest_plugin import OpenBench

_About: TypeAlias = tuple[tuple[Path, ...] | None, date | None]
"""The documents that a suite is about, and the day that counts."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """Systems by name over the documents `about`, each with the answers that it has given."""

    about: _About
    bench: Bench
    grounds: Grounds
    systems: Mapping[str, tuple[System, AnswerCache]]


class Evaluation:
    """Systems over the documents of one suite at a time; those of another are opened once these are closed.

    `planned` names suites and systems of the tests to come, so that the models of a suite are opened once for all of
    them. Answers are kept in `folder`, where `assistant eval` finds them, too.
    """

    def __init__(
        self, open_bench: "OpenBench", planned: Sequence[tuple[Suite, str]], folder: Path, settings: Settings
    ) -> None:
        self._open_bench = open_bench
        self._planned = planned
        self._folder = folder
        self._settings = settings
        self._held = ExitStack()
        self._opened: _Opened | None = None
        self._graded: dict[tuple[_About, str, Question], Graded] = {}
        self._broken: dict[_About, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def __call__(self, suite: Suite, question: Question, system: str = "assistant") -> Graded:
        """The graded answer of `system`; raise `AssistantError` where models are missing or the question does not fit."""
        key = (_about(suite), system, question)
        if key not in self._graded:
            opened = self._open(suite, system)
            found = faults([question], {own.id: own for own in opened.bench.documents.values()}.values())
            if found:
                raise AssistantError(
                    "質問が資料に合いません。資料の版が違うか、質問の誤りです\n  " + "\n  ".join(found)
                )
            self._graded[key] = grade(question, _answer(question, *opened.systems[system]), opened.grounds)
        return self._graded[key]

    def _open(self, suite: Suite, system: str) -> _Opened:
        """The systems over the suite's documents, `system` among them; what could not be opened is not tried again."""
        about, opened = _about(suite), self._opened
        if opened is not None and opened.about == about and system in opened.systems:
            return opened
        if about in self._broken:
            raise AssistantError(self._broken[about])
        self._close()
        names = dict.fromkeys([*(name for own, name in self._planned if _about(own) == about), system])
        try:
            self._opened = self._enter(suite, list(names))
        except AssistantError as error:
            self._close()
            self._broken[about] = str(error)
            raise
        return self._opened

    def _enter(self, suite: Suite, names: Sequence[str]) -> _Opened:
        bench = self._held.enter_context(self._open_bench(suite, names))
        own = program()  # as `evaluate` does, so that both find each other's answers
        circumstances = circumstances_of(own)
        systems = {}
        bench.warm_up()  # so that no answer that is kept pays for the loading
        for system in bench.systems:
            context: dict[str, Any] = {**system.context, **circumstances}
            systems[system.name] = (system, self._held.enter_context(AnswerCache(self._folder, context)))
        grounds = Grounds(bench.documents, GoldPlaces(bench.passages, bench.documents), self._settings.answer.overlap)
        return _Opened(_about(suite), bench, grounds, systems)

    def _close(self) -> None:
        self._opened = None
        self._held.close()


def _answer(question: Question, system: System, cache: AnswerCache) -> Response:
    known = cache.get(question)
    if known is None:
        known = system.respond(question)
        cache.put(question, known)
    return known


def _about(suite: Suite) -> _About:
    return suite.corpus, suite.today
