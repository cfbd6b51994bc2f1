"""Opens a .docx from outside: bounded, and only of parts that can do nothing by themselves.

A template is printed by a server and opened by officials in Word, so both are protected: no
macros, no embedded objects, nothing that loads from elsewhere, no field but page numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from exports.documents.errors import TemplateRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

# Our own template is 10 KB in 9 parts and 40 KB of XML; a letterhead with a scanned emblem is well
# under 2 MB. Reading stops at these sizes whatever the zip's directory promises.
MAX_FILE = 5_000_000
MAX_PARTS = 100
MAX_PART = 4_000_000
MAX_TOTAL = 16_000_000

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TYPES = frozenset(
    {
        *(
            f"{_MAIN}{kind}+xml"
            for kind in (
                "document.main",
                "styles",
                "settings",
                "webSettings",
                "fontTable",
                "numbering",
                "header",
                "footer",
                "footnotes",
                "endnotes",
            )
        ),
        "application/vnd.openxmlformats-officedocument.theme+xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.openxmlformats-package.relationships+xml",
        "application/vnd.ms-word.stylesWithEffects+xml",
        "application/xml",
    }
)
_IMAGES = frozenset({"image/png", "image/jpeg"})
_CONTENT_TYPES = "[Content_Types].xml"
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_ACTIVE = {
    f"{W}altChunk": "nội dung nhúng từ tệp khác (altChunk)",
    f"{W}object": "đối tượng nhúng (OLE)",
    f"{W}control": "điều khiển ActiveX",
    f"{W}subDoc": "tài liệu con",
    f"{W}attachedTemplate": "mẫu đính kèm (attachedTemplate)",
    f"{W}mailMerge": "trộn thư (mail merge)",
    f"{W}attachedSchema": "lược đồ XML đính kèm",
    f"{W}saveThroughXslt": "phép biến đổi XSLT",
    f"{W}entryMacro": "macro của ô biểu mẫu",
    f"{W}exitMacro": "macro của ô biểu mẫu",
    f"{W}commentReference": "nhận xét (comment)",
    "{urn:schemas-microsoft-com:office:office}OLEObject": "đối tượng nhúng (OLE)",
}
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# The same elements under other names, which the checks below would not know.
_STRICT = "{http://purl.oclc.org/ooxml/"
_OLD_WORD = b"\xd0\xcf\x11\xe0"


def open_parts(document: bytes) -> dict[str, bytes]:
    """Read all parts in the order of the file. Raises TemplateRefused."""
    if document[:4] == _OLD_WORD:
        raise TemplateRefused(
            ("Tệp là .doc cũ hoặc có mật khẩu; hãy bỏ mật khẩu và lưu lại thành .docx.",)
        )
    if len(document) > MAX_FILE:
        raise TemplateRefused((f"Tệp lớn hơn {MAX_FILE // 1_000_000} MB; hãy giảm cỡ ảnh.",))
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise TemplateRefused(
            ("Tệp không phải là .docx hoặc đã hỏng; hãy lưu lại bằng Word.",)
        ) from error


def read_xml(name: str, part: bytes) -> etree._Element:
    """Parse one part: no DTD, no entities, no network. Raises TemplateRefused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TemplateRefused(
            (f"Phần {name} của tệp không đọc được; hãy lưu lại bằng Word.",)
        ) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # lacking in the stubs
        raise TemplateRefused((f"Phần {name} của tệp có khai báo DOCTYPE, không được dùng.",))
    return root


def dangers(parts: dict[str, bytes]) -> tuple[str, ...]:
    """Name everything in the file that could run, load or embed. Empty: safe to print."""
    kinds = _kinds(parts)
    findings = list(_unwanted(parts, kinds))
    for name, part in parts.items():
        # By kind, not by name or folder: Word finds a header wherever a relation points.
        if kinds[name] in _IMAGES or name == _CONTENT_TYPES:
            continue
        if kinds[name] not in _TYPES:
            continue  # already named
        root = read_xml(name, part)
        findings += _relations(name, root)
        findings += _elements(name, root)
        findings += _fields(name, root)
    return tuple(dict.fromkeys(findings))


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise TemplateRefused((f"Tệp có hơn {MAX_PARTS} phần, không phải là mẫu văn bản.",))
    parts: dict[str, bytes] = {}
    seen: set[str] = set()
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        folded = entry.filename.lower()  # Word takes names that differ in case for the same
        if entry.flag_bits & 1 or folded in seen or not _plain(entry.filename):
            raise TemplateRefused((f"Phần «{entry.filename[:80]}» của tệp không hợp lệ.",))
        with archive.open(entry) as stream:
            part = stream.read(MAX_PART + 1)
        total += len(part)
        if len(part) > MAX_PART or total > MAX_TOTAL:
            raise TemplateRefused(("Tệp giải nén ra quá lớn; hãy giảm cỡ ảnh và lưu lại.",))
        parts[entry.filename] = part
        seen.add(folded)
    if _CONTENT_TYPES not in parts or "word/document.xml" not in parts:
        raise TemplateRefused(("Tệp không phải là văn bản Word (.docx).",))
    return parts


