"""Versions of rows as ETags: who changes something says which version was on their screen."""

from typing import Annotated

from fastapi import Depends, Header

from app.errors import Reason, ServiceError, ShapeWrong

MAX_DIGITS = 9


class VersionMissing(ServiceError):
    """A change must say which version it is of."""

    code = "version-missing"
    status = 428
    title = "Thiếu phiên bản đang sửa"
    said = (
        "Hãy gửi kèm If-Match với giá trị ETag của lần đọc gần nhất, "
        "để không ghi đè thay đổi của người khác."
    )


def etag_of(version: int) -> str:
    """The ETag of a row's version."""
    return f'"{version}"'


def version_in(text: str) -> int:
    """The version that an If-Match names. Raises VersionMissing, ShapeWrong."""
    if not text:
        raise VersionMissing
    digits = text.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
        message = '“If-Match” phải là một ETag mà dịch vụ đã trả, ví dụ "3".'
        raise ShapeWrong(reasons=(Reason("If-Match", "etag", message),))
    return int(digits)


async def _if_match(
    if_match: Annotated[
        str, Header(max_length=100, description='ETag của lần đọc gần nhất, ví dụ `"3"`.')
    ] = "",
) -> int:
    return version_in(if_match)


IfMatch = Annotated[int, Depends(_if_match)]
"""A route's parameter: the version that the client changes; 428 where it says none."""
