"""What a clerk writes for a kind of body or a cấp học, and the code it means."""

import re
from collections.abc import Mapping

from app.bodies.kinds import LEVEL_TITLES
from app.bodies.models import BodyKind
from exports.forms.values import folded

_SHORT: Mapping[str, tuple[str, ...]] = {
    "so": ("sở", "sở gd&đt", "sở gdđt"),
    "phong": ("phòng", "phòng gd&đt", "phòng gdđt"),
    "ubnd_xa": ("xã", "phường", "đặc khu", "ubnd xã", "ubnd phường", "ủy ban nhân dân xã"),
    "mam_non": ("mn", "mầm non", "mẫu giáo", "trường mẫu giáo", "nhà trẻ"),
    "th": ("tiểu học",),
    "thcs": ("trung học cơ sở",),
    "th_thcs": ("th và thcs", "tiểu học và thcs", "trường th và thcs", "trường th&thcs"),
    "thpt": ("trung học phổ thông",),
    "nhieu_cap_hoc": (
        "nhiều cấp học",
        "phổ thông nhiều cấp học",
        "liên cấp",
        "trường liên cấp",
        "thcs&thpt",
        "thcs và thpt",
        "th, thcs và thpt",
    ),
    "gdtx": ("giáo dục thường xuyên", "trung tâm gdtx"),
    "gdnn_gdtx": (
        "giáo dục nghề nghiệp - giáo dục thường xuyên",
        "trung tâm gdnn-gdtx",
    ),
}
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "tieu_hoc": ("th", "cấp 1", "cấp i"),
    "thcs": ("cấp 2", "cấp ii"),
    "thpt": ("cấp 3", "cấp iii"),
}
_APART = re.compile(r"[,;/+&\n]|\bvà\b")


def squeezed(text: str) -> str:
    """Letters and digits alone, without diacritics: `TH & THCS`, `th_thcs` and `TH-THCS` agree."""
    return "".join(letter for letter in folded(text) if letter.isalnum())


def kind_words(kinds: Mapping[str, BodyKind]) -> dict[str, str]:
    """What may be written to the code of the kind."""
    found: dict[str, str] = {}
    for code, kind in kinds.items():
        for word in (code, kind.title, *_SHORT.get(code, ())):
            found.setdefault(squeezed(word), code)
    return found


def levels_of(text: str, known: tuple[str, ...]) -> tuple[str, ...] | str:
    """The codes that a cell names, in the kind's order; or the word that names none."""
    words = {
        squeezed(word): code
        for code in known
        for word in (code, LEVEL_TITLES.get(code, code), *_LEVELS.get(code, ()))
    }
    named: set[str] = set()
    for part in _APART.split(text):
        if part.strip():
            code = words.get(squeezed(part))
            if code is None:
                return part.strip()
            named.add(code)
    return tuple(code for code in known if code in named)
