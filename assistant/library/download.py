"""Downloading one file politely: one request at a time, pauses, retries, limits of size and time, verified bytes."""

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from assistant import __version__
from assistant.errors import AssistantError
from assistant.library.content_types import TEXTUAL, check_content, check_type
from assistant.library.private_addresses import UnreachableError, check_peer, check_url, origin
from assistant.models.progress import Progress, silent

if TYPE_CHECKING:
    from httpx2 import Response

USER_AGENT: Final = f"ai-governance-assistant/{__version__} (assistant corpus fetch)"
_RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ENCODINGS: Final = frozenset({"", "identity", "gzip", "deflate"})  # what we ask for; others expand without bound


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a download may take; sizes in bytes after decompression, times in seconds."""

    bytes: int = 100 << 20
    text_bytes: int = 20 << 20  # of html, xml, txt, md: what the readers take
    seconds: float = 300.0  # of one attempt, from the first request to the last byte
    silence: float = 30.0
    attempts: int = 4
    redirects: int = 5
    first_wait: float = 2.0  # doubled with each attempt
    longest_wait: float = 120.0
    pause: float = 1.0  # between two requests to one host
    inner_redirects: bool = False  # to private addresses; for tests and for networks that need it
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What was written, and where it came from in the end."""

    final_url: str
    content_type: str
    bytes: int
    sha256: str


class _Trouble(Exception):
    """A failure that may pass; `wait` is what the server asked for, in seconds."""

    def __init__(self, text: str, wait: float | None = None, *, connected: bool = True) -> None:
        super().__init__(text)
        self.wait = wait
        self.connected = connected


