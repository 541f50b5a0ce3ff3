"""The forms of a verb that a restatement needs, made on top of `conjugation`: 書く, 書か, 書き, 書いて, 書いた, 書かれ."""

from functools import lru_cache
from typing import Final, NamedTuple

from assistant.judge.claims.conjugation import forms
from assistant.judge.claims.words import Word, words

_I_ROW: Final = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))


class Inflection(NamedTuple):
    """`passive` is the stem of the passive (書かれ, 定められ), empty for what is passive already and for いる."""

    plain: str
    negative: str
    stem: str
    te: str
    past: str
    passive: str


SURU: Final = Inflection("する", "し", "し", "して", "した", "され")
OKONAU: Final = Inflection("行う", "行わ", "行い", "行って", "行った", "行われ")


def inflection(word: Word) -> Inflection | None:
    """The forms of a verb or of れる, せる, いる; None where they are irregular or the word is no verb."""
    if word.part not in ("動詞", "助動詞"):
        return None
    made = forms(word)
    if made is None:
        return None
    if made.plain == "する":
        return SURU
    five_rows = word.conjugation.startswith("五段")
    stem = made.plain[:-1] + _I_ROW[made.plain[-1]] if five_rows else made.negative
    passive = made.negative + ("れ" if five_rows else "られ")
    if word.part == "助動詞" or made.plain in ("いる", "おる") or made.plain.endswith(("れる", "られる")):
        passive = ""
    return Inflection(made.plain, made.negative, stem, made.te, made.past, passive)


@lru_cache(maxsize=4096)
def inflection_of(verb: str) -> Inflection | None:
    """The forms of a verb given in its dictionary form; of 確認する and the like those with the noun before them."""
    if verb.endswith("する") and len(verb) > 2:
        return Inflection(*(verb[:-2] + form for form in SURU))
    found = words(verb)
    if not found:
        return None
    before = verb[: found[-1].start]
    last = inflection(found[-1])
    return None if last is None else Inflection(*(before + form for form in last))
