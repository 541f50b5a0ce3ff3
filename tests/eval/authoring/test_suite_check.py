from pathlib import Path

from assistant_eval.authoring.suite_check import Counts, Reading, count, read_suite_documents, sources_of, suite_faults
from assistant_eval.records import Alternative, Question
from assistant_eval.suite import Suite
from tests.stand_ins import small_corpus


def question(id_: str, source: str, quote: str, split: str = "test") -> Question:
    return Question(id_, split, "everyday", "期限は？", ((Alternative(source, quote),),))


REFUSED = Question("r", "dev", "far", "富士山は？", refuse="far", reviewed=False)


def test_questions_are_counted() -> None:
    questions = (question("a", "a.md", "甲"), question("b", "a.md", "乙", "dev"), question("c", "a.md", "丙"), REFUSED)
    assert count(questions) == Counts(
        total=4,
        splits=(("test", 2), ("dev", 2)),
        types=(("everyday", 3),),
        refusals=(("far", 1),),
        unreviewed=1,
    )


def test_nothing_is_counted_of_nothing() -> None:
    assert count(()) == Counts(0, (), (), (), 0)


def test_only_the_files_that_are_asked_about_are_read(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    suite = Suite("own", "自作", (question("a", "incident.md", "3日以内に速報を提出"), REFUSED), (corpus,))
    assert sources_of(suite.questions) == {"incident.md"}
    reading = read_suite_documents(suite)
    assert [own.source for own in reading.documents] == ["incident.md"]
    assert suite_faults(suite, reading) == ()


def test_every_fault_is_named(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    (corpus / "empty.md").write_text("", encoding="utf-8")
    questions = (
        question("a", "incident.md", "5日以内"),
        question("b", "empty.md", "甲"),
        question("c", "none.md", "乙"),
    )
    suite = Suite("own", "自作", questions, (corpus,), paraphrases=(tmp_path / "spoken.jsonl",))
    assert suite_faults(suite, read_suite_documents(suite)) == (
        f"ファイルがありません: {tmp_path / 'spoken.jsonl'}",
        "資料 empty.md を読めません: 空のファイルです",
        "a: 資料 incident.md に「5日以内」がありません",
        "b: 資料 empty.md がありません",
        "c: 資料 none.md がありません",
    )


def test_a_suite_without_questions_is_a_fault() -> None:
    assert suite_faults(Suite("own", "自作", (), None), Reading(())) == ("質問が一つもありません",)
