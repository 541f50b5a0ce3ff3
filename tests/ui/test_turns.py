import threading
from collections.abc import Iterator

import pytest

from assistant.answer.pipeline import Event, EvidenceFound
from assistant.errors import AssistantError
from assistant.ui.turns import Waiting, WaitingLine, Working, take_turn

FOUND = EvidenceFound(())


def _quick(cancel: threading.Event) -> Iterator[Event]:
    yield FOUND


def test_the_first_ticket_has_its_turn_and_the_others_move_up() -> None:
    line = WaitingLine(3)
    first, second, third = line.join(), line.join(), line.join()
    assert [line.ahead(ticket) for ticket in (first, second, third)] == [0, 1, 2]
    line.leave(second)
    assert line.ahead(third) == 1
    line.leave(first)
    assert line.ahead(third) == 0


def test_a_full_line_sends_people_away() -> None:
    line = WaitingLine(1)
    line.join()
    with pytest.raises(AssistantError, match="混み合って"):
        line.join()


def test_events_arrive_and_the_turn_is_given_back() -> None:
    line = WaitingLine(1)
    assert list(take_turn(_quick, line)) == [FOUND]
    assert line.ahead(line.join()) == 0


def test_slow_work_gives_signs_of_life() -> None:
    go_on = threading.Event()

    def slow(cancel: threading.Event) -> Iterator[Event]:
        go_on.wait(5)
        yield FOUND

    turn = take_turn(slow, WaitingLine(1), every_s=0.01)
    assert isinstance(next(turn), Working)
    go_on.set()
    assert [event for event in turn if not isinstance(event, Working)] == [FOUND]


def test_the_second_waits_for_the_first() -> None:
    line = WaitingLine(2)
    someone = line.join()
    turn = take_turn(_quick, line, every_s=0.01)
    assert next(turn) == Waiting(1)
    line.leave(someone)
    assert list(turn)[-1] == FOUND


def test_leaving_while_waiting_frees_the_place() -> None:
    line = WaitingLine(2)
    line.join()
    turn = take_turn(_quick, line, every_s=0.01)
    next(turn)
    turn.close()
    assert line.ahead(line.join()) == 1


def test_closing_cancels_and_the_place_is_kept_until_the_work_has_ended() -> None:
    line = WaitingLine(2)
    cancelled, end = threading.Event(), threading.Event()

    def stubborn(cancel: threading.Event) -> Iterator[Event]:
        yield FOUND
        if cancel.wait(5):
            cancelled.set()
        end.wait(5)

    turn = take_turn(stubborn, line, every_s=0.01)
    assert next(turn) == FOUND
    turn.close()
    assert cancelled.wait(5)
    following = take_turn(_quick, line, every_s=0.01)
    assert next(following) == Waiting(1)
    end.set()
    assert list(following)[-1] == FOUND


@pytest.mark.parametrize("error", [AssistantError("壊れています"), ZeroDivisionError()])
def test_errors_of_the_work_are_raised_to_the_reader(error: Exception) -> None:
    def broken(cancel: threading.Event) -> Iterator[Event]:
        yield FOUND
        raise error

    line = WaitingLine(1)
    turn = take_turn(broken, line)
    assert next(turn) == FOUND
    with pytest.raises(type(error)):
        next(turn)
    assert line.ahead(line.join()) == 0
