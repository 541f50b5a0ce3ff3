import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.errors import AssistantError
from assistant.ui.server import check_address, make_app
from tests.stand_ins import ScriptedGenerator, open_small_assistant

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = make_app(open_small_assistant(tmp_path_factory.mktemp("server"), ScriptedGenerator([])))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_a_free_port_is_accepted() -> None:
    check_address("127.0.0.1", 0)


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=rf"ポート {port} では待ち受けられません.*--port"):
            check_address("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.1", 0), ("not a host", 0), ("127.0.0.1", 70000), ("127.0.0.1", -1)]
)
def test_an_address_that_is_not_ours_is_said(host: str, port: int) -> None:
    with pytest.raises(AssistantError, match="待ち受けられません"):
        check_address(host, port)


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/gradio_api/info", "/nowhere"])
def test_every_response_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["script-src-attr"] == policy["frame-ancestors"] == "'none'"
    assert not any("http" in rule or "*" in rule for rule in policy.values())
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        f"/gradio_api/file={ROOT}/pyproject.toml",
        "/gradio_api/proxy=https://example.com/",
        "/monitoring",
        "/monitoring/summary",
        "/gradio_api/runs",
        "/docs",
        "/openapi.json",
    ],
)
def test_what_the_page_has_no_use_for_is_shut(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_local_page_answers_to_no_other_name(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "localhost:7860"}).status_code == 200
    assert client.get("/", headers={"Host": "evil.example:7860"}).status_code == 400


def test_nothing_can_be_uploaded(client: TestClient) -> None:
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 404


def test_questions_are_asked_in_the_line_only(client: TestClient) -> None:
    body = {"data": ["漏えい"], "fn_index": 0, "session_hash": "s"}
    assert client.post("/gradio_api/run/predict", json=body).status_code != 200


def test_the_page_loads_scripts_and_styles_from_here_only(client: TestClient) -> None:
    html = client.get("/").text
    loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"([^\"]*)\"", html)
    assert loaded
    assert [address for address in loaded if "//" in address] == []
    config = client.get("/config").json()
    assert config["footer_links"] == []
    assert config["analytics_enabled"] is False
    assert "fonts.googleapis" not in html + client.get("/theme.css").text


def test_serving_says_where_and_ends_quietly() -> None:
    code = (
        "import signal, sys, tempfile; from pathlib import Path\n"
        "from assistant import offline; offline.cut()\n"
        "from assistant.ui.server import serve_page\n"
        "from tests.stand_ins import ScriptedGenerator, open_small_assistant\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    serve_page(open_small_assistant(Path(folder), ScriptedGenerator([])), '127.0.0.1', 0)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        said = re.fullmatch(r"http://127\.0\.0\.1:(\d+) で利用できます（Ctrl\+C で終了）\n", first)
        assert said is not None, first
        with socket.create_connection(("127.0.0.1", int(said[1])), timeout=5):
            pass
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "終了しました\n"
        assert process.wait(10) == 0
