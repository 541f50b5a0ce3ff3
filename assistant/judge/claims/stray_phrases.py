"""The own table of what a claim may say beyond its source: `stray_phrases.toml`, its slots filled by lot."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Final

_SLOT = re.compile(r"\{(n|who|act|thing|place)\}")
_TABLES: Final = ("rule", "story", "any")


def drawn(table: str, name: str, random: Random) -> str:
    """One phrase by lot, every slot but {topic} filled; `table`: rule, story or any; `name`: conditions, details …"""
    phrases, slots = _tables()
    phrase = random.choice(phrases[table][name])
    return _SLOT.sub(lambda slot: random.choice(slots[slot[1]]), phrase)


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Mapping[str, list[str]]], Mapping[str, list[str]]]:
    raw = tomllib.loads(resources.files("assistant.judge.claims").joinpath("stray_phrases.toml").read_text("utf-8"))
    return {name: raw[name] for name in _TABLES}, raw["slots"]
