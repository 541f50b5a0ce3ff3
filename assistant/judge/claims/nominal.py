"""A verb as a noun and back: 「Xの検証を行う」 ⇄ 「Xを検証する」, 「Xの推進を図る」 ⇄ 「Xを推進する」."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from assistant.judge.claims.edits import Edit
from assistant.judge.claims.endings import Ending
from assistant.judge.claims.inflection import OKONAU, SURU, Inflection
from assistant.judge.claims.statement import Statement
from assistant.judge.claims.synonyms import inflected
from assistant.judge.claims.words import Word

# Actions that one carries out (行う); 所属 and 発生 are none.
_CARRIED_OUT: Final = frozenset(
    (
        *(
            "確認",
            "検証",
            "評価",
            "検討",
            "調査",
            "分析",
            "報告",
            "通知",
            "公表",
            "提供",
            "説明",
            "管理",
            "監督",
            "審査",
        ),
        *(
            "点検",
            "登録",
            "記録",
            "変更",
            "削除",
            "整備",
            "改善",
            "修正",
            "開示",
            "取得",
            "収集",
            "利用",
            "使用",
            "実施",
        ),
        *(
            "策定",
            "作成",
            "公開",
            "支援",
            "指導",
            "助言",
            "勧告",
            "研究",
            "開発",
            "製造",
            "販売",
            "演奏",
            "撮影",
            "建設",
        ),
        *(
            "修理",
            "改修",
            "改造",
            "治療",
            "訓練",
            "処理",
            "操作",
            "設定",
            "選択",
            "選定",
            "決定",
            "判断",
            "購入",
            "発表",
        ),
        *(
            "出版",
            "攻撃",
            "調整",
            "届出",
            "申請",
            "請求",
            "入力",
            "出力",
            "更新",
            "停止",
            "準備",
            "運用",
            "監視",
            "測定",
        ),
        *(
            "観測",
            "翻訳",
            "編集",
            "解析",
            "検査",
            "制限",
            "保護",
            "譲渡",
            "複製",
            "送信",
            "配布",
            "配信",
            "提出",
            "指定",
        ),
        *("公告", "廃棄", "消去", "照合", "加工", "保存", "移転", "周知", "推進", "育成"),
    )
)


class Nominal(NamedTuple):
    """Changes before the end, and the end with another verb where the last predicate itself is changed."""

    edits: tuple[Edit, ...]
    end: Ending | None


def nominals(parts: Statement) -> Iterator[Nominal]:
    """Each verb that can be said with its noun, and the reverse."""
    found = parts.words
    for index, word in enumerate(found):
        if index < 2 or word.part != "動詞":
            continue
        if (
            word.base in ("する", "為る")
            and found[index - 1].surface in _CARRIED_OUT
            and _object_before(found, index - 2)
            and not _is_passive(found, index)
        ):
            if index > 2 and found[index - 3].part == "代名詞":
                continue  # 何を入力したか
            of = found[index - 2]
            yield from _said(parts, index, Edit(of.start, of.end, "の"), Edit(word.start, word.start, "を"), OKONAU)
        elif (
            word.base in ("行う", "行なう", "図る") and found[index - 1].surface == "を" and found[index - 2].is_action
        ):
            before = found[max(0, index - 3)]
            if before.surface == "の" and before.kind == "格助詞" and not _has_object(found, index):
                drop = Edit(found[index - 1].start, found[index - 1].end, "")
                yield from _said(parts, index, Edit(before.start, before.end, "を"), drop, SURU)


def _object_before(found: tuple[Word, ...], index: int) -> bool:
    return found[index].surface == "を" and found[index].kind == "格助詞"


def _is_passive(found: tuple[Word, ...], index: int) -> bool:
    return index + 1 < len(found) and found[index + 1].base in ("れる", "られる", "せる", "させる")


def _has_object(found: tuple[Word, ...], index: int) -> bool:
    """Whether another を stands in the same clause before."""
    for word in reversed(found[: index - 1]):
        if word.surface in ("、", "は") or word.part == "動詞":
            return False
        if word.surface == "を":
            return True
    return False


def _said(parts: Statement, index: int, *change: Edit | Inflection) -> Iterator[Nominal]:
    first, second, verb = change
    assert isinstance(first, Edit)
    assert isinstance(second, Edit)
    assert isinstance(verb, Inflection)
    word = parts.words[index]
    if parts.end is not None and word.start == parts.end.start and parts.end.verb is not None:
        yield Nominal((first, second), parts.end._replace(verb=verb))
    elif parts.end is None or word.end < parts.end.start:
        form = inflected(parts.words, index, verb)
        if form is not None and form[1] <= (parts.end.start if parts.end else len(parts.text)):
            joined = Edit(second.start, form[1], second.becomes + form[0])
            yield Nominal((first, joined), None)
