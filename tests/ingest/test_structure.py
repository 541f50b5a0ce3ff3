from pathlib import Path

import pytest

from assistant.ingest.encoding import decode_text
from assistant.ingest.headings import ARTICLE_LEVEL, DEEPEST_HEADING_LEVEL, Heading
from assistant.ingest.numbering import read_mark
from assistant.ingest.structure import find_structure

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "seeds"


def outline(text: str) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in find_structure(text).sections]


def headings(text: str) -> list[tuple[int, str]]:
    return [(level, title) for level, title in outline(text) if level <= ARTICLE_LEVEL]


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("第1部 総論", "部", 1),
        ("第二章　基本的施策", "章", 2),
        ("第３節 責務", "節", 3),
        ("第三十条の四（例外）", "条", 30),
        ("１ 作成の背景", "1", 1),
        ("2. 参加団体について", "1.", 2),
        ("3.1 対象", "1.1", 1),
        ("3.1.2 例外", "1.1.1", 2),
        ("(1) 範囲", "(1)", 1),
        ("（２）対象", "(1)", 2),
        ("⑵ 手続", "(1)", 2),
        ("3) 手順", "1)", 3),
        ("③ 期限", "①", 3),
        ("ア 甲社", "ア", 1),
        ("ロ 丙社", "イ", 2),
        ("(イ) 丁社", "(イ)", 1),
        ("一　目的", "一", 1),
        ("十二、罰則", "一", 12),
        ("P-6)i. 文書化", "P-6)i", 1),
        ("D-6)ii) 提供", "P-6)i", 2),
        ("Q1 学習に使えますか", "Q", 1),
        ("問２．使えますか", "Q", 2),
        ("A1. 使えます", "A", 1),
        ("付録A 用語", "付録", 0),
        ("別添２ 様式", "付録", 2),
        ("別紙", "付録", 0),
        ("IV. 結果", "I", 4),
        ("a. Definitions", "a.", 1),
        ("(c) notices", "(a)", 3),
        ("(iv) notices", "(i)", 4),
        ("iii. notices", "i.", 3),
        ("提言1:基盤モデルの開発", "題提言", 1),
        ("質問３：学習に使えますか", "題質問", 3),
        ("論点２ 権利処理", "題論点", 2),
        ("ステップ4: 公開", "題ステップ", 4),
        ("Section 3: DISTRIBUTION", "Section", 3),
        ("Section IV -- Other", "Section", 4),
        ("Attachment A", "付録", 0),
        ("APPENDIX: How to apply", "付録", 0),
    ],
)
def test_marks_are_told_apart(line: str, kind: str, number: int) -> None:
    mark = read_mark(line)
    assert mark is not None
    assert (mark.kind, mark.number) == (kind, number)
    assert line.startswith(mark.written)


@pytest.mark.parametrize(
    "line", ["第2章では、背景を述べる。", "2026 年 3 月", "アメリカの動き", "一般の規定", "3.14159", "ふつうの文", ""]
)
def test_words_are_no_marks(line: str) -> None:
    mark = read_mark(line)
    assert mark is None or not find_structure(line + "\n").sections


def test_i_after_a_is_the_second_of_its_row() -> None:
    after = read_mark("イ 乙", {"ア"})
    assert after is not None
    assert (after.kind, after.number) == ("ア", 2)


def test_levels_are_learnt_from_the_order_of_appearance() -> None:
    one = "第1章 甲\n1. 乙\n(1) 丙\n本文。\n2. 丁\n第2章 戊\n1. 己\n"
    other = "(1) 甲\n1. 乙\n本文。\n2. 丙\n(2) 丁\n1. 戊\n"
    assert headings(one) == [(1, "第1章 甲"), (2, "1. 乙"), (3, "(1) 丙"), (2, "2. 丁"), (1, "第2章 戊"), (2, "1. 己")]
    assert headings(other) == [(1, "(1) 甲"), (2, "1. 乙"), (2, "2. 丙"), (1, "(2) 丁"), (2, "1. 戊")]


def test_chapters_stand_above_numbers_that_came_first() -> None:
    assert headings("1. 趣旨\n本文。\n第1章 総則\n1. 目的\n第1節 甲\n") == [
        (3, "1. 趣旨"),
        (1, "第1章 総則"),
        (3, "1. 目的"),
        (2, "第1節 甲"),
    ]


def test_a_summary_has_numbers_of_its_own() -> None:
    text = "要　旨\n１ 背景\n本文。\n２ 提言\n本文。\n１ はじめに\n本文。\n２ 現状\n本文。\nおわりに\n本文。\n"
    sections = find_structure(text).sections
    assert [(s.level, s.title) for s in sections] == [
        (1, "要旨"), (2, "１ 背景"), (2, "２ 提言"), (2, "１ はじめに"), (2, "２ 現状"), (1, "おわりに"),
    ]  # fmt: skip
    assert text[sections[0].end :].startswith("１ はじめに")


