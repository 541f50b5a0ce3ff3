"""Which network addresses a download may come from: https, and no redirect into the inner network."""

import ipaddress
import socket
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from assistant.errors import AssistantError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_PORTS: Final = {"https": 443, "http": 80}


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of `url`; raise `AssistantError` for what is no address of a web server."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise AssistantError(f"URL の形が誤っています: {url!r}（{error}）") from error


def check_url(url: str, listed: str, *, inner: bool) -> None:
    """Raise `AssistantError` where `url`, reached from the `listed` one, may not be asked.

    The host that the manifest names may be an inner one (a person wrote it); a redirect to another may not, unless
    `inner` allows it. Behind a proxy the names are the proxy's to resolve, so that only literal addresses are checked.
    """
    scheme, host, port = origin(url)
    parts = urlsplit(url)
    if not host or scheme not in _PORTS:
        raise AssistantError(f"https の URL ではありません: {url}")
    if parts.username is not None or parts.password is not None:
        raise AssistantError(f"利用者名やパスワードを含む URL は使えません: {_without_user(parts)}")
    if scheme == "http" and not _is_loopback_name(host):
        raise AssistantError(f"暗号化されない http では取得しません: {url}（https の URL を書いてください）")
    foreign = origin(url) != origin(listed) and not inner
    literal = _literal(host)
    if literal is not None:
        _check_address(literal, url, foreign=foreign)
    elif not proxied(url):
        for address in _resolve(host, port):
            _check_address(address, url, foreign=foreign)


def check_peer(peer: object, url: str, listed: str, *, inner: bool) -> None:
    """Raise `AssistantError` where the connection made for a redirect ended inside after all (a name that changes)."""
    if isinstance(peer, tuple) and peer and not proxied(url):
        address = _literal(str(peer[0]))
        if address is not None:
            _check_address(address, url, foreign=origin(url) != origin(listed) and not inner)


def proxied(url: str) -> bool:
    """Whether the environment sends requests for `url` through a proxy."""
    scheme, host, _ = origin(url)
    proxies = getproxies()
    return (scheme in proxies or "all" in proxies) and not proxy_bypass(host)


def is_public(address: Address) -> bool:
    """Whether `address`, and any IPv4 address wrapped in it, belongs to the public internet."""
    wrapped: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour]
        if address in _NAT64:
            inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        wrapped = [found for found in inside if found is not None] or wrapped
    return all(one.is_global and not one.is_multicast for one in wrapped)


def _check_address(address: Address, url: str, *, foreign: bool) -> None:
    never = address.is_link_local or address.is_multicast or address.is_unspecified
    if never or (foreign and not is_public(address)):
        raise AssistantError(
            f"内部ネットワークのアドレス（{address}）へは取りに行きません: {url}。"
            "配布元の転送先が変わっていないか、配布元のページで確かめてください"
        )


def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            f"{host} の名前を解決できません（{error}）。インターネット接続、DNS、プロキシの設定を確かめてください"
        ) from error
    return [address for row in found if (address := _literal(str(row[4][0]))) is not None]


class UnreachableError(AssistantError):
    """A host that cannot be reached at all; asking it again for the next document is a waste of time."""


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return None


def _is_loopback_name(host: str) -> bool:
    address = _literal(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _without_user(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.hostname or "").geturl()
