"""What an attacker tries with a template: parts that run, load or never end."""

import io
import struct
import time
import zipfile

import pytest

from exports.documents.docx import inspect_template
from exports.documents.template_guard import MAX_FILE, MAX_PART, MAX_PARTS
from tests.exports.documents.files import changed, packed, parts_of, with_parts
from tests.exports.documents.templates import DOCUMENT, OURS, only_finding, with_xml

RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def relation(kind: str, target: str, mode: str = "") -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    external = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="rId99" Type="{office}/{kind}" Target="{target}"{external}/>'
    return changed(OURS, RELATIONS, "</Relationships>", f"{one}</Relationships>")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://ke-xau.example/a.dotm"),
        ("hyperlink", "https://ke-xau.example/"),
        ("image", "file:///etc/passwd"),
        ("oleObject", "\\\\ke-xau\\chia-se"),
        ("frame", "http://ke-xau.example/"),
    ],
)
def test_refuses_links_to_the_outside(kind: str, target: str) -> None:
    assert "liên kết ra ngoài" in only_finding(relation(kind, target, "External"))


@pytest.mark.parametrize("kind", ["aFChunk", "oleObject", "package", "vbaProject"])
def test_refuses_embedded_things_by_their_relation(kind: str) -> None:
    assert kind in only_finding(relation(kind, "la.bin"))


@pytest.mark.parametrize(
    "element",
    [
        '<w:altChunk xmlns:r="x" r:id="rId9"/>',
        "<w:p><w:r><w:object/></w:r></w:p>",
        '<w:p><w:r><w:control w:name="x"/></w:r></w:p>',
        '<w:subDoc r:id="rId9"/>',
        '<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>',
        '<w:p><w:r><w:ffData><w:entryMacro w:val="m"/></w:ffData></w:r></w:p>',
    ],
)
def test_refuses_elements_that_load_or_run(element: str) -> None:
    assert "hãy xóa đi" in only_finding(with_xml(element))


def test_refuses_the_strict_names_of_elements() -> None:
    space = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert "Strict" in only_finding(with_xml(f'<s:altChunk xmlns:s="{space}"/>'))


