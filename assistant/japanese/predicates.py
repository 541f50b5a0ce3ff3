"""Predicates as dictionary forms: しなければなりません and しなければならない are both 「する ない ば なる ない」.

Politeness, ている, topic particles and punctuation are taken away, so that rules about obligation and negation can be
written once. The dictionary forms are those of UniDic as SudachiPy gives them; every negative (ぬ, ず, ん, 無い) is ない.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from assistant.japanese.morphemes import morphemes
from assistant.japanese.normalise import normalise

if TYPE_CHECKING:
    from sudachipy import Morpheme

BOUNDARY: Final = "、"

_DROPPED: Final = frozenset({"ます", "は", "も", "まで", "など", "よ", "ね", "のみ", "だけ", "さえ", "です", "ん"})
_SAME: Final = {
    "づける": "付ける", "良い": "よい", "いい": "よい", "出来る": "できる", "いく": "いける", "下さる": "くださる", "差支える": "差し支える",
    "無い": "ない", "す": "する", "課する": "課す", "課せる": "課す", "禁じる": "禁ずる", "構う": "かまう", "うる": "得る", "えない": "得る",
    "言う": "いう", "言える": "いえる", "過ぎる": "すぎる", "為る": "する", "物": "もの", "事": "こと", "等": "など", "無し": "ない", "なし": "ない",
}  # fmt: skip
# Words that carry on a predicate after its head; a predicate reaches as far as these go.
_FUNCTION: Final = frozenset((
    "ない", "れる", "られる", "せる", "させる", "だ", "で", "と", "する", "もの", "こと", "わけ", "よう", "に",
    "なる", "ある", "が", "を", "て", "た", "べし", "ば", "いける", "限る", "限り", "いえる", "得る", "できる",
    "くださる", "必要", "義務", "重要", "望ましい", "求める", "努める", "か", "期待", "推奨", "可能", "負う",
    "課す", "付ける", "たい", "の", "ほう", "方", "よい", "べき", "すぎる", "しれる", "配慮", "留意", "注意",
    "かまう", "差し支える", "差し支え", "問題", "性", "ざる",
))  # fmt: skip
_NOT_HEADS: Final = _FUNCTION | {
    "いる",
    "おる",
    "いう",
    "よる",
    "関する",
    "対する",
    "おく",
    "つく",
    "とる",
    "ため",
    "おける",
    "基づく",
    "通ずる",
}

# Two negatives that make an obligation or a mere idiom, not a denial.
_NOT_A_DENIAL = re.compile(
    r" ない (?:ば|て|と) (?:なる|いける) ない| 問題(?: が)?(?: ある)? ない| (?:ざる|ない) を 得る ない| か しれる ない| に すぎる ない| に 違い ない| やむ を 得る ない| ほか なる ない| かねる ない"
    r"|(?<= て) (?:かまう|差し支える|差し支え|差す 支える|問題)(?: が)?(?: ある)? ない| 少ない ない| (?:だ|で) ない か(?: だ)?\Z"
    r"| 差し支え(?:る| が)?(?: ある)? ない\Z| 妨げる(?: られる)?(?: もの (?:だ|で))?(?: ある)? ない\Z"
)
_DENYING_WORD = re.compile(
    r" (?:禁止|禁ずる|不要|不可|不 可能|不可能|対象 外|除外|除く|免除|不能)(?: だ| で| て| する| れる| られる| と| に| なる| もの| ない| た| こと| ある)*\Z"
)


class Lemma(NamedTuple):
    """One word of a sentence: dictionary form, normalised form of the analyser, part of speech (first two fields)."""

    form: str
    normalised: str
    part: str
    kind: str


@lru_cache(maxsize=8192)  # every check of a claim asks for the same sentences again
def lemmas(sentence: str) -> tuple[Lemma, ...]:
    """The words of a sentence in dictionary form, without politeness; BOUNDARY stands for punctuation inside it."""
    words: list[Lemma] = []
    tokens = list(morphemes(normalise(sentence).text))
    for token, following in zip_longest(tokens, tokens[1:]):
        word = _lemma(token)
        if word.form in _DROPPED or word.part == "空白":
            continue
        if word.form in {"いる", "おる"} and word.kind == "非自立可能" and words and words[-1].form == "て":
            words.pop()  # ている
            continue
        if word.form == "ある" and words and words[-1].form == "だ":
            continue  # である
        words.append(word)
        joins = following is not None and following.part_of_speech()[0] not in {
            "助詞",
            "助動詞",
            "動詞",
            "形容詞",
            "補助記号",
        }
        if word.form == "ない" and token.surface() in {"なく", "ず"} and joins:
            words.append(Lemma(BOUNDARY, BOUNDARY, "補助記号", "読点"))
    while words and words[-1].form == BOUNDARY:
        words.pop()
    return tuple(words)


def joined(words: Sequence[Lemma]) -> str:
    """The dictionary forms with a space before each, for rules written as regular expressions."""
    return "".join(f" {word.form}" for word in words)


def denies(tail: str) -> bool:
    """Whether the last predicate of joined dictionary forms denies; double negatives cancel out.

    It tells whether the thing is (to be) done: してはならない, 禁止される, 必要はない and 対象外である deny as 含まれない does.
    """
    plain = _NOT_A_DENIAL.sub("", tail)
    region = plain.split(" ")[_predicate_start(plain.split(" ")) :]
    return (region.count("ない") + bool(_DENYING_WORD.search(plain))) % 2 == 1


def predicates(sentence: str) -> tuple[tuple[str, bool], ...]:
    """Each predicate of the sentence in order: the normalised form of its head, and whether it is denied."""
    return tuple(_predicates(lemmas(sentence)))


def _predicates(words: Sequence[Lemma]) -> Iterator[tuple[str, bool]]:
    index = 0
    while index < len(words):
        while _compounds(words, index):  # 受け取る is one predicate, not 受ける and then 取る
            index += 1
        end = index + 1
        while end < len(words) and words[end].form in _FUNCTION and not _starts_predicate(words, end):
            end += 1
        if _starts_predicate(words, index):
            yield _head(words, index), denies(joined(words[index:end]))
        index = end


def _starts_predicate(words: Sequence[Lemma], index: int) -> bool:
    word = words[index]
    following = words[index + 1].form if index + 1 < len(words) else ""
    if word.form in _NOT_HEADS or word.form == BOUNDARY:
        return False
    if word.part in {"動詞", "形容詞"}:
        return True
    if word.part not in {"名詞", "形状詞", "接尾辞"}:
        return False
    return following in {"する", "できる", "だ"} or (following == "で" and _denied_copula(words, index))


def _compounds(words: Sequence[Lemma], index: int) -> bool:
    """Whether the word is the first verb of a compound: one that another verb of content follows at once."""
    if index + 1 >= len(words):
        return False
    first, second = words[index], words[index + 1]
    return first.part == second.part == "動詞" and not {first.form, second.form} & _NOT_HEADS


def _head(words: Sequence[Lemma], index: int) -> str:
    """The normalised form of the head; a noun with a suffix is one word (著作物), and so is a compound verb."""
    start = index
    while start and _compounds(words, start - 1):
        start -= 1
    while start and words[start].part == "接尾辞" and words[start - 1].part in {"名詞", "接尾辞"}:
        start -= 1
    return "".join(word.normalised for word in words[start : index + 1])


def _denied_copula(words: Sequence[Lemma], index: int) -> bool:
    return index + 2 < len(words) and words[index + 2].form in {"ない", "ある"}


def _predicate_start(forms: Sequence[str]) -> int:
    start = len(forms)
    while start and forms[start - 1] in _FUNCTION:
        start -= 1
    return start


def _lemma(token: "Morpheme") -> Lemma:
    part = token.part_of_speech()
    form = token.dictionary_form()
    if (part[0] == "助動詞" and token.normalized_form() == "ず") or (
        part[0] == "形容詞" and token.normalized_form() == "無い"
    ):
        form = "ない"
    elif part[:2] == ("助詞", "接続助詞") and form == "で":
        form = "て"
    elif part[0] == "補助記号":
        form = BOUNDARY
    if part[0] != "接尾辞":  # 著作物 has no もの
        form = _SAME.get(form, form)
    return Lemma(form, token.normalized_form(), part[0], part[1])
