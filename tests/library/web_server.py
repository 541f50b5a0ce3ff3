"""A web server on the loopback address whose answers are written down beforehand, one list for each path."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """One answer; `missing` bytes of the promised body are not sent, `endless` goes on until the client leaves."""

    body: bytes = b""
    kind: str | None = "text/plain; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    endless: float | None = None  # seconds between two pieces


@dataclass
class WebServer:
    """The replies of a path are given in order, the last one again and again."""

    url: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def at(self, path: str, *replies: Reply) -> str:
        """Set what `path` answers and return its URL."""
        self.replies[path] = list(replies)
        return self.url + path


def _handler(server: WebServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            server.asked.append(self.path)
            server.agents.add(self.headers["User-Agent"])
            replies = server.replies.get(path, [Reply(status=404)])
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            self.send_response(reply.status)
            if reply.kind is not None:
                self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.endless is None:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            try:
                self.wfile.write(reply.body[: len(reply.body) - reply.missing])
                while reply.endless is not None:
                    self.wfile.write(b"x" * 65536 if reply.endless == 0 else b"x")
                    time.sleep(reply.endless)
            except OSError:
                pass  # the client has left

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving() -> Iterator[WebServer]:
    """A running server; its address is in `url`."""
    web = WebServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(web))
    server.daemon_threads = True
    web.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
