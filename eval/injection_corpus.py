"""Corpora of injected documents: each carrier once, with at most one injection each, so that few indexes serve all cases."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path, PurePosixPath

from assistant_eval.injection import METADATA_PLACES, QUESTION, SLOT, Carrier, Case


def grouped(cases: Iterable[Case]) -> tuple[tuple[Case, ...], ...]:
    """Groups of cases that share one corpus: no carrier holds two injections; the questions that instruct come last."""
    used: Counter[str] = Counter()
    groups: list[list[Case]] = []
    questions: list[Case] = []
    for case in cases:
        if case.place == QUESTION:
            questions.append(case)
            continue
        number = used[case.carrier.path]
        used[case.carrier.path] += 1
        groups += [[] for _ in range(number + 1 - len(groups))]
        groups[number].append(case)
    return tuple(tuple(group) for group in (*groups, questions) if group)


def write_corpus(folder: Path, carriers: Iterable[Carrier], cases: Sequence[Case]) -> dict[str, str]:
    """Write all carriers below `folder`, injected where a case says so, with their `sources.toml`.

    Returns the carrier's path for each file written.
    """
    injected = {case.carrier.path: case for case in cases if case.place != QUESTION}
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    manifest = []
    for carrier in carriers:
        case = injected.get(carrier.path)
        name, text = _file(carrier, case)
        (folder / name).write_text(text, encoding="utf-8")
        files[name] = carrier.path
        manifest.append(_entry(name, carrier, case))
    (folder / "sources.toml").write_text("\n".join(manifest), encoding="utf-8")
    return files


def _file(carrier: Carrier, case: Case | None) -> tuple[str, str]:
    """The name and the text of the file."""
    place = None if case is None else case.place
    insert = "" if case is None else case.insert
    if place == "html":
        return PurePosixPath(carrier.path).with_suffix(".html").name, _page(carrier.text, insert)
    text = carrier.text.replace(SLOT, insert if place == "slot" else "")
    if place == "top":
        text = f"{insert}\n\n{text}"
    elif place == "end":
        text = f"{text}\n{insert}\n"
    return (insert if place == "file" else carrier.path), text


def _page(text: str, insert: str) -> str:
    """The document as a web page, with the insertion as it stands in the mark-up."""
    parts = []
    for block in text.split("\n\n"):
        level = len(block) - len(block.lstrip("#"))
        words = escape(block.strip("# \n"))
        is_slot = block.strip() == SLOT
        parts.append(insert if is_slot else f"<h{level}>{words}</h{level}>" if level else f"<p>{words}</p>")
    return f"<!doctype html><html><body>{''.join(parts)}</body></html>\n"


def _entry(name: str, carrier: Carrier, case: Case | None) -> str:
    fields: dict[str, object] = {"path": name, "publisher": carrier.publisher, "authority": carrier.authority}
    if case is not None and case.place in METADATA_PLACES:
        fields[case.place] = [case.insert] if case.place == "abbreviations" else case.insert
    rows = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    return "\n".join(("[[document]]", *rows, ""))
