"""A stand-in for a Hugging Face hub on the loopback address: one repository at one commit."""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

REVISION = "0123456789abcdef0123456789abcdef01234567"
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


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[SimpleNamespace]:
    """A running hub: `files` lie at the pinned revision, the next `cuts` bodies end in the middle."""
    served = SimpleNamespace(files=files, cuts=0, starts=defaultdict(list))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def source_at(url: str) -> str:
    """The TOML of a source that is the repository of the hub at `url`."""
    return f'kind = "huggingface"\nrepository = "{PATH}"\nrevision = "{REVISION}"\nendpoint = "{url}"'
