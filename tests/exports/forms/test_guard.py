"""Files that are no form: each refused with a sentence, quickly and in little memory."""

import resource
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from exports.forms.guard import MAX_BYTES, MAX_READ_BYTES
from tests.exports.forms import archives, desk

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty", "Tệp rỗng"),
        (b"hello", "not-a-workbook", "không phải bảng tính .xlsx"),
        (b"%PDF-1.7\n%%EOF", "not-a-workbook", "là PDF"),
        (b"PK\x03\x04", "damaged", "bị hỏng"),
        (b"PK\x05\x06" + bytes(18), "not-a-workbook", "không phải bảng tính"),
        (OLE + bytes(600), "old-format", ".xlsx"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted", "mật khẩu"),
        (bytes(MAX_BYTES + 1), "too-big", "10 MB"),
    ],
)
def test_refuses_what_is_no_workbook(content: bytes, code: str, words: str) -> None:
    problem = desk.only_problem(content)
    assert (problem.sheet, problem.cell, problem.code) == ("", "", code)
    assert words in problem.message


def test_refuses_a_word_document() -> None:
    content = archives.packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": b'<Relationships><Relationship Id="a" Type="x/officeDocument" '
            b'Target="word/document.xml"/></Relationships>',
            "word/document.xml": b"<document/>",
        }
    )
    assert desk.only_problem(content).code == "not-a-workbook"


def test_refuses_any_other_zip() -> None:
    assert desk.only_problem(archives.packed({"a.txt": b"a"})).code == "not-a-workbook"


def test_refuses_a_file_cut_short() -> None:
    content = desk.good_form()
    for length in (10, 1_000, len(content) // 2, len(content) - 30):
        assert desk.only_problem(content[:length]).code in {"damaged", "not-a-workbook"}


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_refuses_macros(name: str) -> None:
    content = archives.with_part(name, lambda _: b"macro")
    problem = desk.only_problem(content)
    assert problem.code == "macros"
    assert "macro" in problem.message


def test_refuses_the_content_type_of_macros() -> None:
    content = archives.with_part(
        "[Content_Types].xml",
        lambda old: old.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )
    assert desk.only_problem(content).code == "macros"


@pytest.mark.parametrize(
    "name",
    ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", archives.ASSESSMENT_PART],
)
def test_refuses_a_workbook_without_a_part(name: str) -> None:
    assert desk.problems(archives.without_part(name))


def test_refuses_the_same_entry_twice() -> None:
    output = BytesIO(desk.good_form())
    with (
        zipfile.ZipFile(output, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr(archives.ASSESSMENT_PART, b"<worksheet/>")
    assert desk.only_problem(output.getvalue()).code == "damaged"


@pytest.mark.parametrize("name", ["../out.xml", "/etc/passwd", "xl/../../out.xml", "..\\out.xml"])
def test_refuses_names_that_lead_outside(name: str) -> None:
    assert desk.only_problem(archives.with_part(name, lambda _: b"x")).code == "damaged"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_refuses_compressions_that_unpack_without_bound(compression: int) -> None:
    content = archives.packed(archives.parts(), compression)
    assert desk.only_problem(content).code == "damaged"


def test_refuses_an_encrypted_archive() -> None:
    content = bytearray(desk.good_form())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)
    assert desk.only_problem(bytes(content)).code in {"encrypted", "damaged"}


def test_refuses_a_document_type_and_its_entities() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]>'
    for name in ("xl/workbook.xml", "xl/sharedStrings.xml", archives.ASSESSMENT_PART):
        content = archives.with_part(
            name, lambda old: old.replace(b'standalone="yes"?>\n', b'standalone="yes"?>' + bomb)
        )
        assert desk.only_problem(content).code == "damaged"


def test_refuses_an_external_entity_in_another_encoding() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    content = archives.with_part(archives.ASSESSMENT_PART, lambda _: text.encode("utf-16"))
    assert desk.only_problem(content).code == "damaged"


def test_refuses_a_part_that_unpacks_to_too_much() -> None:
    content = archives.with_part(archives.EVIDENCE_PART, lambda _: bytes(MAX_READ_BYTES + 1))
    assert desk.only_problem(content).code == "too-big-unpacked"


def test_refuses_a_bomb_of_many_parts() -> None:
    found = archives.parts() | {f"xl/media/{n}.bin": bytes(1024 * 1024) for n in range(70)}
    assert desk.only_problem(archives.packed(found)).code == "too-big-unpacked"


def test_refuses_many_entries() -> None:
    found = archives.parts() | {f"xl/media/{n}.bin": b"" for n in range(1_100)}
    assert desk.only_problem(archives.packed(found)).code == "too-big-unpacked"


def test_refuses_a_part_that_lies_about_its_size() -> None:
    content = archives.with_part(archives.EVIDENCE_PART, lambda _: bytes(5_000_000))
    size = (5_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    lying = content.replace(size, (1_000).to_bytes(4, "little"))
    assert desk.only_problem(lying).code == "damaged"


@pytest.mark.parametrize("value", [b"999999", b"-1", b"x"])
def test_refuses_a_text_that_is_not_there(value: bytes) -> None:
    content = archives.with_part(
        archives.ASSESSMENT_PART,
        lambda old: old.replace(b't="s"><v>', b't="s"><v>' + value + b"</v></c><c><v>", 1),
    )
    assert desk.problems(content)


def test_reads_no_picture_and_no_link_to_elsewhere() -> None:
    found = archives.parts()
    found["xl/media/image1.png"] = b"\x89PNG" + bytes(200_000)
    found["xl/externalLinks/externalLink1.xml"] = b"<broken"
    found["xl/connections.xml"] = b"<broken"
    found["xl/embeddings/book.xlsx"] = desk.good_form()
    assert desk.problems(archives.packed(found)) == ()


def bound_memory() -> None:
    """Run before the child: the interpreter with all imports takes about a third of this."""
    limit = 400 * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@pytest.mark.parametrize("name", sorted(archives.HOSTILE))
def test_hostile_form_is_dealt_with_in_little_time_and_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    expected, make = archives.HOSTILE[name]
    path.write_bytes(make())
    program = (
        "import sys, time, pathlib\n"
        "from exports.forms.errors import FormRefused\n"
        "from exports.forms.reader import read_form\n"
        "content, begun = pathlib.Path(sys.argv[1]).read_bytes(), time.process_time()\n"
        "try:\n    read_form(content); said = 'read'\n"
        "except FormRefused as error:\n    said = error.problems[0].code\n"
        "print(said, time.process_time() - begun)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        preexec_fn=bound_memory,
    )
    said, seconds = done.stdout.split()
    assert said == expected
    assert float(seconds) < 5
