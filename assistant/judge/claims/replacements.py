"""What may stand for what in a wrong claim: data, so that training and evaluation use different tables."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from assistant.errors import AssistantError

Table = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Replacements:
    """For each word the words that make a claim about it wrong: never a synonym, never a narrower or wider term.

    `actors`: who (提供者 → 利用者); `names`: licences, products, models; `units`: counters as written after a number.
    """

    actors: Table
    names: Table
    units: Table


def parse_replacements(raw: Mapping[str, object], place: str) -> Replacements:
    """The tables of a TOML file; raise `AssistantError` that names `place` and the entry that is wrong."""
    known = [field.name for field in fields(Replacements)]
    unknown = sorted(set(raw) - set(known))
    if unknown:
        raise AssistantError(
            f"言い換え表に知らない項目があります: {'、'.join(unknown)}（{place}）。"
            f"書ける項目は {'、'.join(known)} です。綴りを確かめてください"
        )
    return Replacements(**{name: _table(raw.get(name, {}), f"{place} の [{name}]") for name in known})


def _table(raw: object, place: str) -> Table:
    if not isinstance(raw, Mapping):
        raise AssistantError(f'{place} は表ではありません。「語 = ["置き換える語", …]」の形で書いてください')
    found: dict[str, tuple[str, ...]] = {}
    for word, others in raw.items():
        if not isinstance(others, list) or not others or not all(isinstance(other, str) for other in others):
            raise AssistantError(f'{place} の「{word}」に、置き換える語の並びがありません。["語", …] と書いてください')
        if not word.strip() or word in others or not all(other.strip() for other in others):
            raise AssistantError(f"{place} の「{word}」に、空の語か元と同じ語があります。取り除いてください")
        found[word] = tuple(others)
    return found
