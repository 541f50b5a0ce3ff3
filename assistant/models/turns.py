"""A queue before something that only one may use at a time: first come, first served, and everyone knows their place."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_POLL_SECONDS: Final = 0.1  # how soon a cancellation is noticed while waiting


class Turns:
    """A lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()

    @property
    def waiting(self) -> int:
        """How many are in the queue, the one who is being served included."""
        with self._changed:
            return len(self._queue)

    @contextmanager
    def take(self, cancel: threading.Event | None = None, moved: Callable[[int], None] | None = None) -> Iterator[bool]:
        """Wait for the turn and hold it for the block; give False, at once, where `cancel` was set before it came.

        `moved` is called with the number of those ahead, at first and whenever it changes (0: it is our turn).
        """
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
        try:
            yield self._come_first(ticket, cancel, moved)
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _come_first(self, ticket: object, cancel: threading.Event | None, moved: Callable[[int], None] | None) -> bool:
        told = None
        while True:
            with self._changed:
                place = self._queue.index(ticket)
                if place == told and not (cancel is not None and cancel.is_set()):
                    self._changed.wait(None if cancel is None else _POLL_SECONDS)
                    place = self._queue.index(ticket)
            if place != told and moved is not None:  # outside the lock: it may ask for `waiting`
                moved(place)
            told = place
            if cancel is not None and cancel.is_set():
                return False
            if place == 0:
                return True
