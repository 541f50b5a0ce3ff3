"""`assistant eval` from its arguments to the report, over the five documents with the stand-ins in the models' place."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.models.protocols import Token
from assistant_eval.cli import main
from assistant_eval.commands import write_report
from tests.eval.doubting_judge import DoubtingJudge
from tests.eval.made_report import made_answer, made_report
from tests.eval.made_suite import MET, QUESTIONS, Scripted, rows, small_profile, small_suite, stand_in

Run = Callable[..., tuple[int, str, str]]
TIMES = {"started_at", "finished_at", "systems_s", "opening_s", "judging_s", "harness_s", "peak_bytes"}
KEPT = 'metric="quote_exact"\nat_least=1.0'
BROKEN = 'metric="verbatim"\nat_least=0.9'


@pytest.fixture
def generator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    return stand_in(monkeypatch, tmp_path)


@pytest.fixture
def run(generator: Scripted, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in `tmp_path`, where a suite rules.toml and a profile that it passes lie."""
    small_suite(tmp_path)
    small_profile(tmp_path, KEPT)

    def call(*arguments: str) -> tuple[int, str, str]:
        code: int = main(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


def report_in(folder: Path) -> dict[str, Any]:
    """The report, read as strictly as JSON is defined: without NaN and Infinity."""

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"), parse_constant=refuse)
    return report


def outcomes(report: dict[str, Any], system: str = "assistant") -> dict[str, str]:
    return {own["id"]: own["outcome"] for own in report["answers"] if own["system"] == system}


OPTIONS = ("--profile", "own.toml", "--out", "out")
SUITE = ("rules.toml", *OPTIONS)


def test_a_run_writes_its_report_and_shows_table_and_verdict(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(*SUITE, "--systems", "assistant", "plain-chain", "closed-book")
    report = report_in(tmp_path / "out")
    assert code == 0
    assert "合格：基準「試し」（own）" in out
    assert "報告: out/report.html" in out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"report.json", "report.html"}
    assert "社内規程" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    # The wrong day is withheld by the product, which shows the sentence of the source; the two that do not check show it.
    assert outcomes(report) == {"q1": "correct", "q2": "correct", "q3": "refused"}
    for other in ("plain-chain", "closed-book"):
        assert outcomes(report, other) == {"q1": "correct", "q2": "wrong", "q3": "refused"}
    figures = {(own["metric"], own["system"], own["group"]): own for own in report["figures"]}
    assert figures["grounded_correct", "assistant", "all"]["mean"] == 1.0
    assert figures["wrong_shown", "assistant", "all"]["mean"] == 0.0
    assert figures["first_claim_s", "assistant", "all"]["questions"] == 2
    assert figures["first_claim_s", "plain-chain", "all"]["mean"] is None
    assert figures["wrong_shown", "plain-chain", "all"]["mean"] == 0.5
    assert figures["ndcg_10", "closed-book", "all"]["mean"] is None
    assert (report["run"]["answered"], report["run"]["cached"]) == (9, 0)
    assert report["mutations"]["overall"]["made"] > 0


def test_the_seconds_of_a_run_add_up(run: Run, tmp_path: Path) -> None:
    run(*SUITE)
    own = report_in(tmp_path / "out")["run"]
    assert all(own[key] >= 0 for key in ("systems_s", "opening_s", "harness_s"))
    answers = sum(row["timings"]["total_s"] for row in report_in(tmp_path / "out")["answers"])
    assert own["systems_s"] >= answers
    assert own["systems_s"] + own["opening_s"] + own["harness_s"] < 30


def test_a_run_that_falls_short_exits_with_one_and_the_reasons(run: Run, tmp_path: Path) -> None:
    small_profile(tmp_path, KEPT, BROKEN)
    code, out, _ = run(*SUITE)
    assert code == 1
    # Of the five sentences shown one is the model's.
    assert out.index("不合格") < out.index("資料の文のままの率が 0.800 で、基準の ≥ 0.9 を満たしません")
    assert report_in(tmp_path / "out")["gate"]["passed"] is False


def test_what_was_answered_is_not_asked_again(run: Run, generator: Scripted, tmp_path: Path) -> None:
    run(*SUITE)
    asked = len(generator.prompts)
    assert asked == 2  # not where there is nothing to answer with
    first = report_in(tmp_path / "out")
    run(*SUITE)
    again = report_in(tmp_path / "out")
    assert len(generator.prompts) == asked
    assert (again["run"]["cached"], again["run"]["answered"]) == (3, 0)
    assert again["run"]["systems_s"] == 0
    assert again["run"]["peak_bytes"] == {"assistant": None}
    for report in (first, again):
        for key in (*TIMES, "cached", "answered"):
            del report["run"][key]
    assert again == first


def test_a_seed_gives_the_same_report_apart_from_times(run: Run, generator: Scripted, tmp_path: Path) -> None:
    reports = []
    for _ in range(2):
        run(*SUITE, "--fresh", "--seed", "3")
        report = report_in(tmp_path / "out")
        costs = {own["name"] for own in report["metrics"] if own["group"] == "cost" and own["unit"] != "tokens"}
        for key in TIMES:
            del report["run"][key]
        for answer in report["answers"]:
            del answer["timings"]
            answer["grades"] = {name: own for name, own in answer["grades"].items() if name not in costs}
        report["figures"] = [own for own in report["figures"] if own["metric"] not in costs]
        reports.append(report)
    assert reports[0] == reports[1]
    assert reports[0]["run"]["seed"] == 3
    assert len(generator.prompts) == 4  # --fresh asked anew


def test_splits_and_limit(run: Run, tmp_path: Path) -> None:
    run(*SUITE, "--split", "held")
    assert outcomes(report_in(tmp_path / "out")) == {"q4": "correct"}
    run(*SUITE, "--split", "dev", "held", "--limit", "2")
    assert list(outcomes(report_in(tmp_path / "out"))) == ["q1", "q3"]


def test_json_is_the_report_and_nothing_else(run: Run, tmp_path: Path) -> None:
    _, out, _ = run(*SUITE, "--json")
    assert json.loads(out) == report_in(tmp_path / "out")


def test_a_folder_of_its_own_for_every_run(run: Run, tmp_path: Path) -> None:
    run(*SUITE[:3])
    runs = list((tmp_path / "home" / "evaluation" / "runs").iterdir())
    assert [path.name.endswith("-rules") for path in runs] == [True]
    assert (runs[0] / "report.json").is_file()


def test_a_set_of_questions_alone_goes_to_the_index_that_is_named(run: Run, tmp_path: Path) -> None:
    run(*SUITE)  # builds an index
    index = next((tmp_path / "home" / "evaluation" / "index").iterdir())
    code, _, _ = run("rules.jsonl", "--profile", "own.toml", "--out", "out", "--index", str(index))
    assert code == 0
    assert outcomes(report_in(tmp_path / "out"))["q4"] == "correct"  # all splits of it


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "starter"),
        (("nowhere.toml",), "nowhere.toml"),
        (("rules.toml", "--profile", "strict"), "default、target"),
        (("rules.toml", "--out", "rules.toml"), "報告のフォルダに書けません: rules.toml"),
        (("rules.toml", "--out", "rules.toml/below"), "報告のフォルダに書けません"),
        (("rules.toml", "--judge", "no-such-model"), "no-such-model"),
        (("rules.toml", "--judge", "qwen2.5-coder-0.5b-instruct"), "モデル qwen2.5-coder-0.5b-instruct がありません"),
        (("rules.toml", "rules.jsonl"), "同じ名前の評価セットが二つあります: rules"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_asked(
    run: Run, generator: Scripted, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert said in err
    assert generator.prompts == []


def test_a_failed_start_leaves_no_empty_folder(run: Run, tmp_path: Path) -> None:
    run("rules.toml", "--judge", "no-such-model")
    run("rules.toml", "--judge", "no-such-model", "--out", "out")
    assert not (tmp_path / "out").exists()
    assert list((tmp_path / "home" / "evaluation").rglob("*-rules")) == []


def test_questions_that_do_not_fit_their_documents_stop_the_run(run: Run, generator: Scripted, tmp_path: Path) -> None:
    lost = [
        {**QUESTIONS[0], "id": f"q{n}", "gold": [[{"source": "incident.md", "quote": f"{n}年以内"}]]} for n in range(12)
    ]
    small_suite(tmp_path, *lost)
    code, out, err = run(*SUITE)
    assert (code, out) == (1, "")
    assert "評価セット rules が資料に合いません（24 件）" in err  # each lacks its quote, and its fact in the quote
    assert "q0: 資料 incident.md に「0年以内」がありません" in err
    assert "ほか 14 件" in err
    assert "q9" not in err
    assert generator.prompts == []
    assert generator.closed
    assert not (tmp_path / "out").exists()


def test_paraphrases_that_cannot_be_read_stop_the_run_before_it(run: Run, generator: Scripted, tmp_path: Path) -> None:
    (tmp_path / "rules-paraphrases.jsonl").write_text("{oops\n", encoding="utf-8")
    code, _, err = run(*SUITE)
    assert code == 1
    assert "1 行目" in err
    assert generator.prompts == []


def test_a_split_without_questions(run: Run, tmp_path: Path) -> None:
    small_suite(tmp_path, QUESTIONS[0])
    code, _, err = run(*SUITE, "--split", "held")
    assert code == 1
    assert "問う質問がありません（全 1 問" in err


def test_unreviewed_questions_are_not_asked(run: Run, tmp_path: Path) -> None:
    small_suite(tmp_path, QUESTIONS[0], {**QUESTIONS[1], "reviewed": False})
    run(*SUITE)
    assert list(outcomes(report_in(tmp_path / "out"))) == ["q1"]


def test_a_suite_without_its_documents_is_skipped_with_the_reason(run: Run, tmp_path: Path) -> None:
    small_suite(tmp_path, name="away", corpus=["nowhere"])
    code, _, err = run("rules.toml", "away.toml", *OPTIONS)
    assert code == 0
    assert "評価セット away を飛ばします。資料がここにありません" in err
    assert report_in(tmp_path / "out")["run"]["suites"] == ["rules"]
    code, _, err = run("away.toml", *OPTIONS)
    assert code == 1
    assert "実行できる評価セットがありません" in err


def test_two_suites_stand_side_by_side(run: Run, tmp_path: Path) -> None:
    small_suite(tmp_path, QUESTIONS[0], QUESTIONS[2])
    small_suite(tmp_path, QUESTIONS[1], name="minutes")
    run("rules.toml", "minutes.toml", *OPTIONS)
    report = report_in(tmp_path / "out")
    assert {own["id"]: own["suite"] for own in report["answers"]} == {"q1": "rules", "q3": "rules", "q2": "minutes"}
    means = {own["group"]: own["mean"] for own in report["figures"] if own["metric"] == "verbatim"}
    assert (means["suite:rules"], means["suite:minutes"], means["all"]) == (2 / 3, 1.0, 4 / 5)


def test_the_same_id_in_two_suites_is_refused(run: Run, generator: Scripted, tmp_path: Path) -> None:
    small_suite(tmp_path, QUESTIONS[0], name="again")
    code, _, err = run("rules.toml", "again.toml", *OPTIONS)
    assert code == 1
    assert "id q1" in err
    assert generator.prompts == []


def breaking(generator: Scripted, monkeypatch: pytest.MonkeyPatch, at: str, error: BaseException) -> None:
    """The model ends with `error` at the question `at`."""
    generate = generator.generate

    def broken(messages: Any, cancel: Any = None, **more: Any) -> Iterator[Any]:
        if messages[-1].content.rstrip().endswith(at):
            yield Token("第9回")
            raise error
        yield from generate(messages, cancel, **more)

    monkeypatch.setattr(generator, "generate", broken)


def test_an_answer_that_breaks_down_is_counted_and_asked_again(
    run: Run, generator: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_profile(tmp_path, 'metric="failures"\nat_most=0.0')
    with monkeypatch.context() as patch:
        breaking(generator, patch, MET, AssistantError("言語モデルが途中で終わりました"))
        code, out, _ = run(*SUITE)
    report = report_in(tmp_path / "out")
    assert code == 1
    assert outcomes(report) == {"q1": "correct", "q2": "failed", "q3": "refused"}
    assert report["answers"][1]["failure"] == "言語モデルが途中で終わりました"
    assert "動作・採点に失敗した率が 0.333" in out
    correct = next(own for own in report["figures"] if (own["metric"], own["group"]) == ("correct", "all"))
    assert (correct["mean"], correct["questions"], correct["failed"]) == (1.0, 1, 1)
    assert run(*SUITE)[0] == 0
    assert report_in(tmp_path / "out")["run"]["cached"] == 2


def test_what_was_answered_before_an_interruption_stays(
    run: Run, generator: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        breaking(generator, patch, MET, KeyboardInterrupt())
        code, out, err = run(*SUITE)
    assert (code, out) == (130, "")
    assert "中断しました" in err
    assert generator.closed
    assert not (tmp_path / "out").exists()
    run(*SUITE)
    assert (report_in(tmp_path / "out")["run"]["cached"], report_in(tmp_path / "out")["run"]["answered"]) == (1, 2)


def test_the_forms_of_an_answer_are_compared_in_one_run(run: Run, generator: Scripted, tmp_path: Path) -> None:
    run(*SUITE, "--systems", "assistant", "assistant-quotes", "assistant-prose")
    report = report_in(tmp_path / "out")
    assert [own["label"] for own in report["systems"]] == ["本製品", "本製品（引用のみ）", "本製品（文章と引用）"]
    said = {
        own["system"]: [(sentence["verbatim"], sentence["shown"]) for sentence in own["sentences"]]
        for own in report["answers"]
        if own["id"] == "q2"
    }
    assert said["assistant"] == said["assistant-prose"] == [(False, False), (True, True), (True, True)]
    assert said["assistant-quotes"] == [(True, True), (True, True)]
    tokens = {(own["system"], own["id"]): own["tokens"] is None for own in report["answers"]}
    assert [tokens[name, "q1"] for name in ("assistant", "assistant-quotes", "assistant-prose")] == [False, True, False]
    assert len(generator.prompts) == 4


def test_the_mutations_are_put_to_the_products_own_judge(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant_eval.opening.open_support_judge", lambda settings, embedder: DoubtingJudge())
    _, out, _ = run(*SUITE)
    mutations = report_in(tmp_path / "out")["mutations"]
    assert mutations["paraphrases"]["rejected"] == 0
    assert mutations["with_judge"]["paraphrases"]["rejected"] == 1  # it believes nothing
    assert "審査モデルも" in out
    assert "規則と審査モデルを合わせた検証" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


class TestReport:
    """`assistant eval report`: a run that is done, shown and judged anew."""

    def test_the_table_and_the_page_come_again(self, run: Run, tmp_path: Path) -> None:
        _, first, _ = run(*SUITE)
        page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
        (tmp_path / "out" / "report.html").unlink()
        code, again, _ = run("report", "out")
        assert (code, again) == (0, first)
        assert (tmp_path / "out" / "report.html").read_text(encoding="utf-8") == page

    def test_other_bounds(self, run: Run, tmp_path: Path) -> None:
        run(*SUITE)
        small_profile(tmp_path, BROKEN)
        code, out, _ = run("report", "out", "--profile", "own.toml")
        assert code == 1
        assert "資料の文のままの率が 0.800" in out
        assert report_in(tmp_path / "out")["gate"]["passed"] is False

    def test_a_file_of_another_name_leaves_the_report_beside_it_alone(self, run: Run, tmp_path: Path) -> None:
        run(*SUITE)
        before = (tmp_path / "out" / "report.json").read_bytes()
        report = json.loads(before)
        report["run"]["name"] = "先週の評価"
        (tmp_path / "out" / "old.json").write_text(json.dumps(report), encoding="utf-8")
        code, out, _ = run("report", "out/old.json")
        assert code == 0
        assert "報告: out/old.html" in out
        assert "先週の評価" in (tmp_path / "out" / "old.html").read_text(encoding="utf-8")
        assert (tmp_path / "out" / "report.json").read_bytes() == before

    def test_a_report_that_no_gate_has_judged(self, run: Run, tmp_path: Path) -> None:
        run(*SUITE)
        report = report_in(tmp_path / "out") | {"gate": None}
        (tmp_path / "out" / "report.json").write_text(json.dumps(report), encoding="utf-8")
        assert run("report", "out")[0] == 0

    def test_a_folder_without_a_report(self, run: Run) -> None:
        code, _, err = run("report", "nowhere")
        assert code == 1
        assert "評価の報告を開けません: nowhere" in err


def test_suites_and_profiles_are_listed(run: Run) -> None:
    code, out, _ = run("suites")
    assert code == 0
    for name in ("real", "small", "starter", "default", "target"):
        assert f"\n  {name} " in out
    assert "うち答えのない質問" in out


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """What is no JSON is refused before the old report is touched."""
    file = tmp_path / "report.json"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="JSON"):
        write_report(made_report([made_answer(1, confidence=float("nan"))]), file)
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_page_that_cannot_be_made_does_not_take_the_report_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(report: dict[str, Any]) -> str:
        raise RuntimeError("no page")

    monkeypatch.setattr("assistant_eval.commands.render_page", broken)
    report = made_report([made_answer(1)])
    with pytest.raises(RuntimeError):
        write_report(report, tmp_path / "report.json")
    assert report_in(tmp_path) == report


def test_rows_that_are_no_questions_are_told_by_line(run: Run, tmp_path: Path) -> None:
    rows(tmp_path / "rules.jsonl", QUESTIONS[0], {"id": "q2"})
    code, _, err = run(*SUITE)
    assert code == 1
    assert "2 行目" in err
