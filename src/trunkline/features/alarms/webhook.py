"""Alarms by HTTP request, signed, and never into a network that is not allowed.

The receiver checks ``Trunkline-Signature: t=<unix seconds>,v1=<hex>``: v1 is HMAC-SHA256 with the company's key of
``<t>.<body>``; what is older than some minutes is a repetition and to be refused. ``Trunkline-Delivery`` is the same
in every try of one delivery.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from trunkline.features.alarms.outcome import Undelivered

TIMEOUT_S = 10.0
SIGNATURE, DELIVERY = "Trunkline-Signature", "Trunkline-Delivery"
AGAIN = frozenset({408, 425, 429})
"""Refusals of the 400s after which another try may succeed."""
_tls: list[ssl.SSLContext] = []

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Networks in a list with commas; raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def signature(secret: str, at_s: int, body: bytes) -> str:
    """The header's value."""
    digest = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={digest}"


async def send_request(
    url: str, body: bytes, *, secret: str, delivery_id: str, now: int, allowed: Sequence[Network]
) -> None:
    """POST a JSON body. Raises Undelivered. Redirections are not followed: they would lead around the check of the
    address."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = await _address(host, port, allowed)
    shown = f"[{address}]" if ":" in address else address
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "Content-Type": "application/json",
        "User-Agent": "Trunkline",
        DELIVERY: delivery_id,
    }
    if secret:
        headers[SIGNATURE] = signature(secret, now // 1000, body)
    pinned = parts._replace(netloc=f"{shown}:{port}").geturl()
    try:
        async with (
            asyncio.timeout(TIMEOUT_S),
            httpx.AsyncClient(verify=_context(), trust_env=False, timeout=TIMEOUT_S) as client,
            # To the address that was checked, under the name that was given: a second look-up could tell another.
            client.stream("POST", pinned, content=body, headers=headers, extensions={"sni_hostname": host}) as answer,
        ):
            status = answer.status_code
    except (httpx.HTTPError, OSError, TimeoutError, ValueError) as error:
        raise Undelivered("alarm.webhook_unreachable", type(error).__name__) from error
    if not 200 <= status < 300:
        final = 300 <= status < 500 and status not in AGAIN
        raise Undelivered("alarm.webhook_refused", str(status), final=final)


def _context() -> ssl.SSLContext:
    if not _tls:
        _tls.append(ssl.create_default_context())
    return _tls[0]


async def _address(host: str, port: int, allowed: Sequence[Network]) -> str:
    """An address of the host, all of whose addresses are public or in an allowed network."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered("alarm.webhook_unreachable", "unknown host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_may_go_to(address, allowed) for address in addresses):
        raise Undelivered("alarm.webhook_forbidden", final=True)
    return addresses[0]


def _may_go_to(text: str, allowed: Sequence[Network]) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address.version == network.version and address in network for network in allowed):
        return True
    return address.is_global and not address.is_multicast
