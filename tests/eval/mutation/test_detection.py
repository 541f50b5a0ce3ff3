from assistant.judge.claims.mutations import KINDS
from assistant.judge.claims.replacements import Replacements
from assistant_eval.mutation.detection import LABELS, as_report, detect
from assistant_eval.mutation.paraphrases import Case

TABLE = Replacements({"国": ("事業者",)}, {}, {})
FIRST = Case("p1", "a.md", "国は3日以内に報告する。", "国は3日以内に報告する。")
SECOND = Case("p2", "a.md", "記録を残す。", "記録を残す。")


def only_the_number(case: Case, claim: str) -> tuple[bool, tuple[str, ...]]:
    """A verifier that looks at nothing but the number, and rejects the second case whatever it says."""
    if case.id == "p2":
        return False, ("嫌いです",)
    return ("3日" in claim or "3" not in case.claim), ("数が違います",)


def test_what_is_caught_and_what_escapes() -> None:
    detection = detect((FIRST, SECOND), only_the_number, TABLE, seed=1)
    assert detection.caught["number"] == ((1.0, 1.0),)  # two other numbers of days
    assert detection.caught["actor"] == ((0.0,),)  # 事業者は3日以内に…
    assert detection.caught["negation"] == ((0.0,),)
    assert {one.mutation.kind for one in detection.escaped} == {"actor", "negation", "comparison", "scope"}
    assert {one.case for one in detection.escaped} == {FIRST}


def test_mutants_of_a_rejected_claim_are_counted_and_left_out() -> None:
    detection = detect((FIRST, SECOND), only_the_number, TABLE, seed=1)
    assert detection.wrongly_rejected == (0.0, 1.0)
    assert [(one.case, one.reasons) for one in detection.rejected] == [(SECOND, ("嫌いです",))]
    assert detection.left_out == dict.fromkeys(KINDS, 0) | {"negation": 1}  # 残さない
    assert len(detection.caught["negation"]) == 1


def test_all_kinds_together_are_one_entry_a_case() -> None:
    detection = detect((FIRST, FIRST._replace(id="p3")), only_the_number, TABLE, seed=1)
    # number twice caught; negation, actor, comparison and scope once each escaped
    assert [sorted(own) for own in detection.all_caught] == [[0.0, 0.0, 0.0, 0.0, 1.0, 1.0]] * 2


def test_a_case_more_leaves_the_others_as_they_were() -> None:
    alone = detect((FIRST,), only_the_number, TABLE, seed=1)
    after = detect((FIRST._replace(id="p0"), FIRST), only_the_number, TABLE, seed=1)
    assert [one for one in after.escaped if one.case.id == "p1"] == list(alone.escaped)


def test_the_report_tells_nothing_where_nothing_was_made() -> None:
    report = as_report(detect((FIRST, SECOND), only_the_number, TABLE, seed=1), seed=1)
    classes = {entry["name"]: entry for entry in report["classes"]}
    assert classes["date"] == {
        "name": "date", "label": "日付", "made": 0, "caught": 0, "mean": None, "low": None, "high": None, "left_out": 0
    }  # fmt: skip
    assert (classes["number"]["made"], classes["number"]["caught"], classes["number"]["mean"]) == (2, 2, 1.0)
    assert (report["overall"]["made"], report["overall"]["caught"], report["overall"]["left_out"]) == (6, 2, 1)
    assert report["paraphrases"]["made"] == 2
    assert report["paraphrases"]["rejected"] == 1
    assert report["paraphrases"]["mean"] == 0.5
    assert report["rejected"] == [
        {"source": "a.md", "quote": "記録を残す。", "claim": "記録を残す。", "reasons": ["嫌いです"]}
    ]
    assert {entry["class"] for entry in report["escaped"]} == {"actor", "negation", "comparison", "scope"}


def test_no_cases_at_all() -> None:
    detection = detect((), only_the_number, TABLE, seed=1)
    assert as_report(detection, seed=1)["paraphrases"] == {
        "made": 0, "rejected": 0, "mean": None, "low": None, "high": None
    }  # fmt: skip


def test_every_kind_has_a_label() -> None:
    assert tuple(LABELS) == KINDS
