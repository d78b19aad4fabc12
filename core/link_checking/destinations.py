"""Where a link may lead: http or https to a public address of the internet, and to no machine of ours.

The name is resolved here, once, and exactly that address is connected to, so that a name which resolves
to something else a moment later leads nowhere else.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses of IPv6 that stand for one of IPv4: a gateway would lead on to it.
TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


class NotPublic(Exception):
    """The address leads to no public server."""


@dataclass(frozen=True)
class Destination:
    """A link with the address of the internet that its host has."""

    scheme: str
    host: str
    port: int
    target: str
    address: str

    @property
    def named(self) -> str:
        """The host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def destination(link: str) -> Destination:
    """Where a link leads; NotPublic when that is no public server, OSError when its host is not known."""
    try:
        parts = urlsplit(link)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
        host.encode("idna")  # what has become ASCII may be no name all the same
    except ValueError:
        raise NotPublic(link) from None
    if parts.scheme not in PORTS or not host or parts.username or parts.password:
        raise NotPublic(link)
    port = port or PORTS[parts.scheme]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise NotPublic(link)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return Destination(parts.scheme, host, port, path + query, addresses[0])


def is_public(text: str) -> bool:
    """Whether anybody on the internet may reach this address; a scope of IPv6 is never public."""
    if text in settings.LINK_CHECKS_ALSO_REACH:
        return True
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif any(address in network for network in TRANSLATED):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