def test_refuses_an_old_drawing_that_loads_a_picture() -> None:
    shape = (
        '<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://ke-xau.example/a.png"/>'
    )
    assert "Hình vẽ" in only_finding(with_xml(f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"))


def field(*codes: str) -> str:
    inner = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    start, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{start}{inner}{end}</w:p>"


@pytest.mark.parametrize(
    "xml",
    [
        field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"),
        field("DD", "EAUTO excel"),
        field('INCLUDETEXT "c:/bi-mat.docx"'),
        field('INCLUDEPICTURE "http://ke-xau.example"'),
        field('HYPERLINK "http://ke-xau.example"'),
        field("IMPORT x"),
        field("DATE"),
        field(""),
        "<w:p><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>",
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDE x</w:instrText></w:r></w:p>',
        '<w:p><w:fldSimple w:instr="DDEAUTO x"/></w:p>',
        field("PAGE") + field("DDE x"),
    ],
)
def test_refuses_fields_but_page_numbers(xml: str) -> None:
    assert "mẫu chỉ dùng được trường số trang" in only_finding(with_xml(xml))


def test_allows_page_numbers() -> None:
    assert inspect_template(with_xml(field("PAGE \\* MERGEFORMAT") + field("NUM", "PAGES"))) == ()


def override(name: str, kind: str) -> bytes:
    return changed(
        OURS, TYPES, "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    )


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("word/vbaProject.bin", "application/vnd.ms-office.vbaProject", "macro"),
        ("word/embeddings/o.bin", "application/vnd.ms-office.oleObject", "phần"),
        ("word/activeX/a.xml", "application/vnd.ms-office.activeX+xml", "phần"),
        ("word/chunk.html", "text/html", "phần"),
        ("word/media/a.svg", "image/svg+xml", "phần"),
        ("word/a:b.xml", "application/xml", "không hợp lệ"),
        ("word/x.bin", "", "không rõ loại"),
    ],
)
def test_refuses_parts_of_other_kinds(name: str, kind: str, words: str) -> None:
    named = override(name, kind) if kind else OURS
    assert any(words in finding for finding in inspect_template(with_parts(named, {name: b"<x/>"})))


@pytest.mark.parametrize("name", ["word/dau.xyz", "khac/header7.xml", "WORD/Header7.XML"])
def test_looks_into_a_header_wherever_it_lies(name: str) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    header = f'<w:hdr xmlns:w="{space}">{field("DDE x")}</w:hdr>'.encode()
    assert "trường «DDE x»" in only_finding(with_parts(override(name, kind), {name: header}))


def test_refuses_a_macro_document() -> None:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    template = changed(OURS, TYPES, main, macro)
    assert any("macro" in finding for finding in inspect_template(template))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_refuses_a_doctype(head: str) -> None:
    parts = parts_of(OURS)
    xml = parts[DOCUMENT].decode().replace("?>\n", f"?>\n{head}", 1)
    assert "DOCTYPE" in only_finding(packed(parts | {DOCUMENT: xml.encode()}))


def test_refuses_a_doctype_in_utf_16() -> None:
    parts = parts_of(OURS)
    xml = parts[DOCUMENT].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    xml = xml.replace("?>\n", "?>\n<!DOCTYPE x>", 1)
    assert "DOCTYPE" in only_finding(packed(parts | {DOCUMENT: xml.encode("utf-16")}))


def test_refuses_a_billion_laughs_at_once() -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    parts = parts_of(OURS)
    xml = parts[DOCUMENT].decode().replace("?>\n", f"?>\n<!DOCTYPE x [{entities}]>", 1)
    xml = xml.replace("{{ nguoi_ky }}", "&a9;")
    started = time.process_time()
    assert inspect_template(packed(parts | {DOCUMENT: xml.encode()})) != ()
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "không phải là .docx"),
        (b"%PDF-1.7\n...", "không phải là .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "mật khẩu"),
        (b"PK\x03\x04 broken".ljust(100), "không phải là .docx"),
        (packed({"a.txt": b"x"}), "không phải là văn bản Word"),
        (OURS[:-200], "không phải là .docx"),
        (bytes(MAX_FILE + 1), "lớn hơn"),
    ],
    ids=["empty", "pdf", "old word", "broken", "other zip", "cut off", "too large"],
)
def test_refuses_what_is_no_docx(document: bytes, words: str) -> None:
    assert words in only_finding(document)


def test_refuses_a_zip_bomb_without_unpacking_it() -> None:
    bomb = with_parts(OURS, {"word/media/a.png": bytes(MAX_PART + 1)})
    assert len(bomb) < 100_000
    assert "quá lớn" in only_finding(bomb)
    many = with_parts(OURS, {f"word/media/{n}.png": bytes(MAX_PART) for n in range(8)})
    assert "quá lớn" in only_finding(many)
    crowd = with_parts(OURS, {f"word/media/{n}.png": b"" for n in range(MAX_PARTS)})
    assert "phần" in only_finding(crowd)


def test_does_not_trust_the_size_that_the_directory_promises() -> None:
    made = with_parts(OURS, {"word/media/a.png": bytes(MAX_PART + 1)})
    real = struct.pack("<I", MAX_PART + 1)
    assert real in made
    assert inspect_template(made.replace(real, struct.pack("<I", 10))) != ()


def test_refuses_names_that_climb_or_repeat() -> None:
    assert "không hợp lệ" in only_finding(with_parts(OURS, {"../../etc/cron.d/x.xml": b"<x/>"}))
    assert "không hợp lệ" in only_finding(with_parts(OURS, {"word/DOCUMENT.xml": b"<x/>"}))
    buffer = io.BytesIO(OURS)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(DOCUMENT, "<x/>")
    assert "không hợp lệ" in only_finding(buffer.getvalue())


def test_a_deeply_nested_part_is_refused_quickly() -> None:
    deep = "<w:p>" * 3000 + "</w:p>" * 3000
    started = time.process_time()
    assert inspect_template(with_xml(deep)) != ()
    assert time.process_time() - started < 2
