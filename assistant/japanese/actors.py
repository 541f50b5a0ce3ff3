"""Who: the roles, offices and groups on whom a sentence lays a duty or to whom it turns."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.japanese.normalise import fold

_ROLES: Final = (
    *(
        "開発者",
        "提供者",
        "利用者",
        "事業者",
        "権利者",
        "消費者",
        "管理者",
        "責任者",
        "第三者",
        "使用者",
        "所有者",
        "受領者",
    ),
    *("大臣", "委員会", "裁判所", "警察署", "本部", "本部長", "機構", "協会", "公共団体", "政府", "省", "庁", "署"),
    *(
        "委託先",
        "委託元",
        "提供先",
        "提供元",
        "本人",
        "従業員",
        "従業者",
        "役員",
        "国民",
        "国",
        "部門",
        "部署",
        "法人",
        "会社",
        "企業",
    ),
    *(
        "担当者",
        "経営者",
        "発見者",
        "著作権者",
        "著作者",
        "窓口",
        "理事長",
        "長官",
        "部門長",
        "弁護士",
        "法務",
        "広報",
        "人事",
    ),
)
_RUN = re.compile(r"[一-鿿々ァ-ヺーa-z0-9]+")
_TAIL = re.compile(r"(?:等|側|又|及|並|若)+\Z")
_ENDING = re.compile(rf"(?:{'|'.join(sorted(_ROLES, key=len, reverse=True))})\Z")
_GENERIC_START = re.compile(r"\A(?:ai|当該|同|各|全|他|本|該当|関係)(?=.)")


def actors(text: str) -> frozenset[str]:
    """The actors named in `text`, folded, without 「AI」 and pointing words before them (AI提供者 and 当該提供者 are 提供者)."""
    return frozenset(actor for actor, _ in actor_places(fold(text)))


def actor_places(folded: str) -> Iterator[tuple[str, int]]:
    """Each actor of a folded text with the offset at which its name ends."""
    for run in _RUN.finditer(folded):
        word = _TAIL.sub("", run[0])
        if _ENDING.search(word):
            end = run.start() + len(word)
            while word not in _ROLES and _GENERIC_START.match(word):
                word = _GENERIC_START.sub("", word)
            yield word, end


def missing_actors(claim: str, source: str) -> tuple[str, ...]:
    """The actors of `claim` that are not, or not the end of, an actor of `source` (事業者 is 個人情報取扱事業者 in short)."""
    known = actors(source)
    return tuple(sorted(actor for actor in actors(claim) if not any(other.endswith(actor) for other in known)))
