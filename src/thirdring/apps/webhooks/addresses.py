"""Where we may send to: public addresses, and private networks only if the settings name them.

A name is looked up once and the address that was judged is the one that is connected to, so that nobody
points us at our own machines by changing what a name means in between.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# They carry an IPv4 address inside, perhaps a private one.
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))


class Forbidden(Exception):
    """We do not send there; ``str()`` says why."""


def networks(names: Sequence[str]) -> list[Network]:
    return [ipaddress.ip_network(name) for name in names]


def resolved(host: str, port: int, encrypted: bool, allowed: Sequence[Network]) -> str:
    """The address to connect to. Raises ``Forbidden``, and ``OSError`` for a name that is not known."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [_plain(ipaddress.ip_address(str(one[4][0]).partition("%")[0])) for one in found]
    for address in addresses:
        own = any(address.version == net.version and address in net for net in allowed)
        if not own and not _public(address):
            raise Forbidden(f"{address} is not a public address (THIRDRING_WEBHOOK_NETWORKS)")
        if not own and not encrypted:
            raise Forbidden("public addresses are told by https only")
    return str(addresses[0])


def _plain(address: Address) -> Address:
    """An IPv4 address that is written as IPv6 is judged as what it is."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _public(address: Address) -> bool:
    translated = any(address.version == net.version and address in net for net in TRANSLATED)
    return address.is_global and not address.is_multicast and not translated
