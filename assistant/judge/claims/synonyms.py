"""Words that may stand for each other in a claim without changing whether it is right: data in `synonyms.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import chain
from typing import Final

from assistant.errors import AssistantError
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.inflection import Inflection, inflection_of
from assistant.judge.claims.words import Word

_TABLES: Final = ("equal", "instead", "verbs", "phrases")
_JOINED: Final = ("名詞", "接尾辞", "接頭辞")


@dataclass(frozen=True)
class Synonyms:
    """`equal`: nouns and adverbs → others, as they stand; `verbs`: dictionary form → others; `phrases`: joining words → others."""

    equal: Mapping[str, tuple[str, ...]]
    verbs: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[str, ...]]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whatever of `equal` and `phrases` a text holds, the longest first."""
        known = sorted({*self.equal, *self.phrases}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, known)) or r"(?!)")


@lru_cache(maxsize=1)
def load_synonyms() -> Synonyms:
    """The packaged table."""
    text = resources.files("assistant.judge.claims").joinpath("synonyms.toml").read_text("utf-8")
    return parse_synonyms(tomllib.loads(text), "synonyms.toml")


def parse_synonyms(raw: Mapping[str, object], place: str) -> Synonyms:
    """The table of a TOML file: groups under `equal`, the others one way; raise `AssistantError`."""
    unknown = sorted(set(raw) - set(_TABLES))
    if unknown:
        raise AssistantError(
            f"同義語表に知らない項目があります: {'、'.join(unknown)}（{place}）。書ける項目は {'、'.join(_TABLES)} です"
        )
    verbs = _one_way(raw.get("verbs", {}), f"{place} の verbs")
    strange = [verb for verb in {*verbs, *chain(*verbs.values())} if inflection_of(verb) is None]
    if strange:
        raise AssistantError(
            f"{place} の verbs に活用の分からない語があります: {'、'.join(sorted(strange))}。終止形で書いてください"
        )
    equal = _groups(raw.get("equal", []), f"{place} の equal")
    for word, others in _one_way(raw.get("instead", {}), f"{place} の instead").items():
        equal[word] = (*equal.get(word, ()), *others)
    return Synonyms(equal, verbs, _one_way(raw.get("phrases", {}), f"{place} の phrases"))


def synonym_edits(text: str, found: Sequence[Word], synonyms: Synonyms) -> Iterator[Edit]:
    """Each word of the table in `text` changed for each of its others, the form of verbs kept."""
    starts = {word.start: index for index, word in enumerate(found)}
    ends = {word.end: index for index, word in enumerate(found)}
    for match in synonyms.pattern.finditer(text):
        if match.start() not in starts or match.end() not in ends:
            continue
        for other in synonyms.phrases.get(match[0], ()):
            if len(other) == 1 and text[match.start() - 1 : match.start()] in ("、", ""):
                continue  # 「…し、及び」 cannot be 「…し、と」
            yield Edit(match.start(), match.end(), other)
        first, last = starts[match.start()], ends[match.end()]
        if match[0] in synonyms.equal and not _in_compound(found, first, last):
            for other in synonyms.equal[match[0]]:
                yield Edit(match.start(), match.end(), other)
    for index, word in enumerate(found):
        if word.part == "動詞":
            yield from _verb_edits(found, index, synonyms)


def verb_at(found: Sequence[Word], index: int) -> tuple[str, int]:
    """The verb at `index` with the noun of action before it (確認する), and where it begins."""
    word = found[index]
    before = found[index - 1] if index else None
    if word.base in ("する", "為る") and before is not None and before.is_action:
        joined = index > 1 and found[index - 2].part in _JOINED
        return ("" if joined else before.surface + "する"), before.start
    return word.base, word.start


def inflected(found: Sequence[Word], index: int, verb: Inflection) -> tuple[str, int] | None:
    """`verb` in the form of the word at `index`, て, た or れる after it included, and where that ends; else None."""
    word = found[index]
    following = found[index + 1] if index + 1 < len(found) else None
    if word.form.startswith(("終止形", "連体形")):
        return verb.plain, word.end
    if word.form.startswith("連用形"):
        return _before_te(word, following, verb)
    if word.form.startswith("未然形") and following is not None:
        if following.base in ("れる", "られる") and verb.passive:
            return verb.passive[:-1] + following.surface.removeprefix("ら"), following.end
        if following.base == "ない":
            return verb.negative, word.end
    return None


def _before_te(word: Word, following: Word | None, verb: Inflection) -> tuple[str, int] | None:
    """書い(て), 書い(た), 書き(、)."""
    if following is not None and following.surface in ("て", "で") and following.kind == "接続助詞":
        return verb.te, following.end
    if following is not None and following.base in ("た", "だ") and following.part == "助動詞":
        return (verb.past, following.end) if following.surface in ("た", "だ") else None
    if following is not None and following.part == "動詞":
        return None  # 作り出す is one word
    return verb.stem, word.end


def _verb_edits(found: Sequence[Word], index: int, synonyms: Synonyms) -> Iterator[Edit]:
    verb, start = verb_at(found, index)
    for other in synonyms.verbs.get(verb, ()):
        made = inflection_of(other)
        form = None if made is None else inflected(found, index, made)
        if form is not None:
            yield Edit(start, form[1], form[0])


def _in_compound(found: Sequence[Word], first: int, last: int) -> bool:
    before = next((word for word in reversed(found[max(0, first - 2) : first]) if word.part != "空白"), None)
    after = next((word for word in found[last + 1 : last + 3] if word.part != "空白"), None)
    if before is not None and before.part == "接頭辞":
        return True
    return (before is not None and before.part in _JOINED and found[first].part in _JOINED) or (
        after is not None and after.part in _JOINED and found[last].part in _JOINED
    )


def _groups(raw: object, place: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, list) or not all(_is_group(group, 2) for group in raw):
        raise AssistantError(f'{place} は、同じ意味の語を二つ以上並べた [["語", "語"], …] の形で書いてください')
    made: dict[str, tuple[str, ...]] = {}
    for group in raw:
        for word in group:
            made[word] = (*made.get(word, ()), *(other for other in group if other != word))
    return made


def _one_way(raw: object, place: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, Mapping) or not all(_is_group(others, 1) for others in raw.values()):
        raise AssistantError(f'{place} は「語 = ["言い換え", …]」の形で書いてください')
    return {word: tuple(others) for word, others in raw.items()}


def _is_group(raw: object, least: int) -> bool:
    return isinstance(raw, list) and len(raw) >= least and all(isinstance(word, str) and word.strip() for word in raw)
