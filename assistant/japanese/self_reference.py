"""Sentences in which a document speaks of itself only: 「記述は2026年11月21日時点のものです。」

They are true and say nothing of the matter; as an answer they would be read as if they did.
"""

import re

from assistant.japanese.normalise import normalise

_ITSELF = r"(?:(?:この|本)(?:文書|資料|書|解説|稿|要約|ページ|サイト|まとめ)(?:の)?)"
_SAID = r"(?:記述|内容|記載|情報|説明|整理)"
_OF_ITSELF = re.compile(
    rf"\A[-*・\s]*(?:{_ITSELF}{_SAID}?|{_SAID})(?:は|も)、?(?:すべて|主に)?[^。]{{0,16}}(?:時点|現在)の(?:もの|{_SAID})(?:です|である|であり|で、(?:個別|実際|法的|詳し|引用|利用))"
    rf"|\A[-*・\s]*(?:{_ITSELF}(?:は|も)、?|[^。]{{0,30}}?)(?:法的(?:な)?助言|法律相談)(?:では(?:ありません|ない)|を(?:目的と|行うもの))"
    r"|\A[-*・\s]*(?:引用|利用|使用)の前に[^。]{0,20}(?:公表ページ|原典|最新版)[^。]{0,12}確認してください"
)
_ASKS_OF_DOCUMENT = re.compile(
    r"(?:資料|文書|情報|内容|記述|解説|回答|答え)[^。?]{0,10}(?:いつ|何年|時点|最新|古)|いつ(?:の|時点の)(?:資料|文書|情報|内容)|法的(?:な)?助言|法律相談"
)


def is_of_itself(sentence: str) -> bool:
    """Whether a sentence only says as of when its document is, what it is no substitute for, or that it be checked."""
    return _OF_ITSELF.search(normalise(sentence).text) is not None


def asks_of_document(question: str) -> bool:
    """Whether it is the documents themselves that are asked about: 「この資料はいつの時点のものですか」."""
    return _ASKS_OF_DOCUMENT.search(normalise(question).text) is not None
