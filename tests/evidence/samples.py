"""Files made for the tests: whole ones of every kind, and what strangers might send instead."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import NamedTuple

import docx
import openpyxl
from PIL import Image

from evidence.errors import Refusal

TYPES = "[Content_Types].xml"
OPEN_XML = "application/vnd.openxmlformats-officedocument"


class Sent(NamedTuple):
    """A file as somebody sends it, and why it must be refused."""

    name: str
    content: bytes
    declared: str = ""
    refusal: Refusal | None = None


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "white").save(made, form)
    return made.getvalue()


@cache
def pdf() -> bytes:
    return picture("PDF")


def pdf_with(comment: bytes) -> bytes:
    """A sound PDF that differs from others by a comment of any length."""
    body, table = pdf().rsplit(b"xref\n0", 1)
    head = body + b"%" + comment + b"\n"
    said = b"startxref\n%d\n"
    return head + b"xref\n0" + table.replace(said % len(body), said % len(head))


@cache
def word() -> bytes:
    made = BytesIO()
    document = docx.Document()
    document.add_paragraph("Dữ liệu minh họa")
    document.save(made)
    return made.getvalue()


@cache
def excel() -> bytes:
    made = BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def repacked(
    package: bytes,
    changed: Mapping[str, bytes] | None = None,
    renamed: tuple[bytes, bytes] = (b"", b""),
    without: str = "",
) -> bytes:
    """The package with parts added or changed, and content types spelt otherwise."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            if entry.filename == without or entry.filename in (changed or {}):
                continue
            content = old.read(entry)
            new.writestr(
                entry.filename,
                content.replace(*renamed) if entry.filename == TYPES else content,
                zipfile.ZIP_DEFLATED,
            )
        for name, content in (changed or {}).items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def plain_zip(*names: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in names:
            package.writestr(name, b"x")
    return made.getvalue()


def twice_the_same_part() -> bytes:
    marked = repacked(word(), {"word/documenu.xml": b"<x/>"})
    return marked.replace(b"word/documenu.xml", b"word/document.xml")


def with_password_flag() -> bytes:
    content = bytearray(word())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 1)
    return bytes(content)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is that large; its data are nearly nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    content = bytearray(picture("JPEG"))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">&b;</Types>'
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)


def whole() -> dict[str, Sent]:
    """One of each kind that is taken, as a browser sends it."""
    return {
        "pdf": Sent("Kế hoạch (bản ký).pdf", pdf(), "application/pdf"),
        "docx": Sent("Biên bản.DOCX", word(), f"{OPEN_XML}.wordprocessingml.document"),
        "xlsx": Sent("Danh sách.xlsx", excel(), f"{OPEN_XML}.spreadsheetml.sheet"),
        "jpg": Sent("Ảnh chụp.jpeg", picture("JPEG"), "image/jpeg"),
        "png": Sent("Ảnh màn hình.png", picture("PNG"), "image/png"),
    }


def hostile() -> dict[str, Sent]:
    """What must be refused, each for its reason, where every kind is taken."""
    say = Refusal
    macro = (b"document.main+xml", b"document.macroEnabled.main+xml")
    sheet_macro = (b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    return {
        "nothing": Sent("a.pdf", b"", "", say.EMPTY),
        "text": Sent("a.pdf", b"chi la chu", "application/pdf", say.UNKNOWN),
        "web page": Sent("a.pdf", b"<html><script>1</script>", "", say.UNKNOWN),
        "drawing with script": Sent("a.png", b"<svg onload='x'/>", "image/png", say.UNKNOWN),
        "program": Sent("a.pdf", b"MZ\x90\x00" + bytes(500), "", say.UNKNOWN),
        "shell script": Sent("a.png", b"#!/bin/sh\nrm -rf /\n", "", say.UNKNOWN),
        "archive": Sent("a.docx", plain_zip("a.txt", "b.exe"), "", say.EXTENSION),
        "archive with one odd part": Sent("a.docx", plain_zip(TYPES), "", say.DAMAGED),
        "old word": Sent("a.doc", OLE, "application/msword", say.OLD_FORMAT),
        "program named after a paper": Sent("a.pdf.exe", pdf(), "", say.EXTENSION),
        "no extension": Sent("a", pdf(), "", say.EXTENSION),
        "pdf as picture": Sent("a.jpg", pdf(), "image/jpeg", say.EXTENSION),
        "word as excel": Sent("a.xlsx", word(), "", say.EXTENSION),
        "pdf declared a page": Sent("a.pdf", pdf(), "text/html", say.DECLARED),
        "picture declared a drawing": Sent("a.png", picture("PNG"), "image/svg+xml", say.DECLARED),
        "word with macros": Sent("a.docx", repacked(word(), renamed=macro), "", say.MACROS),
        "excel with macros": Sent("a.xlsx", repacked(excel(), renamed=sheet_macro), "", say.MACROS),
        "hidden macros": Sent(
            "a.docx", repacked(word(), {"word/vbaProject.bin": b"x"}), "", say.MACROS
        ),
        "macro sheet": Sent(
            "a.xlsx", repacked(excel(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "", say.MACROS
        ),
        "active part": Sent(
            "a.docx", repacked(word(), {"word/activeX/activeX1.bin": b"x"}), "", say.MACROS
        ),
        "password": Sent("a.docx", with_password_flag(), "", say.PASSWORD),
        "half a package": Sent("a.docx", word()[: len(word()) // 2], "", say.DAMAGED),
        "same part twice": Sent("a.docx", twice_the_same_part(), "", say.UNSAFE_ENTRY),
        "part outside": Sent("a.docx", repacked(word(), {"../../x": b"x"}), "", say.UNSAFE_ENTRY),
        "entities": Sent("a.docx", repacked(word(), {TYPES: ENTITIES}), "", say.DOCUMENT_TYPE),
        "no main part": Sent("a.docx", repacked(word(), without=TYPES), "", say.EXTENSION),
        "bomb": Sent("a.docx", repacked(word(), {"x": bytes(64 << 20)}), "", say.UNPACKS_TOO_LARGE),
        "ten thousand parts": Sent(
            "a.docx",
            plain_zip(*(f"p{number}" for number in range(10_000))),
            "",
            say.UNPACKS_TOO_LARGE,
        ),
        "package behind a package": Sent("a.docx", word() + word(), "", say.MIXED),
        "package behind a comment": Sent("a.docx", word() + b"<script>", "", say.MIXED),
        "half a pdf": Sent("a.pdf", pdf()[:-300] + bytes(3000), "", say.DAMAGED),
        "half a png": Sent("a.png", picture("PNG")[:-20], "", say.DAMAGED),
        "png of a few bytes": Sent("a.png", picture("PNG")[:22], "", say.DAMAGED),
        "package behind a png": Sent("a.png", picture("PNG") + word(), "", say.MIXED),
        "half a jpeg": Sent("a.jpg", picture("JPEG")[:30], "", say.DAMAGED),
        "jpeg that is none": Sent("a.jpg", b"\xff\xd8\xff" + b"<?php" * 50, "", say.DAMAGED),
        "bomb of pixels": Sent("a.png", png_of(60_000, 60_000), "", say.TOO_MANY_PIXELS),
        "jpeg bomb": Sent("a.jpg", jpeg_of(60_000, 60_000), "", say.TOO_MANY_PIXELS),
        "no pixels": Sent("a.png", png_of(0, 10), "", say.DAMAGED),
    }
