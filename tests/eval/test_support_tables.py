"""Tables of the verifiers: who caught what, over which claims, and by how much more."""

from random import Random

from assistant.judge.claims.mutations import mutations
from assistant_eval.judge.judgements import Judgement
from assistant_eval.metrics.calibration import reliability
from assistant_eval.mutation.detection import Detection, Verdict, detect
from assistant_eval.mutation.paraphrases import Case
from assistant_eval.mutation.replacements import read_replacements
from assistant_eval.support_tables import ALONE, BOTH, RULES, judgement_rows, mutation_rows, reliability_rows

CASES = (
    Case("a", "x.md", "…", "事業者は3日以内に速報を提出しなければならない。"),
    Case("b", "x.md", "…", "利用者は5日以内に確報を提出しなければならない。"),
)
CLAIMS = {case.claim for case in CASES}


def found_by(verdict: Verdict) -> Detection:
    return detect(CASES, verdict, read_replacements(), 1)


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def by_numbers(case: Case, claim: str) -> tuple[bool, tuple[str, ...]]:
    return digits(claim) == digits(case.claim), ()


def only_word_for_word(case: Case, claim: str) -> tuple[bool, tuple[str, ...]]:
    return claim == case.claim, ()


def never_the_second(case: Case, claim: str) -> tuple[bool, tuple[str, ...]]:
    return claim == case.claim and case.id != "b", ()


def row(lines: list[str], name: str) -> list[str]:
    return [cell.strip() for cell in next(line for line in lines if name in line).strip("|").split("|")]


def test_a_column_a_verifier_and_what_the_judge_adds() -> None:
    lines = list(mutation_rows({RULES: found_by(by_numbers), BOTH: found_by(only_word_for_word)}, 1))
    made = [own.kind for case in CASES for own in mutations(case.claim, read_replacements(), Random(f"1:{case.id}"))]
    modal = row(lines, "（modality）")
    assert modal[1] == f"0.000（0.000–0.842） {made.count('modality')}"
    assert modal[2] == f"1.000（0.158–1.000） {made.count('modality')}"
    assert modal[3] == "+100.0（+100.0 から +100.0）"
    assert row(lines, "（number）")[3] == "+0.0（+0.0 から +0.0）"
    assert row(lines, "**全体**")[2].endswith(f" {len(made)}")
    assert row(lines, "退けた割合")[1:] == [
        "0.000（0.000–0.842） 2",
        "0.000（0.000–0.842） 2",
        "+0.0（+0.0 から +0.0）",
    ]


def test_the_difference_is_over_claims_that_both_accept() -> None:
    lines = list(mutation_rows({RULES: found_by(by_numbers), BOTH: found_by(never_the_second)}, 1))
    assert row(lines, "（modality）")[3] == "+100.0（+100.0 から +100.0）"
    assert row(lines, "退けた割合")[2:] == ["0.500（0.000–1.000） 2", "+50.0（+0.0 から +100.0）"]


def test_rules_alone_have_no_difference() -> None:
    lines = list(mutation_rows({RULES: found_by(by_numbers)}, 1))
    assert row(lines, "（number）")[2] == "–"
    assert len(row(lines, "変えたもの")) == len(row(lines, "|---|")) == 3


def test_verdicts_beside_the_labels_of_people() -> None:
    judgements = [
        Judgement("1", "x.md", "q", "正しい", "supported"),
        Judgement("2", "x.md", "q", "正しくもある", "supported"),
        Judgement("3", "x.md", "q", "書いてない", "unsupported"),
        Judgement("4", "x.md", "q", "正しくない", "contradicted"),
    ]

    def starts(case: Case, claim: str) -> tuple[bool, tuple[str, ...]]:
        return claim.startswith("正しい") or claim.endswith("くない"), ()

    lines = list(judgement_rows(judgements, {RULES: starts, ALONE: lambda case, claim: (True, ())}, 1))
    shares = {
        name: [cell[:5] for cell in row(lines, name)[2:]]
        for name in ("合った", "受け入れ", "裏付けなし", "矛盾", "正しいものを")
    }
    assert shares == {
        "合った": ["0.500", "0.500"],
        "受け入れ": ["0.500", "1.000"],
        "裏付けなし": ["0.000", "1.000"],
        "矛盾": ["1.000", "1.000"],
        "正しいものを": ["0.500", "0.000"],
    }
    assert [row(lines, name)[1] for name in ("合った", "受け入れ", "矛盾")] == ["4", "2", "1"]


def test_empty_bins_have_no_row() -> None:
    lines = list(reliability_rows(reliability([0.9, 0.92, 0.05], [True, False, False])))
    assert lines[2:] == ["| 0.00–0.07 | 1 | 0.050 | 0.000 |", "| 0.87–0.93 | 2 | 0.910 | 0.500 |"]
