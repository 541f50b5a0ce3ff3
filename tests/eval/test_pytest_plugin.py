"""The plugin as a user's suite meets it: pytest runs inside pytest, over the five documents with the stand-ins."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stand_ins import ScriptedGenerator, open_small_assistant

pytest_plugins = ["pytester"]

# Opens the product over the five documents; counts how often, and how many answers the model writes.
CONFTEST = """
    from contextlib import contextmanager

    import pytest
    from assistant.errors import AssistantError
    from assistant_eval.opening import Bench
    from assistant_eval.systems.baselines import ClosedBook
    from assistant_eval.systems.product import Product, by_source
    from assistant.answer.writing.forms import FORMS
    from tests.stand_ins import TRUTHFUL, ScriptedGenerator, open_small_assistant

    OPENED, GENERATORS = [], []
    SCRIPTS = TRUTHFUL | {"漏えいの確報はいつまでに提出しますか": "確報は、3日以内に提出しなければならない。[1]"}

    @pytest.fixture(scope="session")
    def assistant_bench(tmp_path_factory):
        @contextmanager
        def open_bench(suite, names):
            OPENED.append((suite.name, *names))
            if suite.name == "broken":
                raise AssistantError("モデルがありません")
            generator = ScriptedGenerator(SCRIPTS)
            GENERATORS.append(generator)
            assistant = open_small_assistant(tmp_path_factory.mktemp("small"), generator, form=FORMS["conclusion"])
            index = assistant.retriever.index
            every = {"assistant": Product(assistant, {}), "closed-book": ClosedBook(generator, {})}
            systems = tuple(every[name] for name in names)
            yield Bench(systems, by_source(index.documents), index.passages, {}, lambda: None)
            OPENED.append("closed")

        return open_bench

    def pytest_unconfigure(config):
        print("OPENED", OPENED, "WRITTEN", sum(len(own.prompts) for own in GENERATORS))
"""
REPORTED = {
    "id": "q1",
    "split": "dev",
    "question": "漏えいの速報はいつまでに提出しますか",
    "gold": [[{"source": "incident.md", "quote": "3日以内に速報"}]],
    "nuggets": [["3日以内"]],
}
MET = {
    "id": "q2",
    "split": "test",
    "question": "第9回会合はいつ開催されましたか",
    "gold": [[{"source": "minutes.md", "quote": "令和6年5月22日に開催された"}]],
    "nuggets": [["5月22日"]],
}
WRONG = {
    "id": "q3",
    "split": "dev",
    "question": "漏えいの確報はいつまでに提出しますか",
    "gold": [[{"source": "incident.md", "quote": "30日以内に提出しなければならない"}]],
    "nuggets": [["30日以内"]],
    "forbidden": ["3日以内に速報"],  # the sentence beside it, which is shown with it
}
MARKED = """
    import pytest
    from assistant_eval.pytest_plugin import assert_right

    @pytest.mark.assistant_suite("rules.jsonl"{more})
    def test_answers(graded):
        assert_right(graded)
"""


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load what the inner runs load: numpy refuses to be loaded again once an inner run has forgotten it."""
    import assistant_eval.opening
    import assistant_eval.pytest_evaluation
    import assistant_eval.systems.product  # noqa: F401

    open_small_assistant(tmp_path_factory.mktemp("small"), ScriptedGenerator([]))


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.Pytester]:
    """A folder with the stand-ins and the questions q1 (dev) and q2 (test); answers are kept below it."""
    monkeypatch.setenv("ASSISTANT_HOME", str(pytester.path / "home"))
    pytester.makeconftest(CONFTEST)
    write(pytester.path / "rules.jsonl", REPORTED, MET)
    yield pytester


def write(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def marked(more: str = "") -> str:
    return MARKED.format(more=more)


def test_every_question_is_a_test_of_its_own(suite: pytest.Pytester) -> None:
    suite.makepyfile(marked())
    result = suite.runpytest("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*::test_answers[[]q1[]] PASSED*", "*::test_answers[[]q2[]] PASSED*"])