class Downloader:
    """The connections of one run; a host that could not be reached is not asked again."""

    def __init__(self, limits: Limits | None = None) -> None:
        import httpx2

        self.limits = limits or Limits()
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", "Accept-Language": "ja, en;q=0.5"}
        try:
            self._client = httpx2.Client(headers=headers, timeout=self.limits.silence, follow_redirects=False)
        except (ImportError, ValueError) as error:
            raise AssistantError(f"プロキシの設定を使えません（HTTPS_PROXY・ALL_PROXY など）: {error}") from error
        self._asked_at: dict[str, float] = {}
        self._unreachable: dict[str, str] = {}

    def __enter__(self) -> "Downloader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, url: str, format: str, target: Path, step: str = "", progress: Progress = silent) -> Downloaded:
        """Write the file at `url` to `target`, trying again where that may help.

        `target` is a name for a part; it is removed when anything fails. Raise `AssistantError` with the reason.
        """
        host = origin(url)[1]
        if host in self._unreachable:
            raise UnreachableError(self._unreachable[host])
        try:
            for attempt in range(1, self.limits.attempts + 1):
                try:
                    found = self._attempt(url, format, target, step, progress)
                except _Trouble as trouble:
                    self._wait(trouble, attempt, host, progress)
                else:
                    check_content(target, format)
                    return found
        except UnreachableError as error:
            self._unreachable[host] = str(error)
            target.unlink(missing_ok=True)
            raise
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, trouble: _Trouble, attempt: int, host: str, progress: Progress) -> None:
        """Sleep before the next attempt, or raise `AssistantError` when there is none."""
        if attempt == self.limits.attempts:
            text = f"{trouble}（{attempt} 回試しました）"
            raise AssistantError(text) if trouble.connected else UnreachableError(text)
        wait = max(self.limits.first_wait * 2 ** (attempt - 1), trouble.wait or 0.0)
        if wait > self.limits.longest_wait:
            raise AssistantError(
                f"{trouble}。{wait:.0f} 秒後以降に取得するよう求められました。あとで実行し直してください"
            )
        progress(f"{host}: {trouble}。{wait:.0f} 秒後に再試行します", 0, 0)
        self.limits.sleep(wait)

    def _attempt(self, listed: str, format: str, target: Path, step: str, progress: Progress) -> Downloaded:
        import httpx2

        deadline = time.monotonic() + self.limits.seconds
        url = listed
        try:
            for _ in range(self.limits.redirects + 1):
                check_url(url, listed, inner=self.limits.inner_redirects)
                self._pause(origin(url)[1])
                with self._client.stream("GET", url) as response:
                    stream = response.extensions.get("network_stream")
                    peer = stream.get_extra_info("server_addr") if stream is not None else None
                    check_peer(peer, url, listed, inner=self.limits.inner_redirects)
                    location = response.headers.get("location")
                    if response.status_code in _REDIRECTS and location:
                        url = str(response.url.join(location))
                        continue
                    _check_status(response.status_code, response.headers.get("retry-after"), url)
                    return self._receive(response, format, target, deadline, lambda d, t: progress(step, d, t))
        except httpx2.InvalidURL as error:
            raise AssistantError(f"URL の形が誤っています: {url!r}（{error}）") from error
        except httpx2.HTTPError as error:
            raise _trouble(error, url) from error
        raise AssistantError(f"転送が {self.limits.redirects} 回を超えました: {listed}")

    def _receive(
        self, response: "Response", format: str, target: Path, deadline: float, report: Callable[[int, int], None]
    ) -> Downloaded:
        check_type(response.headers.get("content-type"), format)
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            raise AssistantError(f"求めていない圧縮形式（{encoding}）で返されました")
        limit = min(self.limits.bytes, self.limits.text_bytes) if format in TEXTUAL else self.limits.bytes
        length = response.headers.get("content-length", "")
        total = int(length) if length.isdecimal() and encoding in ("", "identity") else 0
        if total > limit:
            raise _too_large(limit)
        digest, done = hashlib.sha256(), 0
        with target.open("wb") as file:
            for chunk in response.iter_bytes():
                done += len(chunk)
                if done > limit:
                    raise _too_large(limit)
                if time.monotonic() > deadline:
                    raise AssistantError(f"{self.limits.seconds:.0f} 秒以内に終わらないため中止しました")
                file.write(chunk)
                digest.update(chunk)
                report(done, total)
            file.flush()
            os.fsync(file.fileno())
        kind = response.headers.get("content-type", "")
        return Downloaded(str(response.url), kind, done, digest.hexdigest())

    def _pause(self, host: str) -> None:
        asked = self._asked_at.get(host)
        if asked is not None:
            left = asked + self.limits.pause - time.monotonic()
            if left > 0:
                self.limits.sleep(left)
        self._asked_at[host] = time.monotonic()


def _check_status(status: int, retry_after: str | None, url: str) -> None:
    if status == 200:
        return
    if status in _RETRIED:
        raise _Trouble(f"サーバーが応答できません（HTTP {status}）", _seconds(retry_after))
    reasons = {
        401: "閲覧に認証が必要です",
        403: "自動での取得が許されていません。配布元のページで入手し `assistant corpus add FILE` で追加してください",
        404: "見つかりません。配布元のページで新しい URL を確かめ、sources.toml を直してください",
        410: "公開が終わっています",
    }
    raise AssistantError(f"HTTP {status}: {reasons.get(status, '取得できません')}（{url}）")


def _seconds(retry_after: str | None) -> float | None:
    """The Retry-After header, a number of seconds or a date, in seconds from now."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _trouble(error: Exception, url: str) -> Exception:
    """What a failure of the connection means: to be tried again, or not."""
    import httpx2

    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return AssistantError(
            f"{origin(url)[1]} の証明書を確かめられません。時計と、社内の認証局の設定を確かめてください"
        )
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)):
        return _Trouble(f"{origin(url)[1]} に接続できません（{error}）", connected=False)
    if isinstance(error, httpx2.TimeoutException):
        return _Trouble("応答が途絶えました")
    if isinstance(error, httpx2.TransportError | httpx2.DecodingError):
        return _Trouble(f"通信が途中で切れました（{error or type(error).__name__}）")
    return AssistantError(f"取得できません（{error}）")


def _too_large(limit: int) -> AssistantError:
    return AssistantError(f"大きすぎます（上限 {limit:,} バイト）")
