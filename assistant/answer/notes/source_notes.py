"""What kind of sources an answer stands on: their rank, edition and dates, commentary, editions not in force, language."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from assistant.japanese.normalise import JAPANESE
from assistant.records import Authority, Claim, Document, Evidence, Metadata, Note

SOURCES: Final = "sources"
COMMENTARY: Final = "commentary"
EDITION: Final = "edition"
LANGUAGE: Final = "language"

AUTHORITIES: Final = {
    Authority.STATUTE: "法律",
    Authority.ORDER: "政令・省令",
    Authority.GUIDELINE: "ガイドライン",
    Authority.LICENCE: "ライセンス",
    Authority.INTERNAL_RULE: "社内規程",
    Authority.COMMENTARY: "解説・資料",
}
_LAW: Final = frozenset({Authority.STATUTE, Authority.ORDER})
_LANGUAGES: Final = {"en": "英語", "zh": "中国語", "ko": "韓国語", "fr": "フランス語", "de": "ドイツ語"}
_JAPANESE = re.compile(f"[{JAPANESE}]")
_LATIN_WORDS = re.compile(r"(?:[A-Za-z]{2,}\W+){3}[A-Za-z]{2,}")


def source_notes(claims: Sequence[Claim], cited: Sequence[Evidence], today: date) -> tuple[Note, ...]:
    """What to say of the documents of the `cited` passages, on which the shown `claims` stand."""
    found = (_ranks(cited, today), *_editions(cited, today), _commentary(cited), *_foreign(claims, cited))
    return tuple(note for note in found if note is not None)


def _ranks(cited: Sequence[Evidence], today: date) -> Note | None:
    """What each cited document is, where they are not all of one rank, edition and date."""
    labels: dict[str, list[int]] = {}
    documents: dict[str, Document] = {}
    for item in cited:
        documents[item.hit.document.id] = item.hit.document
        labels.setdefault(item.hit.document.id, []).append(item.label)
    if len({_standing(document.metadata) for document in documents.values()}) < 2:
        return None
    told = "、".join(f"{_marks(labels[key])} {_described(own.metadata, today)}" for key, own in documents.items())
    kinds = {document.metadata.authority for document in documents.values()}
    order = "。記述が異なるときは法令が優先します" if Authority.GUIDELINE in kinds and kinds & _LAW else ""
    return Note(SOURCES, f"出典の種類と時点: {told}{order}。", _labels(cited))


def _standing(metadata: Metadata) -> tuple[object, ...]:
    return metadata.authority, metadata.edition, metadata.in_force_from or metadata.published


def _described(metadata: Metadata, today: date) -> str:
    """「法律（2025年9月1日施行）」: the kind of a document with the edition and dates that are known of it."""
    kind = "種別の情報なし" if metadata.authority is None else AUTHORITIES[metadata.authority]
    facts = [metadata.edition] if metadata.edition else []
    if metadata.in_force_from is not None:
        facts.append(f"{_day(metadata.in_force_from)}施行{'予定' if metadata.in_force_from > today else ''}")
    elif metadata.published is not None:
        facts.append(f"{_day(metadata.published)}公表")
    if metadata.in_force_to is not None:
        facts.append(f"{_day(metadata.in_force_to)}まで有効")
    return f"{kind}（{'、'.join(facts) if facts else '版・日付の情報なし'}）"


def _editions(cited: Sequence[Evidence], today: date) -> Iterable[Note]:
    """That a cited document is not the edition in force on the day asked about, or is no longer in force today."""
    by_remark: dict[str, list[int]] = {}
    for item in cited:
        remark, ended = item.hit.note, item.hit.document.metadata.in_force_to
        if not remark and ended is not None and ended < today:
            remark = f"質問の時点の版で、{_day(today)}には失効（{_day(ended)}まで）"
        if remark:
            by_remark.setdefault(remark, []).append(item.label)
    for remark, labels in by_remark.items():
        yield Note(EDITION, f"{_marks(labels)} は{remark}です。", tuple(labels))


def _commentary(cited: Sequence[Evidence]) -> Note | None:
    labels = [item.label for item in cited if item.hit.document.metadata.authority is Authority.COMMENTARY]
    if not labels:
        return None
    return Note(COMMENTARY, f"{_marks(labels)} は解説であり、原典の確認が必要です（要確認）。", tuple(labels))


def _foreign(claims: Sequence[Claim], cited: Sequence[Evidence]) -> Iterable[Note]:
    """That a source is not in Japanese: its quote is the original, what the answer says of it in Japanese is not."""
    by_language: dict[str, list[int]] = {}
    for item in cited:
        language = _language(item, claims)
        if language:
            by_language.setdefault(language, []).append(item.label)
    for language, labels in by_language.items():
        japanese = any(
            _JAPANESE.search(claim.text) and {c.label for c in claim.citations} & set(labels) for claim in claims
        )
        translated = "日本語の文は訳ですので、原文で確かめてください。" if japanese else ""
        text = f"{_marks(labels)} は{language}の資料で、引用は原文のままです。{translated}"
        yield Note(LANGUAGE, text, tuple(labels))


def _language(item: Evidence, claims: Sequence[Claim]) -> str:
    """The name of a passage's language, "" for Japanese; without metadata the cited words decide."""
    known = (item.hit.document.metadata.language or "").partition("-")[0].casefold()
    if known:
        return "" if known == "ja" else _LANGUAGES.get(known, "外国語")
    quotes = " ".join(c.quote for claim in claims for c in claim.citations if c.label == item.label)
    return "外国語" if _LATIN_WORDS.search(quotes) and not _JAPANESE.search(quotes) else ""


def _labels(cited: Iterable[Evidence]) -> tuple[int, ...]:
    return tuple(item.label for item in cited)


def _marks(labels: Iterable[int]) -> str:
    return "".join(f"[{label}]" for label in labels)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
