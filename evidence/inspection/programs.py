"""What runs, told by its first bytes, wherever it is packed."""

from evidence.errors import Refusal
from evidence.refusals import refused

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADS = (
    b"MZ",  # Windows
    b"\x7fELF",
    b"\xfe\xed\xfa",  # macOS
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Java, and macOS for several processors
    b"\x00asm",
    b"dex\n",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a shortcut of Windows
    b"MSCF",  # cabinets
    b"ITSF",  # compiled help
    b"!<arch>",
    OLE,
)
_RUN_BY_NAME = frozenset(
    {"apk", "app", "bat", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe"}
    | {"hta", "inf", "iso", "jar", "js", "jse", "lnk", "msc", "msi", "msix"}
    | {"ps1", "reg", "scf", "scr", "sct", "sh", "sys", "url", "vb", "vbe"}
    | {"vbs", "wsf", "wsh", "xll", "html", "htm", "xhtml", "svg", "swf"}
)


def runs(head: bytes) -> bool:
    """Whether the first bytes are those of a program or an OLE object."""
    return head.startswith(_HEADS)


def named_to_run(name: str) -> bool:
    """Whether Windows would run a file of this name."""
    return name.rpartition(".")[2].lower() in _RUN_BY_NAME


def refuse_program(head: bytes, name: str) -> None:
    """Raise FileRefused where the member of a package runs."""
    if runs(head) or named_to_run(name):
        raise refused(Refusal.EMBEDDED, f"Mục “{name.rpartition('/')[2][:60]}” không được nhận.")
