import pytest

from assistant.answer.anchors.presence import missing, neighbours
from assistant.answer.anchors.question_anchors import anchors
from assistant.answer.anchors.series import members
from tests.answer.evidence import evidence

CODE = evidence(1, "行動規範の行動Iは試験、行動IIIは報告、Ⅹは技術標準を挙げます（行動規範 X）。", title="国際行動規範")
PLACES = evidence(
    2, "開発者はライセンスを確かめます（D-2)iii）。提供者は知らせます（P-5)i）。", title="ガイドライン別添の要点"
)
POINT = evidence(3, "D-6)\n範囲を知らせる。", title="ガイドライン別添", path=("第3部", "D-6)"))
TABLE = (CODE, PLACES, POINT)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("行動Vの内容", "V"),
        ("行動ⅤIの内容は", ""),
        ("行動 III", "III"),
        ("類型Ⅱ", "II"),
        ("「行動Ｖ」", "V"),
        ("類型「V」", "V"),
        ("D-5)i", "5i"),
        ("P-6) ii", "6ii"),
        ("Ｐ－６）ｉｉ", "6ii"),
        ("D-5)", "5"),
        ("企業Xの製品", ""),
        ("モデルVを使う", ""),
        ("バージョンIVR", ""),
        ("GPT-5) i", ""),
        ("検証IT", ""),
        ("OWASPのトップ10", ""),
    ],
)
def test_members_by_roman_numeral_and_places_of_guidelines(text: str, value: str) -> None:
    found = [member.value for member in members(text) if member.kind in ("ordinal", "place")]
    assert found == ([value] if value else [])


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("国際行動規範の「行動V」には何がありますか", ["行動V"]),
        ("行動IIIは何を挙げていますか", []),
        ("行動Ⅰは何を挙げていますか", []),
        ("企業Vの行動は何ですか", []),
        ("開発者向けのD-5)iは何を求めますか", ["D-5)i"]),
        ("開発者向けのD-2)iiiは何を求めますか", []),
        ("開発者向けのD-2)iは何を求めますか", ["D-2)i"]),
        ("D-2)は何を求めますか", []),
        ("D-6)iiは何を求めますか", []),
        ("P-5)は何を求めますか", []),
        ("U-5)は何を求めますか", ["U-5)"]),
    ],
)
def test_what_the_sources_lack_though_they_have_its_neighbours(question: str, absent: list[str]) -> None:
    assert [anchor.text for anchor in missing(anchors(question), TABLE)] == absent


def test_the_neighbours_are_named_instead() -> None:
    (action,) = missing(anchors("「行動V」には何がありますか"), TABLE)
    assert neighbours(action, TABLE) == ("行動I", "行動III")
    (place,) = missing(anchors("D-5)iは何を求めますか"), TABLE)
    assert neighbours(place, TABLE) == ("D-2)iii", "D-6)")
