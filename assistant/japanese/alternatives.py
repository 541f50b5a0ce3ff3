"""Words that stand for one another in a question: roles, places, kinds; and nouns that only name a side of a thing.

「速報の期限は」, then 「確報は?」: the second word takes the place of the first. 「AI法はいつ施行」, then 「罰則は?」: a side of it.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

ROLE: Final = "role"
PLACE: Final = "place"

_ROLES: Final = (
    *("開発者", "提供者", "利用者", "事業者", "権利者", "消費者", "管理者", "責任者", "データ提供者", "業務外利用者"),
    *("国", "地方公共団体", "研究開発機関", "活用事業者", "国民", "政府", "会社", "企業", "従業員", "役員", "派遣労働者"),
    *("委託先", "委託元", "再委託先", "提供先", "提供元", "発見者", "窓口", "部門長", "経営者", "法務部門", "監査部門"),
    *("対策本部", "広報", "個人情報保護管理者", "受託者", "配布者", "著作者", "弁護士", "本人", "人", "人間", "顧客", "取引先"),
    *("providers", "provider", "deployers", "deployer", "developers", "developer", "users", "user", "importers", "importer", "distributors", "distributor"),
)  # fmt: skip
_PLACES: Final = (
    "日本",
    "EU",
    "欧州",
    "米国",
    "アメリカ",
    "中国",
    "英国",
    "韓国",
    "海外",
    "国外",
    "外国",
    "国内",
    "Japan",
    "China",
)
# Each row: words of which a question names one at a time.
_ROWS: Final = (
    *("速報/確報", "公布/施行", "社内/社外", "商用/非商用/研究", "営利/非営利", "法人/個人", "有料/無料", "直接/間接", "入力/出力"),
    *("画像/文章/音声/動画/プログラム", "学習/生成", "差止め/損害賠償/刑事罰", "委託/第三者提供/共同利用/事業承継"),
    *("公開情報/社内情報/秘の情報/極秘の情報/個人情報/機密情報/要配慮個人情報/個人データ/仮名加工情報/匿名加工情報", "公開/社内/秘/極秘"),
    *("秘密管理性/有用性/非公知性", "類似性/依拠性", "コード/データ情報/パラメータ", "法律/政令/省令", "口頭/書面"),
    "人間中心/安全性/公平性/プライバシー保護/セキュリティ確保/透明性/アカウンタビリティ/教育・リテラシー/公正競争確保/イノベーション",
)  # fmt: skip
_ATTRIBUTES: Final = (
    *("罰則", "罰金", "課徴金", "制裁金", "制裁", "ペナルティ", "拘禁刑", "時効", "期限", "締切", "期間", "時期", "期日", "日付", "施行日", "公布日", "公表日", "発効日"),
    *("例外", "条件", "要件", "対象", "対象者", "範囲", "義務", "責務", "責任", "権利", "禁止事項", "制限", "禁止"),
    *("手順", "手続", "手続き", "方法", "やり方", "流れ", "工程", "報告先", "届出先", "連絡先", "相談先", "担当", "担当者", "報告", "届出", "通知", "公表"),
    *("定義", "意味", "目的", "理由", "根拠", "根拠条文", "条文", "条番号", "出典", "具体例", "例", "事例", "違い", "注意点", "効果", "効力", "拘束力", "法的拘束力"),
    *("メリット", "デメリット", "リスク", "対策", "費用", "料金", "準拠法", "管轄", "裁判管轄", "商標", "特許", "保証", "補償", "表示", "表示義務", "命名義務"),
    *("上限", "下限", "金額", "人数", "件数", "回数", "頻度", "様式", "項目", "内容", "概要", "構成", "正式名称", "略称", "法律番号", "版", "最新版", "改正"),
    *("本部長", "副本部長", "本部員", "構成員", "メンバー", "著者", "発行者", "起算点", "保存期間", "猶予", "猶予期間", "経過措置", "基準", "目安", "主体", "場所", "名称", "名前", "終了"),
)  # fmt: skip
_BEFORE: Final = r"(?<![一-鿿々ァ-ヺーA-Za-z])"


class Alternative(NamedTuple):
    """`text[start:end]` is one of the words of the kind; those of the same kind may take its place."""

    start: int
    end: int
    kind: str


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ROLE = re.compile(
    rf"(?:(?<=AI)|(?<=モデル)|(?<=サービス)|(?<=当該)|{_BEFORE})(?:{_any(_ROLES)})(?![一-鿿々ァ-ヺーA-Za-z])"
)
_PLACE = re.compile(rf"{_BEFORE}(?:{_any(_PLACES)})(?![一-鿿々ァ-ヺーA-Za-z]|\s?AI)")
_WORDS = {word: str(number) for number, row in enumerate(_ROWS) for word in row.split("/")}
_OF_ROWS = re.compile(rf"{_BEFORE}(?:{_any(tuple(_WORDS))})(?![一-鿿々ァ-ヺー])")
# レベル3, 提言7, 第1.10版, 1.0版, 第9回: the number tells members of one series apart.
_NUMBERED = re.compile(
    r"(?P<word>レベル|ステップ|提言|段階|附属書|フェーズ|LLM)\s?[0-9IVX]+|(?<![0-9.])第?[0-9]+(?:\.[0-9]+)*(?P<unit>版|回|章|部|期|位)"
)
_ATTRIBUTE = re.compile(rf"(?:{_any(_ATTRIBUTES)})\Z")
_NOUNS: Final = r"[一-鿿々ァ-ヺー・A-Za-z0-9]"
_SHARED = re.compile(rf"{_NOUNS}{{2,}}\Z")


def alternatives(text: str) -> tuple[Alternative, ...]:
    """The words of normalised `text` that name one of several: longest first at each place, in order, without overlap."""
    found = [Alternative(*match.span(), ROLE) for match in _ROLE.finditer(text)]
    found += [Alternative(*match.span(), PLACE) for match in _PLACE.finditer(text)]
    found += [Alternative(*match.span(), match["word"] or match["unit"]) for match in _NUMBERED.finditer(text)]
    found += [Alternative(*match.span(), f"row {_WORDS[match[0]]}") for match in _OF_ROWS.finditer(text)]
    return tuple(_without_overlap(found))


def _without_overlap(found: list[Alternative]) -> Iterator[Alternative]:
    done = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= done:
            yield one
            done = one.end


def attribute_at_end(noun: str) -> str:
    """The noun at the end of `noun` that names only a side of something (罰則, 期限, 報告先), empty where there is none."""
    match = _ATTRIBUTE.search(noun)
    return "" if match is None else match[0]


def sibling(noun: str, text: str) -> tuple[int, int] | None:
    """Where `text` has a compound of the same kind as `noun`: 匿名加工情報 for 仮名加工情報; None where it has none.

    Both end in the same two or more characters and begin differently.
    """
    if not _SHARED.fullmatch(noun) or len(noun) < 4:
        return None
    for size in range(len(noun) - 1, 1, -1):
        ending = noun[-size:]
        for match in re.finditer(rf"[一-鿿々ァ-ヺー]+?{re.escape(ending)}(?!{_NOUNS})", text):
            if match[0] != noun and not match[0].endswith(noun) and not noun.endswith(match[0]):
                return match.span()
    return None
