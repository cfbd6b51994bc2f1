"""Names of files and of entries in packages, which strangers choose.

What only looks like another name (invisible and direction marks), what some system takes for a
device, and what leads out of the folder is refused; everything in Vietnamese is welcome.
"""

import re
import unicodedata

MAX_NAME_BYTES = 255
"""What the file systems of servers and of Windows take for one part of a path."""
MAX_PATH_LETTERS = 1_000
MAX_DEPTH = 20
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = frozenset('<>:"|?*\\/')
# Controls, direction marks and other format characters, halves of pairs, private use, unassigned,
# and the separators of lines and paragraphs.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_part(name: str) -> bool:
    """Whether a name without folders may be shown, kept and unpacked anywhere."""
    return (
        0 < len(unicodedata.normalize("NFC", name).encode("utf-8", "replace")) <= MAX_NAME_BYTES
        and not any(one in _FORBIDDEN or unicodedata.category(one) in _INVISIBLE for one in name)
        and not _RESERVED.fullmatch(name)
        and name not in {".", ".."}
        and name[-1] not in ". "
        and name[0] != " "
    )


def safe_path(path: str) -> bool:
    """Whether the path of an entry stays inside its folder, on every system."""
    parts = path.removesuffix("/").split("/")
    return (
        len(path) <= MAX_PATH_LETTERS
        and len(parts) <= MAX_DEPTH
        and all(safe_part(part) for part in parts)
    )


def folded(path: str) -> str:
    """The same for two names that one file system takes for one."""
    return unicodedata.normalize("NFC", path).casefold().rstrip("/")
