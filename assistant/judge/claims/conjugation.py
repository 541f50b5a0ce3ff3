"""Forms of Japanese verbs and adjectives, made from the dictionary form and UniDic's conjugation type."""

from typing import Final, NamedTuple

from assistant.judge.claims.words import Word

_A_ROW: Final = dict(zip("うくぐすつぬぶむる", "わかがさたなばまら", strict=True))
_TE: Final = {
    "う": "って",
    "く": "いて",
    "ぐ": "いで",
    "す": "して",
    "つ": "って",
    "ぬ": "んで",
    "ぶ": "んで",
    "む": "んで",
    "る": "って",
}
_GO: Final = ("行く", "いく", "ゆく")
_IRREGULAR: Final = ("ある", "くださる", "なさる", "いらっしゃる", "ござる")
_SURU: Final = ("する", "す", "為る")


class Forms(NamedTuple):
    """The forms of a verb that the changes need: 書く, 書か(ない), 書いて, 書いた."""

    plain: str
    negative: str
    te: str

    @property
    def past(self) -> str:
        """書いた, 読んだ."""
        return self.te[:-1] + ("だ" if self.te.endswith("で") else "た")


def forms(word: Word) -> Forms | None:
    """The forms of a verb or of れる, せる, いる; None for a word that is none or whose forms are irregular."""
    base, kind = word.base, word.conjugation
    if not base or base in _IRREGULAR:
        return None
    if base in _SURU:
        return Forms("する", "し", "して")
    if kind.startswith("五段") and base[-1] in _A_ROW:
        te = "って" if base in _GO else _TE[base[-1]]
        return Forms(base, base[:-1] + _A_ROW[base[-1]], base[:-1] + te)
    stem = _one_row_stem(base, kind)
    return None if stem is None else Forms(base, stem, stem + "て")


def _one_row_stem(base: str, kind: str) -> str | None:
    """What stands before ない as before て: 定め(る), 禁じ(ずる), 要し(する), 来(る)."""
    if base == "来る" or (base.endswith("る") and kind.startswith(("上一段", "下一段", "助動詞-レル", "助動詞-セル"))):
        return base[:-1]
    if kind.startswith("サ行変格") and base.endswith(("ずる", "する")):
        return base[:-2] + ("じ" if base.endswith("ずる") else "し")
    return None


def is_adjective(word: Word) -> bool:
    """Whether the word is an adjective in い other than ない and よい, which go their own ways."""
    return (
        word.part == "形容詞" and word.base.endswith("い") and word.base not in ("ない", "無い", "よい", "良い", "いい")
    )
