import pytest

from assistant.japanese.modality import Strength, negated, predicates, strength

# (strength, negated) → sentences; each is one way of saying it that sources and small models use.
_SENTENCES: dict[tuple[Strength, bool], tuple[str, ...]] = {
    (Strength.MUST, False): (
        "公表しなければならない。",
        "公表しなければなりません。",
        "国は、施策を講ずるものとする。",
        "報告する義務がある",
        "届け出る義務を負う。",
        "記載する必要がある。",
        "表示が必要です。",
        "義務付けられている",
        "表示が義務づけられています。",
        "出典を記載してください。",
        "責務を有する。",
        "同意を得ねばならない",
        "同意を得なくてはならない",
        "提出しなければならないとされている。",
        "提出しなければならないと定められています[1]。",
        "再考せざるを得ない",
        "記載することが必要である。",
        "記載が必須となります。",
        "You must retain the notice.",
        "名称の先頭に「Llama」を含める必要がある、とされている。",
        "できる限り速やかに報告しなければならない。",
        "損害を賠償する責めに任ずる。",
        "損害を賠償する責任を負います。",
    ),
    (Strength.MUST, True): ("個人情報を入力しないようにしなければならない。",),
    (Strength.MUST_NOT, True): (
        "学習に利用してはならない。",
        "入力してはいけません。",
        "利用は禁止されています。",
        "禁止する。",
        "第三者に提供することができない。",
        "商用利用はできません。",
        "使用しないでください。",
        "公開すべきではない。",
        "再配布は認められない。",
        "適用しないものとする。",
        "あつてはならない",
        "商用利用不可",
        "利用してはならないと規定されている（第3条）。",
        "権限を持つべきではない、と提言している。",
        "消去するよう努めてはならない。",
        "消去するよう努めないものとする。",
        "You may not use the Marks.",
    ),
    (Strength.EFFORT, False): (
        "協力するよう努めるものとする。",
        "努めなければならない。",
        "努力義務がある。",
        "努力義務にとどまる。",
        "努めることとされています。",
        "義務ではなく努力義務である。",
        "努めることが求められます。",
        "努める必要がある。",
    ),
    (Strength.EFFORT, True): ("侵害しないよう努める。",),
    (Strength.DESIRABLE, False): (
        "文書化することが望ましい。",
        "提供することが期待されています。",
        "推進すべきである。",
        "推奨される",
        "周知することが求められる。",
        "消去するよう努めることが望ましい。",
        "対策を講じるよう求められています。",
        "維持を行うことが重要である。",
        "提供を実現することが重要となる。",
        "検討を進めることが必要であると期待される。",
    ),
    (Strength.MAY, False): (
        "複製することができる。",
        "自由に利用できます。",
        "学習させてもよい。",
        "利用することが認められている。",
        "改変が可能です。",
        "複製することを妨げない。",
        "利用しても差し支えありません。",
        "利用してもかまわない",
        "提供することができるものとする。",
        "譲渡することが許されている",
        "禁止されていない。",
        "消去するよう努めることができる。",
        "You may reproduce and distribute copies.",
    ),
    (Strength.NOT_REQUIRED, True): (
        "報告する必要はない。",
        "表示する必要はありません。",
        "届出を要しない。",
        "義務はない",
        "義務を負わない。",
        "同意は不要です。",
        "記載しなくてもよい。",
        "登録は求められていない。",
        "登録する必要は一切ありません。",
        "国は責任を負うものではありません。",
        "努力義務ではありません。",
        "公表は義務付けられていません。",
        "義務ではない",
        "罰則の対象として報告が免除される。",
        "You are not required to accept this License.",
    ),
    (Strength.NONE, False): (
        "著作物に含まれる。",
        "従属を招きかねない。",
        "含まれないわけではない。",
        "侵害しないとは限らない。",
        "侵害となるかもしれない。",
        "一例にすぎない。",
        "対象外ではない。",
        "必要があると認められるときは、公表する。",
        "侵害に当たると認められる。",
        "2025年6月4日に公布された。",
        "義務ではなく努力の対象である。",
        "影響は少なくない。",
        "開発者が公表しない場合には、侵害となる。",
        "利用できないわけではない。",
        "不可能ではない",
        "目的とする。",
        "基盤となる技術をいう。",
        "AI事業者ガイドラインは法的拘束力を持つ。",
        "対象モデルの名称には Llama を含める。",
        "侵害する可能性がある。",
    ),
    (Strength.NONE, True): (
        "著作物に含まれない。",
        "把握することは不可能である。",
        "可能性は否定できない。",
        "侵害とならない可能性がある。",
        "派生物には含まれません。",
        "二次的著作物に当たらない。",
        "二次的著作物ではない。",
        "罰則は存在しない。",
        "罰則はない。",
        "罰則はありません。",
        "含まれるわけではない。",
        "侵害するとは限らない。",
        "この限りでない。",
        "対象外とする。",
        "まだ施行されていない。",
        "適用しない。",
        "発見することはできなかった。",
        "除外される。",
        "AI事業者ガイドラインは法的拘束力を持たない。",
        "AI事業者ガイドラインには法的拘束力がない。",
        "侵害する可能性はない。",
        "努めるものとはされていない。",
    ),
    (Strength.DESIRABLE, True): ("入力しないことが望ましい。",),
}
_CASES = [(sentence, *expected) for expected, sentences in _SENTENCES.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "expected", "_negated"), _CASES)
def test_strength(sentence: str, expected: Strength, _negated: bool) -> None:
    assert strength(sentence) is expected


@pytest.mark.parametrize(("sentence", "_strength", "expected"), _CASES)
def test_negated(sentence: str, _strength: Strength, expected: bool) -> None:
    assert negated(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(
            "出力を学習に利用してはならず、公表しなければならない。",
            (("利用", True), ("公表", False)),
            id="prohibition, then duty",
        ),
        pytest.param(
            "著作物に含まれないが、利用することはできる", (("含む", True), ("利用", False)), id="denied, then allowed"
        ),
        pytest.param("罰則を定めていない", (("定める", True),), id="progressive"),
        pytest.param("個人情報を入力しないことを確認する", (("入力", True), ("確認", False)), id="denied object"),
        pytest.param("派生物は著作物ではありません", (("著作物", True),), id="copula with a suffixed noun"),
        pytest.param("料金を受け取らない。", (("受ける取る", True),), id="compound verb"),
        pytest.param("例外の場合を除いて、通知する。", (("除く", True), ("通知", False)), id="除いて, as 除き"),
        pytest.param("例外の場合を除き、通知する。", (("除く", True), ("通知", False)), id="除き"),
        pytest.param("", (), id="empty"),
    ],
)
def test_predicates(sentence: str, expected: tuple[tuple[str, bool], ...]) -> None:
    assert predicates(sentence) == expected


@pytest.mark.parametrize("sentence", ["", "。", "AI", "（注）", "[1]"])
def test_no_predicate(sentence: str) -> None:
    assert strength(sentence) is Strength.NONE
    assert not negated(sentence)