def test_one_question_can_be_picked(suite: pytest.Pytester) -> None:
    suite.makepyfile(marked())
    result = suite.runpytest("-k", "q2")
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["OPENED *WRITTEN 1"])


def test_models_are_opened_once_and_known_answers_taken_over(suite: pytest.Pytester) -> None:
    again = marked().replace("test_answers", "test_again")
    suite.makepyfile(test_one=marked() + again, test_two=marked())
    result = suite.runpytest()
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["OPENED [[]('rules', 'assistant'), 'closed'[]] WRITTEN 2"])
    result = suite.runpytest()
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["*WRITTEN 0"])


def test_one_suite_is_open_at_a_time_and_graded_answers_are_kept(suite: pytest.Pytester) -> None:
    (suite.path / "dated.toml").write_text(
        'title = "別の日"\nquestions = ["rules.jsonl"]\ntoday = 2026-04-01\n', encoding="utf-8"
    )
    dated = marked().replace("rules.jsonl", "dated.toml")
    suite.makepyfile(test_1=marked(), test_2=dated, test_3=marked())
    result = suite.runpytest()
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["OPENED [[]('rules', 'assistant'), 'closed', ('dated', 'assistant'), 'closed'[]] *"])


def test_models_that_are_missing_fail_every_test_but_are_looked_for_once(suite: pytest.Pytester) -> None:
    (suite.path / "rules.jsonl").rename(suite.path / "broken.jsonl")
    suite.makepyfile(marked().replace("rules.jsonl", "broken.jsonl"))
    result = suite.runpytest()
    result.assert_outcomes(errors=2)
    result.stdout.no_fnmatch_line("*During handling*")
    result.stdout.fnmatch_lines(["モデルがありません", "OPENED [[]('broken', 'assistant')[]] WRITTEN 0"])


