"""Models that ship inside the program: found, checked and shown where they lie; never copied, never fetched."""

import json
import socket
import tomllib
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.errors import AssistantError
from assistant.judge.judge_file import write_judge
from assistant.models import store
from assistant.models.catalogue import find_entry, parse_catalogue
from assistant.models.inventory import State, ensure, pull, show, verify
from assistant.models.packaged import package_folder
from tests.judge.judge_files import FINGERPRINT, judge_entry, small_judge
from tests.models.package_index import entry_toml

SOURCE = 'kind = "package"\npath = "shipped/relevance.safetensors"'


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A judge inside a package of its own, known to a catalogue in `models`; nothing may use the network."""
    path = tmp_path / "package" / "shipped" / "relevance.safetensors"
    write_judge(path, small_judge())
    (tmp_path / "package" / "judge").symlink_to(package_folder() / "judge")  # where the program's own lie
    models = tmp_path / "models"
    models.mkdir()
    (models / "catalogue.toml").write_text(judge_entry("shipped", path.read_bytes(), SOURCE), encoding="utf-8")
    monkeypatch.setattr("assistant.models.packaged.package_folder", lambda: tmp_path / "package")
    monkeypatch.setattr(socket.socket, "connect", _no_network)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return path


def _no_network(*_: object) -> None:
    raise AssertionError("nothing may be fetched")


@pytest.fixture
def models(shipped: Path, tmp_path: Path) -> Path:
    return tmp_path / "models"


def test_it_is_installed_without_set_up_and_set_up_copies_nothing(shipped: Path, models: Path) -> None:
    assert show("shipped", models).state is State.INSTALLED
    assert ensure(["shipped"], models) == (shipped.parent,)
    assert pull("shipped", models) == shipped.parent
    assert store.locate_file(find_entry("shipped", models), models) == shipped
    assert [path.name for path in models.iterdir()] == ["catalogue.toml"]


def test_verification_hashes_it_in_its_place_and_writes_nothing(shipped: Path, models: Path) -> None:
    status = verify("shipped", models)
    assert (status.state, status.disk_bytes, status.folder) == (State.INSTALLED, shipped.stat().st_size, shipped.parent)
    assert list(shipped.parent.iterdir()) == [shipped]


def test_a_neighbour_in_the_same_folder_is_not_its_concern(shipped: Path, models: Path) -> None:
    (shipped.parent / "support.safetensors").write_bytes(b"another judge")
    assert verify("shipped", models).state is State.INSTALLED


def test_a_file_that_is_not_the_catalogues_is_named_with_both_hashes(shipped: Path, models: Path) -> None:
    data = shipped.read_bytes()
    shipped.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    for check in (verify, pull):
        with pytest.raises(
            AssistantError, match=r"relevance\.safetensors.*SHA-256 は目録 [0-9a-f]{64}、実物 [0-9a-f]{64}"
        ):
            check("shipped", models)


def test_a_file_of_another_size_is_noticed_at_once(shipped: Path, models: Path) -> None:
    size = shipped.stat().st_size
    shipped.write_bytes(shipped.read_bytes() + b"\0")
    assert show("shipped", models).state is State.DAMAGED
    assert f"目録 {size:,} バイト、実物 {size + 1:,} バイト" in show("shipped", models).problem
    with pytest.raises(AssistantError, match="目録と一致しません"):
        ensure(["shipped"], models)


def test_a_missing_file_asks_for_the_program_not_for_a_download(shipped: Path, models: Path) -> None:
    shipped.unlink()
    with pytest.raises(AssistantError, match="プログラムを入れ直してください"):
        ensure(["shipped"], models)
    assert show("shipped", models).state is State.DAMAGED


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('path = "shipped/relevance.safetensors"', 'path = "../relevance.safetensors"', "path"),
        ('path = "shipped/relevance.safetensors"', 'path = "shipped/other.safetensors"', "files"),
        ('role = "judge"', 'role = "judge"\nunpack = "e5s1"', "files"),
    ],
)
def test_an_entry_whose_parts_do_not_fit_is_refused(before: str, after: str, named: str) -> None:
    text = judge_entry("shipped", b"x", SOURCE)
    parse_catalogue(text, "own.toml")
    with pytest.raises(AssistantError, match=named):
        parse_catalogue(text.replace(before, after), "own.toml")


def test_a_judge_is_one_file() -> None:
    text = judge_entry("two", b"x", 'kind = "file"\npath = "."')
    parse_catalogue(text, "own.toml")
    second = '}, { path = "b", bytes = 1, sha256 = "' + "0" * 64 + '" }]'
    with pytest.raises(AssistantError, match="judge"):
        parse_catalogue(text.replace("}]", second), "own.toml")


def test_the_list_says_that_it_ships_with_the_program(
    shipped: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "list"]) == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if " shipped " in line)
    assert "judge" in line
    assert "CC-BY-SA-4.0" in line
    assert "プログラムに付属" in line


def test_pull_says_that_there_is_nothing_to_fetch(
    shipped: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "pull", "shipped"]) == 0
    assert "プログラムに付属しているため、取得は不要です" in capsys.readouterr().err


def test_verify_without_a_name_covers_it(shipped: Path, models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify"]) == 1
    assert "assistant setup" in capsys.readouterr().err
    fetched = entry_toml("fetched", b"weights", f'kind = "file"\npath = "{shipped.parent / "weights.gguf"}"')
    (shipped.parent / "weights.gguf").write_bytes(b"weights")
    with (models / "catalogue.toml").open("a", encoding="utf-8") as file:
        file.write(fetched)
    pull("fetched", models)
    assert main(["models", "verify"]) == 0
    assert "○ shipped" in capsys.readouterr().out
    shipped.write_bytes(b"")
    assert main(["models", "verify"]) == 1
    assert "目録と一致しません" in capsys.readouterr().err


def test_show_prints_the_card(shipped: Path, models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show", "shipped"]) == 0
    out = capsys.readouterr().out
    assert "CC-BY-SA-4.0" in out
    assert "・JaQuAD: CC BY-SA 3.0" in out
    assert "auroc: 0.96" in out
    assert "乱数の種: [1, 2]" in out
    assert main(["models", "show", "--json", "shipped"]) == 0
    judge = json.loads(capsys.readouterr().out)["judge"]
    assert (judge["kind"], judge["embedder_fingerprint"]) == ("relevance", FINGERPRINT)
    assert judge["card"] == small_judge().card


def test_an_escape_sequence_in_a_card_does_not_reach_the_terminal(
    shipped: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = {"a": {"b": {"c": {"d": {"e": {"f": {"g": "\x1b[2J"}}}}}}}
    write_judge(shipped, small_judge(card={"data": "文\x1b[2J書", "\x1b]0;x": ["\x1b[31m"], "deep": deep}))
    (models / "catalogue.toml").write_text(judge_entry("shipped", shipped.read_bytes(), SOURCE), encoding="utf-8")
    assert main(["models", "show", "shipped"]) == 0
    out = capsys.readouterr().out
    assert "文[2J書" in out
    assert "\x1b" not in out


def test_show_of_a_damaged_judge_shows_the_problem_in_the_place_of_the_card(
    shipped: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped.write_bytes(b"")
    assert main(["models", "show", "shipped"]) == 0
    assert "目録と一致しません" in capsys.readouterr().out


def test_a_wheel_carries_what_ships() -> None:
    root = Path(__file__).parent.parent.parent
    data = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    patterns = data["assistant.judge"]
    assert any(Path("weights/relevance.safetensors").match(pattern) for pattern in patterns)


def test_the_example_of_a_judge_in_the_documentation_is_an_entry() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "models.md").read_text(encoding="utf-8")
    example = page.split("### 自社で学習したものを使う")[1].split("```toml\n")[1].split("```")[0]
    text = example.replace("…64 桁…", "0" * 64).replace("bytes = …", "bytes = 1")
    (entry,) = parse_catalogue(text, "docs/models.md")
    assert (entry.role, entry.source.kind) == ("judge", "file")
