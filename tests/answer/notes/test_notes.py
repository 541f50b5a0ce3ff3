from dataclasses import replace
from datetime import date

import pytest

from assistant.answer.notes.notes import notes
from assistant.records import Authority, Claim, Evidence, Metadata, Note
from tests.answer.cited import claim, source

TODAY = date(2026, 11, 22)
LAW = Metadata(authority=Authority.STATUTE, in_force_from=date(2025, 9, 1), language="ja")
GUIDELINE = Metadata(
    authority=Authority.GUIDELINE, edition="第1.2版", published=date(2026, 3, 31), language="ja"
)  # fmt: skip
RULE = Metadata(authority=Authority.INTERNAL_RULE, language="ja")
COMMENTARY = Metadata(authority=Authority.COMMENTARY, edition="2026年11月版", language="ja")
TEXT = "事業者は、施策に協力しなければならない。"
OTHER = "提供者は、利用者に注意点を知らせる。"
ENGLISH = "You may use the outputs of the model to train another model."


def made(question: str, *items: Evidence, claims: tuple[Claim, ...] | None = None) -> tuple[Note, ...]:
    shown = tuple(claim(item) for item in items) if claims is None else claims
    return notes(question, shown, items, TODAY)


def kinds(*items: Evidence, question: str = "何をしますか") -> list[str]:
    return [note.kind for note in made(question, *items)]


@pytest.mark.parametrize(
    "items",
    [
        (source(1, TEXT, "AI法", LAW),),
        (source(1, TEXT, "AI法", LAW), source(2, OTHER, "AI法", LAW)),
        (source(1, TEXT, "規程", RULE), source(2, OTHER, "手順", RULE)),
        (source(1, TEXT, "メモ"),),
        (),
    ],
    ids=["one source", "one rank and date", "two rules", "no metadata", "nothing shown"],
)
def test_an_ordinary_answer_gets_no_note(items: tuple[Evidence, ...]) -> None:
    assert made("何をしますか", *items) == ()


def test_sources_of_different_rank_are_told_with_their_dates_and_the_law_before_the_guideline() -> None:
    items = (source(1, TEXT, "AI法", LAW), source(2, OTHER, "指針", GUIDELINE), source(3, "報告する。", "規程", RULE))
    (note,) = made("何をしますか", *items)
    assert note == Note(
        "sources",
        "出典の種類と時点: [1] 法律（2025年9月1日施行）、[2] ガイドライン（第1.2版、2026年3月31日公表）、"
        "[3] 社内規程（版・日付の情報なし）。記述が異なるときは法令が優先します。",
        (1, 2, 3),
    )


def test_the_order_of_rank_is_told_only_of_law_and_guideline() -> None:
    (note,) = made("何をしますか", source(1, TEXT, "AI法", LAW), source(2, OTHER, "規程", RULE))
    assert note.kind == "sources"
    assert "優先" not in note.text


def test_two_passages_of_one_document_are_told_together() -> None:
    first, law = source(1, TEXT, "指針", GUIDELINE), source(3, "罰則はない。", "AI法", LAW)
    second = replace(source(2, OTHER, "指針", GUIDELINE), hit=replace(first.hit, passage=source(2, OTHER).hit.passage))
    same = replace(
        second, hit=replace(second.hit, document=replace(source(2, OTHER).hit.document, id="d1", metadata=GUIDELINE))
    )
    (note,) = made("何をしますか", first, same, law)
    assert "[1][2] ガイドライン（" in note.text


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        (replace(LAW, in_force_from=date(2027, 4, 1)), "法律（2027年4月1日施行予定）"),
        (replace(LAW, in_force_from=TODAY), "法律（2026年11月22日施行）"),
        (replace(LAW, in_force_to=date(2027, 3, 31)), "法律（2025年9月1日施行、2027年3月31日まで有効）"),
        (Metadata(), "種別の情報なし（版・日付の情報なし）"),
        (replace(GUIDELINE, published=None), "ガイドライン（第1.2版）"),
        (Metadata(authority=Authority.ORDER, in_force_from=date(2023, 4, 1)), "政令・省令（2023年4月1日施行）"),
    ],
    ids=["not yet in force", "from today", "with an end", "unknown", "edition only", "order"],
)
def test_what_is_told_of_a_source(metadata: Metadata, told: str) -> None:
    items = source(1, TEXT, "規程", RULE), source(2, OTHER, "もう一つの資料", metadata)
    assert f"[2] {told}" in made("何をしますか", *items)[0].text


