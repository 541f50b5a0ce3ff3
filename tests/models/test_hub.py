import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import AssistantError
from assistant.models import store
from assistant.models.catalogue import ModelEntry, parse_catalogue
from assistant.models.fetch import fetch

from .package_index import entry_toml

REVISION = "0123456789abcdef0123456789abcdef01234567"
CONTENT = bytes(range(256)) * 40
PATH = "owner/repo"


def _handler(hub: SimpleNamespace) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._head(0)

        def do_GET(self) -> None:
            start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
            body = self._head(start)
            hub.starts[self.path.rpartition("/")[2]].append(start)
            if hub.cuts:
                hub.cuts -= 1
                body = body[: len(body) // 2]
            self.wfile.write(body)

        def _head(self, start: int) -> bytes:
            content = hub.files.get(self.path.removeprefix(f"/{PATH}/resolve/{REVISION}/"))
            body = (content or b"")[start:]
            self.send_response(404 if content is None else 206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            if content is None:
                self.send_header("X-Error-Code", "EntryNotFound")
            else:
                self.send_header("X-Repo-Commit", REVISION)
                self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
                self.send_header("X-Linked-Size", str(len(content)))
                self.send_header("Accept-Ranges", "bytes")
            self.end_headers()
            return body

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A stand-in for the hub: `files` lie at the pinned revision, the next `cuts` bodies end in the middle."""
    from huggingface_hub import constants

    monkeypatch.setattr(time, "sleep", lambda _: None)  # between the library's own attempts
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1024)  # less than what arrives before a cut
    served = SimpleNamespace(files={"weights/tiny.gguf": CONTENT}, cuts=0, starts=defaultdict(list))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


def toml_at(url: str, path: str = "weights/tiny.gguf") -> str:
    source = f'kind = "huggingface"\nrepository = "{PATH}"\nrevision = "{REVISION}"\nendpoint = "{url}"'
    return entry_toml("tiny", CONTENT, source, path)


def entry_at(url: str, path: str = "weights/tiny.gguf") -> ModelEntry:
    (entry,) = parse_catalogue(toml_at(url, path), "own.toml")
    return entry


def nothing_is_installed(entry: ModelEntry, folder: Path) -> bool:
    return store.installed(entry, folder) is None and not list(folder.glob("tiny*"))


def test_a_file_is_fetched_at_its_commit_under_its_own_path(hub: SimpleNamespace, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    entry = entry_at(hub.url)
    root = fetch(entry, tmp_path, lambda *step: steps.append(step))
    assert (root / "weights" / "tiny.gguf").read_bytes() == CONTENT
    assert store.locate_file(entry, tmp_path) == root / "weights" / "tiny.gguf"
    assert ("取得 owner/repo/weights/tiny.gguf", len(CONTENT), len(CONTENT)) in steps
    assert not (tmp_path / ".staging" / "tiny").exists()


def test_other_bytes_under_the_pinned_commit_are_refused_and_not_kept(hub: SimpleNamespace, tmp_path: Path) -> None:
    hub.files["weights/tiny.gguf"] = CONTENT[::-1]
    entry = entry_at(hub.url)
    with pytest.raises(AssistantError, match="SHA-256"):
        fetch(entry, tmp_path)
    assert nothing_is_installed(entry, tmp_path)
    hub.files["weights/tiny.gguf"] = CONTENT
    fetch(entry, tmp_path)
    assert store.locate_file(entry, tmp_path).read_bytes() == CONTENT


def test_a_download_that_is_cut_goes_on_where_it_ended(hub: SimpleNamespace, tmp_path: Path) -> None:
    hub.cuts = 1
    entry = entry_at(hub.url)
    fetch(entry, tmp_path)
    assert store.locate_file(entry, tmp_path).read_bytes() == CONTENT
    assert hub.starts["tiny.gguf"] == [0, len(CONTENT) // 2]


def test_a_connection_that_is_cut_every_time_is_an_error(hub: SimpleNamespace, tmp_path: Path) -> None:
    hub.cuts = 1000
    entry = entry_at(hub.url)
    with pytest.raises(AssistantError, match="取得できません"):
        fetch(entry, tmp_path)
    assert nothing_is_installed(entry, tmp_path)
    hub.cuts = 0
    fetch(entry, tmp_path)
    assert store.locate_file(entry, tmp_path).read_bytes() == CONTENT


def test_a_file_that_is_there_whole_is_not_fetched_again(hub: SimpleNamespace, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"{}").hexdigest()
    text = toml_at(hub.url).replace('"generator"', '"embedder"')
    text = text.replace(" }]", f' }}, {{ path = "config.json", bytes = 2, sha256 = "{sha256}" }}]')
    (entry,) = parse_catalogue(text, "own.toml")
    with pytest.raises(AssistantError, match=r"config\.json"):
        fetch(entry, tmp_path)
    assert nothing_is_installed(entry, tmp_path)
    hub.files["config.json"] = b"{}"
    root = fetch(entry, tmp_path)
    assert (root / "config.json").read_bytes() == b"{}"
    assert hub.starts == {"tiny.gguf": [0], "config.json": [0]}


def test_a_file_that_the_repository_lacks_is_named(hub: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"owner/repo の weights/other\.gguf"):
        fetch(entry_at(hub.url, "weights/other.gguf"), tmp_path)


def test_a_hub_that_does_not_answer_is_an_error_not_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(AssistantError, match="ネットワーク"):
        fetch(entry_at("http://127.0.0.1:9"), tmp_path)
