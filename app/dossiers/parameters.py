"""Parameters that the routes of dossiers share."""

from typing import Annotated, Literal

from fastapi import Header, Path, Query
from pydantic import StringConstraints
from starlette.convertors import Convertor, register_url_convertor

from app.edge.versions import version_in
from app.storage.columns import ID_LENGTH

PAGE = 50
SIDE = "{side:side}"
"""In a path: matches the names of the sides and nothing else, so that it hides no other address."""


class _SideConvertor(Convertor[str]):
    regex = "self|external"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("side", _SideConvertor())

DossierId = Annotated[
    str, Path(pattern=rf"^[0-9A-Za-z_-]{{1,{ID_LENGTH}}}$", description="Mã hồ sơ.")
]
Side = Annotated[
    Literal["self", "external"],
    Path(description="self: phiếu tự đánh giá; external: phiếu đánh giá ngoài."),
]
ItemCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z._-]{1,64}$", description="Mã tiêu chí.", examples=["1.3.2"]),
]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 của bản chốt.")]
After = Annotated[str, Query(max_length=600, description="Con trỏ `next` của trang trước.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Số dòng của một trang.")]
Searched = Annotated[
    str,
    StringConstraints(max_length=100, pattern=r"^[^\x00]*$"),
    Query(description="Một phần tên đơn vị (không cần dấu) hoặc phần đầu của mã."),
]
IfMatchHeader = Annotated[
    str,
    Header(
        alias="If-Match",
        max_length=100,
        description="Không bắt buộc: ETag của hồ sơ đang mở; khác thì từ chối (412).",
    ),
]


def stated(if_match: str) -> int | None:
    """The version of the dossier on the caller's screen, where they state one."""
    return version_in(if_match) if if_match else None
