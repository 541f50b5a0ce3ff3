"""Reader for statutes in the XML of e-Gov (法令標準 XML schema 3), bare or in the envelope of the law API, versions 1 and 2.

Source: 「法令の条文構造と法令XML」 of the Digital Agency. The text has the form that statutes as Markdown come to,
and so do the addresses; words that the schema keeps in columns (term and definition) are parted by a wide space.
"""

import re
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from assistant.ingest.egov_text import Manuscript, spoken
from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.statutes import assemble
from assistant.records import Authority, Metadata

LARGEST_BYTES: Final = 64 << 20
DEEPEST: Final = 60  # the schema needs about 25 levels
_FIRST_YEARS: Final = {"Meiji": 1868, "Taisho": 1912, "Showa": 1926, "Heisei": 1989, "Reiwa": 2019}
_ORDERS: Final = ("CabinetOrder", "ImperialOrder", "MinisterialOrdinance", "Rule", "Misc")
# File names of e-Gov: law id, date of enforcement, id of the amending law.
_FILE_NAME = re.compile(r"([0-9]{3}[0-9A-Z]{12})(?:_([0-9]{8})_[0-9A-Z]{15})?")


def read_egov_xml(path: Path) -> Extracted:
    """Read the statute in `path`; raise `UnreadableFile` for other XML, damaged files and any that declares entities."""
    if path.stat().st_size > LARGEST_BYTES:
        raise UnreadableFile(f"法令 XML として大きすぎます（上限 {LARGEST_BYTES:,} バイト）")
    return parse_egov_xml(path.read_bytes(), path.stem)


def parse_egov_xml(data: bytes, name: str = "") -> Extracted:
    """The statute in `data`; `name` is the file's name without its ending, which at e-Gov tells the law's id."""
    root = _root(data)
    law = root if root.tag == "Law" else root.find(".//Law")
    body = law.find("LawBody") if law is not None else None
    if law is None or body is None:
        raise UnreadableFile(
            "e-Gov の法令 XML ではありません（Law・LawBody 要素がありません）。e-Gov 法令検索の XML を置いてください"
        )
    manuscript = Manuscript()
    manuscript.write_law(body)
    text = manuscript.text()
    statute = assemble(text, manuscript.units)
    title = body.find("LawTitle")
    return Extracted(
        text,
        statute.sections,
        (),
        spoken(title) if title is not None else None,
        _metadata(root, law, name),
        links=statute.links,
        hidden=tuple(manuscript.hidden),
    )


def _root(data: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise UnreadableFile(
            "XML に DTD または実体宣言があるため読みません（安全のため）。e-Gov から取り直したファイルを置いてください"
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFile(f"XML として読めません（{error}）。e-Gov から取り直してください") from error
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return root
    raise UnreadableFile(f"XML の入れ子が深すぎます（{DEEPEST} 段を超えます）。e-Gov から取り直してください")


def _metadata(root: Element, law: Element, name: str) -> Metadata:
    file_name = _FILE_NAME.match(name)
    title = law.find("LawBody/LawTitle")
    abbreviations = (
        _found(root, "revision_info/abbrev", "abbrev") or (title.get("Abbrev") if title is not None else None) or ""
    )
    enforced = _date(_found(root, "revision_info/amendment_enforcement_date", "amendment_enforcement_date"))
    if enforced is None and file_name and file_name[2]:
        enforced = _date(f"{file_name[2][:4]}-{file_name[2][4:6]}-{file_name[2][6:]}")
    kind = law.get("LawType") or _found(root, "law_info/law_type", "law_type")
    return Metadata(
        work=_found(root, "law_info/law_id", "law_id", "LawId") or (file_name[1] if file_name else None),
        abbreviations=tuple(part for part in re.split(r"[,，、]\s*", abbreviations.strip()) if part),
        edition=(law.findtext("LawNum") or "").strip() or None,
        published=_date(_found(root, "law_info/promulgation_date", "promulgation_date")) or _promulgated(law),
        in_force_from=enforced,
        authority=Authority.STATUTE
        if kind in ("Act", "Constitution")
        else Authority.ORDER
        if kind in _ORDERS
        else None,
        language=law.get("Lang") or "ja",
    )


def _found(root: Element, *paths: str) -> str | None:
    for path in paths:
        value = root.findtext(f".//{path}")
        if value and value.strip():
            return value.strip()
    return None


def _promulgated(law: Element) -> date | None:
    """The day of promulgation from the attributes of the law; the first year of an era is year 1."""
    first = _FIRST_YEARS.get(law.get("Era", ""))
    parts = [law.get(key, "") for key in ("Year", "PromulgateMonth", "PromulgateDay")]
    if first is None or not all(part.isdigit() for part in parts):
        return None
    year, month, day = map(int, parts)
    return _date(f"{first + year - 1:04}-{month:02}-{day:02}")


def _date(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
