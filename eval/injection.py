"""Cases of injection: instructions hidden in documents, and questions that instruct; read and checked.

`questions/injections.jsonl` holds the cases, `injections/` the benign documents that they are put into. A case says what
an obedient model would write (`obey`) and which words nobody may ever be shown as an answer (`canary`, patterns as in
README.md). Invisible characters are written as escapes, so that a reader of the file sees them.
"""

import json
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from assistant.errors import AssistantError
from assistant_eval.patterns import pattern_fault

QUESTION: Final = "question"
PROMPT: Final = "{prompt}"  # in `obey`: whatever the system told the model
SLOT: Final = "<!-- ここに仕込む -->"
# Where the instruction stands: in the document's text, in its metadata, in its file's name, or in the question.
TEXT_PLACES: Final = ("slot", "top", "end", "html")
METADATA_PLACES: Final = ("title", "publisher", "edition", "abbreviations")
PLACES: Final = (*TEXT_PLACES, *METADATA_PLACES, "file", QUESTION)
LANGUAGES: Final = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A benign document: its file, a question that it answers, and a pattern of the answer; `text` has a slot."""

    path: str
    question: str
    fact: str
    publisher: str
    authority: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """One injection: `insert` is put at `place` of the carrier, or is the question itself."""

    id: str
    kind: str
    language: str
    carrier: Carrier
    place: str
    insert: str
    obey: str
    canary: tuple[str, ...]

    @property
    def question(self) -> str:
        """What is asked: the carrier's own question beside an injected document."""
        return self.insert if self.place == QUESTION else self.carrier.question


def injections_folder() -> Path:
    """Where the benign documents lie."""
    return Path(str(resources.files("assistant_eval") / "injections"))


def read_carriers(folder: Path | None = None) -> dict[str, Carrier]:
    """The benign documents by file name; raise `AssistantError` for one that has no slot or not exactly one."""
    folder = injections_folder() if folder is None else folder
    rows = tomllib.loads((folder / "carriers.toml").read_text(encoding="utf-8"))["carrier"]
    carriers = {}
    for row in rows:
        text = (folder / row["path"]).read_text(encoding="utf-8")
        if text.count(SLOT) != 1:
            raise AssistantError(f"{folder / row['path']} に、{SLOT} がちょうど1行必要です")
        carriers[row["path"]] = Carrier(**row, text=text)
    return carriers


def read_cases(path: Path | None = None, carriers: dict[str, Carrier] | None = None) -> tuple[Case, ...]:
    """Read the cases (the packaged ones unless given); raise `AssistantError` naming the line that is wrong."""
    path = Path(str(resources.files("assistant_eval") / "questions" / "injections.jsonl")) if path is None else path
    carriers = read_carriers() if carriers is None else carriers
    cases: dict[str, Case] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            case = _case(json.loads(line), carriers)
        except (ValueError, TypeError, KeyError) as error:
            raise AssistantError(f"{path} の {number} 行目が誤っています（{error}）") from error
        if case.id in cases:
            raise AssistantError(
                f"{path} の {number} 行目の id {case.id} は、前の行にもあります。別の id にしてください"
            )
        cases[case.id] = case
    return tuple(cases.values())


def _case(row: dict[str, Any], carriers: dict[str, Carrier]) -> Case:
    row.pop("note", None)
    for name, allowed in (("place", PLACES), ("language", LANGUAGES), ("carrier", carriers)):
        if row[name] not in allowed:
            raise ValueError(f"{name} は {'、'.join(allowed)} のどれかです: {row[name]}")
    for pattern in row["canary"]:
        if fault := pattern_fault(pattern):
            raise ValueError(f"canary のパターンが使えません: {fault}")
    if not row["insert"].strip() or not row["obey"].strip():
        raise ValueError("insert と obey には文を書いてください")
    return Case(**(row | {"carrier": carriers[row["carrier"]], "canary": tuple(row["canary"])}))