def _plain(name: str) -> bool:
    return bool(re.fullmatch(r"[\w\[\].\-/ ]{1,200}", name)) and ".." not in name and name[0] != "/"


def _kinds(parts: dict[str, bytes]) -> dict[str, str]:
    """The content type of every part, "" where the file names none."""
    root = read_xml(_CONTENT_TYPES, parts[_CONTENT_TYPES])
    defaults = {
        (rule.get("Extension") or "").lower(): rule.get("ContentType") or ""
        for rule in root.iter(f"{_PACKAGE}Default")
    }
    overrides = {
        (rule.get("PartName") or "").lstrip("/").lower(): rule.get("ContentType") or ""
        for rule in root.iter(f"{_PACKAGE}Override")
    }
    return {
        name: overrides.get(name.lower(), defaults.get(name.rpartition(".")[2].lower(), ""))
        for name in parts
    }


def _unwanted(parts: dict[str, bytes], kinds: dict[str, str]) -> Iterator[str]:
    """Hold the kind of every part against the list of harmless ones."""
    for name in parts:
        kind = kinds[name]
        if name == _CONTENT_TYPES:
            continue
        if "macro" in kind.lower() or "vba" in name.lower():
            yield "Tệp có macro; hãy lưu lại thành .docx (không phải .docm)."
        elif kind not in _TYPES | _IMAGES:
            yield f"Tệp chứa phần «{name}» ({kind or 'không rõ loại'}) không được dùng trong mẫu."
    if kinds["word/document.xml"] != f"{_MAIN}document.main+xml":
        yield "Tệp không phải là .docx thường; hãy lưu lại thành Word Document (.docx)."


def _relations(name: str, root: etree._Element) -> Iterator[str]:
    for relation in root.iter(f"{_RELATIONS}Relationship"):
        kind = (relation.get("Type") or "").rpartition("/")[2]
        target = relation.get("Target") or ""
        if relation.get("TargetMode", "Internal") != "Internal" or "://" in target:
            yield (
                f"Tệp có liên kết ra ngoài ({kind}: «{target[:80]}») ở {name}; hãy bỏ liên kết, "
                "kể cả siêu liên kết."
            )
        elif kind in {"aFChunk", "attachedTemplate", "oleObject", "package", "vbaProject"}:
            yield f"Tệp có thành phần «{kind}» ở {name}, không được dùng trong mẫu."


def _elements(name: str, root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if title := _ACTIVE.get(element.tag):
            yield f"Tệp có {title} ở {name}; hãy xóa đi."
        if str(element.tag).startswith(_STRICT):
            yield f"Phần {name} theo kiểu Strict Open XML; hãy lưu lại thành Word Document (.docx)."
        for attribute in element.attrib:
            # The old drawing language names its links here, without a relationship.
            if str(attribute).rpartition("}")[2] in {"href", "src", "althref"}:
                yield f"Hình vẽ ở {name} có liên kết ra ngoài; hãy chèn lại hình vào tệp."


def _fields(name: str, root: etree._Element) -> Iterator[str]:
    """Allow page numbers only; a field's code may be cut over runs, or hold other fields."""
    codes: list[str] = []
    found: list[str] = []
    for element in root.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}fldSimple":
            found.append(element.get(f"{W}instr") or "")
        elif element.tag == f"{W}instrText":
            if codes:
                codes[-1] += element.text or ""
            else:
                found.append(element.text or "")
        elif element.get(f"{W}fldCharType") == "begin":
            codes.append("")
        elif codes:
            found.append(codes.pop() if element.get(f"{W}fldCharType") == "end" else codes[-1])
    for code in (*found, *codes):
        words = code.split()
        if not words or words[0].upper() not in _FIELDS:
            yield (
                f"Tệp có trường «{code.strip()[:60]}» ở {name}; mẫu chỉ dùng được trường số trang "
                "(PAGE, NUMPAGES)."
            )
