"""Words that point back at what was said before: それ, この規程, 同法, 前者, その場合; not それぞれ, このたび, そのまま."""

import re
from typing import Final, Literal, NamedTuple

Kind = Literal["thing", "noun", "case", "former", "latter"]

_FIXED: Final = (
    r"それぞれ|それとも|それでは|それでも|それなり|それから|それに(?=[、加])|それほど|それら?以[外上前降]|そのまま|その他|そのほか|その後|その上|そのうえ|その都度|その場で|そのため|その通り|そのもの"
    r"|これまで|これから|これほど|これら?以[外上前降]|このたび|この度|この先|この間|この前|このまま|この頃|このごろ|このほど|このあいだ|そこで、|そこそこ|ここ数|ここまで|同じく"
    r"|あそこ|どこ|よその|おそれ|うその|どの|いつの"  # these only hold the letters of a pointer
)
_NOUN: Final = r"[一-鿿々ァ-ヺーA-Za-z0-9]+?(?=(?:以外|自体|全体|以上|以下|側)?(?![一-鿿々ァ-ヺーA-Za-z0-9]))"
_POINTER = re.compile(
    rf"(?P<fixed>{_FIXED})"
    r"|(?P<case>(?:その|この|そういう|そうした|こうした|そのような|このような)(?:場合|とき|際|ケース))"
    r"|(?P<former>前者)|(?P<latter>後者)"
    rf"|(?:その|この|上記の|先ほどの|さっきの|前述の|同じ)(?P<noun>{_NOUN})"
    r"|(?P<same>同(?:法|条|規程|規約|指針|ガイドライン|手順|契約|ライセンス|省令|政令))(?![一-鿿])"
    r"|(?P<thing>それ|これ|そちら|そこ|ここ|上記|(?<![一-鿿])(?:その|この)(?:点|こと|件|話))(?=[をはがにもでとのっ、]|らは|自体)"
)
_SAID_BEFORE = re.compile(
    r"[。?!]|(?:たら|れば|ると|ので|から|けど|けれど|が|とき|場合|際|[いきぎしちびみりえけげせてでねべめれ])、|[うくすつぬむるたい](?=[一-鿿])|について|に関して"
)
# What may stand before 「それ」 without being what it points at: 「提供者の場合、それは」.
_ONLY_CASE = re.compile(r"\A[^、。]{1,15}?(?:の場合は?|なら|だと|では|でも|にとって|としては?|は|も)、?\Z")

_JOINED = re.compile(r"(?:や|と|及び|又は|または|および|並びに|ならびに|とか|・)\Z")  # Gemma やその派生モデル


class Pointer(NamedTuple):
    """`text[start:end]` points back; `noun` is what it says of the thing (「規程」 of 「この規程」), else empty."""

    start: int
    end: int
    kind: Kind
    noun: str = ""


def pointer_back(text: str) -> Pointer | None:
    """The first words of normalised `text` that point out of it; None where there are none or they point into it.

    A question that has told something before them (「NDAを結びました。その…」) explains them itself.
    """
    for match in _POINTER.finditer(text):
        if match["fixed"] or _explained(text[: match.start()]):
            continue
        return _pointer(match)
    return None


def _pointer(match: re.Match[str]) -> Pointer:
    if match["noun"]:
        return Pointer(match.start(), match.end(), "noun", match["noun"])
    if match["same"]:
        return Pointer(match.start(), match.end(), "noun", match["same"][1:])
    kinds: tuple[Kind, ...] = ("thing", "case", "former", "latter")
    return Pointer(*match.span(), next(kind for kind in kinds if match[kind]))


def _explained(before: str) -> bool:
    before = before.strip()
    if not before or (_ONLY_CASE.match(before) and not _JOINED.search(before)):
        return False
    if _JOINED.search(before):
        return True
    return _SAID_BEFORE.search(before) is not None or len(before) > _LONG


_LONG: Final = 15  # characters; more than a lead-in or a role
