"""A location that is an address of the web: whether it can stand as one, and as a link on pages.

What does not begin with http:// or https:// is free text and is never judged. An address inside a
school's own network may stand: people there can open it. Whether the service may ask it is judged
elsewhere (`app.attachments.fetching`).
"""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from app.attachments.errors import EvidenceNotAccepted
from app.errors import Reason

MAX_ADDRESS = 1000
SCHEMES = ("http://", "https://")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_MAX_NAME = 253


def is_address(location: str) -> bool:
    """Whether the location means to be an address of the web."""
    return location.lower().startswith(SCHEMES)


def wrong_with(address: str) -> str:
    """What is wrong with an address, as a sentence; "" where nothing is."""
    return next(_wrong(address), "")


def link_of(location: str) -> str:
    """The location where a page may show it as a link, else ""."""
    return location if is_address(location) and not wrong_with(location) else ""


def refuse_address(location: str) -> None:
    """Raise EvidenceNotAccepted for a location that is an address and cannot stand as one."""
    message = wrong_with(location) if is_address(location) else ""
    if message:
        reason = Reason("location", "evidence-address-invalid", message)
        raise EvidenceNotAccepted(reasons=(reason,))


def host_of(parts: SplitResult) -> str:
    """The name in ASCII without its last dot, or the IP address; "" for what is neither."""
    host = (parts.hostname or "").lower()
    try:
        if ":" in host:
            return "" if "%" in host else str(IPv6Address(host))
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
        labels = name.split(".")
        if _NUMBER.fullmatch(labels[-1]):
            return str(IPv4Address(name))  # which takes no other way of writing one
    except (AddressValueError, UnicodeError):
        return ""
    real = len(labels) > 1 and len(name) <= _MAX_NAME
    return name if real and all(_LABEL.fullmatch(one) for one in labels) else ""


def _wrong(address: str) -> Iterator[str]:
    if not is_address(address):
        yield "Địa chỉ phải bắt đầu bằng http:// hoặc https://."
    if len(address) > MAX_ADDRESS:
        yield f"Địa chỉ dài quá {MAX_ADDRESS} ký tự: hãy dùng địa chỉ ngắn hơn của cùng trang."
    if " " in address or not address.isprintable():
        yield (
            "Địa chỉ có dấu cách hoặc ký tự không nhìn thấy: hãy chép lại địa chỉ; "
            "lời giải thích thì ghi vào ô Ghi chú."
        )
    if "\\" in address:
        yield "Địa chỉ có dấu “\\”: hãy chép lại địa chỉ từ trình duyệt."
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        yield "Địa chỉ viết không đúng: hãy chép lại từ trình duyệt."
        return
    if "@" in parts.netloc:
        yield "Địa chỉ có tên đăng nhập hoặc mật khẩu: hãy bỏ phần trước dấu “@”."
    if port == 0:
        yield "Địa chỉ có số cổng không đúng: hãy chép lại từ trình duyệt."
    if not host_of(parts):
        yield "Địa chỉ không có tên máy đúng, ví dụ https://truong.example/trang."
