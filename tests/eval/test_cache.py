import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant_eval.cache import AnswerCache, fingerprint, question_key
from assistant_eval.records import Question, Response
from tests.eval.made_response import made_response

CONTEXT = {"system": "made", "models": {"generator": "a"}}
FIRST, SECOND, THIRD = (Question(name, "dev", "other", f"{name}は？") for name in ("q1", "q2", "q3"))
FAILED = replace(made_response("q2"), refusal="declined", sentences=(), confidence=None, tokens=None, evidence=())


def filled(folder: Path) -> Path:
    """A file of two answers."""
    with AnswerCache(folder, CONTEXT) as cache:
        cache.put(FIRST, made_response("q1"))
        cache.put(SECOND, FAILED)
        path: Path = cache.path
    return path


def kept(folder: Path, context: dict[str, Any] = CONTEXT) -> list[Response | None]:
    with AnswerCache(folder, context) as cache:
        return [cache.get(own) for own in (FIRST, SECOND, THIRD)]


def test_an_answer_comes_back_as_it_was(tmp_path: Path) -> None:
    """Tuples, spans, None, floats to the last digit, and line breaks of all kinds."""
    filled(tmp_path)
    found = kept(tmp_path)
    assert found == [made_response("q1"), FAILED, None]
    assert found[0] is not None
    assert repr(found[0]) == repr(made_response("q1"))  # a list equals no tuple, but a named tuple equals a plain one


def test_a_row_is_json_of_one_line_under_the_context(tmp_path: Path) -> None:
    head, *rows = [json.loads(line) for line in filled(tmp_path).read_text(encoding="utf-8").strip().split("\n")]
    assert head == {"context": CONTEXT}
    assert [row["key"] for row in rows] == [question_key(FIRST), question_key(SECOND)]
    assert rows[0]["response"]["evidence"][0]["chosen"] == [[12, 20], [25, 30]]


def test_an_answer_is_on_the_disk_at_once(tmp_path: Path) -> None:
    with AnswerCache(tmp_path, CONTEXT) as cache:
        cache.put(FIRST, made_response("q1"))
        assert question_key(FIRST) in cache.path.read_text(encoding="utf-8")


def test_a_file_cut_at_any_byte_of_its_last_row_loses_that_row_alone(tmp_path: Path) -> None:
    path = filled(tmp_path)
    whole = path.read_bytes()
    begin = whole[:-1].rindex(b"\n") + 1
    assert len(whole) - begin > 500
    for end in range(begin, len(whole)):
        path.write_bytes(whole[:end])
        assert kept(tmp_path) == [made_response("q1"), None, None], end
        assert path.read_bytes() == whole[:begin], end
    path.write_bytes(whole[:-1])  # the row is whole but for its line break: what is not on the disk must not count
    assert kept(tmp_path) == [made_response("q1"), None, None]
    with AnswerCache(tmp_path, CONTEXT) as cache:
        cache.put(SECOND, FAILED)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("end", [0, 1, 20])
def test_a_file_cut_in_its_first_line_begins_anew(tmp_path: Path, end: int) -> None:
    path = filled(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:end])
    assert kept(tmp_path) == [None, None, None]
    assert path.read_bytes() == whole[: whole.index(b"\n") + 1]


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: b"\x00" * len(line),
        lambda line: line[: len(line) // 2],
        lambda line: b"[]",
        lambda line: b'{"key": "k"}',
        lambda line: line.replace(b'"labels": [1, 1, 12]', b'"labels": "many"'),  # of another shape of responses
    ],
)
def test_a_damaged_row_is_asked_again_and_those_behind_it_are_not(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = filled(tmp_path)
    head, first, second, end = path.read_bytes().split(b"\n")
    assert damage(first) != first
    path.write_bytes(b"\n".join((head, damage(first), second, end)))
    assert kept(tmp_path) == [None, FAILED, None]
    assert path.read_bytes() == b"\n".join((head, second, end))


def test_a_sound_file_is_not_written_anew(tmp_path: Path) -> None:
    path = filled(tmp_path)
    before = path.stat()
    kept(tmp_path)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_another_context_has_other_answers(tmp_path: Path) -> None:
    filled(tmp_path)
    assert kept(tmp_path, CONTEXT | {"system": "other"}) == [None, None, None]
    assert kept(tmp_path, dict(reversed(CONTEXT.items())))[0] is not None


def test_a_fingerprint_does_not_go_by_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": {"c": 2, "d": 3}}) == fingerprint({"b": {"d": 3, "c": 2}, "a": 1})
    assert fingerprint({"a": [1, 2]}) != fingerprint({"a": [2, 1]})
    # {"a": 1} as `printf '{"a": 1}' | sha256sum` has it
    assert fingerprint({"a": 1}) == "f9d86028c6e0d64e225186f96acb69338b2c59764df79162107f5c4bb34d1310"


@pytest.mark.parametrize(
    ("change", "asked_again"),
    [
        ({"question": "別の質問は？"}, True),
        ({"as_of": date(2026, 4, 1)}, True),
        ({"id": "q9"}, True),  # the answer carries the id
        ({"nuggets": (("3日",),), "forbidden": ("30日",), "note": "n", "split": "test"}, False),  # graded anew anyway
        ({"refuse": "far", "type": "far"}, False),
    ],
)
def test_an_answer_depends_on_what_a_system_is_told(change: dict[str, Any], asked_again: bool) -> None:
    assert (question_key(replace(FIRST, **change)) != question_key(FIRST)) is asked_again


def test_two_runs_at_once_on_one_context_are_refused(tmp_path: Path) -> None:
    with AnswerCache(tmp_path, CONTEXT) as first:
        first.put(FIRST, made_response("q1"))
        with (
            pytest.raises(AssistantError, match=r"ほかで実行中です.*--cache で別の場所") as error,
            AnswerCache(tmp_path, CONTEXT),
        ):
            pass
        assert str(first.path) in str(error.value)
        with AnswerCache(tmp_path, CONTEXT | {"system": "other"}):
            pass
        first.put(SECOND, FAILED)
    assert kept(tmp_path) == [made_response("q1"), FAILED, None]


def test_the_lock_goes_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), AnswerCache(tmp_path, CONTEXT):
        raise KeyboardInterrupt
    assert kept(tmp_path) == [None, None, None]


def test_only_the_questions_named_are_forgotten(tmp_path: Path) -> None:
    """Two sets over one index share a file."""
    filled(tmp_path)
    with AnswerCache(tmp_path, CONTEXT) as cache:
        cache.forget([FIRST, THIRD])
        assert cache.get(FIRST) is None
        assert cache.get(SECOND) == FAILED
    assert kept(tmp_path) == [None, FAILED, None]


def test_a_later_answer_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    filled(tmp_path)
    with AnswerCache(tmp_path, CONTEXT) as cache:
        cache.put(FIRST, made_response("q1", "別の回答"))
    assert kept(tmp_path)[0] == made_response("q1", "別の回答")


def test_a_confidence_that_is_no_number_comes_back(tmp_path: Path) -> None:
    with AnswerCache(tmp_path, CONTEXT) as cache:
        cache.put(FIRST, replace(made_response("q1"), confidence=math.inf))
    (found, *_) = kept(tmp_path)
    assert found is not None and found.confidence == math.inf