def test_an_introduction_does_not_swallow_the_chapters() -> None:
    sections = find_structure("はじめに\n本文。\n第1章 甲\n本文。\n付録A 用語\n1. 乙\n2. 丙\n付録B 資料\n").sections
    assert [(s.level, s.title) for s in sections] == [
        (1, "はじめに"), (2, "第1章 甲"), (1, "付録A 用語"), (3, "1. 乙"), (3, "2. 丙"), (1, "付録B 資料"),
    ]  # fmt: skip
    assert sections[0].end == sections[1].start
    assert sections[2].end == sections[5].start


def test_numbered_sentences_are_items_whose_title_is_their_mark() -> None:
    text = "１ 提言\n次による。\n① 体制を整備しなければならない。\nその際は、次による。\nア 甲とすること。\nイ 乙とすること。\n② 記録を残さなければならない。\n２ 結論\n"
    sections = find_structure(text).sections
    assert [section.title for section in sections] == ["１ 提言", "①", "ア", "イ", "②", "２ 結論"]
    assert all(section.level > ARTICLE_LEVEL for section in sections[1:5])
    first = sections[1]
    assert text[first.start : first.end].startswith("① 体制") and "乙とすること" in text[first.start : first.end]
    assert sections[4].end == sections[5].start


def test_a_kind_may_head_sections_here_and_count_sentences_there() -> None:
    text = "１ 現状\n① 著作権\n本文。\n② 肖像権\n本文。\n２ 提言\n① 体制を整備しなければならない。\n② 記録を残す。\n"
    assert outline(text)[1] == (2, "① 著作権")
    assert [title for _, title in outline(text)][-2:] == ["①", "②"]


@pytest.mark.parametrize(
    "line",
    [
        "第1章 総則 ………………………… 3",
        "1. 背景 .......... 12",
        "第２節　責務・・・・・・・・・・5",
        "3 は人間の指示に対して要求に合う",
        "13 https://example.com/news",
        "58 総務省 報告枠組み",
        "2026 年 3 月 31 日に公表した指針、",
        "ふつうの文",
        "テ ー マ",
    ],
)
def test_contents_notes_and_prose_are_no_headings(line: str) -> None:
    assert headings(line + "\n") == []


def test_numbers_must_go_on() -> None:
    assert headings("1. 甲\n本文。\n2. 乙\n7. 丙\n3. 丁\n") == [(1, "1. 甲"), (1, "2. 乙"), (1, "3. 丁")]


def test_a_fragment_may_begin_in_the_middle() -> None:
    assert headings("２．団体について\n・甲\n３．日程について\n") == [(1, "２．団体について"), (1, "３．日程について")]


def test_a_dot_heads_a_group_only_above_a_numbered_heading() -> None:
    text = (
        "第4部 提供者\n\n⚫ システム実装時\n\n➢ P-2)i. リスク対策\n本文。\n⚫ 利用している事実\n\n➢ P-2)ii. 適正利用\n"
    )
    assert headings(text) == [
        (1, "第4部 提供者"),
        (2, "システム実装時"),
        (3, "P-2)i. リスク対策"),
        (3, "P-2)ii. 適正利用"),
    ]


def test_questions_are_headings_and_answers_belong_to_them() -> None:
    text = "Q1 出力を学習に使ってよいですか。\nA1 次のとおりです。\nQ2 記録は要りますか。\nA2 要ります。\n"
    sections = find_structure(text).sections
    assert [section.title for section in sections] == [
        "Q1 出力を学習に使ってよいですか。",
        "A1",
        "Q2 記録は要りますか。",
        "A2",
    ]
    assert sections[0].end == sections[2].start


def test_a_single_article_keeps_its_level() -> None:
    assert outline("第28条（外国にある第三者）\n本文。\n(1) 甲とする。\n")[0] == (
        ARTICLE_LEVEL,
        "第28条（外国にある第三者）",
    )


def test_mark_up_wins_over_numbers() -> None:
    text = "規程\n\n目的\n\n1. 甲とする。\n2. 乙とする。\n\n3 ではない\n"
    marked = (Heading(1, "規程", 0), Heading(2, "目的", 4))
    sections = find_structure(text, marked).sections
    assert [(section.level, section.title) for section in sections[:2]] == [(1, "規程"), (2, "目的")]
    assert [section.title for section in sections[2:]] == ["1.", "2."]


def test_more_kinds_than_levels_keep_their_order() -> None:
    text = "第1部 a\n第1章 b\n第1節 c\n1. d\n(1) e\n① f\nア g\n(ア) h\n"
    levels = [level for level, _ in outline(text)]
    assert levels == sorted(set(levels))
    assert ARTICLE_LEVEL not in levels
    assert levels[DEEPEST_HEADING_LEVEL - 1] == DEEPEST_HEADING_LEVEL


