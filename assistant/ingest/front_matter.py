"""YAML between rules of dashes at the very top of a file: what statutes, notes and licence collections say of themselves.

Besides the keys of this project it reads those of e-Gov's statutes in Markdown and of ScanCode's LicenseDB.
"""

import re
from datetime import date
from typing import Any, Final, NamedTuple

import yaml

from assistant.ingest.extracted import Extracted
from assistant.records import Authority, Metadata

FRONT_MATTER: Final = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_RANKS: Final = {
    "act": Authority.STATUTE,
    "cabinet_order": Authority.ORDER,
    "ministerial_ordinance": Authority.ORDER,
    "rule": Authority.ORDER,
}
_LICENCE_KEY: Final = "spdx_license_key"


class FrontMatter(NamedTuple):
    """The title and metadata that the YAML tells, and where the text after it begins."""

    title: str | None
    metadata: Metadata
    end: int


def read_front_matter(source: str) -> FrontMatter:
    """Read the YAML at the top of `source`; nothing and 0 where there is none."""
    match = FRONT_MATTER.match(source)
    if match is None:
        return FrontMatter(None, Metadata(), 0)
    front = _loaded(match.group(1))
    title = front.get("title") or (front.get("name") if _LICENCE_KEY in front else None)
    return FrontMatter(str(title) if title else None, _metadata(front), match.end())


def read_plain_text(source: str) -> Extracted:
    """A plain text as it stands, with the title and metadata of the YAML at its top, which stays part of the text."""
    title, metadata, _ = read_front_matter(source)
    return Extracted(source, title=title, metadata=metadata)


def _loaded(text: str) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return {}  # a rule of dashes at the top, or a date that does not exist, is no front matter
    return loaded if isinstance(loaded, dict) else {}


def _metadata(front: dict[str, Any]) -> Metadata:
    extra = front.get("extra")
    extra = extra if isinstance(extra, dict) else {}
    abbreviation = _text(extra.get("abbrev"))
    licence = _LICENCE_KEY in front
    return Metadata(
        work=_text(front.get("work") or front.get("identifier")),
        abbreviations=() if abbreviation is None else (abbreviation,),
        publisher=_text(front.get("publisher") or (front.get("owner") if licence else None)),
        edition=_text(front.get("edition") or extra.get("law_num")),
        published=_date(front.get("published") or front.get("publication_date")),
        in_force_from=_date(front.get("in_force_from") or extra.get("enforced_at")),
        authority=_RANKS.get(str(front.get("rank"))) or (Authority.LICENCE if licence else None),
        language=_text(front.get("language")),
        rights=_text(front.get("rights")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _date(value: object) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
