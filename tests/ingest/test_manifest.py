from datetime import date
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.ingest.manifest import read_manifest
from assistant.records import Authority

ROOT = Path(__file__).parent.parent.parent


def write(folder: Path, text: str) -> Path:
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return folder


def test_entries_and_originals_are_read(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        '[[document]]\npath = "a.md"\ntitle = "甲"\nauthority = "internal-rule"\npublished = 2026-11-21\nabbreviations = ["甲規程"]\n'
        '[[original]]\ntitle = "乙"\npublisher = "省"\nurl = "https://example.invalid/"\nformat = "pdf"\n'
        'authority = "guideline"\nlanguage = "ja"\nrights = "PDL"\n',
    )
    entries, originals = read_manifest(folder)
    assert entries["a.md"].title == "甲"
    assert entries["a.md"].metadata.authority is Authority.INTERNAL_RULE
    assert entries["a.md"].metadata.published == date(2026, 11, 21)
    assert entries["a.md"].metadata.abbreviations == ("甲規程",)
    assert originals[0].publisher == "省"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[document]\n", "書式"),
        ("[[document]]\ntitle = '甲'\n", "path"),
        ("[document]\npath = 'a'\n", r"\[\[document\]\]"),
        ("[[document]]\npath = 'a'\nautority = 'statute'\n", "autority"),
        ("[[document]]\npath = 'a'\nauthority = 'king'\n", "king"),
        ("[[document]]\npath = 'a'\npublished = '昨日'\n", "published"),
        ("[[original]]\ntitle = '乙'\n", "url"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(AssistantError, match=named):
        read_manifest(write(tmp_path, text))


def test_the_starter_corpus_and_its_manifest_agree() -> None:
    folder = ROOT / "corpus"
    entries, originals = read_manifest(folder)
    files = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}
    assert set(entries) == set(files)
    assert len(files) >= 14
    for path, text in files.items():
        assert 1500 <= len(text) <= 5000, path
        assert text.startswith(f"# {entries[path].title}\n"), path
        assert "## 出典" in text, path
        assert "https://" in text.split("## 出典")[1], path
    assert all(original.url.startswith("https://") for original in originals)
    assert {used for original in originals for used in original.used_by} <= set(files)