def test_sections_nest() -> None:
    text = "要旨\n１ 甲\n(1) 乙\n① 丙とする。\n(2) 丁\n１ 戊\n付録 己\n1. 庚\n"
    opened: list[int] = []
    for section in find_structure(text).sections:
        opened = [end for end in opened if end > section.start]
        assert all(section.end <= end for end in opened)
        opened.append(section.end)


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"実文書のフォルダがありません: {SEEDS}")
def test_the_recommendation_of_the_science_council() -> None:
    path = next(SEEDS.glob("001_*.txt"))
    found = headings(decode_text(path.read_bytes()))
    top = [title for level, title in found if level == 2]
    assert top == [
        "１ 作成の背景", "２ 現状および問題点", "３ 提言の内容",
        "１ はじめに", "２ 生成AIの現状と動向", "３ 生成AIの脅威と課題", "４ 生成AIの活用による波及効果", "５ 提言",
    ]  # fmt: skip
    assert (4, "④ コード生成AIに関する法的リスク") in found


def test_topics_with_a_number_head_what_follows() -> None:
    text = "提言1:開発の公開\n\n甲。\n\n提言2:法的な保護\n\n乙。\n\n結論\n\n丙。\n"
    assert headings(text) == [(2, "提言1:開発の公開"), (2, "提言2:法的な保護"), (1, "結論")]


@pytest.mark.parametrize("sign", ["：", ":", " ", "　"])
def test_each_topic_word_is_a_row_of_its_own(sign: str) -> None:
    text = f"論点１{sign}範囲\n甲。\n質問1{sign}いつか\n乙。\n質問2{sign}どこか\n丙。\n論点２{sign}時期\n丁。\n"
    levels = {title[:3]: level for level, title in headings(text)}
    assert levels["論点１"] == levels["論点２"] < levels["質問1"] == levels["質問2"]


@pytest.mark.parametrize(
    "line",
    [
        "提言1:これは開発者を守る。",
        "提言1 は開発者を守るもの",
        "提言1:" + "長" * 60,
        "提言3:前の番号がない",
        "令和7 年度の予定",
        "図1 文書の構成",
        "表2：項目の一覧",
        "約3 割の利用者",
        "平均 5 人",
        "注1：引用",
    ],
)
def test_lines_that_only_look_like_topics(line: str) -> None:
    assert headings(f"甲。\n{line}\n乙。\n") == []


LICENCE = (
    "1. License Rights.\na. Grant of Rights. You are granted a licence to use, reproduce and distribute the Materials.\n"
    "b. Redistribution and Use.\ni. If you distribute the Materials, you shall provide a copy of this Agreement.\n"
    "ii. If you receive the Materials from a Licensee, then Section 2 will not apply to you.\n"
    "2. Additional Commercial Terms. If the users are more than 700 million, you must request a licence from us.\n"
    "3. Disclaimer. The Materials are provided as is, without warranties of any kind, express or implied.\n"
)


def test_numbered_headings_may_carry_their_text_on_the_same_line() -> None:
    assert headings(LICENCE) == [
        (1, "1. License Rights."),
        (1, "2. Additional Commercial Terms."),
        (1, "3. Disclaimer."),
    ]


def test_roman_numbers_below_letters_are_no_letters() -> None:
    titles = [title for _, title in outline(LICENCE)]
    assert titles[1:5] == ["a.", "b.", "i.", "ii."]


def test_a_row_of_paragraphs_runs_on_through_the_sections_of_a_licence() -> None:
    text = "Section I: PREAMBLE\n1. Definitions\nx\nSection II: RIGHTS\n2. Grant. You may use the Model and share it with all.\n"
    assert headings(text) == [
        (1, "Section I: PREAMBLE"),
        (2, "1. Definitions"),
        (1, "Section II: RIGHTS"),
        (2, "2. Grant."),
    ]


def test_an_attachment_stands_beside_the_numbered_sections() -> None:
    text = "1. Terms\nx\nEND\n\nAttachment A\n\nUse Restrictions\ny\n"
    assert headings(text)[-1] == (1, "Attachment A")


def test_a_reference_broken_over_two_lines_is_no_heading() -> None:
    text = "Section 2 -- Scope.\na. modifications of the material that are authorised by Section 2(a)\n(4) never produces Adapted Material.\n"
    assert headings(text) == [(1, "Section 2 -- Scope.")]


def test_a_glossary_in_angle_brackets_ends_the_chapters() -> None:
    assert headings("１ 提言\n甲。\n＜用語の説明＞\n乙。\n")[-1] == (1, "＜用語の説明＞")
