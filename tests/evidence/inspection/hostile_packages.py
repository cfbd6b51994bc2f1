"""Packages as strangers might send them: Office files, OpenDocument files and plain archives."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from io import BytesIO

from evidence.errors import Refusal
from tests.evidence.samples import OLE, Sent, excel, pdf, picture, repacked, word

say = Refusal
PROGRAM = b"MZ\x90\x00" + bytes(200)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
ODT = b"application/vnd.oasis.opendocument.text"
_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def archive(**members: bytes) -> bytes:
    """A zip; the names' double underscores are dots."""
    return archive_of({name.replace("__", "."): content for name, content in members.items()})


def archive_of(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return made.getvalue()


def archive_with(entry: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(entry, content)
    return made.getvalue()


def open_document(content: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """A small OpenDocument text, made by hand."""
    made = BytesIO()
    manifest = f'<m:manifest xmlns:m="{MANIFEST}"/>'.encode()
    body = f"<office:document-content {_SPACES}>{content}</office:document-content>"
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", ODT)
        others = {"META-INF/manifest.xml": manifest, "content.xml": body.encode(), **(parts or {})}
        for name, inner in others.items():
            package.writestr(name, inner, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def related(target: str, kind: str) -> dict[str, bytes]:
    """A part of relations that points outside."""
    return {
        "word/_rels/other.xml.rels": (
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/{kind}" '
            f'Target="{target}" TargetMode="External"/></Relationships>'
        ).encode()
    }


def with_field(*instructions: str) -> dict[str, bytes]:
    """A part with the instruction of a field, in pieces as Word may write it."""
    runs = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instructions)
    return {"word/other.xml": f'<w:p xmlns:w="{WORDS}">{runs}</w:p>'.encode()}


def declaring(size: int) -> bytes:
    """A package whose one large member says that it is `size`."""
    content = bytearray(archive_of({"a.txt": bytes(100_000)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(mark) + at, size)
    return bytes(content)


def overlapping() -> bytes:
    """Two members in the same bytes."""
    content = bytearray(archive_of({"a.pdf": pdf(), "b.pdf": pdf()}))
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", content, second + 42, 0)
    return bytes(content)


def other_name_at_the_head() -> bytes:
    content = archive_of({"aaaa.pdf": pdf()})
    return content.replace(b"aaaa.pdf", b"bbbb.exe", 1)


def hidden_between() -> bytes:
    """Bytes between the members and the directory that no reader of zips shows."""
    content = archive_of({"a.pdf": pdf()})
    at = content.index(b"PK\x01\x02")
    hidden = bytearray(content[:at] + PROGRAM + content[at:])
    struct.pack_into("<I", hidden, len(hidden) - 6, at + len(PROGRAM))
    return bytes(hidden)


def quine(levels: int = 3) -> bytes:
    content = archive_of({"a.pdf": pdf()})
    for _ in range(levels):
        content = archive_of({"a.zip": content})
    return content


def symbolic_link() -> bytes:
    entry = zipfile.ZipInfo("a.pdf")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive_with(entry, b"/etc/passwd")


def bomb_of_one_member() -> bytes:
    return archive_of({"a.txt": bytes(64 << 20)})


@cache
def bomb_of_many() -> bytes:
    """Members that are each decent, and together too much."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = bytes(range(256)) * 4096
    body = packed.compress(piece * 15) + packed.flush()
    made, directory = bytearray(), bytearray()
    crc = zlib.crc32(piece * 15)
    for number in range(100):
        name = b"%03d.txt" % number
        sizes = struct.pack("<IIIHH", crc, len(body), len(piece) * 15, len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(made)) + name
        made += b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + name + body
    end = struct.pack("<HHHHIIH", 0, 0, 100, 100, len(directory), len(made), 0)
    return bytes(made + directory + b"PK\x05\x06" + end)


def office() -> dict[str, Sent]:
    """Word, Excel and PowerPoint."""
    embedded = "word/embeddings/"
    html = b"<html><script>1</script></html>"
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    laughs = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    wide = "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16")
    action = b'<a xmlns="p" action="ppaction://program"/>'

    def docx(parts: dict[str, bytes], reason: Refusal) -> Sent:
        return Sent("a.docx", repacked(word(), parts), "", reason)

    def xlsx(parts: dict[str, bytes], reason: Refusal) -> Sent:
        return Sent("a.xlsx", repacked(excel(), parts), "", reason)

    return {
        "ole object in word": docx({f"{embedded}oleObject1.bin": OLE}, say.EMBEDDED),
        "program in word": docx({f"{embedded}a.bin": PROGRAM}, say.EMBEDDED),
        "program as a picture": docx({"word/media/image1.png": PROGRAM}, say.EMBEDDED),
        "shortcut in word": docx({f"{embedded}a.lnk": b"L\0\0\0"}, say.EMBEDDED),
        "page in word": docx({"word/afchunk.html": html}, say.EMBEDDED),
        "mail in word": docx({"word/afchunk.mht": b"MIME-Version: 1.0"}, say.EMBEDDED),
        "macros in an embedded table": docx(
            {f"{embedded}a.xlsx": repacked(excel(), {"xl/vbaProject.bin": b"x"})}, say.MACROS
        ),
        "table that is no table": docx({f"{embedded}a.xlsx": archive(a__txt=b"x")}, say.EMBEDDED),
        "remote template": docx(
            related("http://a.example/t.dotm", "attachedTemplate"), say.OUTSIDE
        ),
        "template on a share": docx(
            related("file://10.0.0.1/share/t.dotm", "attachedTemplate"), say.OUTSIDE
        ),
        "entities in an old drawing": docx(
            {"word/drawings/a.vml": b"<!doctype a [<!entity b 'c'>]><a>"}, say.DOCUMENT_TYPE
        ),
        "remote picture": docx(related("https://a.example/p.png", "image"), say.OUTSIDE),
        "remote object": docx(related("http://a.example/o", "oleObject"), say.OUTSIDE),
        "remote frame": docx(related("http://a.example/f.html", "frame"), say.OUTSIDE),
        "link to a share": docx(related("\\\\10.0.0.1\\share\\a", "hyperlink"), say.OUTSIDE),
        "link to a file": docx(related("file:///c:/a.exe", "hyperlink"), say.OUTSIDE),
        "link that is a script": docx(related("javascript:alert(1)", "hyperlink"), say.OUTSIDE),
        "link to a protocol": docx(related("ms-msdt:/id", "hyperlink"), say.OUTSIDE),
        "dynamic data exchange": docx(with_field("DDE", "AUTO c:\\\\cmd"), say.OUTSIDE),
        "included picture": docx(with_field(' INCLUDEPICTURE "https://a.example/b" '), say.OUTSIDE),
        "external entity": docx({"word/other.xml": entity}, say.DOCUMENT_TYPE),
        "laughing entities": docx({"customXml/item1.xml": laughs}, say.DOCUMENT_TYPE),
        "entities in another encoding": docx({"word/other.xml": wide}, say.DOCUMENT_TYPE),
        "broken part": docx({"word/other.xml": b"<a><b></a>"}, say.DAMAGED),
        "part nested too deeply": docx(
            {"word/other.xml": b"<a>" * 5000 + b"</a>" * 5000}, say.DAMAGED
        ),
        "drawing with a script": docx(
            {"word/media/a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'},
            say.SCRIPTS,
        ),
        "link to another workbook": xlsx(
            {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}, say.OUTSIDE
        ),
        "connection to a database": xlsx({"xl/connections.xml": b"<connections/>"}, say.OUTSIDE),
        "formula that calls": xlsx(
            {"xl/worksheets/sheet9.xml": b'<a><f>WEBSERVICE("http://a.example")</f></a>'},
            say.OUTSIDE,
        ),
        "button that starts a program": docx({"ppt/slides/slide1.xml": action}, say.SCRIPTS),
        "pdf before a document": Sent("a.docx", pdf() + word(), "", say.DAMAGED),
    }


def open_documents() -> dict[str, Sent]:
    """OpenDocument texts."""

    def odt(content: bytes, reason: Refusal) -> Sent:
        return Sent("a.odt", content, "", reason)

    secret = (
        f'<m:manifest xmlns:m="{MANIFEST}"><m:file-entry m:full-path="content.xml">'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    ).encode()
    remote = '<draw:image xlink:href="https://a.example/a.png"/>'
    listener = '<script:event-listener xlink:href="vnd.sun.star.script:a"/>'
    return {
        "macro in a text": odt(open_document(parts={"Basic/Standard/a.xml": b"<a/>"}), say.MACROS),
        "script in a text": odt(open_document(parts={"Scripts/python/a.py": b"x"}), say.MACROS),
        "listener": odt(open_document(listener), say.MACROS),
        "picture from elsewhere": odt(open_document(remote), say.OUTSIDE),
        "section from elsewhere": odt(
            open_document('<text:section-source xlink:href="../../a.odt"/>'), say.OUTSIDE
        ),
        "link to a program": odt(open_document('<text:a xlink:href="file:///a"/>'), say.OUTSIDE),
        "ole object in a text": odt(open_document(parts={"Object 1": OLE}), say.EMBEDDED),
        "package in a text": odt(open_document(parts={"a": archive(a__txt=b"x")}), say.EMBEDDED),
        "text with a password": odt(
            open_document(parts={"META-INF/manifest.xml": secret}), say.PASSWORD
        ),
        "entities in a text": odt(
            open_document(parts={"styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            say.DOCUMENT_TYPE,
        ),
        "open document of another kind": odt(
            archive_of({"mimetype": b"application/x-evil"}, zipfile.ZIP_STORED), say.UNKNOWN
        ),
    }


def archives() -> dict[str, Sent]:
    """Plain archives."""

    def packed(content: bytes, reason: Refusal) -> Sent:
        return Sent("a.zip", content, "application/zip", reason)

    flagged = bytearray(archive_of({"a.pdf": pdf()}))
    flagged[6] |= 1
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    good = archive_of({"a.pdf": pdf()})
    return {
        "archive with a password": packed(bytes(flagged), say.PASSWORD),
        "archive with a program": packed(archive_of({"a.exe": PROGRAM}), say.EMBEDDED),
        "program named a paper": packed(archive_of({"a.pdf": PROGRAM}), say.EMBEDDED),
        "script in an archive": packed(archive_of({"a.js": b"1"}), say.EMBEDDED),
        "page in an archive": packed(archive_of({"a.html": b"<p>"}), say.EMBEDDED),
        "text in an archive": packed(archive_of({"a.txt": b"chi la chu"}), say.UNKNOWN),
        "archive in an archive": packed(quine(1), say.NOT_TAKEN_HERE),
        "archive in an archive in an archive": packed(quine(), say.NOT_TAKEN_HERE),
        "out of the folder": packed(archive_of({"../../a.pdf": pdf()}), say.UNSAFE_ENTRY),
        "absolute": packed(archive_of({"/etc/a.pdf": pdf()}), say.UNSAFE_ENTRY),
        "drive": packed(archive_of({"c:/a.pdf": pdf()}), say.UNSAFE_ENTRY),
        "backslashes": packed(archive_of({"..\\..\\a.pdf": pdf()}), say.UNSAFE_ENTRY),
        "turned around": packed(archive_of({"a\u202efdp.exe": pdf()}), say.UNSAFE_ENTRY),
        "invisible": packed(archive_of({"a\u200b.pdf": pdf()}), say.UNSAFE_ENTRY),
        "device": packed(archive_of({"CON.pdf": pdf()}), say.UNSAFE_ENTRY),
        "name too long": packed(archive_of({"a" * 300 + ".pdf": pdf()}), say.UNSAFE_ENTRY),
        "too deep": packed(archive_of({"a/" * 30 + "a.pdf": pdf()}), say.UNSAFE_ENTRY),
        "symbolic link": packed(symbolic_link(), say.UNSAFE_ENTRY),
        "two names alike": packed(archive_of({"A.pdf": pdf(), "a.pdf": pdf()}), say.UNSAFE_ENTRY),
        "other name at the head": packed(other_name_at_the_head(), say.UNSAFE_ENTRY),
        "overlapping": packed(overlapping(), say.UNPACKS_TOO_LARGE),
        "hidden between": packed(hidden_between(), say.MIXED),
        "before the archive": packed(b"PK\x03\x04" + bytes(40) + good, say.MIXED),
        "behind the archive": packed(good + b"<html>", say.MIXED),
        "half an archive": packed(good[: len(good) // 2], say.DAMAGED),
        "directory of another": packed(good.replace(b"PK\x01\x02", b"PK\x01\x03"), say.DAMAGED),
        "bomb of one": packed(bomb_of_one_member(), say.UNPACKS_TOO_LARGE),
        "bomb of many": packed(bomb_of_many(), say.UNPACKS_TOO_LARGE),
        "more than it says": packed(declaring(50_000), say.UNPACKS_TOO_LARGE),
        "less than it says": packed(declaring(150_000), say.DAMAGED),
        "empty archive": packed(archive_of({}), say.EMPTY),
        "wrong checksum": packed(_wrong_checksum(), say.DAMAGED),
        "damaged picture inside": packed(archive_of({"a.png": picture("PNG")[:-20]}), say.DAMAGED),
    }


def _wrong_checksum() -> bytes:
    content = bytearray(archive_of({"a.pdf": pdf()}, zipfile.ZIP_STORED))
    content[200] ^= 1
    return bytes(content)