def test_editions_of_like_rank_are_told_apart() -> None:
    old = replace(GUIDELINE, edition="第1.1版", published=date(2025, 3, 28))
    assert kinds(source(1, TEXT, "指針", GUIDELINE), source(2, OTHER, "指針", old)) == ["sources"]


def test_a_commentary_needs_its_original() -> None:
    (note,) = made("何をしますか", source(1, TEXT, "要点", COMMENTARY), source(2, OTHER, "解説", COMMENTARY))
    assert note == Note("commentary", "[1][2] は解説であり、原典の確認が必要です（要確認）。", (1, 2))


def test_only_what_is_cited_is_spoken_of() -> None:
    cited, lying_by = source(1, TEXT, "AI法", LAW), source(2, OTHER, "解説", COMMENTARY)
    assert notes("何をしますか", (claim(cited),), (cited, lying_by), TODAY) == ()


def test_an_edition_not_in_force_is_told() -> None:
    remark = "旧版（2024-04-01。2026-11-22 に有効なのは 2025-04-01 からの版）"
    (note,) = made("何をしますか", source(1, TEXT, "AI法", LAW, remark))
    assert note == Note("edition", f"[1] は{remark}です。", (1,))


def test_what_was_in_force_on_the_day_asked_about_but_is_no_more_is_told() -> None:
    ended = replace(LAW, in_force_to=date(2026, 3, 31))
    (note,) = made("2026年1月の時点では？", source(1, TEXT, "AI法", ended))
    assert note.kind == "edition"
    assert "2026年11月22日には失効（2026年3月31日まで）" in note.text
    assert made("何をしますか", source(1, TEXT, "AI法", replace(LAW, in_force_to=TODAY))) == ()


@pytest.mark.parametrize(
    ("metadata", "text", "expected"),
    [
        (Metadata(language="en"), ENGLISH, "[1] は英語の資料で、引用は原文のままです。"),
        (Metadata(language="en-US"), ENGLISH, "[1] は英語の資料で、引用は原文のままです。"),
        (Metadata(), ENGLISH, "[1] は外国語の資料で、引用は原文のままです。"),
        (Metadata(language="zh"), "许可证", "[1] は中国語の資料で、引用は原文のままです。"),
    ],
    ids=["English", "with a region", "by its words", "Chinese"],
)
def test_a_foreign_source_is_quoted_in_its_own_words(metadata: Metadata, text: str, expected: str) -> None:
    item = source(1, text, "License", metadata)
    (note,) = made("何ができますか", item, claims=(claim(item, "You may use the outputs."),))
    assert (note.kind, note.text) == ("language", expected)


def test_what_is_said_in_japanese_of_a_foreign_source_is_a_translation() -> None:
    item = source(1, ENGLISH, "License", Metadata(language="en"))
    (note,) = made("何ができますか", item, claims=(claim(item, "出力は学習に利用できます。"),))
    assert note.text.endswith("日本語の文は訳ですので、原文で確かめてください。")


def test_latin_names_make_no_foreign_source() -> None:
    assert made("何をしますか", source(1, "Llama 4 Community License Agreement に従う。")) == ()


def test_a_conflict_is_shown_side_by_side_before_all_else() -> None:
    first = source(1, "従業員は、事故の報告を24時間以内に行う。", "利用規程", RULE)
    second = source(2, "従業員は、事故の報告を72時間以内に行う。", "対応手順", GUIDELINE)
    found = made("報告は何時間以内ですか", first, second)
    assert [note.kind for note in found] == ["conflict", "sources"]
    assert found[0].labels == (1, 2)
    assert found[0].text.split("\n") == [
        "資料間で記述が異なります（数）。",
        "[1] 利用規程 第1条「従業員は、事故の報告を24時間以内に行う。」",
        "[2] 対応手順 第1条「従業員は、事故の報告を72時間以内に行う。」",
    ]


def test_a_part_of_the_question_that_is_not_answered_is_named() -> None:
    item = source(1, "速報は、3日以内に行う。", "規程", RULE)
    (note,) = made("速報と確報はそれぞれ何日以内ですか", item)
    assert note == Note("partial", "「確報」については、見つかった資料から確認できませんでした。")


def test_a_part_whose_words_lie_on_the_table_is_not_said_to_be_missing_from_the_sources() -> None:
    item, other = source(1, "速報は、3日以内に行う。", "規程", RULE), source(2, "確報は、30日以内。", "規程", RULE)
    (note,) = notes("速報と確報はそれぞれ何日以内ですか", (claim(item),), (item, other), TODAY)
    assert "確認できません" not in note.text
    assert "[2]" in note.text
    assert note.labels == (2,)