def test_a_test_may_ask_for_answers_itself(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        from assistant_eval.suite import find_suite

        def test_most_are_right(assistant_evaluation):
            suite = find_suite("rules.jsonl")
            graded = [assistant_evaluation(suite, question) for question in suite.chosen]
            assert sum(own.outcome == "correct" for own in graded) >= 2
        """
    )
    suite.runpytest().assert_outcomes(passed=1)


def test_splits_limit_and_system_are_chosen_by_the_marker(suite: pytest.Pytester) -> None:
    bare = marked(', system="closed-book"').replace(
        "assert_right(graded)", 'assert graded.response.system == "closed-book"'
    )
    suite.makepyfile(test_split=marked(', splits="dev"'), test_limit=marked(", limit=1"), test_bare=bare)
    result = suite.runpytest("-v")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        [
            "test_bare.py::test_answers[[]q2[]] PASSED*",
            "test_limit.py::test_answers[[]q1[]] PASSED*",
            "test_split.py::test_answers[[]q1[]] PASSED*",
        ]
    )
    result.stdout.fnmatch_lines(["OPENED [[]('rules', 'closed-book', 'assistant'), 'closed'[]] *"])


def test_a_wrong_answer_fails_with_what_is_wrong(suite: pytest.Pytester) -> None:
    write(suite.path / "rules.jsonl", WRONG)
    suite.makepyfile(marked())
    result = suite.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *AssertionError: 質問 q3: 漏えいの確報はいつまでに提出しますか",
            "E *判定: 誤答",
            "E *禁じた記述: 「3日以内に速報」（3日以内に速報）",
            "E *表示しなかった文: 確報は、3日以内に提出しなければならない。（*）",
        ]
    )


def test_a_failing_question_fails_its_own_test_alone(suite: pytest.Pytester) -> None:
    lost = REPORTED | {"id": "q4", "gold": [[{"source": "incident.md", "quote": "どこにもない"}]]}
    write(suite.path / "rules.jsonl", lost, MET)
    suite.makepyfile(marked())
    result = suite.runpytest()
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["*質問が資料に合いません*", "*q4: 資料 incident.md に「どこにもない」がありません*"])
    result.stdout.no_fnmatch_line("*pytest_evaluation.py*")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (', split="dev"', "assistant_suite の引数が誤っています*split*"),
        (
            ', system="assistent"',
            "system は assistant、assistant-quotes、*、plain-chain、closed-book のどれかです: assistent",
        ),
        (', splits=("dev", "tset")', "splits は dev、test、held から選びます: tset"),
        (", limit=0", "limit は 1 以上です: 0"),
        (', splits="held"', "評価セットに、問う質問がありません: *rules.jsonl（全 2 問。*held のものだけ*"),
    ],
)
def test_a_wrong_marker_ends_the_collection_with_a_text(suite: pytest.Pytester, more: str, text: str) -> None:
    suite.makepyfile(marked(more))
    result = suite.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([text])
    result.stdout.no_fnmatch_line("*During handling*")


def test_a_wrong_suite_ends_the_collection_with_its_line(suite: pytest.Pytester) -> None:
    write(suite.path / "rules.jsonl", MET, {"id": "q9", "question": "?"})
    suite.makepyfile(marked())
    result = suite.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["質問のファイルの 2 行目が誤っています: *rules.jsonl*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_suite_lies_beside_the_test_that_names_it(suite: pytest.Pytester) -> None:
    below = suite.mkdir("below")
    (suite.path / "rules.jsonl").rename(below / "rules.jsonl")
    suite.makepyfile(**{"below/test_rules": marked()})
    suite.runpytest("below/test_rules.py").assert_outcomes(passed=2)


def test_a_suite_without_its_documents_is_skipped_with_the_reason(suite: pytest.Pytester) -> None:
    (suite.path / "away.toml").write_text(
        'title = "遠く"\nquestions = ["rules.jsonl"]\ncorpus = ["absent"]\n', encoding="utf-8"
    )
    suite.makepyfile(marked().replace("rules.jsonl", "away.toml"))
    result = suite.runpytest("-rs")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["SKIPPED [[]2[]] *資料がここにありません: *absent", "OPENED [[][]] WRITTEN 0"])


def test_missing_models_fail_with_the_command_to_run(suite: pytest.Pytester) -> None:
    (suite.path / "conftest.py").unlink()
    suite.makepyfile(marked())
    result = suite.runpytest()
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*assistant setup*"])


def test_settings_that_are_wrong_fail_with_their_text(suite: pytest.Pytester) -> None:
    suite.makepyfile(marked(", limit=1"))
    result = suite.runpytest("--assistant-config", "absent.toml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*設定ファイルを開けません: absent.toml*"])


def test_an_answer_without_a_suite_is_asked_for_one(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_answers(graded): pass")
    result = suite.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*graded を使うテストには評価セットの印を付けてください*"])


def test_a_fixture_of_the_same_name_stays_the_users_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("graded", [1, 2])
        def test_papers(graded):
            assert graded in (1, 2)
        """
    )
    pytester.runpytest("--strict-markers").assert_outcomes(passed=2)


def test_every_pytest_loads_the_plugin_and_nothing_heavy_with_it(tmp_path: Path) -> None:
    (tmp_path / "test_loaded.py").write_text(
        "import sys\n"
        "def test_loaded(pytestconfig):\n"
        "    assert pytestconfig.pluginmanager.hasplugin('assistant_eval')\n"
        "    heavy = {'assistant', 'numpy', 'torch', 'gradio', 'pydantic', 'regex', 'jinja2'}\n"
        "    assert not heavy & set(sys.modules)\n",
        encoding="utf-8",
    )
    own = ("-p", "no:anyio", "-p", "no:langsmith_plugin")  # of other packages, and heavy
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *own], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
