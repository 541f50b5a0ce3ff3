"""Words and character pairs for lexical search and for comparing a claim with a sentence."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from assistant.japanese.kanji_numerals import arabic_addresses
from assistant.japanese.lines import paragraphs
from assistant.japanese.morphemes import morphemes, part_of_speech_matcher
from assistant.japanese.normalise import SUPERSCRIPT_DIGITS, fold
from assistant.japanese.sentences import display

if TYPE_CHECKING:
    from sudachipy import Morpheme

# Affixes stay: 提供者 is not 提供, 非公開 not 公開. Pronouns, particles, auxiliaries and symbols go.
_CONTENT: Final = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞"})
# Normalised forms of Sudachi that carry grammar rather than content, and the English words of the same kind.
_STOP_WORDS: Final = frozenset((
    "為る", "有る", "居る", "成る", "出来る", "事", "物", "為", "所", "訳", "筈", "様", "由", "因る", "拠る",
    "依る", "於く", "於ける", "就く", "関する", "対する", "伴う", "言う", "下さる", "頂く", "見る", "来る",
    "行く", "置く", "仕舞う", "呉れる", "貰う", "遣る", "得る", "第", "等", "達", "共", "御", "無い", "付き",
    "毎", "又", "及び", "並びに", "若しくは", "或いは", "且つ", "更に", "尚", "但し", "即ち", "其れ", "此れ",
    "此の", "其の", "する", "ある", "いる", "なる", "できる", "こと", "もの", "ため", "とき", "ところ", "わけ",
    "はず", "よう",
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "is", "are", "was",
    "were", "be", "been", "and", "or", "that", "this", "these", "those", "it", "its", "any", "such", "not",
    "no", "if",
))  # fmt: skip
_LEXEMES: Final = _CONTENT | {"代名詞", "連体詞"}
_EMPTY_WORDS: Final = frozenset(("為る", "御", "さん", "様", "事"))
_FOOTNOTE_MARK = re.compile(f"(?<=[^0-9 ])[{SUPERSCRIPT_DIGITS}]+")


def content_words(text: str) -> list[str]:
    """The content words in order (SudachiPy, shortest unit, normalised form, lower case); [] for text without any.

    Sudachi writes many English words in katakana (License → ライセンス), so that both spellings meet. Footnote marks are
    left out and statute addresses get Arabic digits, without which 第十七条 would be a word of its own.
    """
    is_content = _content_matcher()
    words: list[str] = []
    for paragraph in paragraphs(text):
        line = _FOOTNOTE_MARK.sub("", display(text[paragraph.start : paragraph.end]))
        for morpheme in morphemes(arabic_addresses(line)):
            if is_content(morpheme):
                word = morpheme.normalized_form().casefold()
                if word not in _STOP_WORDS:
                    words.append(word)
    return words


def lexemes(text: str) -> list[str]:
    """All words but particles, auxiliaries, signs and する, in order, in normalised form: what a phrase is known by.

    Unlike `content_words` it keeps いつ, 誰 and the like, so that 「いつ直す」 is not taken for 「直す」.
    """
    is_lexeme = _lexeme_matcher()
    return [
        word
        for morpheme in morphemes(arabic_addresses(display(text)))
        if is_lexeme(morpheme) and (word := morpheme.normalized_form().casefold()) not in _EMPTY_WORDS
    ]


def character_bigrams(text: str) -> list[str]:
    """All pairs of neighbouring characters of the folded text, blanks included; a single character stands alone."""
    folded = fold(text)
    return [folded[i : i + 2] for i in range(len(folded) - 1)] or ([folded] if folded else [])


@lru_cache(maxsize=1)
def _lexeme_matcher() -> Callable[["Morpheme"], bool]:
    return part_of_speech_matcher(lambda part: part[0] in _LEXEMES)


@lru_cache(maxsize=1)
def _content_matcher() -> Callable[["Morpheme"], bool]:
    return part_of_speech_matcher(lambda part: part[0] in _CONTENT and "助動詞語幹" not in part[1])
