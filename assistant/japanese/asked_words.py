"""What a question asks for that is told by a word, not by a number: a name, a version, a way to calculate.

The forms are plain ones: 「どのモデル」 asks for a name, 「どの事業者に義務が」 for a kind of people, which needs none.
"""

import re
from typing import Final

from assistant.japanese.morphemes import morphemes
from assistant.japanese.names import missing_names, names
from assistant.japanese.normalise import fold, normalise

MODEL: Final = "model"
FIRM: Final = "firm"
VERSION: Final = "version"
METHOD: Final = "method"

_FIRM: Final = r"(?:会社|企業|社|メーカー|ベンダー)"
_ASKED: Final = (
    (
        MODEL,
        re.compile(
            r"(?:どの|何という|なんという)(?:AI|生成AI|言語)?モデル(?!でも|も)|モデル(?:名|の名前)(?:は(?:何|なん|\??\Z)|を(?:教え|知り|挙げ)|が(?:知り|分か|わか)|って)"
        ),
    ),
    (
        FIRM,
        re.compile(
            rf"[たる]{_FIRM}(?:って|は|が)?、?どこ|(?:どの|どこの|何という){_FIRM}(?:が|は|に|と|から)[^。?]{{1,20}}?(?:した|した?んで|されま?し?た|ましたか|だっけ)"
            r"|(?:会社|企業|社)名(?:は(?:何|なん|\??\Z)|を(?:教え|知り|挙げ)|が(?:知り|分か|わか)|って)"
        ),
    ),
    (
        VERSION,
        re.compile(
            r"(?:バージョン|版)(?:番号)?(?:は|って)?、?(?:いくつ|幾つ|何番|何(?=です|でしょう|\?|\Z))|(?:バージョン|版の?)番号(?:は|を|が|って)"
            r"|(?:最新|現行|現在)の?(?:版|バージョン)(?:は|って)、?(?:何|いくつ|どれ|\??\Z)"
        ),
    ),
    (
        METHOD,
        re.compile(
            r"(?:どうやって|どのように|どう(?:いう(?:風|ふう)に)?)、?(?:計算|算定|算出)|(?:計算|算定|算出)(?:方法|式|の仕方|の方法)(?:は|って|を教|が(?:知り|分か|わか))"
        ),
    ),
)
_NAMED: Final = {MODEL: "モデル名", FIRM: "会社名", VERSION: "版の番号", METHOD: "計算方法"}
_CALCULATED = re.compile(
    r"乗じ|を?掛け|×|[を+]足し|合計|合算|相当額|差し引|控除|算定|算出|計算|見積|[0-9](?:%|割|倍)|分の[0-9]"
)
_VERSION = re.compile(
    r"第?[0-9]+(?:\.[0-9]+)*版|(?:バージョン|version|ver\.?|(?<![a-z])v)\s?[0-9]+(?:\.[0-9]+)*|[年月日]版|[a-z]\s?[0-9]+\.[0-9]+"
)
# What a sentence cites is no name that it tells: 「…と報告しました（arXiv:2403.14720）。」, 「Hinesら（2024年）」.
_CITED = re.compile(r"\([^()]*\)(?=[。.]?\s*\Z)|\([12][0-9]{3}年?\)|arxiv:\S+|https?:\S+", re.IGNORECASE)
_OTHER: Final = r"(?:ら|氏|さん|教授|博士|\s?et al|法|規則|ガイドライン|\s?act(?![a-z])|\)[ivx]+)"
_NO_NAME = re.compile("[ivx]+|(?:eu|us|uk)(?: ai)?|g7|gpai|llm|.*(?:ング|ション|メント|リティ)")


def asked_words(question: str) -> tuple[str, ...]:
    """The kinds of word that a normalised `question` asks for."""
    return tuple(kind for kind, pattern in _ASKED if pattern.search(question))


def word_name(kind: str) -> str:
    """What a kind is called in a message; "" for none of this module."""
    return _NAMED.get(kind, "")


def tells_word(sentence: str, kind: str, question: str) -> bool:
    """Whether `sentence` has a word of this kind that `question` does not say itself."""
    plain = normalise(sentence).text
    if kind == METHOD:
        return _CALCULATED.search(plain) is not None
    if kind == VERSION:
        said, named = fold(question), names(question)
        if named and len(missing_names(question, sentence)) == len(named):
            return False  # the version of something else
        return any(match[0] not in said for match in _VERSION.finditer(fold(plain)))
    told = _CITED.sub(" ", plain)
    said = fold(question)
    new = [name for name in names(told) if name not in said and not _is_other(name, told)]
    return bool(new) or (kind == FIRM and _has_firm(told, question))


def _is_other(name: str, text: str) -> bool:
    """Whether a name is of an author, a law or a place in a text (Hinesら, EU AI法, 行動III), or names nobody (レッドチーミング)."""
    return _NO_NAME.fullmatch(name) is not None or re.search(re.escape(name) + _OTHER, text, re.IGNORECASE) is not None


def _has_firm(text: str, question: str) -> bool:
    """Whether a proper name in kanji stands there that may be a company's: 日立, 富士通."""
    return any(
        word.part_of_speech()[1:3] == ("固有名詞", "一般")
        and not word.surface().isascii()
        and word.surface() not in question
        for word in morphemes(text)
    )
