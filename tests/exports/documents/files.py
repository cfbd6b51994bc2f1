"""Takes a .docx apart and puts it together with something changed."""

import io
import re
import zipfile
from collections.abc import Mapping
from html import unescape


def parts_of(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def changed(document: bytes, part: str, old: str, new: str) -> bytes:
    """Replace a piece of one part; the piece must be there, or the test would prove nothing."""
    parts = parts_of(document)
    text = parts[part].decode()
    assert old in text, f"{old!r} is not in {part}"
    return packed(parts | {part: text.replace(old, new).encode()})


def restyled(document: bytes, style: str, old: str, new: str) -> bytes:
    """Replace a piece inside the definition of one paragraph style."""
    parts = parts_of(document)
    text = parts["word/styles.xml"].decode()
    found = re.search(rf'<w:style [^>]*w:styleId="{style}">.*?</w:style>', text)
    assert found, f"no style {style}"
    assert old in found[0], f"{old!r} is not in {style}"
    text = text.replace(found[0], found[0].replace(old, new))
    return packed(parts | {"word/styles.xml": text.encode()})


def with_parts(document: bytes, added: Mapping[str, bytes]) -> bytes:
    return packed(parts_of(document) | dict(added))


def words_of(document: bytes, part: str = "word/document.xml") -> str:
    """All words of a part in order, one space between them."""
    text = parts_of(document)[part].decode()
    text = re.sub(r"</w:p>|<w:br/>", " ", text)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())
