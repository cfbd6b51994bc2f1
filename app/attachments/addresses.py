"""Which addresses of machines the service may ask: those of the public Internet, nothing nearer.

What stands for an IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) is judged as that address.
The ranges are those that IANA's special-purpose registries (RFC 6890) do not call globally
reachable; they are listed here because the library's own list differs between versions of Python.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
PORTS = frozenset({80, 443})
_GLOBAL = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # also where clouds tell machines their secrets
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # Teredo, benchmarks, ORCHID
        "2001:db8::/32",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


def is_public(address: Address) -> bool:
    """Whether it is of the public Internet, and so is what it stands for."""
    if isinstance(address, IPv6Address):
        inner = _inside(address)
        if inner is not None:
            return is_public(inner)
        if address.scope_id is not None or address not in _GLOBAL:
            return False
    elif address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if any(address in one for one in _NOT_PUBLIC if one.version == address.version):
        return False
    return address.is_global


def may_ask(address: Address, port: int) -> bool:
    """The rule of the service: a public address, on the ports of the web."""
    return port in PORTS and is_public(address)


def read(text: str) -> Address | None:
    """The address that a resolver told; None for what is none."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
