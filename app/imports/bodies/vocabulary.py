"""What the columns of a list of bodies may mean: those of `app.bodies.load.columns`, and more."""

from collections.abc import Mapping

from app.bodies.load.columns import COLUMNS
from app.imports.shapes import Meaning, ValueKind, Vocabulary

_KINDS: Mapping[str, ValueKind] = {
    "code": "code",
    "parent": "code",
    "assessing": "code",
    "phone": "code",
}
"""The rest is text. A phone is a code: a spreadsheet drops the zero in front of it too."""

_MORE: Mapping[str, tuple[str, ...]] = {
    "code": (
        "mã cơ sở gd",
        "mã csgd",
        "mã số",
        "mã số trường",
        "mã đv",
        "mã định danh trường",
        "mã định danh đơn vị",
        "mã trường trên csdl ngành",
        "mã csdl",
    ),
    "name": (
        "tên csgd",
        "tên đv",
        "tên cơ sở gd",
        "trường",
        "nhà trường",
        "cơ sở giáo dục",
        "tên đơn vị trường",
        "tên trường học",
    ),
    "kind": ("loại trường học", "kiểu trường", "loại csgd", "mô hình trường", "loại hình trường"),
    "levels": ("cấp", "bậc học", "cấp học giảng dạy", "khối cấp học", "cấp học trường"),
    "parent": (
        "mã đơn vị quản lý trực tiếp",
        "mã xã",
        "mã ubnd xã",
        "mã phòng",
        "mã phòng gdđt",
        "mã cấp trên",
        "đơn vị quản lý (mã)",
        "trực thuộc (mã)",
    ),
    "assessing": ("mã đơn vị đgn", "mã cơ quan đánh giá ngoài", "đơn vị đánh giá ngoài (mã)"),
    "head": (
        "họ và tên hiệu trưởng",
        "họ tên thủ trưởng",
        "tên hiệu trưởng",
        "lãnh đạo đơn vị",
        "thủ trưởng cơ quan",
    ),
    "focal": (
        "họ tên đầu mối",
        "tên đầu mối",
        "cán bộ cntt",
        "phụ trách chuyển đổi số",
        "cán bộ phụ trách chuyển đổi số",
        "người liên hệ",
    ),
    "phone": ("sđt đầu mối", "số đt", "di động", "điện thoại liên hệ", "sđt liên hệ", "tel"),
    "email": ("địa chỉ email", "email liên hệ", "hộp thư", "địa chỉ thư điện tử", "gmail"),
}
VOCABULARY = Vocabulary(
    [
        *(
            Meaning(
                one.key,
                one.title,
                (one.title, *one.others, *_MORE.get(one.key, ())),
                _KINDS.get(one.key, "text"),
            )
            for one in COLUMNS
        ),
        Meaning("ignore", "Không dùng", ("tt", "stt", "số tt", "ghi chú"), "text"),
    ],
    required=("code", "name"),
)
