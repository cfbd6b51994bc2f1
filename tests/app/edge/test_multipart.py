"""Multipart bodies in memory."""

import pytest

from app.edge.multipart import MAX_PARTS, Parts, read_multipart
from app.errors import BodyUnreadable, KindNotAccepted, ShapeWrong

KIND = "multipart/form-data; boundary=ranh"


def body(*parts: tuple[str, bytes], end: bytes = b"--ranh--\r\n") -> bytes:
    pieces = [
        b"--ranh\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content
        + b"\r\n"
        for head, content in parts
    ]  # fmt: skip
    return b"".join(pieces) + end


def test_reads_files_and_texts() -> None:
    parts = read_multipart(
        body(('name="form"; filename="phiếu.xlsx"', b"PK\x00\r\n--x"), ('name="format"', b"pdf")),
        KIND,
    )
    assert parts.content("form") == b"PK\x00\r\n--x"
    assert parts.text("format") == "pdf"
    assert parts.text("none", "default") == "default"
    assert parts.content("none") is None


def test_keeps_repeated_fields_in_order() -> None:
    parts = read_multipart(body(('name="a"', b"1.3.1"), ('name="a"', b"1.4")), KIND)
    assert parts.texts("a") == ("1.3.1", "1.4")
    with pytest.raises(ShapeWrong):
        parts.content("a")


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/json", "multipart/form-data", "multipart/mixed; boundary=ranh"],
)
def test_refuses_another_kind(kind: str) -> None:
    with pytest.raises(KindNotAccepted):
        read_multipart(body(('name="a"', b"1")), kind)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"not multipart",
        body(('name="a"', b"1"), end=b""),
        body(("", b"1")),
        body(('name="a"\r\nX: ' + "y" * 5000, b"1")),
        body(('name="a"\r\n' + "X: y\r\n" * 20 + "Z: z", b"1")),
        body((f'name="{"n" * 500}"', b"1")),
        body(*[('name="a"', b"1")] * (MAX_PARTS + 1)),
    ],
    ids=["empty", "text", "cut off", "no name", "long header", "many headers", "long name", "many"],
)
def test_refuses_a_broken_body(broken: bytes) -> None:
    with pytest.raises(BodyUnreadable):
        read_multipart(broken, KIND)


def test_refuses_text_that_is_not_utf8() -> None:
    with pytest.raises(BodyUnreadable):
        read_multipart(body(('name="a"', b"\xff")), KIND).text("a")


def test_refuses_an_endless_text() -> None:
    with pytest.raises(ShapeWrong):
        read_multipart(body(('name="a"', b"x" * 3000)), KIND).text("a")


def test_names_a_part_that_nobody_reads() -> None:
    parts = Parts(read_multipart(body(('name="fromat"', b"pdf")), KIND))
    with pytest.raises(ShapeWrong) as refused:
        parts.refuse_others(frozenset({"format"}))
    assert refused.value.reasons[0].where == "fromat"
