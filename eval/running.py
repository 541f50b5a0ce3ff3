"""Questions put to systems, one after the other: answers that are known are taken over, new ones kept at once."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.records import Timings
from assistant_eval.cache import AnswerCache
from assistant_eval.memory import PeakMemory
from assistant_eval.records import Question, Response
from assistant_eval.systems.protocol import System

Counted = Callable[[int, int], None]
"""Called with (done, total) questions."""


@dataclass(frozen=True, slots=True)
class SystemRun:
    """What one system answered, in the order of the questions.

    `cached` answers were given in an earlier run. `seconds` is the time that the system itself took in this one,
    `prepared_s` that of making it ready.
    `peak_bytes` is the memory of the harness and the models together; None where nothing was answered anew.
    """

    system: str
    responses: tuple[Response, ...]
    cached: int
    seconds: float
    prepared_s: float
    peak_bytes: int | None


def run_system(  # noqa: PLR0913 – what can be left out is named
    system: System,
    questions: Sequence[Question],
    folder: Path,
    circumstances: Mapping[str, Any],
    *,
    fresh: bool = False,
    prepare: Callable[[], None] = lambda: None,
    counted: Counted = lambda done, total: None,
) -> SystemRun:
    """Put `questions` to `system`; `circumstances` (program, packages) count into what an answer depends on.

    `prepare` is called before the first question that is asked anew, outside its time: a model that loads in the first
    answer would make that one slow. A question on which the system breaks down gets a response with the error's text, and is asked again next time.
    """
    responses: list[Response] = []
    cached, seconds, prepared_s = 0, 0.0, 0.0
    with AnswerCache(folder, {**system.context, **circumstances}) as cache, PeakMemory() as memory:
        if fresh:
            cache.forget(questions)
        for question in questions:
            known = cache.get(question)
            if known is None:
                if cached == len(responses):
                    began = time.perf_counter()
                    prepare()
                    prepared_s = time.perf_counter() - began
                began = time.perf_counter()
                response = _respond(system, question, began)
                seconds += time.perf_counter() - began
                if response.failure is None:
                    cache.put(question, response)
                responses.append(response)
            else:
                cached += 1
                responses.append(known)
            counted(len(responses), len(questions))
    peak = memory.bytes if cached < len(questions) else None
    return SystemRun(system.name, tuple(responses), cached, seconds, prepared_s, peak)


def _respond(system: System, question: Question, began: float) -> Response:
    try:
        return system.respond(question)
    except AssistantError as error:
        return Response(
            question_id=question.id,
            system=system.name,
            text="",
            refusal=None,
            sentences=(),
            evidence=(),
            ranking=(),
            labels=(),
            raw_output="",
            confidence=None,
            timings=Timings(0.0, 0.0, None, None, None, time.perf_counter() - began),
            tokens=None,
            failure=str(error),
        )
