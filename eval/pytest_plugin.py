"""The plugin for pytest: a suite's questions as tests of their own, answered by the program as it is installed.

    @pytest.mark.assistant_suite("rules.jsonl")
    def test_answers(graded):
        assert_right(graded)

Every pytest run on a machine that has the program loads this file, so it imports nothing but pytest until a test uses it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pytest

from assistant_eval.explanation import assert_right, explain

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant_eval.grading import Graded
    from assistant_eval.opening import Bench
    from assistant_eval.pytest_evaluation import Evaluation
    from assistant_eval.records import Question
    from assistant_eval.suite import Suite

__all__ = ["assert_right", "explain"]

MARKER: Final = "assistant_suite"
_USE: Final = f'@pytest.mark.{MARKER}("質問.jsonl", splits=("dev",), limit=10, system="assistant")'
_FILES: Final = (".jsonl", ".toml")

OpenBench: TypeAlias = "Callable[[Suite, Sequence[str]], AbstractContextManager[Bench]]"
"""Opens the named systems over the documents of a suite."""


class Asked(NamedTuple):
    """What one test puts to a system."""

    suite: "Suite"
    question: "Question"
    system: str


class _Marked(NamedTuple):
    """The arguments of the marker."""

    name: str
    splits: str | Sequence[str] | None = None
    limit: int | None = None
    system: str = "assistant"


def _failed(text: str) -> BaseException:
    """What ends a test, or the collection of its file, with a text and no traceback."""
    return pytest.fail.Exception(text, pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that say which settings and which index answer."""
    group = parser.getgroup("assistant", "AI ガバナンス・アシスタントの評価")
    group.addoption("--assistant-config", type=Path, metavar="FILE", help="設定ファイル（既定: ./assistant.toml）")
    group.addoption("--assistant-index", type=Path, metavar="DIR", help="資料を指定しない評価セットで使う索引")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        f"{MARKER}(name, splits=None, limit=None, system='assistant'): "
        "評価セット（名前か、テストのファイルから見た .jsonl・.toml）の質問ごとに、採点済みの回答 graded で実行する",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every question of the suite that a test with `graded` is marked with."""
    marker = metafunc.definition.get_closest_marker(MARKER)
    if marker is None or "graded" not in metafunc.fixturenames:
        return
    try:
        marked = _Marked(*marker.args, **marker.kwargs)
    except TypeError as error:
        raise _failed(f"{MARKER} の引数が誤っています: {error}\n{_USE} のように書いてください") from None
    suite = _suite(marked, metafunc.definition.path.parent)
    marks = (pytest.mark.skip(reason=suite.missing),) if suite.missing else ()
    tests = [
        pytest.param(Asked(suite, question, marked.system), id=question.id, marks=marks) for question in suite.chosen
    ]
    metafunc.parametrize("graded", tests, indirect=True)


def _suite(marked: _Marked, folder: Path) -> "Suite":
    """The suite with questions to ask; a wrong file ends the collection with a text instead of a traceback."""
    from assistant.errors import AssistantError
    from assistant_eval.opening import LABELS
    from assistant_eval.records import SPLITS
    from assistant_eval.suite import find_suite, narrowed

    splits = (marked.splits,) if isinstance(marked.splits, str) else tuple(marked.splits or ())
    if unknown := set(splits) - set(SPLITS):
        raise _failed(f"splits は {'、'.join(SPLITS)} から選びます: {'、'.join(sorted(unknown))}")
    if marked.limit is not None and marked.limit < 1:
        raise _failed(f"limit は 1 以上です: {marked.limit}")
    if marked.system not in LABELS:
        raise _failed(f"system は {'、'.join(LABELS)} のどれかです: {marked.system}")
    name = str(folder / marked.name) if Path(marked.name).suffix in _FILES else marked.name
    try:
        suite: Suite = narrowed(find_suite(name), splits, marked.limit)
    except AssistantError as error:
        raise _failed(str(error)) from None
    if not suite.chosen:
        raise _failed(
            f"評価セットに、問う質問がありません: {name}（全 {len(suite.questions)} 問。"
            f"確認済み（reviewed）で、{'・'.join(suite.splits)} のものだけを使います）"
        )
    return suite


@pytest.fixture(scope="session")
def assistant_settings(pytestconfig: pytest.Config) -> "Settings":
    """The settings in force, or those of --assistant-config."""
    from assistant.errors import AssistantError
    from assistant.settings import load_settings

    try:
        return load_settings(pytestconfig.getoption("--assistant-config"))
    except AssistantError as error:
        raise _failed(str(error)) from None


@pytest.fixture(scope="session")
def assistant_bench(pytestconfig: pytest.Config, assistant_settings: "Settings") -> Iterator[OpenBench]:
    """What opens models and index; override it in a conftest to test without them."""
    from assistant.models.progress import silent
    from assistant.offline import SWITCHES
    from assistant_eval.opening import open_bench

    index = pytestconfig.getoption("--assistant-index")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in SWITCHES.items():
            environment.setenv(name, value)
        yield lambda suite, names: open_bench(suite, assistant_settings, names, index, silent)


@pytest.fixture(scope="session")
def assistant_evaluation(
    request: pytest.FixtureRequest, assistant_settings: "Settings", assistant_bench: OpenBench
) -> "Iterator[Evaluation]":
    """Call it with (suite, question, system) for a graded answer; models stay open, known answers are taken over."""
    from assistant_eval.opening import evaluation_folder
    from assistant_eval.pytest_evaluation import Evaluation

    params = [getattr(item, "callspec", None) for item in request.session.items]
    planned = [own for spec in params if spec for own in spec.params.values() if isinstance(own, Asked)]
    folder = evaluation_folder() / "answers"
    with Evaluation(assistant_bench, [(own.suite, own.system) for own in planned], folder, assistant_settings) as found:
        yield found


@pytest.fixture
def graded(request: pytest.FixtureRequest) -> "Graded":
    """The graded answer to one question of the suite that the test is marked with."""
    asked = getattr(request, "param", None)
    if not isinstance(asked, Asked):
        raise _failed(f"graded を使うテストには評価セットの印を付けてください: {_USE}")
    from assistant.errors import AssistantError

    evaluation: Evaluation = request.getfixturevalue("assistant_evaluation")
    try:
        return evaluation(*asked)
    except AssistantError as error:
        raise _failed(str(error)) from None
