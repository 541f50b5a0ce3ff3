import pytest

from assistant_eval.metrics.places import same_place


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("第28条第1項", "第28条", True),
        ("第28条", "28条1項", True),
        ("第二十八条第一項", "第２８条", True),
        ("第28条第1項", "第28条第2項", True),  # one article
        ("第28条", "第28条の2", False),
        ("第1条", "第10条", False),
        ("第三十条の四", "第30条の4第1項第2号", True),
        ("第14条 ①", "第14条", True),
        ("第10条の2「定義」", "第10条の2", True),
        ("第3条及び第4条", "第4条", True),
        ("第3条から第5条まで", "第4条", True),
        ("第3条から第5条まで", "第6条", False),
        ("第1条", "第1章", False),
    ],
)
def test_articles(one: str, other: str, expected: bool) -> None:
    assert same_place(one, other) is expected
    assert same_place(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("附則第1条", "第1条", False),
        ("附則第一条", "附則第1条第2項", True),
        ("附　則 第1条", "附則第1条", True),
        ("附則抄第1条", "附則第1条", True),
        ("附則（改正1）第1条", "附則（改正16）第1条", False),
        ("附則（改正1）第1条", "附則第1条", False),
        ("附則（令和五年法律第四十七号）抄 第1条", "附則（令和５年法律第47号）第1条", True),
        ("附則", "附則第1項", True),  # one without articles
        ("附則", "附則第1条", False),
        ("別表第一", "別表第1", True),
        ("別表第一", "別表第二", False),
        ("別表第二第8条", "第8条", False),
        ("別記様式第十二", "別記様式第12", True),
    ],
)
def test_other_parts_of_a_statute(one: str, other: str, expected: bool) -> None:
    assert same_place(one, other) is expected
    assert same_place(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("第4部", "第4部 P-6)i", True),
        ("第四部", "第4部 P-6)", True),
        ("第4部 P-6)i", "第4部 P-6)ii", False),
        ("4.", "4.(b)", True),
        ("4.(b)", "4.(c)", False),
        ("５．（２）", "5.(2)", True),
        ("2.(2)", "2.(2)ア", True),
        ("2.(2)ア", "2.(2)イ", False),
        ("4(2)③", "4(2)④", False),
        ("1.1", "1.10", False),
        ("4", "41", False),
        ("1.b.i.", "1.b.ii.", False),
        ("Section 1", "SECTION 1.1(e)", True),
        ("Section I", "Section IV 7.", False),
        ("Section 3 a.1.", "Section 3 a.1.a.", True),
        ("第1章", "第1章「役割と責任」", True),
        ("第1章「役割と責任」", "第1章「連携の体制」", False),
        ("要旨", "要旨 3(1)", True),
        ("3(1)", "要旨 3(1)", False),
        ("要旨", "要旨説明", False),
        ("計画と進め方", "計画と進め方 3.", True),
        ("OpenRAIL", "OpenRAIL と DeepSeek", False),
        ("冒頭", "冒頭", True),
        ("", "", False),
    ],
)
def test_levels(one: str, other: str, expected: bool) -> None:
    assert same_place(one, other) is expected
    assert same_place(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("p.38 第4部 P-6)ii", "p.39 第4部 P-6)ii", True),  # a section over two pages
        ("p.38", "p.38 第4部", True),
        ("p.38", "p.39 第4部", False),
        ("p.38", "第4部", False),
        ("p.5 第28条", "第28条", True),
        ("p.5", "p.5 脚注2", True),
        ("p.5 脚注2", "p.6 脚注2", False),
        ("p.5 脚注2", "p.5 脚注3", False),
        ("脚注2", "脚注22", False),
        ("p.1「概要」", "p.3「概要」", False),
    ],
)
def test_pages(one: str, other: str, expected: bool) -> None:
    assert same_place(one, other) is expected
    assert same_place(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EU AI Act 50条：誰が何をするか", "EU AI Act 50条：いつから"),
        ("提供者の義務（第53条・第54条）", "第53条"),
        ("第53条の義務", "第53条の例外"),
    ],
)
def test_a_heading_that_speaks_of_an_article_is_not_the_article(one: str, other: str) -> None:
    assert not same_place(one, other)
    assert same_place(one, one)
