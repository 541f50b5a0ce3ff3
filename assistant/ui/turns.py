"""One question at a time: who waits, whose turn it is, and an end to the writing when the reader has gone."""

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from assistant.answer.pipeline import Event
from assistant.errors import AssistantError


@dataclass(frozen=True, slots=True)
class Waiting:
    """`ahead` questions come first."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Working:
    """The answer is being made; `elapsed_s` seconds have passed since its turn came."""

    elapsed_s: float


class WaitingLine:
    """Tickets in the order of arrival; the first one has its turn."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._tickets: list[object] = []

    def join(self) -> object:
        """Take a ticket; raise `AssistantError` when `longest` others are here already."""
        ticket = object()
        with self._lock:
            if len(self._tickets) >= self._longest:
                raise AssistantError("混み合っています。しばらくしてから質問してください")
            self._tickets.append(ticket)
        return ticket

    def ahead(self, ticket: object) -> int:
        """How many tickets come before this one."""
        with self._lock:
            return self._tickets.index(ticket)

    def leave(self, ticket: object) -> None:
        """Give the ticket back; the next one moves up."""
        with self._lock:
            self._tickets.remove(ticket)


def take_turn(
    start: Callable[[threading.Event], Iterator[Event]], line: WaitingLine, every_s: float = 0.5
) -> Generator[Waiting | Working | Event]:
    """Wait in `line`, then yield the events of `start(cancel)` as they come; a sign of life every `every_s` seconds.

    Closing this iterator sets `cancel`; the turn ends when the work has really ended. Its errors are raised here.
    """
    ticket = line.join()
    cancel = threading.Event()
    events: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
    worker = threading.Thread(target=_work, args=(start, cancel, events, lambda: line.leave(ticket)), daemon=True)
    started = False
    try:
        while ahead := line.ahead(ticket):
            yield Waiting(ahead)
            time.sleep(every_s)
        worker.start()
        started = True
        yield from _arriving(events, every_s)
    finally:
        cancel.set()
        if not started:
            line.leave(ticket)


def _arriving(events: "queue.SimpleQueue[Event | BaseException | None]", every_s: float) -> Iterator[Working | Event]:
    began = time.monotonic()
    while True:
        try:
            event = events.get(timeout=every_s)
        except queue.Empty:
            yield Working(time.monotonic() - began)
            continue
        if event is None:
            return
        if isinstance(event, BaseException):
            raise event
        yield event


def _work(
    start: Callable[[threading.Event], Iterator[Event]],
    cancel: threading.Event,
    events: "queue.SimpleQueue[Event | BaseException | None]",
    leave: Callable[[], None],
) -> None:
    end: BaseException | None = None
    try:
        for event in start(cancel):
            events.put(event)
    except BaseException as error:  # noqa: BLE001 (raised again where the reader is)
        end = error
    finally:
        leave()
        events.put(end)
