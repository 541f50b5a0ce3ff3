"""What a question names: works, models, ordinals, dates. An answer that lacks them is about something else."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.answer.support import headings
from assistant.japanese.names import missing_names, names
from assistant.japanese.normalise import fold, normalise
from assistant.japanese.numerals import consistent, dates, quantities
from assistant.records import Evidence

# Counters that number the members of a series by themselves, and those that do so only after 第 (3部 is also an amount).
_SERIES: Final = frozenset({"条", "項", "号", "章", "節", "版"})
_SERIES_AFTER_DAI: Final = frozenset({"部", "回", "期", "編"})
_LONGEST_WORD: Final = 8
_WORD_BEFORE = re.compile(r"([一-鿿ァ-ヺー]{2,})\s?\Z")
_CIRCUMSTANCE = re.compile(r"\s*(?:現在|時点|に.{0,12}?(?:知っ|発覚|起き|受け|あっ|作っ|契約し)|から(?!適用|施行))")
# Services and tools that people mention as the circumstances of their question; sources speak of their kind.
_EXAMPLES: Final = frozenset(
    [
        "chatgpt",
        "gemini",
        "copilot",
        "claude",
        "perplexity",
        "deepl",
        "notion",
        "slack",
        "teams",
        "zoom",
        "excel",
        "word",
        "powerpoint",
        "outlook",
        "gmail",
        "google",
        "microsoft",
        "openai",
        "anthropic",
        "line",
        "dropbox",
        "box",
        "windows",
        "mac",
        "web",
        "mail",
    ]
)
_WORK = re.compile(r"(?:ai|[a-z]{2,}\s)?[一-鿿ー]*(?:法|規則|条例|条約|ガイドライン|act)(?![一-鿿ァ-ヺa-z])")
_NO_WORK = re.compile(
    r"(?:方|手|違|司|立|適|合|文|技|用|作|憲|寸|療|魔|国内|民事訴訟|同|本|各|当該|この|その|新|旧)?法\Z|\A(?:規則|条例|条約|ガイドライン|act)\Z"
)


def missing_anchors(question: str, source: str) -> tuple[str, ...]:
    """The names, works, ordinals (第9回, 提言7) and dates of `question` that `source` lacks, as the question writes them.

    Plain amounts (50人の会社), tools (Excel) and the dates of what happened to the person are circumstances.
    """
    folded = fold(source)
    missing = [_as_written(name, question) for name in missing_names(question, source) if name not in _EXAMPLES]
    missing += [_as_written(work, question) for work in _works(question) if work not in folded]
    known_ordinals = {anchor[:3] for anchor in _ordinals(source)}
    missing += [anchor[3] for anchor in _ordinals(question) if anchor[:3] not in known_ordinals]
    known_dates = dates(source)
    missing += [
        question[d.start : d.end]
        for d in dates(question)
        if not _CIRCUMSTANCE.match(question, d.end) and not any(consistent(d, other) for other in known_dates)
    ]
    return tuple(dict.fromkeys(missing))


def is_about(question: str, evidence: Evidence) -> bool:
    """Whether a passage speaks of any work or name that `question` asks about; true where it names none."""
    source = f"{headings(evidence)}\n{evidence.hit.passage.text}"
    asked = [name for name in names(question) if name not in _EXAMPLES]
    works = _works(question)
    if not asked and not works:
        return True
    folded = fold(source)
    missing = missing_names(question, source)
    return any(name not in missing for name in asked) or any(work in folded for work in works)


def _works(text: str) -> tuple[str, ...]:
    """Statutes and guidelines that the text names, folded."""
    found = (match[0].strip() for match in _WORK.finditer(fold(text)))
    return tuple(dict.fromkeys(work for work in found if not _NO_WORK.fullmatch(work)))


def _ordinals(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Numbers that name one thing of a series: (word before it, value, unit, as written)."""
    for quantity in quantities(text):
        written = text[quantity.start : quantity.end]
        if quantity.unit in _SERIES or (quantity.unit in _SERIES_AFTER_DAI and written.startswith("第")):
            yield "", quantity.value, quantity.unit, written
        elif not quantity.unit:
            word = _WORD_BEFORE.search(text, max(0, quantity.start - _LONGEST_WORD), quantity.start)
            if word is not None:
                yield word[1], quantity.value, "", text[word.start() : quantity.end]


def _as_written(name: str, question: str) -> str:
    """The folded `name` as the question spells it."""
    plain = normalise(question)
    start = plain.text.casefold().find(name)
    if start < 0:
        return name
    span = plain.original(start, start + len(name))
    return question[span.start : span.end]
